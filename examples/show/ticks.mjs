/** Where to put the ticks of an axis. */

/**
 * Round numbers from `low` to `high`: multiples of 1, 2 or 5 times a power of ten.
 * @param {number} low
 * @param {number} high
 * @param {number} about  how many there is room for
 * @returns {number[]}
 */
export function ticks(low, high, about) {
  const least = (high - low) / about;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = ([1, 2, 5].find((digit) => digit * power >= least) ?? 10) * power;
  const first = Math.ceil(low / step);
  const last = Math.floor(high / step);
  // Through toPrecision, for 3 * 0.1 is not 0.3.
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}
