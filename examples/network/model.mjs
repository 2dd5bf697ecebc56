/** The network, 64-16-10, in fluxion: a function of its parameters and a batch of images. */

import { add, compile, eq, logaddexp, mean, mul, sub, tanh, valueAndGrad, where } from "../fluxion.mjs";
import { DIGITS, PIXELS } from "./data.mjs";

export const HIDDEN = 16;

/** @typedef {import("../../dist/index.js").Expr} Expr */
/** @typedef {readonly { b: Expr, w: readonly Expr[] }[]} Layer */
/** @typedef {{ hidden: Layer, output: Layer }} Traced  the parameters as functions see them */
/** @typedef {{ b: number, w: { [input: string]: number } }} Unit */
/** @typedef {{ hidden: { [unit: string]: Unit }, output: { [unit: string]: Unit } }} Parameters */

/**
 * Each unit: its inputs, weighted and added up, and its bias.
 * @param {Layer} units
 * @param {readonly Expr[]} inputs
 */
const layer = (units, inputs) => units.map(({ w, b }) => add(...inputs.map((input, i) => mul(w[i], input)), b));

/**
 * The score of each digit.
 * @param {Traced} parameters
 * @param {readonly Expr[]} pixels
 */
function scoresOf({ hidden, output }, pixels) {
  return layer(
    output,
    layer(hidden, pixels).map((sum) => tanh(sum)),
  );
}

/**
 * The mean over a batch of -log(probability of the digit shown), by the softmax of the scores.
 * @param {Traced} parameters
 * @param {readonly Expr[]} pixels
 * @param {Expr} digits
 */
function crossEntropy(parameters, pixels, digits) {
  const scores = scoresOf(parameters, pixels);
  const total = scores.reduce((a, b) => logaddexp(a, b));
  const shown = scores.map((score, digit) => where(eq(digits, digit), score, 0));
  return mean(sub(total, add(...shown)));
}

/**
 * The loss of a batch and its derivatives by all 1210 parameters. The batch is an argument: what a function closes over
 * is read once, when it is traced.
 */
export const lossAndGradient = valueAndGrad(crossEntropy);

/** The scores of the digits, as ten batches. */
export const scores = compile(scoresOf);

/**
 * Parameters to start from: weights of a size that keeps sums near 1. Keys are in ascending order, as in gradients.
 * @param {() => number} random
 * @returns {Parameters}
 */
export function initialParameters(random) {
  const unit = (inputs) => ({ b: 0, w: listOf(inputs, () => (2 * random() - 1) * Math.sqrt(3 / inputs)) });
  return { hidden: listOf(HIDDEN, () => unit(PIXELS)), output: listOf(DIGITS, () => unit(HIDDEN)) };
}

/** The object { 0: …, 1: … }, which comes to a function as an array; an array of numbers would be a batch. */
function listOf(length, make) {
  return Object.fromEntries(Array.from({ length }, (_, i) => [i, make()]));
}
