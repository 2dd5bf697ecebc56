// Memory does not grow, however often a function is called and however many are made.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

/** Far less than one retained function or array a call would come to: a hundred bytes for each of 20,000. */
const MOST_HEAP = 2_000_000;
/** The process keeps pages that it freed; a kernel retained for each of 20,000 functions would be 40 MB. */
const MOST_PROCESS = 20_000_000;

const script = fileURLToPath(new URL("lib/plateau.mjs", import.meta.url));
const { stdout, stderr, status } = spawnSync(process.execPath, ["--expose-gc", script], {
  encoding: "utf8",
  timeout: 120_000,
});

describe("what is left behind by", () => {
  it("all uses is measured", () => {
    expect(status, `the package must have been built (npm run build): ${stderr}`).toBe(0);
  });

  const left = status === 0 ? (JSON.parse(stdout) as Record<string, { heap: number; process: number }>) : {};
  it.each(Object.entries(left))("%s is nothing", (_use, { heap, process }) => {
    expect(heap).toBeLessThan(MOST_HEAP);
    expect(process).toBeLessThan(MOST_PROCESS);
  });
});
