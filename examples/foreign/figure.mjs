/** The figure of the example: the table with its spline, and what follows from it. */

import { svgOf } from "../show/chart.mjs";

const SOURCE = "Data: Scripps CO₂ Program, monthly in-situ means at Mauna Loa Observatory (NOAA), Hawaii. CC BY 4.0.";

/**
 * @param {{ years: number[], ppm: number[] }} table  by calendar years
 * @param {{ years: number[], ppm: ArrayLike<number>, rate: ArrayLike<number> }} curve
 * @returns {Promise<string>}  an SVG document
 */
export function figure(table, curve) {
  const rows = (years, values) => Array.from(years, (year, i) => ({ year, value: values[i] }));
  const line = { type: /** @type {const} */ ("line"), strokeWidth: 1.4, color: "#ea580c" };
  const points = { type: /** @type {const} */ ("circle"), size: 14, opacity: 1, color: "#1d4ed8" };
  return svgOf({
    title: { text: "A measured table, and the forcing that follows from it", subtitle: SOURCE },
    spacing: 40,
    bounds: "flush",
    vconcat: [
      panel("CO₂ (ppm)", 240, [
        { data: { values: rows(curve.years, curve.ppm) }, mark: line },
        { data: { values: rows(table.years, table.ppm) }, mark: points },
      ]),
      panel("forcing, its derivative (W/m² per decade)", 240, [
        { data: { values: rows(curve.years, curve.rate) }, mark: line },
      ]),
    ],
  });
}

function panel(title, height, layer) {
  const quantitative = /** @type {const} */ ("quantitative");
  return {
    width: 860,
    height,
    encoding: {
      x: {
        field: "year",
        type: quantitative,
        scale: { domain: [1958, 2021], nice: false },
        axis: { title: null, format: "d" },
      },
      y: { field: "value", type: quantitative, scale: { zero: false }, axis: { title, tickCount: 5 } },
    },
    layer,
  };
}
