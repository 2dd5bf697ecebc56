// The options of `npm run bench -- OPTIONS`.

import { parseArgs } from "node:util";

/**
 * @typedef {object} Options
 * @property {boolean} isQuick
 * @property {boolean} isLarge also 2^26 points
 * @property {boolean} isRenewing what is measured goes into the files of docs/, in place of what they have of it
 * @property {string[]} workloads names; none for all
 * @property {string[]} engines ids; none for all
 */

/**
 * How long and how often to measure.
 *
 * @typedef {object} Plan
 * @property {number[]} lengths
 * @property {number} sampleMs
 * @property {number} warmMs how long to call before the first sample
 * @property {number} budgetMs for all engines together, at one length of one workload
 * @property {[number, number]} rounds
 * @property {number} longestMs an engine whose call takes longer is left out at that length
 */

/** @type {Plan} */
const FULL = {
  lengths: [1, 64, 4096, 2 ** 20, 2 ** 24],
  sampleMs: 50,
  warmMs: 200,
  budgetMs: 6000,
  rounds: [3, 25],
  longestMs: 3000,
};

/** @type {Plan} */
const QUICK = { lengths: [1, 4096, 2 ** 20], sampleMs: 2, warmMs: 80, budgetMs: 200, rounds: [3, 9], longestMs: 150 };

const USAGE = `npm run bench -- [--quick | --renew] [--large] [--workload NAME]... [--engine ID]...`;

/**
 * @param {string[]} args
 * @param {{ workloads: string[], engines: string[] }} known
 * @returns {Options}
 * @throws with a message for the person at the terminal
 */
export function readOptions(args, known) {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: "boolean", default: false },
      large: { type: "boolean", default: false },
      renew: { type: "boolean", default: false },
      workload: { type: "string", multiple: true, default: [] },
      engine: { type: "string", multiple: true, default: [] },
    },
  });
  check("workload", values.workload, known.workloads);
  check("engine", values.engine, known.engines);
  if (values.renew && (values.quick || values.engine.length > 0)) {
    throw new Error(`--renew takes all engines at full length: neither --quick nor --engine\n${USAGE}`);
  }
  return {
    isQuick: values.quick,
    isLarge: values.large,
    isRenewing: values.renew,
    workloads: values.workload,
    engines: values.engine,
  };
}

/**
 * @param {string} option
 * @param {string[]} names
 * @param {string[]} known
 */
function check(option, names, known) {
  for (const name of names) {
    if (known.includes(name)) continue;
    throw new Error(`there is no ${option} ${name}; there are ${known.join(", ")}\n${USAGE}`);
  }
}

/**
 * The lengths at which a workload is raced.
 *
 * @param {import("../workloads/workload.mjs").Workload} workload
 * @param {Plan} plan
 */
export function lengthsOf({ lengths }, plan) {
  return lengths ?? plan.lengths;
}

/**
 * @param {Options} options
 * @returns {Plan}
 */
export function planOf({ isQuick }) {
  return isQuick ? QUICK : FULL;
}
