// Derivatives for expected answers: by differences of float64 functions, a method that shares nothing with any engine.

/**
 * The partial derivative of `f` by its argument `index`, as a function: central differences over four points.
 *
 * @param {(...args: number[]) => number} f
 * @param {number} [index]
 * @param {number} [relativeStep] the default keeps roundings below 1e-10, and the cost of a jump in the second
 *   derivative below 1e-5; differences of differences of a smooth function need a longer one
 * @returns {(...args: number[]) => number}
 */
export function derivative(f, index = 0, relativeStep = 1e-5) {
  return (...args) => {
    const x = args[index];
    const step = relativeStep * Math.max(1, Math.abs(x));
    const at = (/** @type {number} */ steps) => f(...args.with(index, x + steps * step));
    return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * step);
  };
}
