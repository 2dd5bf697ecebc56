// Run by memory.test.ts in a process of its own, on the built package: losses over 2^16 points, and over 2^26 or as many
// as it is told. Prints the bytes of the memories of WebAssembly after each, and how much the process grew between the
// two beyond the arrays of the caller.

import { watchMemories } from "../../bench/race/memories.mjs";

const wasmBytes = watchMemories();
// Imported after the watch began, which notes memories from then on.
const { add, logsumexp, mean, mul, square, std, sub, valueAndGrad } = await import("../../dist/index.js");

const FEW = 2 ** 16;
const many = Number(process.argv[2] ?? 2 ** 26);

const line = valueAndGrad((w, b, x, y) => mean(square(sub(add(mul(w, x), b), y))), { argnums: [0, 1] });
const spread = valueAndGrad((x) => std(x));
const softmax = valueAndGrad((x) => logsumexp(x));
const number = () => new Float32Array(1);

/** @param {number} n */
function measure(n) {
  const x = new Float32Array(n).fill(0.25);
  const out = new Float32Array(n);
  const [value, gradients] = line(0.5, 0.1, x, x);
  spread.into([number(), out], x);
  const [total] = softmax.into([number(), out], x);
  // Of equal elements: known without another sum.
  const expected = [0.000625, -0.0125, -0.05, 0.25 + Math.log(n), 1 / n];
  const got = [value, ...gradients, total[0], out[n - 1]];
  const isRight = expected.every((e, i) => Math.abs(got[i] - e) <= 1e-5 * Math.abs(e));
  return { n, wasm: wasmBytes(), arrays: x.byteLength + out.byteLength, isRight };
}

for (let i = 0; i < 20; i++) measure(FEW);
const few = measure(FEW);
const before = 1024 * process.resourceUsage().maxRSS;
const large = measure(many);
const grown = 1024 * process.resourceUsage().maxRSS - before;
console.log(JSON.stringify({ few, large, beyond: grown - large.arrays }));
