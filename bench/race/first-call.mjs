// The first call of a new function, from writing it to its result. A process of its own for each engine, which
// race.mjs starts several times: the first function of a process also pays for code that engines compile lazily.

import { performance } from "node:perf_hooks";
import { fluxion } from "../engines/fluxion.mjs";
import { load } from "../engines/jax-js.mjs";

/** @typedef {{ first: number, later: number[] }} FirstCalls ms of the very first function, and of further ones */

const N = 4096;

/** Each gives a function that makes value and derivative of sin(cos(c x)) anew, and calls it. */
const makers = {
  async fluxion() {
    const { cos, mul, sin, valueAndGrad } = fluxion;
    const xs = points();
    return (/** @type {number} */ c) => valueAndGrad((/** @type {any} */ x) => sin(cos(mul(c, x))))(xs);
  },
  async "jax-js jit"() {
    const { jit, numpy: np, valueAndGrad, vmap } = await load();
    const xs = np.array(points());
    return async (/** @type {number} */ c) => {
      const f = jit(vmap(valueAndGrad((/** @type {any} */ x) => np.sin(np.cos(x.mul(c))))));
      for (const array of f(xs.ref)) await array.blockUntilReady();
    };
  },
};

process.once("message", async (/** @type {{ engine: keyof makers, functions: number }} */ { engine, functions }) => {
  const make = await makers[engine]();
  const ms = [];
  for (let i = 0; i <= functions; i++) {
    const started = performance.now();
    await make(1 + i / 1024);
    ms.push(performance.now() - started);
  }
  const [first, ...later] = ms;
  process.send?.({ first, later });
  process.disconnect();
});

function points() {
  return Float32Array.from({ length: N }, (_, i) => -10 + (20 * i) / N);
}
