// Run by memory.test.ts in a process of its own, on the built package: prints how much memory each kind of use
// leaves behind once it has been warmed up, in bytes of heap and of the whole process. With a number, which
// `npm run plateau` gives, that of so many different functions (some minutes).

import { compile, cos, fromBytes, grad, mul, repeat, sin, valueAndGrad } from "../../dist/index.js";
import { memory } from "./memory.mjs";

const xs = Float32Array.from({ length: 1000 }, (_, i) => i / 100);
const out = new Float32Array(1000);
const many = new Float32Array(40_000);
const df = grad((x) => sin(cos(x)));
const vg = valueAndGrad((x, a) => mul(a, sin(x)), { argnums: [0, 1] });
const looped = valueAndGrad((x, a) => repeat(5, (s) => mul(a, sin(s)), x), { argnums: [0, 1] });
const stored = df.toBytes();

const missing = /** @type {number} */ (/** @type {unknown} */ (undefined));
let unique = 0;

/**
 * Each is done `times` times to warm up, and as many times between two measurements.
 *
 * @type {Record<string, { times: number, call: (i: number) => unknown }>}
 */
const uses = {
  "calls with numbers": { times: 1_000_000, call: () => df(0.5) + vg(0.5, 2)[0] },
  "calls with batches": { times: 20_000, call: () => vg(xs, 2) },
  "calls into arrays": { times: 20_000, call: () => df.into(out, xs) },
  "calls with batches of every length": { times: 20_000, call: (i) => df(xs.subarray(0, i % 1000)) },
  "different functions": {
    times: 20_000,
    call: () => {
      const k = unique++;
      const f = grad((x) => mul(sin(mul(x, k)), k + 0.5));
      return f(0.5) + f([0.5, 1])[0];
    },
  },
  "different functions, compiled": {
    times: 5_000,
    call: () => {
      const k = unique++;
      return compile((x) => mul(mul(x, k), x))
        .prepare("batch")
        .into(many, many);
    },
  },
  "equal functions": { times: 20_000, call: () => grad((x) => sin(cos(x)))(0.5) },
  "composed functions": { times: 20_000, call: () => sin(cos().mul(unique++))(0.5) },
  "functions from bytes": { times: 20_000, call: () => fromBytes(stored)(0.5) },
  "nested gradients": { times: 5_000, call: () => grad((x) => mul(x, grad((y) => mul(x, y))(x)))(3) },
  "calls of loops": { times: 10_000, call: () => looped(xs, 0.5) },
  "loops outside of functions": { times: 2_000, call: () => repeat(5, (s) => mul(s, unique++), [1, 2]) },
  "functions that fail": {
    times: 20_000,
    call: () => {
      try {
        return compile((x) => mul(x, missing))(1);
      } catch {
        return 0;
      }
    },
  },
};

/** @type {Record<string, { heap: number, process: number }>} */
const left = {};
const wanted = Number(process.argv[2] ?? 0);
const chosen = Object.entries(uses).filter(([name]) => wanted === 0 || name.startsWith("different functions"));
for (const [name, { times, call }] of chosen) {
  for (let i = 0; i < times; i++) call(i);
  const before = memory();
  for (let i = 0; i < (wanted || times); i++) {
    call(i);
    if (wanted > 0 && i % (wanted / 10) === 0)
      console.error(`${name}: ${i} of ${wanted}, ${process.memoryUsage().rss >> 20} MB`);
  }
  const after = memory();
  left[name] = { heap: after.heap - before.heap, process: after.process - before.process };
}
console.log(JSON.stringify(left));
