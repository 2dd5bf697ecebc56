/** The Breast Cancer Wisconsin (Diagnostic) data: 30 measurements of cell nuclei in each of 569 samples. */

import { readTable } from "../lib/table.mjs";

export const FEATURES = 30;

/**
 * @typedef {object} Samples
 * @property {string[]} names  of the features
 * @property {Float64Array[]} features  each with mean 0 and variance 1, so that their weights can be compared
 * @property {Float64Array} malignant  1 where the sample is malignant, 0 where it is benign
 */

/** @returns {Samples} */
export function readSamples() {
  const { names, rows } = readTable("breast-cancer.csv", { columns: FEATURES + 1, hasHeader: true });
  const columns = names.map((_, c) => Float64Array.from(rows, (row) => row[c]));
  const [target] = columns.splice(FEATURES);
  return {
    names: names.slice(0, FEATURES),
    features: columns.map(standardised),
    // The file says 1 for benign.
    malignant: target.map((benign) => 1 - benign),
  };
}

/** In float64, before float32 sees the numbers: areas of 1000 would leave three digits to the fractal dimension. */
function standardised(column) {
  const mean = average(column);
  const deviation = Math.sqrt(average(column.map((value) => (value - mean) ** 2)));
  return column.map((value) => (value - mean) / deviation);
}

function average(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
