/** A data set of NIST with certified results, in the form in which NIST publishes it: ../data/thurber.dat. */

import { readFileSync } from "node:fs";

const FILE = new URL("../data/thurber.dat", import.meta.url);

/**
 * @typedef {object} Mobility
 * @property {Float64Array} x  the natural logarithm of a density
 * @property {Float64Array} y  a measure of the mobility of electrons
 * @property {number[]} start  where the search begins, NIST's farther one of two
 * @property {number[]} certified  the parameters
 * @property {number[]} errors  their standard errors
 * @property {number} sum  of the squared residuals
 */

/**
 * Reads the file; a form that is not as expected is an error.
 * @returns {Mobility}
 */
export function readMobility() {
  const lines = readFileSync(FILE, "utf8").split(/\r?\n/);
  const parameters = lines.filter((line) => /^ +b\d =/.test(line)).map((line) => numbers(line.split("=")[1]));
  const [sum] = numbers(lines.find((line) => line.startsWith("Residual Sum"))?.split(":")[1] ?? "");
  const begins = lines.findIndex((line) => /^Data: +y +x$/.test(line)) + 1;
  const rows = lines.slice(begins).filter(Boolean).map(numbers);
  const values = [sum, ...parameters.flat(), ...rows.flat()];
  if (
    parameters.length !== 7 ||
    rows.length !== 37 ||
    values.length !== 1 + 7 * 4 + 37 * 2 ||
    !values.every(isFinite)
  ) {
    throw new Error("thurber.dat: unexpected form");
  }
  return {
    x: Float64Array.from(rows, ([, x]) => x),
    y: Float64Array.from(rows, ([y]) => y),
    start: parameters.map(([far]) => far),
    certified: parameters.map(([, , value]) => value),
    errors: parameters.map(([, , , error]) => error),
    sum,
  };
}

function numbers(text) {
  return text.trim().split(/ +/).map(Number);
}
