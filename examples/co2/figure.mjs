/** The figure of the fit: the record with curve and trend, its last years close up, and the residuals. */

import { svgOf } from "../show/chart.mjs";
import { fittedCurve, fittedTrend, residuals } from "./model.mjs";

/** @typedef {Extract<import("vega-lite").TopLevelSpec, { vconcat: unknown }>["vconcat"][number]} Panel */

const WIDTH = 860;
const SOURCE = "Data: Scripps CO₂ Program, monthly in-situ means at Mauna Loa Observatory (NOAA), Hawaii. CC BY 4.0.";

const MEANS = "monthly means";
const FIT = "fit: trend and yearly cycle";
const TREND = "trend: level, slope and curvature";

/**
 * @param {import("./record.mjs").Record} record
 * @param {number[]} parameters  the fitted ones
 * @returns {Promise<string>}  an SVG document
 */
export function figure(record, parameters) {
  return svgOf({
    title: {
      text: "Atmospheric CO₂ at Mauna Loa, 1958–2020",
      subtitle: SOURCE,
    },
    spacing: 40,
    bounds: "flush",
    vconcat: [
      panel(record, parameters, { years: [1957, 2021], ppm: [305, 420], height: 330, pointSize: 4 }),
      panel(record, parameters, { years: [2014, 2020.5], ppm: [393, 418], height: 170, pointSize: 16 }),
      remainder(record, parameters),
    ],
  });
}

/**
 * Record, fitted curve and trend over a range of years.
 * @returns {Panel}
 */
function panel(record, parameters, { years: [from, to], ppm, height, pointSize }) {
  const first = Math.max(from, record.years[0]);
  const last = Math.min(to, record.years.at(-1));
  const sampled = Array.from({ length: Math.round((last - first) * 20) + 1 }, (_, i) => first + i / 20);
  const means = rows(record.years, record.ppm).filter(({ year }) => year >= first && year <= last);
  return {
    width: WIDTH,
    height,
    encoding: { x: yearAxis([from, to]), y: valueAxis("CO₂ (ppm)", ppm) },
    layer: [
      {
        data: { values: rows(sampled, fittedCurve(parameters, sampled)) },
        mark: { type: "line", strokeWidth: 1.2 },
        encoding: { color: colourOf(FIT) },
      },
      {
        data: { values: means },
        mark: { type: "circle", opacity: 1, size: pointSize },
        encoding: { color: colourOf(MEANS) },
      },
      {
        data: { values: rows(sampled, fittedTrend(parameters, sampled)) },
        mark: { type: "line", strokeWidth: 1.2 },
        encoding: { color: colourOf(TREND) },
      },
    ],
  };
}

/**
 * The residuals: record minus fitted curve.
 * @returns {Panel}
 */
function remainder(record, parameters) {
  return {
    width: WIDTH,
    height: 110,
    data: { values: rows(record.years, residuals(record, parameters)) },
    mark: { type: "circle", opacity: 1, size: 5 },
    encoding: { x: yearAxis([1957, 2021]), y: valueAxis("residual (ppm)", [-2.8, 2.8]), color: colourOf(MEANS) },
  };
}

/**
 * The colour of what is drawn, and with it the legend that all panels share. Blue and orange can be told apart by
 * (nearly) everyone.
 */
function colourOf(name) {
  const isPoints = `datum.value === "${MEANS}"`;
  return {
    datum: name,
    type: /** @type {const} */ ("nominal"),
    scale: { domain: [MEANS, FIT, TREND], range: ["#1d4ed8", "#ea580c", "#1f2937"] },
    legend: {
      orient: /** @type {const} */ ("top"),
      columnPadding: 20,
      symbolType: { expr: `${isPoints} ? "circle" : "stroke"` },
      symbolSize: { expr: `${isPoints} ? 16 : 400` },
    },
  };
}

function yearAxis(domain) {
  return { field: "year", ...quantitative(domain), axis: { title: null, tickCount: 8, format: "d" } };
}

function valueAxis(title, domain) {
  return { field: "value", ...quantitative(domain), axis: { title, tickCount: 5 } };
}

/** A scale that shows the domain and nothing else. */
function quantitative(domain) {
  return { type: /** @type {const} */ ("quantitative"), scale: { domain, nice: false } };
}

/** Rows of data, as charts want them. */
function rows(years, values) {
  return Array.from(years, (year, i) => ({ year, value: values[i] }));
}
