// The check of results against expected answers.

import { outputsOf } from "../workloads/workload.mjs";
import { inputSets } from "./inputs.mjs";

/** How many elements of a batch are compared; evenly spread, the first and the last among them. */
const SAMPLES = 2048;

/**
 * The mean magnitude of every output, the unit of errors near its zeros. It does not depend on the length of batches,
 * unless the workload reduces them.
 *
 * @param {import("../workloads/workload.mjs").Workload} workload
 * @param {number} n
 * @returns {number[]}
 */
export function magnitudes(workload, n) {
  const length = workload.expected === undefined ? n : SAMPLES;
  const { outputs } = expectedOf(workload, inputSets(workload.args, length)[0], length);
  return outputs.map((values) => values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length);
}

/**
 * The expected answers of one set of arguments, at some elements of the batches.
 *
 * @typedef {object} Expected
 * @property {number[]} elements their indices
 * @property {Float64Array[]} outputs
 */

/**
 * @param {import("../workloads/workload.mjs").Workload} workload
 * @param {import("./inputs.mjs").Value[]} args
 * @param {number} n
 * @returns {Expected}
 */
export function expectedOf(workload, args, n) {
  const { expected } = workload;
  if (expected === undefined) return expectedOfAll(workload, args, n);
  const elements = sampled(n);
  const outputs = workload.outputs.map(() => new Float64Array(elements.length));
  elements.forEach((element, i) => {
    const point = args.map((arg) => (typeof arg === "number" ? arg : arg[element]));
    expected(...point).forEach((value, k) => (outputs[k][i] = value));
  });
  return { elements, outputs };
}

/**
 * The expected answers of a workload that reduces: those of the plain loop, with results in float64.
 *
 * @param {import("../workloads/workload.mjs").Workload} workload
 * @param {import("./inputs.mjs").Value[]} args
 * @param {number} n
 * @returns {Expected}
 */
function expectedOfAll(workload, args, n) {
  const all = outputsOf(workload, n, Float64Array);
  workload.plain(...args, ...all);
  const elements = sampled(n);
  const outputs = all.map((values) => (values.length === n ? Float64Array.from(elements, (i) => values[i]) : values));
  return { elements, outputs };
}

/**
 * Indices of elements, evenly spread.
 *
 * @param {number} n
 */
function sampled(n) {
  const count = Math.min(n, SAMPLES);
  return Array.from({ length: count }, (_, i) => Math.round((i * (n - 1)) / Math.max(1, count - 1)));
}

/**
 * The largest error of any output, in the unit of the workload's tolerance; NaN if a result is NaN.
 *
 * @param {ArrayLike<number>[]} results
 * @param {Expected} expected
 * @param {number[]} means the result of `magnitudes`
 * @returns {{ error: number, output: number }} `output` is the index of the one with that error
 */
export function worstError(results, { elements, outputs }, means) {
  let worst = { error: 0, output: 0 };
  outputs.forEach((wanted, output) => {
    // A number has one element, whatever the length of batches.
    wanted.forEach((value, i) => {
      const got = results[output]?.[wanted.length === 1 ? 0 : elements[i]] ?? NaN;
      const error = Math.abs(got - value) / Math.max(Math.abs(value), means[output]);
      // Written so that a NaN counts as the worst.
      if (!(error <= worst.error)) worst = { error, output };
    });
  });
  return worst;
}
