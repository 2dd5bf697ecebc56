// What a foreign function costs beside its own work: value and gradient of sin(x g(x)) over 2^20 elements, where g and its
// derivative are foreign. Compared with the time of the same calls of both functions, in blocks, plus that of a kernel
// that gets their values as arrays. One interleaved run, the minimum of each: `node bench/foreign.mjs`.
//
// The figure to keep: at most 1.3. With the path of another build's dist folder, its figures.

import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const dist = resolve(process.argv[2] ?? join(import.meta.dirname, "../dist"));
const { add, compile, cos, foreign, mul, sin, valueAndGrad } = await import(pathToFileURL(join(dist, "index.js")).href);

const ELEMENTS = 1 << 20;
const BLOCK = 8192;
const ROUNDS = 15;

const value = (x) => x.map((v) => v / (1 + v * v));
const slope = (x) => x.map((v) => (1 - v * v) / (1 + v * v) ** 2);
const g = foreign(value, (x) => foreign(slope)(x));

const xs = new Float32Array(ELEMENTS).map((_, i) => (4 * i) / ELEMENTS - 2);
const [ys, ds] = [value(xs), slope(xs)];
const out = [new Float32Array(ELEMENTS), new Float32Array(ELEMENTS)];

const whole = valueAndGrad((x) => sin(mul(x, g(x))));
const rest = compile((x, y, d) => [sin(mul(x, y)), mul(cos(mul(x, y)), add(y, mul(x, d)))]);
const runs = {
  whole: () => whole.into(out, xs),
  "the rest of its kernel": () => rest.into(out, xs, ys, ds),
  "the foreign functions": () => {
    for (let from = 0; from < ELEMENTS; from += BLOCK) {
      const block = xs.slice(from, from + BLOCK);
      value(block);
      slope(block);
    }
  },
};

const best = Object.fromEntries(Object.keys(runs).map((name) => [name, Infinity]));
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, run] of Object.entries(runs)) {
    const start = performance.now();
    run();
    best[name] = Math.min(best[name], performance.now() - start);
  }
}
for (const [name, ms] of Object.entries(best))
  console.log(name.padEnd(24), `${((ms / ELEMENTS) * 1e6).toFixed(2).padStart(6)} ns`);
const parts = best["the rest of its kernel"] + best["the foreign functions"];
console.log("whole / parts".padEnd(24), (best.whole / parts).toFixed(2).padStart(6));
