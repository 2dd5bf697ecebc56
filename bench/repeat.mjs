// What a step of a loop costs: two states and two parameters, arithmetic alone, over 2^16 elements, in ns an element and
// step; beside the same steps unrolled, and a loop in plain JavaScript. Values alone, with the gradients by all four, and
// for one number. One interleaved run, the minimum of each: `node bench/repeat.mjs`.
//
// With the path of another build's dist folder, its figures.

import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const dist = resolve(process.argv[2] ?? join(import.meta.dirname, "../dist"));
const { add, compile, mul, repeat, sub, valueAndGrad } = await import(pathToFileURL(join(dist, "index.js")).href);

const ELEMENTS = 1 << 16;
const ROUNDS = 5;

/** A damped oscillator, by Euler's method. */
const step =
  (stiffness, damping) =>
  ({ x, v }) => ({
    x: add(x, mul(0.01, v)),
    v: sub(v, mul(0.01, add(mul(stiffness, x), mul(damping, v)))),
  });

const looped = (count) => (x, v, k, c) => repeat(count, step(k, c), { x, v }).x;
const unrolled = (count) => (x, v, k, c) => {
  let state = { x, v };
  for (let i = 0; i < count; i++) state = step(k, c)(state);
  return state.x;
};
const plain = (count, out, xs, vs, ks, cs) => {
  for (let i = 0; i < out.length; i++) {
    let [x, v] = [xs[i], vs[i]];
    for (let t = 0; t < count; t++) [x, v] = [x + 0.01 * v, v - 0.01 * (ks[i] * x + cs[i] * v)];
    out[i] = x;
  }
};

const batches = [1, 2, 3, 4].map((seed) =>
  Float32Array.from({ length: ELEMENTS }, (_, i) => 1 + Math.sin(seed * i) / 4),
);
const outs = batches.map(() => new Float32Array(ELEMENTS));
const out = new Float32Array(ELEMENTS);
const argnums = [0, 1, 2, 3];

/**
 * What is measured, elements times steps, and the call.
 *
 * @type {[name: string, steps: number, run: () => unknown][]}
 */
const runs = [];
for (const count of [100, 1000]) {
  const value = compile(looped(count));
  const gradient = valueAndGrad(looped(count), { argnums });
  runs.push([`value, ${count} steps`, ELEMENTS * count, () => value.into(out, ...batches)]);
  runs.push([`value and gradient, ${count} steps`, ELEMENTS * count, () => gradient.into([out, outs], ...batches)]);
  if (count > 100) continue;
  const whole = compile(unrolled(count));
  const wholeGradient = valueAndGrad(unrolled(count), { argnums });
  runs.push([`value, unrolled`, ELEMENTS * count, () => whole.into(out, ...batches)]);
  runs.push([`value and gradient, unrolled`, ELEMENTS * count, () => wholeGradient.into([out, outs], ...batches)]);
  runs.push([`value, plain JavaScript`, ELEMENTS * count, () => plain(count, out, ...batches)]);
}
for (const count of [100, 1000, 10_000]) {
  const gradient = valueAndGrad(looped(count), { argnums });
  runs.push([`a number's value and gradient, ${count} steps`, count, () => gradient(1, 0, 1, 0.1)]);
}

const best = runs.map(() => Infinity);
for (let round = 0; round < ROUNDS; round++) {
  runs.forEach(([, , run], i) => {
    const start = performance.now();
    run();
    best[i] = Math.min(best[i], performance.now() - start);
  });
}
runs.forEach(([name, steps], i) =>
  console.log(name.padEnd(44), ((best[i] / steps) * 1e6).toFixed(2).padStart(8), "ns"),
);
