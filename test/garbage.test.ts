// What a call leaves for the collector.

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const script = fileURLToPath(new URL("lib/garbage.mjs", import.meta.url));
const left = JSON.parse(execFileSync(process.execPath, ["--expose-gc", script], { encoding: "utf8" })) as Record<
  string,
  number
>;

it.each(Object.entries(left))("62 arguments, %s: %i bytes, less than 2 KB", (_which, bytes) => {
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThan(2048);
});
