/**
 * Line search: how far to go in a direction in which a function falls.
 *
 * The step found satisfies the two conditions of Wolfe: the value has fallen by a fair part of what
 * the slope promised (so the step is not too long), and most of the slope is gone (not too short).
 * It is found by bracketing, see Nocedal and Wright, Numerical Optimization, 2nd ed., section 3.5;
 * the next trial is where the slope would be zero if it changed linearly.
 */

/** The part of the promised fall that must be reached (Armijo's condition). */
const FALL = 1e-4;

/** The part of the slope that may be left. */
const SLOPE_LEFT = 0.9;

const MAX_TRIALS = 40;

/**
 * @template {{ step: number, value: number, slope: number }} Trial
 * @param {(step: number) => Trial} at  the function along the direction
 * @param {Trial} start  `at(0)`, with a negative slope
 * @param {number} firstStep  the first trial
 * @param {number} noise  relative rounding error of the values: a rise by less is not a rise.
 *   Without this, the last steps before a minimum fail, where all values are equal but for rounding.
 * @returns {Trial | null}  the accepted trial, or null if no step improves on the start
 */
export function lineSearch(at, start, firstStep, noise) {
  let short = start;
  /** @type {Trial | null} */
  let long = null;
  let step = firstStep;
  for (let trials = 0; trials < MAX_TRIALS; trials++) {
    const trial = at(step);
    const highest = start.value + FALL * step * start.slope + noise * Math.abs(start.value);
    // Written so that a NaN counts as too long a step.
    if (!(trial.value <= highest)) long = trial;
    else if (trial.slope < SLOPE_LEFT * start.slope) short = trial;
    else return trial;
    step = long === null ? beyond(start, short) : between(short, long);
  }
  return null;
}

/** A longer step: to where the slope would vanish, at least twice and at most ten times as far. */
function beyond(start, trial) {
  const vanishes = (trial.step * start.slope) / (start.slope - trial.slope);
  return vanishes > 0 ? clamp(vanishes, 2 * trial.step, 10 * trial.step) : 2 * trial.step;
}

/** A step inside a bracket: to where the slope would vanish, but well away from both ends. */
function between(short, long) {
  const width = long.step - short.step;
  const share = short.slope / (short.slope - long.slope);
  return short.step + width * (long.slope > 0 ? clamp(share, 0.1, 0.9) : 0.5);
}

/** `x`, or the nearer end of the interval from `low` to `high` if it lies outside. */
function clamp(x, low, high) {
  return Math.min(Math.max(x, low), high);
}
