// The time of one call with one number, value and derivative. A process of its own, which race.mjs starts.

import { performance } from "node:perf_hooks";
import { callWithSet, compileApart } from "../engines/engine.mjs";
import { fluxion } from "../engines/fluxion.mjs";
import { load } from "../engines/jax-js.mjs";
import cubic from "../workloads/cubic.mjs";
import sinCos from "../workloads/sin-cos.mjs";
import { calibrate, inTurns } from "./clock.mjs";

/**
 * @typedef {object} OneCall
 * @property {string} workload
 * @property {string} engine
 * @property {number} ns the fastest sample
 * @property {number} median
 */

/** What a person writes for one number. */
const byHand = new Map([
  [
    sinCos,
    (/** @type {number} */ x) => {
      const c = Math.cos(x);
      return [Math.sin(c), -Math.cos(c) * Math.sin(x)];
    },
  ],
  [cubic, (/** @type {number} */ x) => [((0.5 * x - 1.5) * x + 2) * x - 1, (1.5 * x - 3) * x + 2]],
]);

/** Longer than for batches: an engine optimises by the number of calls and loops, and these calls are the shortest. */
const WARM_MS = 300;

const NUMBERS = Array.from({ length: 16 }, (_, i) => Math.fround(-2.9 + 0.37 * i));

process.once("message", async (/** @type {{ plan: import("./options.mjs").Plan }} */ { plan }) => {
  /** @type {OneCall[]} */
  const answers = [];
  for (const [workload, plain] of byHand) {
    const contenders = await Promise.all(
      Object.entries({
        fluxion: synchronous(workload.fluxion(fluxion)),
        "plain JavaScript": synchronous(plain),
        ...(await inJaxJs(workload)),
      }).map(async ([engine, time]) => ({ engine, time })),
    );
    const field = [];
    for (const { engine, time } of contenders) {
      field.push({ engine, time, calls: await calibrate(time, { ...plan, warmMs: WARM_MS }) });
    }
    const times = await inTurns(field, plan);
    field.forEach(({ engine }, i) => {
      answers.push({ workload: workload.name, engine, ns: times[i].min * 1e6, median: times[i].median * 1e6 });
    });
  }
  process.send?.(answers);
  process.disconnect();
});

/**
 * The timer of a function that returns numbers. It sums the derivatives, for a compiler removes results without a use.
 *
 * @param {(x: number) => number[]} f
 * @returns {import("./clock.mjs").Timer}
 */
function synchronous(f) {
  const call = callWithSet(
    f,
    NUMBERS.map((x) => [x]),
  );
  const body = `
    let sum = 0;
    return (calls) => {
      const started = performance.now();
      for (let i = 0; i < calls; i++) sum += call(i & 15)[1];
      return performance.now() - started;
    };`;
  return compileApart(["call", "performance"], body)(call, performance);
}

/** @param {import("../workloads/workload.mjs").Workload} workload */
async function inJaxJs(workload) {
  const jax = await load();
  const f = jax.jit(workload.jaxJs(jax));
  const arrays = NUMBERS.map((x) => jax.numpy.array(x));
  return {
    "jax-js jit": async (/** @type {number} */ calls) => {
      const started = performance.now();
      for (let i = 0; i < calls; i++) {
        for (const array of f(arrays[i & 15].ref)) {
          await array.blockUntilReady();
          array.dispose();
        }
      }
      return performance.now() - started;
    },
    "jax-js jit, copies counted": synchronous((x) => {
      const [value, derivative] = f(jax.numpy.array(x));
      return [value.js(), derivative.js()];
    }),
  };
}
