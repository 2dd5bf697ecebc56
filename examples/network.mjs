/**
 * A small network on real data: 64 pixels, 16 hidden units, 10 digits. Its loss is a function of a structure of 1210
 * numbers and a batch of images; Adam makes the steps.
 */

import { numbersOf, withNumbers } from "./lib/structure.mjs";
import { readImages } from "./network/data.mjs";
import { figure } from "./network/figure.mjs";
import { lossAndGradient } from "./network/model.mjs";
import { accuracy, BATCH, byFluxion, byHand, EPOCHS, recognised, start, train } from "./network/train.mjs";
import { write } from "./show/output.mjs";
import { runIfMain, timed } from "./show/run.mjs";
import { bold, dim, fixed, heading, mark, say, scientific } from "./show/text.mjs";

/** How far the gradient at the start may be from the one by hand in float64, as a part of its norm. */
const ALLOWED = 1e-6;

/** The share of test images that must be recognised. */
const LEAST = 0.9;

/** Epochs whose loss is printed. */
const PRINTED = [1, 2, 5, 10, 20, EPOCHS];

/** Prints progress and comparison, writes the figure, and resolves to the number of failed checks. */
export async function network() {
  heading("4. A network that reads digits: 64 pixels, 16 hidden units, 10 digits");
  const { training, test } = readImages();
  const parameters = numbersOf(start);
  say(`${parameters.length} parameters; ${training.digits.length} images of 8 by 8 pixels to learn from,`);
  say(`${test.digits.length} others to test with; cross-entropy of a softmax, Adam, batches of ${BATCH}.`);
  say();
  const gradients = compareGradients(Float64Array.from(parameters), training);
  const [preparing] = timed(() => lossAndGradient.prepare(start, training.pixels, training.digits));
  say();

  say(dim("epoch        loss   recognised: learned from   test images"));
  const history = [];
  const ours = train(training, byFluxion, (epoch, loss, parameters) => {
    const shares = { training: accuracy(training, parameters), test: accuracy(test, parameters) };
    history.push({ epoch, loss, ...shares });
    if (PRINTED.includes(epoch)) progress(epoch, loss, shares);
  });
  const theirs = train(training, byHand);
  const reached = accuracy(test, ours.parameters);
  const learned = reached >= LEAST;
  say(`at least ${percent(LEAST, 0)} of the test images are asked for  ${mark(learned)}`);
  say();

  const seconds = (ms) => `${fixed(ms / 1000, 2)} s`;
  say(`fluxion trained in ${bold(seconds(ours.ms))}, after ${seconds(preparing)} of tracing and compiling;`);
  say(`plain JavaScript by hand in ${seconds(theirs.ms)}, to ${percent(accuracy(test, theirs.parameters))}.`);
  const svg = await figure({
    history,
    parameters: withNumbers(start, ours.parameters),
    test,
    answers: recognised(test, ours.parameters),
  });
  say(`Loss, hidden units and mistakes as a figure: ${bold(write("digits.svg", svg))}`);
  return gradients + (learned ? 0 : 1);
}

/** Compares the gradient at the start with the one by hand; returns the number of failed checks. */
function compareGradients(parameters, images) {
  const ours = byFluxion(parameters, images).gradient;
  const theirs = byHand(parameters, images).gradient;
  const distance = Math.hypot(...Array.from(theirs, (g, i) => g - ours[i])) / Math.hypot(...Array.from(theirs));
  const passed = distance <= ALLOWED;
  say(
    `gradient at the start: ${scientific(distance)} of its norm from the one by hand in float64,` +
      ` ${scientific(ALLOWED)} allowed  ${mark(passed)}`,
  );
  return passed ? 0 : 1;
}

function progress(epoch, loss, { training, test }) {
  say(`${fixed(epoch, 0, 5)}${fixed(loss, 4, 12)}${percent(training).padStart(27)}${percent(test).padStart(14)}`);
}

function percent(share, digits = 1) {
  return `${fixed(100 * share, digits)} %`;
}

await runIfMain(import.meta.url, network);
