/** Training: Adam over shuffled batches, with gradients from wherever they come. */

import { adam } from "../lib/descent.mjs";
import { generator } from "../lib/random.mjs";
import { numbersOf, withNumbers } from "../lib/structure.mjs";
import { DIGITS, shuffledBatches } from "./data.mjs";
import { lossByHand } from "./by-hand.mjs";
import { initialParameters, lossAndGradient, scores } from "./model.mjs";

/** @typedef {import("./data.mjs").Images} Images */
/** @typedef {(parameters: Float64Array, batch: Images) => { loss: number, gradient: ArrayLike<number> }} Differentiated */

export const BATCH = 250;
export const EPOCHS = 40;
const RATE = 0.01;
const SEED = 1;

/** The parameters that training starts from. */
export const start = initialParameters(generator(SEED));

/** @type {Differentiated} */
export function byFluxion(parameters, { pixels, digits }) {
  const [loss, gradient] = lossAndGradient(withNumbers(start, parameters), pixels, digits);
  return { loss, gradient: numbersOf(gradient) };
}

const gradientByHand = new Float64Array(numbersOf(start).length);

/** @type {Differentiated} */
export function byHand(parameters, batch) {
  return { loss: lossByHand(parameters, batch, gradientByHand), gradient: gradientByHand };
}

/**
 * Trains for all epochs. Both ways of differentiating meet the same batches.
 * @param {Images} images
 * @param {Differentiated} differentiated
 * @param {(epoch: number, loss: number, parameters: Float64Array) => void} [report]  called after each epoch, with the
 *   mean loss of its batches
 * @returns {{ parameters: Float64Array, ms: number }}  `ms` without the reports
 */
export function train(images, differentiated, report = () => {}) {
  const random = generator(SEED + 1);
  const parameters = Float64Array.from(numbersOf(start));
  const step = adam(parameters, { rate: RATE });
  let ms = 0;
  for (let epoch = 1; epoch <= EPOCHS; epoch++) {
    const started = performance.now();
    const batches = shuffledBatches(images, BATCH, random);
    let total = 0;
    for (const batch of batches) {
      const { loss, gradient } = differentiated(parameters, batch);
      total += loss;
      step(gradient);
    }
    ms += performance.now() - started;
    report(epoch, total / batches.length, parameters);
  }
  return { parameters, ms };
}

/**
 * The digit with the highest score, for each image.
 * @param {Images} images
 * @param {Float64Array} parameters
 */
export function recognised({ pixels, digits }, parameters) {
  const all = scores(withNumbers(start, parameters), pixels);
  return Array.from(digits, (_, row) => {
    let best = 0;
    for (let digit = 1; digit < DIGITS; digit++) if (all[digit][row] > all[best][row]) best = digit;
    return best;
  });
}

/**
 * The share of images that are recognised.
 * @param {Images} images
 * @param {Float64Array} parameters
 */
export function accuracy(images, parameters) {
  const right = recognised(images, parameters).filter((digit, row) => digit === images.digits[row]);
  return right.length / images.digits.length;
}
