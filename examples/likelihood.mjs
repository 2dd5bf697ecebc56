/**
 * Maximum likelihood by Newton's method: how probable it is that a sample of tissue is malignant, by the size of its
 * cells and their texture. `hessian` gives the steps, and its inverse at the end the standard errors.
 */

import { figure } from "./likelihood/figure.mjs";
import { fit, fitByHand } from "./likelihood/fit.mjs";
import { readSamples } from "./logistic/data.mjs";
import { write } from "./show/output.mjs";
import { fastest, runIfMain, timed } from "./show/run.mjs";
import { bold, dim, fixed, heading, mark, say, scientific } from "./show/text.mjs";

/**
 * Of a standard error, how far parameters and standard errors may be from those in float64. The inverse of the Hessian
 * turns a gradient that is off by 1e-5 into parameters that are off by 4e-6 standard errors; 9e-8 is what is seen.
 */
const ALLOWED = 1e-5;

/** Prints the fits and their comparison, writes the figure, and resolves to the number of failed checks. */
export async function likelihood() {
  heading("7. Maximum likelihood by Newton's method with hessian: standard errors");
  const { features, names, malignant } = readSamples();
  const [radius, texture] = ["mean radius", "mean texture"].map((name) => features[names.indexOf(name)]);
  const observations = { radius, texture, malignant };
  say("log odds(malignant) = a + b radius + c texture: 569 samples of breast tissue,");
  say("Breast Cancer Wisconsin (Diagnostic), both features standardised");
  say();
  say(dim("                           steps   -log likelihood   first run   fastest of 5"));
  const fitted = line("fluxion, float32", () => fit(observations));
  const exact = line("the same by hand, float64", () => fitByHand(observations));
  say();
  const failed = compare(fitted, exact);
  say();
  say(`As a figure: ${bold(write("likelihood.svg", await figure(observations, fitted)))}`);
  return failed;
}

/** Fits and prints the line of a method; returns the fit. */
function line(name, method) {
  const [first, result] = timed(method);
  const times = `${fixed(first, 1, 9)} ms${fixed(fastest(method), 2, 12)} ms`;
  say(`${name.padEnd(26)}${fixed(result.steps, 0, 6)}${fixed(result.value, 5, 18)}${times}`);
  return result;
}

/** The table of parameters; returns the number of failed checks. */
function compare(fitted, exact) {
  const [ours, theirs] = [fitted, exact].map(({ covariance }) => covariance.map((row, i) => Math.sqrt(row[i])));
  say(dim("                   parameter               standard error        off by, in"));
  say(dim("              fluxion      float64      fluxion      float64     st. errors"));
  let worst = 0;
  ["a, constant", "b, radius", "c, texture"].forEach((name, i) => {
    const off =
      Math.max(Math.abs(fitted.parameters[i] - exact.parameters[i]), Math.abs(ours[i] - theirs[i])) / theirs[i];
    // A NaN must not pass.
    if (!(off <= worst)) worst = off;
    const values = [fitted.parameters[i], exact.parameters[i], ours[i], theirs[i]].map((value) => fixed(value, 7, 13));
    say(`${name.padEnd(11)}${values.join("").slice(2)}${scientific(off, 15)}`);
  });
  const passed = worst <= ALLOWED;
  say(`off by up to ${scientific(worst)} standard errors, ${scientific(ALLOWED)} allowed  ${mark(passed)}`);
  return passed ? 0 : 1;
}

await runIfMain(import.meta.url, likelihood);
