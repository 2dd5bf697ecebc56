// The interface of a workload: a function with derivatives over batches, as data, and its form in every engine.

/**
 * @typedef {object} Argument
 * @property {string} name
 * @property {boolean} isBatch a Float32Array, or one number
 * @property {number} low
 * @property {number} high
 * @property {boolean} [isWhole] whole numbers only
 */

/**
 * @typedef {object} Workload
 * @property {string} name as in `--workload NAME`
 * @property {string} title
 * @property {string} description what is computed
 * @property {Argument[]} args
 * @property {string[]} outputs names of what comes back, batches all of them but `numbers`
 * @property {string[]} [numbers] the outputs that are one number, of a workload that reduces its batches
 * @property {number[]} [lengths] of the batches, where they are not those of the race
 * @property {number} tolerance how far a result may be from the expected one: this part of its magnitude, or of the
 *   mean magnitude of that output where that is larger
 * @property {(...args: number[]) => number[]} [expected] all outputs at one element, in float64, with derivatives by
 *   differences: independent of every formula below. A workload that reduces has none: `plain` in float64 is what is
 *   expected of it, and test/workloads.test.ts compares its derivatives with differences of its value
 * @property {(fluxion: any) => any} fluxion a function of the arguments that returns all outputs
 * @property {(...arrays: any[]) => void} plain plain JavaScript, as a careful person writes it: of the arguments, and
 *   then the arrays to write the outputs to, of one element for a number
 * @property {(...arrays: any[]) => void} [plainFour] the same, with four accumulators for each sum
 * @property {number[]} [stacks] how many arguments, one after the other, are one tensor in libraries that have tensors:
 *   batches as a matrix, numbers as a vector; each argument is one of its own, if absent
 * @property {(jax: any) => (...args: any[]) => any[]} jaxJs in jax-js: of one element's scalars, which the engine maps
 *   over the batches; of whole batches where the workload reduces them
 * @property {(tf: any) => (...args: any[]) => any[]} tfjs of tensors, in TensorFlow.js
 */

/**
 * The tolerance of workloads that reduce: jax-js sums in float32, one element after the other, and is wrong by 3e-4 at
 * 2^20 elements. The tables show the error of every engine.
 */
export const REDUCED = 1e-3;

/**
 * Arrays for the outputs: batches of `n` elements, and one element for a number.
 *
 * @template {Float32Array | Float64Array} A
 * @param {Workload} workload
 * @param {number} n
 * @param {new (length: number) => A} type
 * @returns {A[]}
 */
export function outputsOf({ outputs, numbers = [] }, n, type) {
  return outputs.map((name) => new type(numbers.includes(name) ? 1 : n));
}

/**
 * An argument that is a batch, drawn uniformly.
 *
 * @param {string} name
 * @param {number} low
 * @param {number} high
 * @returns {Argument}
 */
export function batch(name, low, high) {
  return { name, isBatch: true, low, high };
}

/**
 * An argument that is a batch of whole numbers.
 *
 * @param {string} name
 * @param {number} low
 * @param {number} high
 * @returns {Argument}
 */
export function wholeBatch(name, low, high) {
  return { name, isBatch: true, low, high, isWhole: true };
}

/**
 * An argument that is a number, another one at each call.
 *
 * @param {string} name
 * @param {number} low
 * @param {number} high
 * @returns {Argument}
 */
export function number(name, low, high) {
  return { name, isBatch: false, low, high };
}
