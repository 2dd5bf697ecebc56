// Arguments that change between calls.

/** @typedef {Float32Array | number} Value */

/** The elements of all sets together: too many for a branch predictor to learn, as it would learn those of a few. */
const ELEMENTS = 2 ** 16;
const MAX_SETS = 1024;

/** Elements from one batch to the next where both overlap: 256 bytes, so that all are aligned alike. */
const SHIFT = 64;

/**
 * Several sets of arguments of `n` elements, the same at every run. Long batches overlap in memory, the second a
 * little further on than the first: all elements differ, and two batches take little more room than one.
 *
 * @param {import("../workloads/workload.mjs").Argument[]} args
 * @param {number} n
 * @returns {Value[][]} `sets[k][i]` is argument i of set k
 */
export function inputSets(args, n) {
  const count = Math.min(MAX_SETS, Math.max(2, 2 ** Math.round(Math.log2(ELEMENTS / n))));
  const shift = count === 2 ? SHIFT : n;
  const draw = generator(0x9e3779b9);
  const columns = args.map(({ isBatch, low, high, isWhole }) => {
    const whole = () => Math.floor(low + (high - low + 1) * draw());
    const value = isWhole ? whole : () => Math.fround(low + (high - low) * draw());
    if (!isBatch) return Array.from({ length: count }, value);
    const all = new Float32Array(n + (count - 1) * shift);
    for (let i = 0; i < all.length; i++) all[i] = value();
    return Array.from({ length: count }, (_, k) => all.subarray(k * shift, k * shift + n));
  });
  return Array.from({ length: count }, (_, k) => columns.map((column) => /** @type {Value} */ (column[k])));
}

/**
 * Random numbers from 0 to 1: the generator mulberry32. Every seed is a good one.
 *
 * @param {number} seed
 * @returns {() => number}
 */
function generator(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let bits = Math.imul(seed ^ (seed >>> 15), seed | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}
