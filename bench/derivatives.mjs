// Six derivatives of sin(cos(sin x)) in one pass, beside six nested gradients one by one: 2^20 elements, by `into` with
// ordinary arrays. One interleaved run, the minimum of each: `node bench/derivatives.mjs`.
//
// The figure to keep: at least 5 times as fast. With the path of another build's dist folder, its figures.

import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const dist = resolve(process.argv[2] ?? join(import.meta.dirname, "../dist"));
const { cos, derivatives, grad, sin } = await import(pathToFileURL(join(dist, "index.js")).href);

const ELEMENTS = 1 << 20;
const ORDER = 6;
const ROUNDS = 15;

const f = (x) => sin(cos(sin(x)));
const xs = Float32Array.from({ length: ELEMENTS }, (_, i) => -2 + (4 * i) / ELEMENTS);
const outs = Array.from({ length: ORDER + 1 }, () => new Float32Array(ELEMENTS));

const all = derivatives(f, ORDER);
const gradients = [];
for (let order = 1, d = f; order <= ORDER; order++) gradients.push((d = grad(d)));

const runs = [
  { name: `derivatives(f, ${ORDER})`, run: () => all.into(outs, xs), best: Infinity },
  {
    name: `${ORDER} nested gradients`,
    run: () => gradients.forEach((d, i) => d.into(outs[i + 1], xs)),
    best: Infinity,
  },
];
for (let round = 0; round < ROUNDS; round++) {
  for (const one of runs) {
    const start = performance.now();
    one.run();
    one.best = Math.min(one.best, performance.now() - start);
  }
}

const ops = [all.info().ops, gradients.reduce((sum, d) => sum + d.info().ops, 0)];
runs.forEach(({ name, best }, i) => {
  console.log(`${name.padEnd(20)} ${((best / ELEMENTS) * 1e6).toFixed(2).padStart(8)} ns an element, ${ops[i]} ops`);
});
console.log(`${(runs[1].best / runs[0].best).toFixed(2)} times as fast`);
