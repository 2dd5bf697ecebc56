/** The record of CO2 at Mauna Loa: monthly means from ../data, see the README there. */

import { readFileSync } from "node:fs";

const FILE = new URL("../data/mauna-loa-co2.csv", import.meta.url);

export const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/**
 * @typedef {object} Record
 * @property {string[]} months      "1958-03", a few months are missing
 * @property {Float64Array} years   the middle of the month as a decimal year, 1958.2027
 * @property {Float64Array} ppm     micromoles of CO2 per mole of air
 */

/** Reads the record; a line that is not as expected is an error that names the line. */
export function readRecord() {
  const [header, ...lines] = readFileSync(FILE, "utf8").trimEnd().split(/\r?\n/);
  if (header !== "Date,CO2,adjusted CO2") throw unexpected(1, header);
  const rows = lines.map((line, i) => {
    const match = /^(\d{4})-(\d{2})-01,(\d+\.\d+),/.exec(line);
    if (match === null) throw unexpected(i + 2, line);
    return match.slice(1).map(Number);
  });
  return {
    months: lines.map((line) => line.slice(0, 7)),
    years: Float64Array.from(rows, ([year, month]) => decimalYear(year, month)),
    ppm: Float64Array.from(rows, ([, , ppm]) => ppm),
  };
}

/** The end of the 15th day of a month, to which the monthly means are adjusted, as a decimal year. */
function decimalYear(year, month) {
  const begins = Date.UTC(year, 0, 1);
  return year + (Date.UTC(year, month - 1, 16) - begins) / (Date.UTC(year + 1, 0, 1) - begins);
}

/** "March 1958" for "1958-03". */
export function monthName(month) {
  const [year, number] = month.split("-");
  return `${MONTHS[Number(number) - 1]} ${year}`;
}

/** The error for a line that is not of the record's form. */
function unexpected(number, line) {
  return new Error(`mauna-loa-co2.csv, line ${number}: unexpected "${line}"`);
}
