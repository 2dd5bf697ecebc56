// Memory does not grow, however often a function is called and however many are made.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

/** Far less than one retained function or array a call would come to: a hundred bytes for each of 20,000. */
const MOST_HEAP = 2_000_000;
/** The process keeps pages that it freed; a kernel retained for each of 20,000 functions would be 40 MB. */
const MOST_PROCESS = 30_000_000;
/** V8 keeps about 1 KB for every instance that there was; a compiled kernel for each of 10,000 would be 70 MB. */
const MOST_COMPILED = 50_000_000;

/** What a script prints, which runs in a process of its own. */
function run(name: string) {
  const script = fileURLToPath(new URL(`lib/${name}.mjs`, import.meta.url));
  return spawnSync(process.execPath, ["--expose-gc", script], { encoding: "utf8", timeout: 120_000 });
}

const { stdout, stderr, status } = run("plateau");

describe("what is left behind by", () => {
  it("all uses is measured", () => {
    expect(status, `the package must have been built (npm run build): ${stderr}`).toBe(0);
  });

  const left = status === 0 ? (JSON.parse(stdout) as Record<string, { heap: number; process: number }>) : {};
  it.each(Object.entries(left))("%s is nothing", (use, { heap, process }) => {
    expect(heap).toBeLessThan(MOST_HEAP);
    expect(process).toBeLessThan(use.endsWith("compiled") ? MOST_COMPILED : MOST_PROCESS);
  });
});

it("memory that kernels work in goes when the arrays go", () => {
  const { stdout, stderr, status } = run("dropped");
  expect(status, stderr).toBe(0);
  const { used, peak, kept } = JSON.parse(stdout) as { used: number; peak: number; kept: number[] };
  // Some memories may wait for the collector, of 32 MB each.
  expect(used).toBeGreaterThan(4e9);
  expect(peak).toBeLessThan(1.5e9);
  expect(kept).toEqual([0, 200, 400]);
});
