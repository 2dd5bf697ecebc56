/**
 * BFGS: minimises a smooth function of some variables from its values and gradients.
 * It learns the inverse of the matrix of second derivatives from the gradients it meets on its way.
 * Nocedal and Wright, Numerical Optimization, 2nd ed., algorithm 6.1.
 */

import { lineSearch } from "./line-search.mjs";

/**
 * @typedef {(point: Float64Array) => { value: number, gradient: ArrayLike<number> }} Objective
 *
 * @typedef {object} Iteration
 * @property {number} iteration     0 is the start
 * @property {number} evaluations   calls of the objective so far
 * @property {Float64Array} point
 * @property {number} value
 * @property {number} gradientNorm  Euclidean
 *
 * @typedef {"converged" | "stalled" | "out of iterations"} Status
 *   stalled: no step lowers the value any more, so it is as low as its rounding lets it be seen
 */

/**
 * Minimises `objective`, downhill from `start`.
 * @param {Objective} objective
 * @param {ArrayLike<number>} start
 * @param {object} [options]
 * @param {number} [options.tolerance]  converged when the gradient's norm is at most this
 * @param {number} [options.noise]  relative rounding error of the values, none unless given
 * @param {number} [options.maxIterations]
 * @param {(now: Iteration) => void} [options.onIteration]  told of every iteration, the start included
 * @returns {Iteration & { status: Status }}  the last iteration and why it is the last
 */
export function bfgs(objective, start, { tolerance = 1e-6, noise = 0, maxIterations = 200, onIteration } = {}) {
  let evaluations = 0;
  const evaluate = (point) => {
    evaluations++;
    return { point, ...objective(point) };
  };

  let here = evaluate(Float64Array.from(start));
  let inverse = null; // of the second derivatives, as far as known: nothing yet
  for (let iteration = 0; ; iteration++) {
    const gradientNorm = Math.sqrt(dot(here.gradient, here.gradient));
    const now = { iteration, evaluations, point: here.point, value: here.value, gradientNorm };
    onIteration?.(now);
    if (gradientNorm <= tolerance) return { ...now, status: "converged" };
    if (iteration === maxIterations) return { ...now, status: "out of iterations" };

    // Downhill; with nothing known, straight down, and one unit far at first.
    const direction = Array.from(here.gradient, (g, i) => -(inverse === null ? g : dot(inverse[i], here.gradient)));
    const along = (step) => {
      const trial = evaluate(here.point.map((p, i) => p + step * direction[i]));
      return { ...trial, step, slope: dot(trial.gradient, direction) };
    };
    const origin = { ...here, step: 0, slope: dot(here.gradient, direction) };
    const next = lineSearch(along, origin, inverse === null ? 1 / gradientNorm : 1, noise);
    if (next === null) return { ...now, status: "stalled" };

    const moved = direction.map((d) => d * next.step);
    const change = Array.from(next.gradient, (g, i) => g - here.gradient[i]);
    inverse = update(inverse, moved, change);
    here = next;
  }
}

/**
 * The inverse matrix, corrected so that it maps the gradient's `change` to the way `moved`, as the
 * true one would. It stays positive definite, for the line search sees to dot(moved, change) > 0.
 */
function update(inverse, moved, change) {
  const bend = dot(moved, change);
  // At first, a multiple of the identity: of the size that the first step has shown.
  inverse ??= moved.map((_, i) => moved.map((_, j) => (i === j ? bend / dot(change, change) : 0)));
  const mapped = inverse.map((row) => dot(row, change));
  const factor = 1 + dot(change, mapped) / bend;
  return inverse.map((row, i) =>
    row.map((h, j) => h + (factor * moved[i] * moved[j] - mapped[i] * moved[j] - moved[i] * mapped[j]) / bend));
}

/** The scalar product. */
function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
