// Numbers as tables and charts write them.

/**
 * A length of batches: large ones as powers of 2.
 *
 * @param {number} n
 */
export function lengthName(n) {
  return n > 4096 && Number.isInteger(Math.log2(n)) ? `2^${Math.log2(n)}` : String(n);
}

/**
 * Three digits, without an exponent.
 *
 * @param {number} value
 */
export function threeDigits(value) {
  const digits = Math.max(0, 2 - Math.floor(Math.log10(value)));
  return value.toFixed(Math.min(digits, 4));
}

/**
 * A relative error, with one digit: 1e-7.
 *
 * @param {number} error
 */
export function errorName(error) {
  return Number.isNaN(error) ? "NaN" : error.toExponential(0);
}
