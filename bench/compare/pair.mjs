// One pair: two builds by turns, in every form of the workloads or functions that are named. A process of its own,
// which compare.mjs starts.

import { calibrate, inTurns, timerOf } from "../race/clock.mjs";
import { inputSets } from "../race/inputs.mjs";
import { FORMS, preparer } from "./forms.mjs";
import * as subjects from "./subjects.mjs";

/** The fastest of a few short samples counts, for there are many pairs. */
const PLAN = { sampleMs: 8, budgetMs: 0, rounds: /** @type {[number, number]} */ ([9, 9]) };

/** Longer for single elements: the time of their calls is that of JavaScript, which engines optimise late. */
const WARM_MS = { single: 200, batch: 60 };

/** The set of arguments of which results are compared. */
const CHECKED = 1;

/** @typedef {{ kind: "workloads" | "functions", names: string[], builds: string[], isSwapped: boolean }} Order */

process.once("message", async (/** @type {Order} */ { kind, names, builds, isSwapped }) => {
  const libraries = await loaded(builds, isSwapped);
  for (const subject of subjects[kind]) {
    if (!names.includes(subject.name)) continue;
    for (const { id, n } of FORMS[kind]) {
      process.send?.({ name: subject.name, form: id, n, ...(await compared(libraries, subject, id, n, isSwapped)) });
    }
  }
  process.disconnect();
});

/**
 * The builds, as modules of their own even where both are the same file.
 *
 * @param {string[]} builds
 * @param {boolean} isSwapped whether the second is loaded first
 */
async function loaded(builds, isSwapped) {
  const libraries = [];
  for (const i of order(isSwapped)) libraries[i] = await import(`${builds[i]}?build=${i}`);
  return libraries;
}

/**
 * @param {any[]} libraries
 * @param {any} subject
 * @param {string} id of the form
 * @param {number} n
 * @param {boolean} isSwapped
 * @returns {Promise<{ ratio: number, isSame: boolean }>}
 */
async function compared(libraries, subject, id, n, isSwapped) {
  const sets = inputSets(subject.args, n);
  /** @type {import("../race/clock.mjs").Contender[]} */
  const contenders = [];
  /** @type {ArrayLike<number>[][]} */
  const results = [];
  for (const i of order(isSwapped)) {
    const runner = await preparer(libraries[i], id)(subject, sets, n);
    runner.call(CHECKED);
    // Copied, for calls that follow write to the same arrays.
    results[i] = (await runner.read()).map((values) => Float32Array.from(values));
    const time = timerOf(runner, sets.length);
    const warmMs = n === 1 ? WARM_MS.single : WARM_MS.batch;
    contenders[i] = { time, calls: await calibrate(time, { ...PLAN, warmMs }) };
  }
  // The same work in every sample of both.
  const calls = Math.max(...contenders.map(({ calls }) => calls));
  const times = await inTurns(
    contenders.map(({ time }) => ({ time, calls })),
    PLAN,
  );
  return { ratio: times[0].min / times[1].min, isSame: haveSameBits(results[0], results[1]) };
}

/** @param {boolean} isSwapped */
function order(isSwapped) {
  return isSwapped ? [1, 0] : [0, 1];
}

/**
 * @param {ArrayLike<number>[]} some
 * @param {ArrayLike<number>[]} others
 */
function haveSameBits(some, others) {
  return some.every((values, i) => Array.prototype.every.call(values, (value, k) => Object.is(value, others[i][k])));
}
