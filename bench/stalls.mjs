// What compilation costs the call that it is part of, and those after it, beside what tiles take for a call:
// `npm run bench:stalls`. Chains of 100, 1000 and 10,000 ops, of numbers and of batches, over their first 2000 calls,
// without a pause and with one (a timer) after each call. Of each call the least of several functions, because other
// programs interrupt any call: what is left is what every function has at that call.

import { compile, sin } from "../dist/index.js";

const CALLS = 2000;
const FUNCTIONS = 6;
/** Seconds that the calls of a function may take. */
const LIMIT = 3;

/** @typedef {import("../dist/index.js").Expr} Expr */
/** @type {Record<string, (x: Expr, i: number) => Expr>} */
const steps = { sin: (x) => sin(x), "mul, add": (x, i) => (i % 2 === 0 ? x.mul(1 - i / 1e6) : x.add(i / 1e6)) };

const pause = () => new Promise((resolve) => setTimeout(resolve));
let unique = 0;

/**
 * @param {(x: Expr, i: number) => Expr} step
 * @param {number} ops
 * @param {number} n
 * @param {boolean} pauses
 */
async function measure(step, ops, n, pauses) {
  const x = n === 1 ? 0.5 : new Float32Array(n).fill(0.5);
  /** @type {number[]} */
  let least = [];
  let compiledAt = -1;
  for (let k = 0; k < FUNCTIONS; k++) {
    const seed = ++unique / 1e6;
    const f = compile((x) => Array.from({ length: ops }, (_, i) => i).reduce(step, x.mul(seed)));
    /** @type {number[]} */
    const times = [];
    compiledAt = -1;
    const started = performance.now();
    for (let i = 0; i < CALLS && performance.now() - started < 1000 * LIMIT; i++) {
      const start = performance.now();
      f(x);
      times.push(performance.now() - start);
      if (compiledAt < 0 && f.info().engine === "jit") compiledAt = i;
      if (pauses) await pause();
    }
    least = k === 0 ? times : least.slice(0, times.length).map((time, i) => Math.min(time, times[i]));
  }
  return { least, compiledAt };
}

for (const [name, step] of Object.entries(steps)) {
  for (const ops of [100, 1000, 10_000]) {
    for (const n of [1, 64, 16_384]) {
      for (const pauses of [false, true]) {
        const { least, compiledAt } = await measure(step, ops, n, pauses);
        const [first, ...later] = least;
        const tiles = (compiledAt < 0 ? later : later.slice(0, compiledAt - 1)).sort((a, b) => a - b);
        // Of a function that is compiled at its first call, no call ran on tiles.
        const typical = tiles[tiles.length >> 1];
        const worst = least.slice(1).reduce((worst, time, i) => (time > least[worst] ? i + 1 : worst), 1);
        console.log(
          `${ops} of ${name}, n = ${n}, ${pauses ? "with" : "without"} pauses: ` +
            (compiledAt < 0 ? "stays on tiles" : `compiled at call ${compiledAt}`) +
            ` (the first: ${first.toFixed(1)} ms` +
            (typical === undefined ? "" : `, one on tiles: ${typical.toFixed(4)} ms`) +
            `); the longest: call ${worst} of ${least.length}, ${least[worst].toFixed(4)} ms` +
            (typical === undefined ? "" : `, ${(least[worst] / typical).toFixed(1)} times one on tiles`),
        );
      }
    }
  }
}
