// Memory does not grow, however often a function is called and however many are made.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

/** Far less than one retained function or array a call would come to: a hundred bytes for each of 20,000. */
const MOST_HEAP = 2_000_000;
/** The process keeps pages that it freed; a kernel retained for each of 20,000 functions would be 40 MB. */
const MOST_PROCESS = 30_000_000;
/** V8 keeps about 1 KB for every instance that there was; a compiled kernel for each of 5,000 would be 35 MB. */
const MOST_COMPILED = 25_000_000;

/** An array of 2^26 elements is 268 MB. */
const MOST_BEYOND = 30_000_000;

interface Loss {
  n: number;
  wasm: number;
  isRight: boolean;
}

/** What a script prints that runs in a process of its own, on the built package. */
async function printed<T>(name: string): Promise<T> {
  const script = fileURLToPath(new URL(`lib/${name}.mjs`, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", script]);
  return JSON.parse(stdout) as T;
}

// Side by side, and before the tests, which are as many as there are uses. A script that fails fails this file.
const [left, dropped, drops, large] = await Promise.all([
  printed<Record<string, { heap: number; process: number }>>("plateau"),
  printed<{ used: number; peak: number; kept: number[] }>("dropped"),
  printed<{ instances: number; results: number; heap: number; process: number }>("drops"),
  printed<{ few: Loss; large: Loss; beyond: number }>("large"),
]);

describe("what is left behind by", () => {
  it.each(Object.entries(left))("%s is nothing", (use, { heap, process }) => {
    expect(heap).toBeLessThan(MOST_HEAP);
    expect(process).toBeLessThan(use.endsWith("compiled") ? MOST_COMPILED : MOST_PROCESS);
  });
});

it("memory that kernels work in goes when the arrays go", () => {
  const { used, peak, kept } = dropped;
  // Some memories may wait for the collector, of 32 MB each.
  expect(used).toBeGreaterThan(4e9);
  expect(peak).toBeLessThan(1.5e9);
  expect(kept).toEqual([0, 200, 400]);
});

it("instances of the core that were dropped leave nothing behind", () => {
  expect(drops.instances).toBeGreaterThan(10_000);
  // Each of seven functions has given the same values all the time.
  expect(drops.results).toBe(7);
  expect(drops.heap).toBeLessThan(MOST_HEAP);
  expect(drops.process).toBeLessThan(MOST_PROCESS);
});

it("losses of 2^26 points need the memory of WebAssembly that 2^16 need, and nothing of their length but outputs", () => {
  const { few, large: many, beyond } = large;
  expect([few, many]).toMatchObject([
    { n: 2 ** 16, isRight: true },
    { n: 2 ** 26, isRight: true },
  ]);
  expect(few.wasm).toBeGreaterThan(0);
  expect(many.wasm).toBe(few.wasm);
  expect(beyond).toBeLessThan(MOST_BEYOND);
});
