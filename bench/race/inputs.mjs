// Arguments that change between calls.

/** @typedef {Float32Array | number} Value */

/** Apart, so that no element of a batch is the same in two calls, and aligned as any batch is. */
const SHIFT = 64;

/**
 * Several sets of arguments of `n` elements, the same at every run. The batches of the sets overlap in memory, each
 * a little further on: all elements differ, and the largest batches take little more room than one.
 *
 * @param {import("../workloads/workload.mjs").Argument[]} args
 * @param {number} n
 * @returns {Value[][]} `sets[k][i]` is argument i of set k
 */
export function inputSets(args, n) {
  const count = n <= 4096 ? 16 : 2;
  const draw = generator(0x9e3779b9);
  const columns = args.map(({ isBatch, low, high, isWhole }) => {
    const whole = () => Math.floor(low + (high - low + 1) * draw());
    const value = isWhole ? whole : () => Math.fround(low + (high - low) * draw());
    if (!isBatch) return Array.from({ length: count }, value);
    const all = new Float32Array(n + (count - 1) * SHIFT);
    for (let i = 0; i < all.length; i++) all[i] = value();
    return Array.from({ length: count }, (_, k) => all.subarray(k * SHIFT, k * SHIFT + n));
  });
  return Array.from({ length: count }, (_, k) => columns.map((column) => /** @type {Value} */ (column[k])));
}

/**
 * Random numbers from 0 to 1: the generator mulberry32, which any seed serves.
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
