// One workload, all engines, all lengths: a process of its own, which race.mjs starts. So no engine is disturbed by
// memory of other workloads, nor by code that was optimised for them.

import { engines } from "../engines/index.mjs";
import { workloads } from "../workloads/index.mjs";
import { expectedOf, magnitudes, worstError } from "./check.mjs";
import { calibrate, inTurns, timerOf } from "./clock.mjs";
import { inputSets } from "./inputs.mjs";
import { lengthsOf } from "./options.mjs";

/**
 * The result of an engine at one length.
 *
 * @typedef {object} Row
 * @property {string} workload
 * @property {string} engine
 * @property {number} n
 * @property {string} [missed] why there are no times
 * @property {number} [error] the largest, in the unit of the workload's tolerance
 * @property {string} [wrong] the output with that error, if it is beyond the tolerance
 * @property {import("./clock.mjs").Times} [times]
 */

/**
 * @typedef {object} Order
 * @property {string} workload
 * @property {string[]} engines
 * @property {import("./options.mjs").Plan} plan
 */

/** The set of arguments that answers are checked with. */
const CHECKED = 1;

process.once("message", async (/** @type {Order} */ order) => {
  const workload = workloads.find(({ name }) => name === order.workload);
  if (workload === undefined) throw new Error(`no workload ${order.workload}`);
  /** @type {Map<string, { n: number, ms: number }>} how long an engine took for the length before */
  const before = new Map();
  for (const n of lengthsOf(workload, order.plan)) {
    const rows = await race(workload, n, order, before);
    process.send?.(rows);
  }
  for (const engine of engines) engine.end?.();
  process.disconnect();
});

/**
 * @param {import("../workloads/workload.mjs").Workload} workload
 * @param {number} n
 * @param {Order} order
 * @param {Map<string, { n: number, ms: number }>} before
 * @returns {Promise<Row[]>}
 */
async function race(workload, n, { engines: chosen, plan }, before) {
  const sets = inputSets(workload.args, n);
  const expected = expectedOf(workload, sets[CHECKED], n);
  const means = magnitudes(workload, n);
  /** @type {Row[]} */
  const rows = [];
  const field = [];
  for (const engine of engines.filter(({ id, lacks }) => chosen.includes(id) && lacks?.(workload) === undefined)) {
    /** @type {Row} */
    const row = { workload: workload.name, engine: engine.id, n };
    rows.push(row);
    const last = before.get(engine.id);
    if (last !== undefined && (last.ms * n) / last.n > plan.longestMs) {
      row.missed = `skipped: a call would take some ${seconds((last.ms * n) / last.n)}`;
      continue;
    }
    try {
      const runner = await engine.prepare(workload, sets, n);
      await runner.enter?.();
      await runner.call(CHECKED);
      const { error, output } = worstError(await runner.read(), expected, means);
      row.error = error;
      if (!(error <= workload.tolerance)) row.wrong = workload.outputs[output];
      const time = timerOf(runner, sets.length);
      const calls = await calibrate(time, plan);
      field.push({ row, runner, time, calls, enter: runner.enter });
    } catch (error) {
      row.missed = `cannot: ${error instanceof Error ? error.message : error}`;
    }
  }
  const times = await inTurns(field, plan);
  field.forEach(({ row, runner }, i) => {
    row.times = times[i];
    if (n >= 4096) before.set(row.engine, { n, ms: times[i].min });
    runner.close?.();
  });
  return rows;
}

/** @param {number} ms */
function seconds(ms) {
  return `${(ms / 1000).toPrecision(2)} s`;
}
