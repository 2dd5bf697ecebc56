// Products of a loss's Hessian with a vector, beside the loss: over 2^20 elements, of numbers and of a batch. One
// interleaved run, the minimum of each: `node bench/hvp.mjs`.
//
// The figure to keep: at most 4 times the time of the value. With the path of another build's dist folder, its figures.

import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const dist = resolve(process.argv[2] ?? join(import.meta.dirname, "../dist"));
const fluxion = await import(pathToFileURL(join(dist, "index.js")).href);
const { add, alloc, compile, exp, hvp, logsumexp, mean, mul, sin, square, sub } = fluxion;

const ELEMENTS = 1 << 20;
const ROUNDS = 15;

const [xs, ys, vs] = alloc([ELEMENTS, ELEMENTS, ELEMENTS]);
for (let i = 0; i < ELEMENTS; i++) {
  xs[i] = (4 * i) / ELEMENTS - 2;
  ys[i] = Math.cos(i);
  vs[i] = Math.sin(3 * i);
}

/** Losses, what they are of, and the direction; those with numbers by these alone. */
const losses = {
  "wave by 4 numbers": {
    f: (a, b, c, d) => mean(square(sub(mul(a, exp(mul(b, xs)), sin(add(mul(c, xs), d))), ys))),
    at: [1, -0.5, 2, 0.25],
    along: [1, 0.5, -1, 0.25],
  },
  "mean of squares by a batch": { f: (x) => mean(square(sub(sin(x), ys))), at: [xs], along: [vs] },
  "logsumexp by a batch": { f: (x) => logsumexp(x), at: [xs], along: [vs] },
};

for (const [name, { f, at, along }] of Object.entries(losses)) {
  const [value, product] = [compile(f), hvp(f)];
  const runs = [() => value(...at), () => product(at, along)];
  const best = [Infinity, Infinity];
  for (let round = 0; round < ROUNDS; round++) {
    runs.forEach((run, i) => {
      const start = performance.now();
      run();
      best[i] = Math.min(best[i], performance.now() - start);
    });
  }
  const [ofValue, ofProduct] = best.map((ms) => ((ms / ELEMENTS) * 1e6).toFixed(2));
  console.log(
    name.padEnd(28),
    `value ${ofValue} ns, product ${ofProduct} ns an element: ${(best[1] / best[0]).toFixed(2)} times`,
  );
}
