/** The results of the fit: in words, and as plots for the terminal. */

import { plot } from "../show/terminal-plot.mjs";
import { bold, columns, cyan, fixed, yellow } from "../show/text.mjs";
import { fittedCurve, fittedTrend, growthPerYear, residuals } from "./model.mjs";
import { MONTHS, monthName } from "./record.mjs";

/** @typedef {import("./record.mjs").Record} Record */

/**
 * Trend, growth, yearly cycle and error, a line for each.
 * @param {Record} record
 * @param {number[]} fitted  the parameters that fluxion found
 * @param {number[]} exact  the exact ones
 */
export function summary(record, fitted, exact) {
  const { highest, lowest } = yearlyCycle(fitted);
  const error = [fitted, exact].map((parameters) => fixed(rms(residuals(record, parameters)), 4));
  return [
    trendLine(record, fitted, 0),
    trendLine(record, fitted, -1),
    `yearly cycle              +${highest.ppm} ppm on ${highest.day}, ${lowest.ppm} ppm on ${lowest.day}`,
    `RMS error of the fit      ${error[0]} ppm; of the exact one ${error[1]} ppm`,
  ];
}

/** The record as a whole, and its last years close up. */
export function plots(record, fitted) {
  const size = { width: columns() - 2, height: 14 };
  const data = { xs: record.years, ys: record.ppm, colour: cyan };
  const lastYears = Array.from({ length: 640 }, (_, i) => 2014 + i / 100);
  const fit = { xs: lastYears, ys: fittedCurve(fitted, lastYears), colour: yellow };
  return [
    `CO2 in ppm: all of the record, then its last years ${cyan("o")} with the fit ${yellow("⠤⠒⠉")}`,
    "",
    ...plot({ ...size, x: [1957, 2021], y: [305, 420], series: [{ ...data, kind: "dots" }] }),
    "",
    ...plot({
      ...size,
      x: [2014, 2020.5],
      y: [393, 418],
      series: [
        { ...fit, kind: "line" },
        { ...data, kind: "marks", mark: "o" },
      ],
    }),
  ];
}

/** Level and growth of the trend at one row of the record; -1 is the last. */
function trendLine({ months, years }, parameters, row) {
  const year = years.at(row);
  const [level] = fittedTrend(parameters, [year]);
  const growth = bold(`${fixed(growthPerYear(parameters, year), 2)} ppm a year`);
  return `${`trend in ${monthName(months.at(row))}`.padEnd(26)}${fixed(level, 1)} ppm, growing by ${growth}`;
}

/** When the yearly cycle is at its highest and lowest, and by how much above and below the trend. */
function yearlyCycle(parameters) {
  const days = Array.from({ length: 365 }, (_, day) => 1990 + day / 365);
  const trend = fittedTrend(parameters, days);
  const cycle = fittedCurve(parameters, days).map((c, i) => c - trend[i]);
  const at = (ppm) => {
    const date = new Date(Date.UTC(1990, 0, 1 + cycle.indexOf(ppm)));
    return { ppm: fixed(ppm, 1), day: `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}` };
  };
  return { highest: at(Math.max(...cycle)), lowest: at(Math.min(...cycle)) };
}

/** Root of the mean square. */
function rms(values) {
  return Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);
}
