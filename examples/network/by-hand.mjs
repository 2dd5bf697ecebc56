/** The same network by hand: plain loops over float64, forwards and backwards, one image after the other. */

import { DIGITS, PIXELS } from "./data.mjs";
import { HIDDEN } from "./model.mjs";

/** Each unit has its bias, and then its weights: the order of the keys b and w. */
const HIDDEN_UNIT = 1 + PIXELS;
const OUTPUT_UNIT = 1 + HIDDEN;
const OUTPUT = HIDDEN * HIDDEN_UNIT;

/**
 * The loss of a batch, and its gradient, which is written to `gradient`.
 * @param {Float64Array} parameters
 * @param {import("./data.mjs").Images} images
 * @param {Float64Array} gradient
 */
export function lossByHand(parameters, { pixels, digits }, gradient) {
  const n = digits.length;
  const image = new Float64Array(PIXELS);
  const hidden = new Float64Array(HIDDEN);
  const slopes = new Float64Array(HIDDEN);
  const output = new Float64Array(DIGITS);
  gradient.fill(0);
  let loss = 0;
  for (let row = 0; row < n; row++) {
    for (let i = 0; i < PIXELS; i++) image[i] = pixels[i][row];
    for (let h = 0, at = 0; h < HIDDEN; h++, at += HIDDEN_UNIT) {
      let sum = parameters[at];
      for (let i = 0; i < PIXELS; i++) sum += parameters[at + 1 + i] * image[i];
      hidden[h] = Math.tanh(sum);
    }
    let largest = -Infinity;
    for (let k = 0, at = OUTPUT; k < DIGITS; k++, at += OUTPUT_UNIT) {
      let sum = parameters[at];
      for (let h = 0; h < HIDDEN; h++) sum += parameters[at + 1 + h] * hidden[h];
      output[k] = sum;
      if (sum > largest) largest = sum;
    }
    const shown = digits[row];
    let total = 0;
    loss += largest - output[shown];
    for (let k = 0; k < DIGITS; k++) total += output[k] = Math.exp(output[k] - largest);
    loss += Math.log(total);
    slopes.fill(0);
    for (let k = 0, at = OUTPUT; k < DIGITS; k++, at += OUTPUT_UNIT) {
      const slope = (output[k] / total - (k === shown ? 1 : 0)) / n;
      gradient[at] += slope;
      for (let h = 0; h < HIDDEN; h++) {
        gradient[at + 1 + h] += slope * hidden[h];
        slopes[h] += slope * parameters[at + 1 + h];
      }
    }
    for (let h = 0, at = 0; h < HIDDEN; h++, at += HIDDEN_UNIT) {
      const slope = slopes[h] * (1 - hidden[h] * hidden[h]);
      gradient[at] += slope;
      for (let i = 0; i < PIXELS; i++) gradient[at + 1 + i] += slope * image[i];
    }
  }
  return loss / n;
}
