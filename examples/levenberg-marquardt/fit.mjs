/** The model, and three fits: by fluxion, by derivatives by hand, and by a package of the registry. */

import { levenbergMarquardt } from "ml-levenberg-marquardt";
import { add, compile, div, jacobian, mul, sub } from "../fluxion.mjs";
import { minimiseSquares } from "../lib/levenberg-marquardt.mjs";

/** @typedef {import("../../dist/index.js").Expr} Expr */
/** @typedef {import("../../dist/index.js").Scalar} Scalar */
/** @typedef {import("./data.mjs").Mobility} Mobility */

/**
 * A quotient of cubics, by Horner's rule.
 * @param {Expr} x
 * @param {Scalar} b1
 * @param {Scalar} b2
 * @param {Scalar} b3
 * @param {Scalar} b4
 * @param {Scalar} b5
 * @param {Scalar} b6
 * @param {Scalar} b7
 */
function model(x, b1, b2, b3, b4, b5, b6, b7) {
  const above = add(b1, mul(x, add(b2, mul(x, add(b3, mul(x, b4))))));
  const below = add(1, mul(x, add(b5, mul(x, add(b6, mul(x, b7))))));
  return div(above, below);
}

const values = compile(model);

/**
 * The curve with some parameters at some points.
 * @param {number[]} parameters
 * @param {ArrayLike<number>} xs
 */
export function curve([b1, b2, b3, b4, b5, b6, b7], xs) {
  return values(Float32Array.from(xs), b1, b2, b3, b4, b5, b6, b7);
}

/**
 * Model minus data: a batch, by seven numbers.
 * @param {Scalar} b1
 * @param {Scalar} b2
 * @param {Scalar} b3
 * @param {Scalar} b4
 * @param {Scalar} b5
 * @param {Scalar} b6
 * @param {Scalar} b7
 * @param {Expr} x
 * @param {Expr} y
 */
function residuals(b1, b2, b3, b4, b5, b6, b7, x, y) {
  return sub(model(x, b1, b2, b3, b4, b5, b6, b7), y);
}

const residualsOf = compile(residuals);
/** The derivatives of all residuals: a batch for each of the seven, in one call. */
const jacobianOf = jacobian(residuals, { argnums: [0, 1, 2, 3, 4, 5, 6] });

/** @param {Mobility} data */
export function fit({ x, y, start }) {
  const [xs, ys] = [x, y].map((values) => Float32Array.from(values));
  return minimiseSquares(
    {
      residualsAt: ([b1, b2, b3, b4, b5, b6, b7]) => residualsOf(b1, b2, b3, b4, b5, b6, b7, xs, ys),
      jacobianAt: ([b1, b2, b3, b4, b5, b6, b7]) => jacobianOf(b1, b2, b3, b4, b5, b6, b7, xs, ys),
    },
    start,
  );
}

/**
 * The same in plain JavaScript, in float64, with the derivatives by hand.
 * @param {Mobility} data
 */
export function fitByHand({ x, y, start }) {
  return minimiseSquares(
    {
      residualsAt: (parameters) => x.map((x, i) => value(parameters, x) - y[i]),
      jacobianAt(parameters) {
        const columns = start.map(() => new Float64Array(x.length));
        x.forEach((x, i) => derivatives(parameters, x).forEach((d, p) => (columns[p][i] = d)));
        return columns;
      },
    },
    start,
  );
}

/**
 * The package's method, which never ends by itself, with the derivatives by hand.
 * @param {Mobility} data
 * @param {number} iterations
 */
export function fitByPackage({ x, y, start }, iterations) {
  const { parameterValues, parameterError } = levenbergMarquardt(
    { x, y },
    (parameters) => (x) => value(parameters, x),
    {
      initialValues: start,
      jacobianFunction: (parameters) => (x) => derivatives(parameters, x),
      maxIterations: iterations,
    },
  );
  return { parameters: parameterValues, sum: parameterError, steps: iterations };
}

/** @param {number[]} parameters */
function value([b1, b2, b3, b4, b5, b6, b7], x) {
  return (b1 + x * (b2 + x * (b3 + x * b4))) / (1 + x * (b5 + x * (b6 + x * b7)));
}

/**
 * The derivatives of the model by its parameters.
 * @param {number[]} parameters
 */
function derivatives([b1, b2, b3, b4, b5, b6, b7], x) {
  const below = 1 + x * (b5 + x * (b6 + x * b7));
  const slope = -(b1 + x * (b2 + x * (b3 + x * b4))) / (below * below);
  return [1 / below, x / below, (x * x) / below, x ** 3 / below, slope * x, slope * x * x, slope * x ** 3];
}
