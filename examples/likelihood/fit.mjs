/** The likelihood, and Newton's method on it: with derivatives from fluxion, and with derivatives by hand. */

import { inverse, Matrix } from "ml-matrix";
import { add, hessian, mul, softplus, sub, sum, valueAndGrad } from "../fluxion.mjs";

/**
 * @typedef {object} Observations
 * @property {Float64Array} radius
 * @property {Float64Array} texture
 * @property {Float64Array} malignant  1 or 0
 */

/**
 * @typedef {object} Estimate
 * @property {number[]} parameters
 * @property {number[][]} covariance  the inverse of the Hessian
 * @property {number} value  minus the logarithm of the likelihood
 * @property {number} steps
 * @property {number} left  what the next step would be, in standard errors
 */

/** @typedef {{ value: number, gradient: readonly number[], hessian: readonly (readonly number[])[] }} Derivatives */

/** The search ends where a step is shorter than this part of a standard error, or after so many. */
const TOLERANCE = 1e-4;
const MOST = 20;

/** @typedef {import("../../dist/index.js").Expr} Expr */
/** @typedef {import("../../dist/index.js").Scalar} Scalar */

/**
 * Minus the logarithm of the likelihood: the odds of a malignant sample are exp(a + b radius + c texture).
 * @param {Scalar} a
 * @param {Scalar} b
 * @param {Scalar} c
 * @param {Expr} radius
 * @param {Expr} texture
 * @param {Expr} malignant
 */
function loss(a, b, c, radius, texture, malignant) {
  const score = add(a, mul(b, radius), mul(c, texture));
  return sum(sub(softplus(score), mul(malignant, score)));
}

const argnums = /** @type {const} */ ([0, 1, 2]);
const lossAndGradient = valueAndGrad(loss, { argnums });
const information = hessian(loss, { argnums });

/**
 * By fluxion: all second derivatives in one call, a list of lists of numbers.
 * @param {Observations} observations
 * @returns {Estimate}
 */
export function fit({ radius, texture, malignant }) {
  const [rs, ts, ys] = [radius, texture, malignant].map((values) => Float32Array.from(values));
  return newton(([a, b, c]) => {
    const [value, gradient] = lossAndGradient(a, b, c, rs, ts, ys);
    return { value, gradient, hessian: information(a, b, c, rs, ts, ys) };
  });
}

/**
 * The same in plain JavaScript, in float64, with the derivatives by hand.
 * @param {Observations} observations
 * @returns {Estimate}
 */
export function fitByHand({ radius, texture, malignant }) {
  return newton(([a, b, c]) => {
    let value = 0;
    const gradient = [0, 0, 0];
    const hessian = [0, 1, 2].map(() => [0, 0, 0]);
    malignant.forEach((y, row) => {
      const factors = [1, radius[row], texture[row]];
      const score = a + b * factors[1] + c * factors[2];
      const p = 1 / (1 + Math.exp(-score));
      value += softplusOf(score) - y * score;
      factors.forEach((f, i) => {
        gradient[i] += (p - y) * f;
        factors.forEach((g, j) => (hessian[i][j] += p * (1 - p) * f * g));
      });
    });
    return { value, gradient, hessian };
  });
}

/**
 * The least loss with two of the parameters given, in float64: the constant by Newton's method, beginning at `a`.
 * @param {Observations} observations
 */
export function profile({ radius, texture, malignant }, a, b, c) {
  for (let steps = 0; ; steps++) {
    let [value, slope, bend] = [0, 0, 0];
    for (let row = 0; row < malignant.length; row++) {
      const score = a + b * radius[row] + c * texture[row];
      const p = 1 / (1 + Math.exp(-score));
      value += softplusOf(score) - malignant[row] * score;
      slope += p - malignant[row];
      bend += p * (1 - p);
    }
    if (steps === 4) return value;
    a -= slope / bend;
  }
}

/** log(1 + exp(x)) */
const softplusOf = (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/**
 * Newton's method from 0.
 * @param {(parameters: number[]) => Derivatives} at
 * @returns {Estimate}
 */
function newton(at) {
  let parameters = [0, 0, 0];
  for (let steps = 0; ; steps++) {
    const { value, gradient, hessian } = at(parameters);
    const covariance = inverse(new Matrix(hessian.map((row) => [...row]))).to2DArray();
    const step = covariance.map((row) => row.reduce((sum, each, j) => sum + each * gradient[j], 0));
    const left = Math.sqrt(Math.abs(step.reduce((sum, each, j) => sum + each * gradient[j], 0)));
    if (left <= TOLERANCE || steps === MOST) return { parameters, covariance, value, steps, left };
    parameters = parameters.map((p, i) => p - step[i]);
  }
}
