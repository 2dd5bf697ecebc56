/**
 * A fit to real data: trend and yearly cycle of the CO2 at Mauna Loa since 1958. The derivatives of the
 * model by seven parameters at 741 points come from fluxion, in one call for each step of
 * Levenberg-Marquardt; the loss and its gradient, by which the fit is judged, from one reduction.
 */

import { figure } from "./co2/figure.mjs";
import { exactFit, fit, fitByHand, meanSquaredResidual } from "./co2/fit.mjs";
import { PARAMETERS } from "./co2/model.mjs";
import { monthName, readRecord } from "./co2/record.mjs";
import { plots, summary } from "./co2/report.mjs";
import { write } from "./show/output.mjs";
import { fastest, runIfMain, timed } from "./show/run.mjs";
import { bold, dim, fixed, heading, mark, say, scientific } from "./show/text.mjs";

/** How far a fitted parameter may be from the exact one: a hundredth of the record's last digit. */
const ALLOWED = 1e-4;

/**
 * How small the gradient's norm must be at the minimum. Rounding to float32 moves the mean squared
 * residual by some 1e-7 of itself and the gradient by some 1e-6: less would be noise.
 */
const TOLERANCE = 1e-5;

/** The model is linear in its parameters: the first iteration leads to the minimum, the others stay there. */
const ITERATIONS = 4;

/** Prints fit, comparison and plots, writes the figure, and resolves to the number of failed checks. */
export async function co2() {
  heading("2. A fit to real data: CO2 at Mauna Loa, trend and yearly cycle");
  const record = readRecord();
  const [first, last] = [0, -1].map((row) => monthName(record.months.at(row)));
  say(`${record.months.length} monthly means from ${first} to ${last}; t in decades from 1990.`);
  say("c(t) = level + slope t + curvature t² + two harmonics of the year");
  say(`Levenberg-Marquardt; one call of fluxion gives the ${PARAMETERS.length} derivatives at all points.`);
  say();
  const { fitted, converged } = search(record);
  const exact = exactFit(record);
  say();
  const failed = compare(fitted, exact, converged);
  say();
  summary(record, fitted, exact).forEach(say);
  say();
  plots(record, fitted).forEach(say);
  say();
  say(`The same as a figure, with residuals: ${bold(write("co2.svg", await figure(record, fitted)))}`);
  return failed;
}

/** Fits the model and shows how the loss and its gradient fall. */
function search(record) {
  const [ms, { fitted, path }] = timed(() => fit(record, ITERATIONS));
  const again = fastest(() => fit(record, ITERATIONS));
  const byHand = fastest(() => fitByHand(record, ITERATIONS));
  const loss = meanSquaredResidual(record);
  const line = (name, { value, gradient }) =>
    say(name.padStart(9) + fixed(value, 5, 13) + scientific(Math.hypot(...gradient), 13));
  say(dim("iteration   loss, ppm²   |gradient|"));
  path.forEach((parameters, iteration) => line(String(iteration), loss(parameters)));
  const end = loss(fitted);
  line("best", end);
  const converged = Math.hypot(...end.gradient) <= TOLERANCE;
  say(`${converged ? "converged" : "not converged"} in ${fixed(ms, 0)} ms, tracing and compiling included;`);
  say(`again in ${fixed(again, 1)} ms, and in plain JavaScript with derivatives by hand in ${fixed(byHand, 1)} ms`);
  return { fitted, converged };
}

/** The table of parameters; returns the number of failed checks. */
function compare(fitted, exact, converged) {
  say(dim("parameter            unit             fluxion   least squares   difference"));
  let largest = 0;
  PARAMETERS.forEach(({ name, unit, origin }, i) => {
    const difference = Math.abs(fitted[i] - exact[i]);
    largest = Math.max(largest, difference);
    const values = fixed(fitted[i] + origin, 6, 13) + fixed(exact[i] + origin, 6, 16);
    say(name.padEnd(21) + unit.padEnd(11) + values + scientific(difference, 13));
  });
  const passed = converged && largest <= ALLOWED;
  say(`fluxion in float32 beside QR in float64; ${scientific(ALLOWED)} allowed  ${mark(passed)}`);
  return passed ? 0 : 1;
}

await runIfMain(import.meta.url, co2);
