/** Ways to fit the model to the record: by derivatives from fluxion, by derivatives by hand, and exactly. */

import { levenbergMarquardt } from "ml-levenberg-marquardt";
import { Matrix, QrDecomposition } from "ml-matrix";
import { compile, grad, list, mean, square, sub, valueAndGrad } from "../fluxion.mjs";
import { DECADE, decadesTo, model, ORIGIN, PARAMETERS } from "./model.mjs";

/** @typedef {import("./record.mjs").Record} Record */
/** @typedef {import("../../dist/index.js").Expr} Expr */

/** The model at all times of a record, and its derivative by each of the parameters, which follow t. */
const values = compile(model);
const jacobian = grad(model, { argnums: [1, 2, 3, 4, 5, 6, 7] });

/** The fit with fluxion: one call computes the values, another one the derivatives, at all points. */
export function fit(record, iterations) {
  const { t, y } = batches(record);
  return search(y, iterations, {
    valuesAt: (parameters) => values(t, ...parameters),
    jacobianAt: (parameters) => jacobian(t, ...parameters),
  });
}

/** The same fit in plain JavaScript, in float64, with the derivatives by hand. */
export function fitByHand({ years, ppm }, iterations) {
  const t = years.map(decadesTo);
  const y = ppm.map((c) => c - ORIGIN.ppm);
  return search(y, iterations, {
    valuesAt: (parameters) => t.map((t) => factors(t).reduce((sum, factor, i) => sum + parameters[i] * factor, 0)),
    jacobianAt() {
      const columns = PARAMETERS.map(() => new Float64Array(t.length));
      t.forEach((t, i) => factors(t).forEach((factor, p) => (columns[p][i] = factor)));
      return columns;
    },
  });
}

/**
 * A fit by Levenberg-Marquardt, from a start where all parameters are 0.
 * @param {Float32Array | Float64Array} y  the values to be fitted
 * @param {number} iterations  how many; the method of the library never ends by itself
 * @param {object} model
 * @param {(parameters: number[]) => any} model.valuesAt  the model at all points, an array
 * @param {(parameters: number[]) => any} model.jacobianAt  its derivatives, an array for each parameter
 * @returns {{ fitted: number[], path: number[][] }}  the best parameters, and those that each iteration began with
 */
function search(y, iterations, { valuesAt, jacobianAt }) {
  // The library asks for one point at a time, the model computes all points in one call: points are
  // known to the library by their number, and looked up.
  const points = { x: Array.from(y, (_, i) => i), y };
  const path = [];
  const { parameterValues } = levenbergMarquardt(
    points,
    (parameters) => {
      const atPoints = valuesAt(parameters);
      return (i) => atPoints[i];
    },
    {
      initialValues: PARAMETERS.map(() => 0),
      jacobianFunction(parameters) {
        path.push([...parameters]);
        const columns = jacobianAt(parameters);
        return (i) => columns.map((column) => column[i]);
      },
      maxIterations: iterations,
      // Next to none: the model is linear in its parameters, and the undamped step leads to the minimum.
      damping: 1e-6,
    },
  );
  return { fitted: parameterValues, path };
}

/** The mean squared residual of a record, and its derivatives by the parameters, a list of numbers. */
const lossAndGradient = valueAndGrad(
  (/** @type {readonly Expr[]} */ parameters, /** @type {Expr} */ t, /** @type {Expr} */ y) =>
    mean(square(sub(model(t, ...parameters), y))),
);

/**
 * The mean squared residual as a function of the parameters that returns value and gradient.
 * @param {Record} record
 * @returns {(parameters: number[]) => { value: number, gradient: number[] }}
 */
export function meanSquaredResidual(record) {
  const { t, y } = batches(record);
  return (parameters) => {
    const [value, gradient] = lossAndGradient(list(parameters), t, y);
    return { value, gradient: Object.values(gradient) };
  };
}

/**
 * The best parameters, exactly: the model is linear in them, so that least squares by QR gives them
 * without a search. In float64 throughout and without fluxion, to have something to compare with.
 * @param {Record} record
 * @returns {number[]}
 */
export function exactFit({ years, ppm }) {
  const rows = Array.from(years, (year) => factors(decadesTo(year)));
  const target = Matrix.columnVector(Array.from(ppm, (c) => c - ORIGIN.ppm));
  return new QrDecomposition(new Matrix(rows)).solve(target).to1DArray();
}

/** What the model multiplies the parameters by at a time, in float64: its derivatives by them. */
function factors(t) {
  const angle = 2 * Math.PI * DECADE * t;
  return [1, t, t * t, Math.sin(angle), Math.cos(angle), Math.sin(2 * angle), Math.cos(2 * angle)];
}

/** Times and values as the model counts them. */
function batches({ years, ppm }) {
  return { t: Float32Array.from(years, decadesTo), y: Float32Array.from(ppm, (c) => c - ORIGIN.ppm) };
}
