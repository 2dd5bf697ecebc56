// Run by memory.test.ts in a process of its own, on the built package: lets the core fail thousands of times, so that
// it is dropped and made anew, and prints what the process had after the first drops and after the last, in bytes, and
// the values that it gave.

import { alloc, cos, sin, valueAndGrad } from "../../dist/index.js";
import { memory } from "./memory.mjs";

const WARM = 1000;
const DROPS = 10_000;

let fails = false;
let instances = 0;
const { Instance } = WebAssembly;
WebAssembly.Instance = /** @type {any} */ (
  new Proxy(Instance, {
    construct(target, [module, imports]) {
      const { exports } = new target(module, imports);
      const { runUniform } = exports;
      if (typeof runUniform !== "function") return { exports };
      instances++;
      const failing = (/** @type {number} */ base) => {
        if (fails) throw new WebAssembly.RuntimeError("unreachable");
        runUniform(base);
      };
      return { exports: { ...exports, runUniform: failing } };
    },
  })
);

// Several functions, of which each has operands in the arena of an instance that was dropped before it is called again.
const functions = [1, 2, 3, 4, 5, 6, 7].map((k) => valueAndGrad((x) => sin(cos(x.mul(k)))));
const many = new Float32Array(40_000).fill(0.5);
const [x, y, dy] = alloc([1000, 1000, 1000]);
for (const f of functions) f(many); // Compiles it.

const results = new Set();
/** @param {number} count */
function drop(count) {
  for (let i = 0; i < count; i++) {
    const f = functions[i % functions.length];
    fails = true;
    try {
      // A number among functions that are new runs by tiles.
      valueAndGrad((x) => sin(x.mul(i)))(1);
    } catch {
      // As is meant.
    }
    fails = false;
    results.add(JSON.stringify([i % functions.length, f(0.5), f(many.subarray(0, 8))[0][7], f.into([y, dy], x)[0][7]]));
  }
}

drop(WARM);
const before = memory();
const start = performance.now();
drop(DROPS);
const each = (performance.now() - start) / DROPS;
const after = memory();
console.log(
  JSON.stringify({
    instances,
    each,
    results: results.size,
    heap: after.heap - before.heap,
    process: after.process - before.process,
  }),
);
