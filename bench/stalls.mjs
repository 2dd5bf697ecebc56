// What compilation costs the call that it is part of, and those after it, beside what tiles take for a call:
// `npm run bench:stalls`. Chains of 100, 1000 and 10,000 ops, of numbers and of batches, over their first 2000 calls,
// without a pause and with one (a timer) after each call. The least of three functions each, because other programs
// interrupt any call.

import { compile, sin } from "../dist/index.js";

const CALLS = 2000;
const FUNCTIONS = 3;
/** Calls after the compilation that are looked at: V8 compiles a module's functions at their first call. */
const AFTER = 3;
/** Seconds that a function may take. */
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
  const seed = ++unique / 1e6;
  const f = compile((x) => Array.from({ length: ops }, (_, i) => i).reduce(step, x.mul(seed)));
  const x = n === 1 ? 0.5 : new Float32Array(n).fill(0.5);
  /** @type {number[]} */
  const tiles = [];
  /** @type {number[]} */
  const jit = [];
  let first = 0;
  const started = performance.now();
  for (let i = 0; i < CALLS && jit.length < AFTER && performance.now() - started < 1000 * LIMIT; i++) {
    const start = performance.now();
    f(x);
    const time = performance.now() - start;
    if (i === 0) first = time;
    const isCompiled = f.info().engine === "jit";
    // The first call traces the function, whichever engine runs.
    if (i > 0) (isCompiled ? jit : tiles).push(time);
    else if (isCompiled) jit.push(0);
    if (pauses) await pause();
  }
  const typical = tiles.sort((a, b) => a - b)[tiles.length >> 1] ?? NaN;
  return { first, typical, longest: Math.max(0, ...jit), at: jit.length > 0 ? tiles.length + 1 : undefined };
}

for (const [name, step] of Object.entries(steps)) {
  for (const ops of [100, 1000, 10_000]) {
    for (const n of [1, 64, 16_384]) {
      for (const pauses of [false, true]) {
        const runs = [];
        for (let i = 0; i < FUNCTIONS; i++) runs.push(await measure(step, ops, n, pauses));
        const least = (/** @type {(run: typeof runs[0]) => number} */ of) => Math.min(...runs.map(of));
        const [first, typical, longest] = [least((r) => r.first), least((r) => r.typical), least((r) => r.longest)];
        const { at } = runs[0];
        let what = "stays on tiles";
        if (at !== undefined) what = `compiled at call ${at}, ${longest.toFixed(2)} ms`;
        // Of a function that is compiled at its first call, no call ran on tiles.
        const tiles = Number.isNaN(typical) ? "" : `, one on tiles: ${typical.toFixed(3)} ms`;
        if (at !== undefined && tiles !== "") what += `: ${(longest / typical).toFixed(1)} times a call on tiles`;
        console.log(
          `${ops} of ${name}, n = ${n}, ${pauses ? "with" : "without"} pauses: ${what} ` +
            `(the first call: ${first.toFixed(1)} ms${tiles})`,
        );
      }
    }
  }
}
