/** Three ways to the same weights: gradients from fluxion, gradients by hand, and Newton's method in float64. */

import { Matrix, solve } from "ml-matrix";
import { add, list, mean, mul, softplus, square, sub, valueAndGrad } from "../fluxion.mjs";
import { accelerated } from "../lib/descent.mjs";
import { FEATURES } from "./data.mjs";

/** @typedef {import("../../dist/index.js").Expr} Expr */
/** @typedef {{ w: readonly Expr[], b: Expr }} Parameters */
/** @typedef {import("./data.mjs").Samples} Samples */
/** @typedef {{ parameters: number[], steps: number, norm: number }} Fit  the weights, and then the bias */

/**
 * The weight of the penalty, for one sample in 569. Without it the weights of data that a plane can nearly divide grow
 * and grow.
 */
const RIDGE = 1 / 569;

/**
 * Each curvature of the loss is at most a quarter of the mean square of features and bias, which is 31 when all of them
 * say the same. Of these data the largest is near 3.4.
 */
const RATE = 1 / 3.5;
const END = { rate: RATE, tolerance: 1e-7, most: 5000 };

/**
 * The mean logistic loss of all samples, and a penalty on the weights that is added one by one.
 * @param {Parameters} parameters
 * @param {readonly Expr[]} features
 * @param {Expr} malignant  1 or 0
 */
function loss({ w, b }, features, malignant) {
  // The logarithm of the odds that a sample is malignant.
  const score = add(...features.map((x, i) => mul(w[i], x)), b);
  /** @type {import("../../dist/index.js").Either} */
  let total = mean(sub(softplus(score), mul(malignant, score)));
  for (const weight of w) total = add(total, mul(RIDGE / 2, square(weight)));
  return total;
}

const lossAndGradient = valueAndGrad(loss);

/**
 * By fluxion: parameters are an object, features a list of batches.
 * @param {Samples} samples
 * @returns {Fit}
 */
export function fit({ features, malignant }) {
  const batches = features.map((feature) => Float32Array.from(feature));
  const labels = Float32Array.from(malignant);
  return accelerated(
    (parameters) => {
      const [, { w, b }] = lossAndGradient(
        { w: list(parameters.slice(0, FEATURES)), b: parameters[FEATURES] },
        batches,
        labels,
      );
      return [...Object.values(w), b];
    },
    zeros(),
    END,
  );
}

/**
 * The same steps with the gradient by hand, in float64.
 * @param {Samples} samples
 * @returns {Fit}
 */
export function fitByHand(samples) {
  const rows = rowsOf(samples);
  return accelerated((parameters) => gradientByHand(rows, samples.malignant, parameters), zeros(), END);
}

/**
 * The exact weights, by Newton's method in float64.
 * @param {Samples} samples
 * @returns {Fit}
 */
export function exactFit(samples) {
  const rows = rowsOf(samples);
  let parameters = zeros();
  for (let steps = 0; ; steps++) {
    const gradient = gradientByHand(rows, samples.malignant, parameters);
    const norm = Math.hypot(...gradient);
    if (norm < 1e-14 || steps === 50) return { parameters, steps, norm };
    const step = solve(hessianByHand(rows, parameters), Matrix.columnVector(gradient)).to1DArray();
    parameters = parameters.map((p, i) => p - step[i]);
  }
}

const zeros = () => Array.from({ length: FEATURES + 1 }, () => 0);

/** The samples as rows of one array, each with a 1 at its end for the bias. */
function rowsOf({ features, malignant }) {
  const width = FEATURES + 1;
  const rows = new Float64Array(malignant.length * width).fill(1);
  features.forEach((feature, i) => feature.forEach((value, row) => (rows[row * width + i] = value)));
  return rows;
}

/** The gradient, one row after the other. */
function gradientByHand(rows, malignant, parameters) {
  const width = FEATURES + 1;
  const weights = Float64Array.from(parameters);
  const gradient = new Float64Array(width);
  for (let i = 0, at = 0; i < malignant.length; i++, at += width) {
    let score = 0;
    for (let j = 0; j < width; j++) score += weights[j] * rows[at + j];
    const residual = 1 / (1 + Math.exp(-score)) - malignant[i];
    for (let j = 0; j < width; j++) gradient[j] += residual * rows[at + j];
  }
  return Array.from(gradient, (sum, j) => sum / malignant.length + (j < FEATURES ? RIDGE * weights[j] : 0));
}

/** The matrix of second derivatives. */
function hessianByHand(rows, parameters) {
  const width = FEATURES + 1;
  const n = rows.length / width;
  const hessian = Matrix.zeros(width, width);
  for (let at = 0; at < rows.length; at += width) {
    const row = rows.subarray(at, at + width);
    const p = 1 / (1 + Math.exp(-row.reduce((sum, x, j) => sum + parameters[j] * x, 0)));
    for (let j = 0; j < width; j++) {
      const factor = (p * (1 - p) * row[j]) / n;
      for (let k = 0; k < width; k++) hessian.set(j, k, hessian.get(j, k) + factor * row[k]);
    }
  }
  for (let j = 0; j < FEATURES; j++) hessian.set(j, j, hessian.get(j, j) + RIDGE);
  return hessian;
}

/**
 * How many samples are on their side of the plane.
 * @param {Samples} samples
 * @param {number[]} parameters
 */
export function correct({ features, malignant }, parameters) {
  const bias = parameters[FEATURES];
  const scores = malignant.map((_, row) => features.reduce((sum, x, i) => sum + parameters[i] * x[row], bias));
  return scores.filter((score, row) => score > 0 === (malignant[row] === 1)).length;
}
