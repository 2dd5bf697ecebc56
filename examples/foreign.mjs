/**
 * A function that ops cannot express, as an op: a measured table with a spline between its points. A formula is written
 * over it in ops and differentiated through, twice.
 */

import { div, grad, log, mul, valueAndGrad } from "./fluxion.mjs";
import { figure } from "./foreign/figure.mjs";
import { carbonDioxide, EPOCH, exact, yearlyMeans } from "./foreign/table.mjs";
import { write } from "./show/output.mjs";
import { fastest, runIfMain } from "./show/run.mjs";
import { bold, dim, fixed, heading, mark, say, scientific } from "./show/text.mjs";

/** Of the largest value of its kind, how far results in float32 may be from those in float64. */
const ALLOWED = 1e-5;

const POINTS = 1 << 16;

/** The forcing by CO2 against the air of 1750, in W/m² (Myhre and others, 1998); times in decades from the epoch. */
const forcing = (t) => mul(5.35, log(div(carbonDioxide(mul(10, t)), 278)));

/** The same by hand: value, and first and second derivative. */
function byHand(t) {
  const [c, d, dd] = [0, 1, 2].map((order) => exact(order, 10 * t));
  return [5.35 * Math.log(c / 278), (53.5 * d) / c, 535 * (dd / c - (d / c) ** 2)];
}

/** Prints the comparison, writes the figure, and resolves to the number of failed checks. */
export async function foreignTable() {
  heading("5. An op of your own: a measured table");
  say("forcing(t) = 5.35 ln(co2(t) / 278), co2 a spline through the yearly means at Mauna Loa");
  say();
  const table = yearlyMeans();
  const [from, to] = [table.years[0] / 10, table.years[table.years.length - 1] / 10];
  const ts = Float32Array.from({ length: POINTS }, (_, i) => from + ((to - from) * i) / (POINTS - 1));
  const both = valueAndGrad(forcing);
  const [value, rate] = both(ts);
  const bend = grad(grad(forcing))(ts);
  const expected = Array.from(ts, byHand);
  let failed = 0;
  say(dim("                              largest   difference from float64 by hand"));
  [value, rate, bend].forEach((got, order) => {
    const largest = Math.max(...expected.map((row) => Math.abs(row[order])));
    const difference = Math.max(...expected.map((row, i) => Math.abs(row[order] - got[i])));
    const passed = difference <= ALLOWED * largest;
    if (!passed) failed++;
    const name = ["forcing, W/m²", "its derivative, per decade", "the second derivative"][order];
    say(`${name.padEnd(26)}${fixed(largest, 4, 11)}${scientific(difference, 13)}  ${mark(passed)}`);
  });
  say();
  const ours = fastest(() => both.into([value, rate], ts));
  const plain = fastest(() => {
    ts.forEach((t, i) => {
      [value[i], rate[i]] = byHand(t);
    });
  });
  say(`${POINTS} values and derivatives in ${fixed(ours, 1)} ms; in plain JavaScript in ${fixed(plain, 1)} ms`);
  say();
  const shown = Array.from(ts).filter((_, i) => i % 128 === 0);
  const calendar = (t) => EPOCH + 10 * t;
  const curve = {
    years: shown.map(calendar),
    ppm: carbonDioxide(shown.map((t) => 10 * t)),
    rate: both(shown)[1],
  };
  const svg = await figure({ years: table.years.map((year) => EPOCH + year), ppm: table.ppm }, curve);
  say(`As a figure: ${bold(write("forcing.svg", svg))}`);
  return failed;
}

await runIfMain(import.meta.url, foreignTable);
