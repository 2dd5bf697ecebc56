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
 * @property {string[]} outputs names of the batches that come back
 * @property {number} tolerance how far a result may be from the expected one: this part of its magnitude, or of the
 *   mean magnitude of that output where that is larger
 * @property {(...args: number[]) => number[]} expected all outputs at one element, in float64, with derivatives by
 *   differences: independent of every formula below
 * @property {(fluxion: any) => any} fluxion a function of the arguments that returns all outputs
 * @property {(...arrays: any[]) => void} plain plain JavaScript, as a careful person writes it: of the arguments, and
 *   then the arrays to write the outputs to
 * @property {(jax: any) => (...args: any[]) => any[]} jaxJs of one element's scalars, in jax-js: the engine maps it
 *   over the batches
 * @property {(tf: any) => (...args: any[]) => any[]} tfjs of tensors, in TensorFlow.js
 */

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
