// Each example runs, passes its own checks and is one that `npm start` runs.

import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const folder = new URL("../examples/", import.meta.url);
/** What is no example: the program of `npm start`, and the library as examples see it. */
const OTHERS = ["start.mjs", "fluxion.mjs"];

const names = readdirSync(folder).filter((name) => name.endsWith(".mjs") && !OTHERS.includes(name));

describe("the example", () => {
  it.each(names)("%s passes its checks", async (name) => {
    // A check that fails is an exit code other than 0, at which this rejects.
    const { stdout } = await promisify(execFile)(process.execPath, [fileURLToPath(new URL(name, folder))]);
    expect(stdout).toContain("All checks passed");
  });

  it.each(names)("%s is one that npm start runs", (name) => {
    expect(readFileSync(new URL("start.mjs", folder), "utf8")).toContain(`from "./${name}"`);
    expect(readFileSync(new URL("README.md", folder), "utf8")).toContain(`node examples/${name}`);
  });
});
