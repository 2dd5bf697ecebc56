// Arguments and outputs as libraries of tensors have them: where a workload has many features or weights, they are one
// matrix or vector, as a user of such a library has them from the start.

/**
 * @typedef {object} Tensor
 * @property {Float32Array | number} data a number where the shape is empty
 * @property {number[]} shape
 *
 * @typedef {"samples" | "features"} Rows what the rows of a matrix are; libraries are faster with one or the other
 */

/**
 * A set of arguments as tensors. Where the workload stacks arguments, batches become a matrix, and numbers a vector.
 *
 * @param {import("./workload.mjs").Workload} workload
 * @param {import("../race/inputs.mjs").Value[]} set
 * @param {Rows} rows
 * @returns {Tensor[]}
 */
export function tensorsOf(workload, set, rows) {
  const { stacks = set.map(() => 1) } = workload;
  let next = 0;
  return stacks.map((count) => stacked(set.slice(next, (next += count)), rows));
}

/**
 * @param {import("../race/inputs.mjs").Value[]} args
 * @param {Rows} rows
 * @returns {Tensor}
 */
function stacked(args, rows) {
  const [first] = args;
  if (args.length === 1) return { data: first, shape: typeof first === "number" ? [] : [first.length] };
  const k = args.length;
  if (typeof first === "number") return { data: Float32Array.from(/** @type {number[]} */ (args)), shape: [k] };
  const n = first.length;
  const [ofArgument, ofSample, shape] = rows === "samples" ? [1, k, [n, k]] : [n, 1, [k, n]];
  const data = new Float32Array(k * n);
  /** @type {Float32Array[]} */ (args).forEach((batch, j) => {
    for (let i = 0; i < n; i++) data[j * ofArgument + i * ofSample] = batch[i];
  });
  return { data, shape };
}

/**
 * The outputs of a workload in results, where an array may hold several numbers.
 *
 * @param {import("./workload.mjs").Workload} workload
 * @param {ArrayLike<number>[]} results
 * @returns {ArrayLike<number>[]}
 */
export function outputsIn({ outputs, numbers = [] }, results) {
  if (numbers.length < outputs.length) return results;
  return results.flatMap((values) => Array.from(values, (value) => [value]));
}
