/**
 * A nonlinear fit to data of NIST with certified results: the mobility of electrons in a semiconductor, a quotient of
 * cubics with seven parameters. `jacobian` gives the derivatives of all residuals, a batch for each parameter.
 */

import { readMobility } from "./levenberg-marquardt/data.mjs";
import { figure } from "./levenberg-marquardt/figure.mjs";
import { fit, fitByHand, fitByPackage } from "./levenberg-marquardt/fit.mjs";
import { write } from "./show/output.mjs";
import { fastest, runIfMain, timed } from "./show/run.mjs";
import { bold, dim, fixed, heading, mark, say, scientific } from "./show/text.mjs";

/**
 * Of its standard error, how far a parameter may be from the certified one, and of itself, the standard error. At the
 * left end the terms of a cubic, of up to 5500, cancel to 25, which is divided by 0.35: residuals in float32 are off by
 * up to 5e-4 there. Parameters nearer to the best than some 0.004 standard errors have the same sum of squares then.
 */
const ALLOWED = 0.01;

/** The package needs fewer, but does not say when it is there. */
const ITERATIONS = 100;

/** Prints the fits and their comparison, writes the figure, and resolves to the number of failed checks. */
export async function certifiedFit() {
  heading("6. Levenberg-Marquardt with jacobian: a data set of NIST with certified results");
  const data = readMobility();
  say("mobility(x) = (b1 + b2 x + b3 x² + b4 x³) / (1 + b5 x + b6 x² + b7 x³)");
  say(`Thurber, one of NIST's data sets of "higher level of difficulty": ${data.x.length} points`);
  say();
  say(dim("                           steps   sum of squares   first run   fastest of 5"));
  const fitted = line("fluxion, float32", () => fit(data));
  line("the same by hand, float64", () => fitByHand(data));
  line("ml-levenberg-marquardt", () => fitByPackage(data, ITERATIONS));
  say(`certified by NIST${fixed(data.sum, 4, 32)}`);
  say();
  const failed = compare(data, fitted);
  say();
  say(`As a figure: ${bold(write("mobility.svg", await figure(data, fitted)))}`);
  return failed;
}

/** Fits and prints the line of a method; returns the fit. */
function line(name, method) {
  const [first, result] = timed(method);
  const times = `${fixed(first, 1, 9)} ms${fixed(fastest(method), 1, 12)} ms`;
  say(`${name.padEnd(26)}${fixed(result.steps, 0, 6)}${fixed(result.sum, 4, 17)}${times}`);
  return result;
}

/** The table of parameters; returns the number of failed checks. */
function compare({ certified, errors }, fitted) {
  say(dim("       fluxion       certified   off by, in     standard error"));
  say(dim("                                 st. errors   fluxion    certified"));
  const off = certified.map((value, i) => Math.abs(fitted.parameters[i] - value) / errors[i]);
  const errorsOff = errors.map((error, i) => Math.abs(fitted.errors[i] / error - 1));
  certified.forEach((value, i) => {
    const values = fixed(fitted.parameters[i], 6, 12) + fixed(value, 6, 16);
    say(`b${i + 1}${values}${fixed(off[i], 4, 12)}${fixed(fitted.errors[i], 5, 12)}${fixed(errors[i], 5, 12)}`);
  });
  const [worst, worstError] = [Math.max(...off), Math.max(...errorsOff)];
  const passed = fitted.converged && worst <= ALLOWED && worstError <= ALLOWED;
  say(
    `parameters off by up to ${scientific(worst)} standard errors, these by ${scientific(worstError)} of themselves;`,
  );
  say(`${ALLOWED} allowed  ${mark(passed)}`);
  return passed ? 0 : 1;
}

await runIfMain(import.meta.url, certifiedFit);
