// What compilation costs the call that it is part of, and those after it, beside what tiles alone take for a call:
// `npm run bench:stalls`. Chains of 100, 1000 and 10,000 ops, of numbers and of batches, over their first 2000 calls,
// without a pause and with one (a timer) after each call. Tiles alone are a core that cannot compile (tiles.wasm). Of
// each call the least of several functions, because other programs interrupt any call: what is left is what every
// function has at that call.

import { readFileSync } from "node:fs";
import * as both from "../dist/index.js";
import * as tiles from "../dist/slim.js";

const CALLS = 2000;
const FUNCTIONS = 6;
/** Seconds that the calls of a function may take. */
const LIMIT = 3;

/** @typedef {import("../dist/index.js").Expr} Expr */
/** @typedef {Pick<typeof both, "compile" | "sin">} Fluxion */
/** @type {Record<string, (x: Expr, i: number, { sin }: Fluxion) => Expr>} */
const steps = {
  sin: (x, _, { sin }) => sin(x),
  "mul, add": (x, i) => (i % 2 === 0 ? x.mul(1 - i / 1e6) : x.add(i / 1e6)),
};

const pause = () => new Promise((resolve) => setTimeout(resolve));
let unique = 0;

/**
 * The least time of each call in milliseconds, and the first call that ran compiled, or -1.
 *
 * @param {Fluxion} fluxion
 * @param {(x: Expr, i: number, fluxion: Fluxion) => Expr} step
 * @param {number} ops
 * @param {number} n
 * @param {boolean} pauses
 */
async function measure(fluxion, step, ops, n, pauses) {
  const x = n === 1 ? 0.5 : new Float32Array(n).fill(0.5);
  /** @type {number[]} */
  let least = [];
  let compiledAt = -1;
  for (let k = 0; k < FUNCTIONS; k++) {
    const seed = ++unique / 1e6;
    const f = fluxion.compile((x) => {
      let y = x.mul(seed);
      for (let i = 0; i < ops; i++) y = step(y, i, fluxion);
      return y;
    });
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

/**
 * The longest of some calls after the first, beside a typical one of tiles alone.
 *
 * @param {number[]} least
 * @param {number} typical
 */
function longest(least, typical) {
  const worst = least.slice(1).reduce((worst, time, i) => (time > least[worst] ? i + 1 : worst), 1);
  return `call ${worst} of ${least.length}, ${least[worst].toFixed(4)} ms, ${(least[worst] / typical).toFixed(1)} times`;
}

await tiles.init({
  core: new WebAssembly.Module(readFileSync(new URL("../dist/tiles.wasm", import.meta.url))),
  loops: new WebAssembly.Module(readFileSync(new URL("../dist/loops.wasm", import.meta.url))),
});
for (const [name, step] of Object.entries(steps)) {
  for (const ops of [100, 1000, 10_000]) {
    for (const n of [1, 64, 16_384]) {
      for (const pauses of [false, true]) {
        const alone = (await measure(tiles, step, ops, n, pauses)).least;
        const { least, compiledAt } = await measure(both, step, ops, n, pauses);
        const typical = alone.slice(1).sort((a, b) => a - b)[alone.length >> 1] ?? alone[0];
        console.log(
          `${ops} of ${name}, n = ${n}, ${pauses ? "with" : "without"} pauses: tiles alone ${typical.toFixed(4)} ms ` +
            `(the first ${alone[0].toFixed(1)} ms; the longest: ${longest(alone, typical)}); ` +
            (compiledAt < 0 ? "stays on tiles" : `compiled at call ${compiledAt}`) +
            ` (the first ${least[0].toFixed(1)} ms; the longest: ${longest(least, typical)})`,
        );
      }
    }
  }
}
