// The check of results against expected answers.

import { inputSets } from "./inputs.mjs";

/** How many elements of a batch are compared; evenly spread, the first and the last among them. */
const SAMPLES = 2048;

/**
 * The mean magnitude of every output, the unit of errors near its zeros. It does not depend on the length of batches.
 *
 * @param {import("../workloads/workload.mjs").Workload} workload
 * @returns {number[]}
 */
export function magnitudes(workload) {
  const { outputs } = expectedOf(workload, inputSets(workload.args, SAMPLES)[0], SAMPLES);
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
  const count = Math.min(n, SAMPLES);
  const elements = Array.from({ length: count }, (_, i) => Math.round((i * (n - 1)) / Math.max(1, count - 1)));
  const outputs = workload.outputs.map(() => new Float64Array(count));
  elements.forEach((element, i) => {
    const point = args.map((arg) => (typeof arg === "number" ? arg : arg[element]));
    workload.expected(...point).forEach((value, k) => (outputs[k][i] = value));
  });
  return { elements, outputs };
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
    elements.forEach((element, i) => {
      const got = results[output]?.[element] ?? NaN;
      const error = Math.abs(got - wanted[i]) / Math.max(Math.abs(wanted[i]), means[output]);
      // Written so that a NaN counts as the worst.
      if (!(error <= worst.error)) worst = { error, output };
    });
  });
  return worst;
}
