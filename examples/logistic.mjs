/**
 * Logistic regression on real data: which of 569 samples of tissue are malignant, by 30 measurements of their cells.
 * The loss is a reduction, its parameters an object; fluxion gives value and gradient in one pass.
 */

import { readSamples } from "./logistic/data.mjs";
import { correct, exactFit, fit, fitByHand } from "./logistic/fit.mjs";
import { fastest, runIfMain, timed } from "./show/run.mjs";
import { dim, fixed, heading, mark, say, scientific } from "./show/text.mjs";

/**
 * How far a weight may be from the exact one. The smallest curvature of the loss is that of its penalty, 1/569: a
 * gradient of 1e-7, where the search ends, can leave 6e-5.
 */
const ALLOWED = 1e-4;

/** Prints the fits and their comparison, and returns the number of failed checks. */
export function logistic() {
  heading("3. Logistic regression: 30 features of 569 samples of breast tissue");
  const samples = readSamples();
  say("loss({ w, b }) = mean(softplus(s) - y s) + |w|² / 1138, s = Σ w x + b; y is 1 for malignant");
  say("Breast Cancer Wisconsin (Diagnostic), features standardised; gradient descent with momentum");
  say();
  say(dim("                          steps   |gradient|   first run   fastest of 5   correct"));
  const fitted = line("fluxion, float32", fit, samples);
  line("the same by hand, float64", fitByHand, samples);
  const exact = line("Newton by hand, float64", exactFit, samples);
  say();
  return compare(samples, fitted, exact);
}

/** Fits and prints the line of a method; returns its parameters. */
function line(name, method, samples) {
  const [first, { parameters, steps, norm }] = timed(() => method(samples));
  const times = `${fixed(first, 0, 9)} ms${fixed(
    fastest(() => method(samples)),
    1,
    12,
  )} ms`;
  const right = `${correct(samples, parameters)}/${samples.malignant.length}`;
  say(`${name.padEnd(26)}${fixed(steps, 0, 5)}${scientific(norm, 13)}${times}${right.padStart(10)}`);
  return parameters;
}

/** The weights that decide most, beside the exact ones; returns the number of failed checks. */
function compare({ names }, fitted, exact) {
  say(dim("weight of                     fluxion       exact   difference"));
  const all = [...names, "(bias)"].map((name, i) => ({ name, ours: fitted[i], theirs: exact[i] }));
  const largest = all.toSorted((a, b) => Math.abs(b.theirs) - Math.abs(a.theirs)).slice(0, 6);
  for (const { name, ours, theirs } of largest) {
    const difference = scientific(Math.abs(ours - theirs), 13);
    say(`${name.padEnd(25)}${fixed(ours, 6, 12)}${fixed(theirs, 6, 12)}${difference}`);
  }
  const worst = Math.max(...all.map(({ ours, theirs }) => Math.abs(ours - theirs)));
  const passed = worst <= ALLOWED;
  say(`largest difference of all ${scientific(worst)}, ${scientific(ALLOWED)} allowed  ${mark(passed)}`);
  return passed ? 0 : 1;
}

await runIfMain(import.meta.url, logistic);
