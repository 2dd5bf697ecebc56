/** Two ways to fit the model to the record: by gradients from fluxion, and exactly. */

import { square, sub, valueAndGrad } from "../fluxion.mjs";
import { leastSquares } from "../optimise/least-squares.mjs";
import { DECADE, decadesTo, model, ORIGIN } from "./model.mjs";

/** @typedef {import("./record.mjs").Record} Record */

/** The loss at one point (t, y) of the record. */
function squaredResidual(t, y, level, slope, curvature, sine, cosine, sine2, cosine2) {
  return square(sub(model(t, level, slope, curvature, sine, cosine, sine2, cosine2), y));
}

/** The loss and its derivative by each of the parameters, which follow t and y. */
const lossAndGradient = valueAndGrad(squaredResidual, { argnums: [2, 3, 4, 5, 6, 7, 8] });

/**
 * The mean squared residual as an optimiser wants it: a function of the parameters that returns
 * value and gradient.
 * @param {Record} record
 * @returns {import("../optimise/bfgs.mjs").Objective}
 */
export function meanSquaredResidual({ years, ppm }) {
  const t = Float32Array.from(years, decadesTo);
  const y = Float32Array.from(ppm, (c) => c - ORIGIN.ppm);
  // One loss and seven derivatives for every point of the record. The first call makes the arrays,
  // whatever the parameters, and all others write into them.
  const results = lossAndGradient(t, y, 0, 0, 0, 0, 0, 0, 0);
  return (parameters) => {
    const [losses, derivatives] = lossAndGradient.into(results, t, y, ...parameters);
    return { value: mean(losses), gradient: derivatives.map(mean) };
  };
}

/**
 * The best parameters, exactly: the model is linear in them, so that they can be computed without a
 * search. In float64 throughout and without fluxion, to have something to compare with.
 * @param {Record} record
 */
export function exactFit({ years, ppm }) {
  const column = (f) => years.map((year) => f(decadesTo(year)));
  const angle = (t) => 2 * Math.PI * DECADE * t;
  return leastSquares(
    [
      column(() => 1),
      column((t) => t),
      column((t) => t * t),
      column((t) => Math.sin(angle(t))),
      column((t) => Math.cos(angle(t))),
      column((t) => Math.sin(2 * angle(t))),
      column((t) => Math.cos(2 * angle(t))),
    ],
    ppm.map((c) => c - ORIGIN.ppm),
  );
}

/** The mean of a batch, summed in float64. */
function mean(batch) {
  let sum = 0;
  for (const value of batch) sum += value;
  return sum / batch.length;
}
