// Run by memory.test.ts in a process of its own, on the built package: allocates gigabytes that kernels work in, and
// drops them. Prints the bytes that were written, the most that the process had at once, and the elements of what it
// kept.

import { setImmediate } from "node:timers/promises";
import { alloc, cos, inPlace, sin, useMemory, valueAndGrad } from "../../dist/index.js";

const N = 1 << 20;
const vg = valueAndGrad((x) => sin(cos(x)));
vg(new Float32Array(40_000)); // Compiles it.
let used = 0;

/**
 * Kernels have an instance on each memory.
 *
 * @param {readonly [Float32Array, Float32Array, Float32Array]} arrays
 */
function compute([x, y, dy]) {
  if (!inPlace(x, y, dy)) throw new Error("not in place");
  vg.into([y, dy], x);
  used += 3 * x.byteLength;
}

/** @type {Float32Array[]} */
const kept = [];
for (let i = 0; i < 500; i++) {
  const array = alloc(N).fill(i);
  used += array.byteLength;
  // A view of a part is enough for its memory to stay.
  if (i % 200 === 0) kept.push(array.subarray(7, 8));
}
for (let i = 0; i < 100; i++) compute(alloc([N, N, N]));

// Memories of another's. The language keeps one alive until the job ends in which it was named.
for (let i = 0; i < 400; i++) {
  const memory = new WebAssembly.Memory({ initial: 48 });
  useMemory(memory);
  const at = (/** @type {number} */ k) => new Float32Array(memory.buffer, k * N, N / 4);
  compute([at(0), at(1), at(2)]);
  await setImmediate();
}

console.log(JSON.stringify({ used, peak: 1024 * process.resourceUsage().maxRSS, kept: kept.map(([first]) => first) }));
