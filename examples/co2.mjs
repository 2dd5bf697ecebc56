/**
 * A fit to real data: trend and yearly cycle of the CO2 at Mauna Loa since 1958. The gradient of the
 * loss by seven parameters at 741 points comes from fluxion, in one call for each step of BFGS.
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { figure } from "./co2/figure.mjs";
import { exactFit, meanSquaredResidual } from "./co2/fit.mjs";
import { PARAMETERS } from "./co2/model.mjs";
import { monthName, readRecord } from "./co2/record.mjs";
import { plots, summary } from "./co2/report.mjs";
import { bfgs } from "./optimise/bfgs.mjs";
import { runIfMain } from "./show/run.mjs";
import { bold, dim, fixed, heading, mark, say, scientific } from "./show/text.mjs";

const OUTPUT = new URL("./out/", import.meta.url);

/** How far a fitted parameter may be from the exact one: a hundredth of the record's last digit. */
const ALLOWED = 1e-4;

/** Every how many iterations a line is printed. */
const SHOWN = 3;

/** Prints fit, comparison and plots, writes the figure, and returns the number of failed checks. */
export function co2() {
  heading("2. A fit to real data: CO2 at Mauna Loa, trend and yearly cycle");
  const record = readRecord();
  const [first, last] = [0, -1].map((row) => monthName(record.months.at(row)));
  say(`${record.months.length} monthly means from ${first} to ${last}; t in decades from 1990.`);
  say("c(t) = level + slope t + curvature t² + two harmonics of the year");
  say();
  const { point: fitted, status } = search(record);
  const exact = exactFit(record);
  say();
  const failed = compare(fitted, exact, status);
  say();
  summary(record, fitted, exact).forEach(say);
  say();
  plots(record, fitted).forEach(say);
  say();
  say(`The same as a figure, with residuals: ${bold(write("co2.svg", figure(record, fitted)))}`);
  return failed;
}

/** Minimises the loss from a standing start, all parameters 0, and shows how it goes. */
function search(record) {
  say(dim("iteration   gradients   loss, ppm²   |gradient|"));
  const show = ({ iteration, evaluations, value, gradientNorm }) =>
    say(fixed(iteration, 0, 9) + fixed(evaluations, 0, 12) + fixed(value, 5, 13) + scientific(gradientNorm, 13));
  const started = performance.now();
  const objective = meanSquaredResidual(record);
  const start = PARAMETERS.map(() => 0);
  const end = bfgs(objective, start, {
    // Rounding to float32 moves the mean squared residual by some 1e-7 of itself and the gradient
    // by some 1e-6: to ask for more would be to search in the noise.
    tolerance: 1e-5,
    noise: 1e-6,
    onIteration: (now) => now.iteration % SHOWN === 0 && show(now),
  });
  if (end.iteration % SHOWN !== 0) show(end);
  say(`${end.status} in ${fixed(performance.now() - started, 0)} ms`);
  return end;
}

/** The table of parameters; returns the number of failed checks. */
function compare(fitted, exact, status) {
  say(dim("parameter            unit             fluxion   least squares   difference"));
  let largest = 0;
  PARAMETERS.forEach(({ name, unit, origin }, i) => {
    const difference = Math.abs(fitted[i] - exact[i]);
    largest = Math.max(largest, difference);
    const values = fixed(fitted[i] + origin, 6, 13) + fixed(exact[i] + origin, 6, 16);
    say(name.padEnd(21) + unit.padEnd(11) + values + scientific(difference, 13));
  });
  const passed = status === "converged" && largest <= ALLOWED;
  say(`fluxion in float32 beside QR in float64; ${scientific(ALLOWED)} allowed  ${mark(passed)}`);
  return passed ? 0 : 1;
}

/** Writes a file of output and returns its path as seen from where the program was started. */
function write(name, content) {
  mkdirSync(OUTPUT, { recursive: true });
  const path = fileURLToPath(new URL(name, OUTPUT));
  writeFileSync(path, content);
  return relative(process.cwd(), path);
}

runIfMain(import.meta.url, co2);
