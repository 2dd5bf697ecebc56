/** Two ways to fit the model to the record: by derivatives from fluxion, and exactly. */

import { levenbergMarquardt } from "ml-levenberg-marquardt";
import { Matrix, QrDecomposition } from "ml-matrix";
import { compile, grad, square, sub, valueAndGrad } from "../fluxion.mjs";
import { DECADE, decadesTo, model, ORIGIN, PARAMETERS } from "./model.mjs";

/** @typedef {import("./record.mjs").Record} Record */

/** The model at all times of a record, and its derivative by each of the parameters, which follow t. */
const values = compile(model);
const jacobian = grad(model, { argnums: [1, 2, 3, 4, 5, 6, 7] });

/**
 * A fit by Levenberg-Marquardt, from a start where all parameters are 0.
 * @param {Record} record
 * @param {number} iterations  how many; the method of the library never ends by itself
 * @returns {{ fitted: number[], path: number[][] }}  the best parameters, and those that each iteration began with
 */
export function fit(record, iterations) {
  const { t, y } = batches(record);
  // The library asks for one point at a time, fluxion computes all points in one call: points are
  // known to the library by their number, and looked up.
  const points = { x: Array.from(t, (_, i) => i), y };
  const path = [];
  const { parameterValues } = levenbergMarquardt(
    points,
    (parameters) => {
      const atPoints = values(t, ...parameters);
      return (i) => atPoints[i];
    },
    {
      initialValues: PARAMETERS.map(() => 0),
      jacobianFunction(parameters) {
        path.push([...parameters]);
        const columns = jacobian(t, ...parameters);
        return (i) => columns.map((column) => column[i]);
      },
      maxIterations: iterations,
      // Next to none: the model is linear in its parameters, and the undamped step leads to the minimum.
      damping: 1e-6,
    },
  );
  return { fitted: parameterValues, path };
}

/** The loss at one point (t, y) of the record. */
function squaredResidual(t, y, level, slope, curvature, sine, cosine, sine2, cosine2) {
  return square(sub(model(t, level, slope, curvature, sine, cosine, sine2, cosine2), y));
}

/** The loss and its derivative by each of the parameters, which follow t and y. */
const lossAndGradient = valueAndGrad(squaredResidual, { argnums: [2, 3, 4, 5, 6, 7, 8] });

/**
 * The mean squared residual as a function of the parameters that returns value and gradient.
 * @param {Record} record
 * @returns {(parameters: number[]) => { value: number, gradient: number[] }}
 */
export function meanSquaredResidual(record) {
  const { t, y } = batches(record);
  // One loss and seven derivatives for every point of the record. The first call makes the arrays,
  // whatever the parameters, and all others write into them.
  const results = lossAndGradient(t, y, 0, 0, 0, 0, 0, 0, 0);
  return (parameters) => {
    const [losses, derivatives] = lossAndGradient.into(results, t, y, ...parameters);
    return { value: mean(losses), gradient: derivatives.map(mean) };
  };
}

/**
 * The best parameters, exactly: the model is linear in them, so that least squares by QR gives them
 * without a search. In float64 throughout and without fluxion, to have something to compare with.
 * @param {Record} record
 * @returns {number[]}
 */
export function exactFit({ years, ppm }) {
  const rows = Array.from(years, (year) => {
    const t = decadesTo(year);
    const angle = 2 * Math.PI * DECADE * t;
    return [1, t, t * t, Math.sin(angle), Math.cos(angle), Math.sin(2 * angle), Math.cos(2 * angle)];
  });
  const target = Matrix.columnVector(Array.from(ppm, (c) => c - ORIGIN.ppm));
  return new QrDecomposition(new Matrix(rows)).solve(target).to1DArray();
}

/** Times and values as the model counts them. */
function batches({ years, ppm }) {
  return { t: Float32Array.from(years, decadesTo), y: Float32Array.from(ppm, (c) => c - ORIGIN.ppm) };
}

/** The mean of a batch, summed in float64. */
function mean(batch) {
  let sum = 0;
  for (const value of batch) sum += value;
  return sum / batch.length;
}
