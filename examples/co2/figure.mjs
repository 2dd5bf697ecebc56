/** The figure of the fit: the record with curve and trend, its last years close up, the residuals. */

import { svgOf } from "../show/chart.mjs";
import { fittedCurve, fittedTrend, residuals } from "./model.mjs";

const WIDTH = 860;

/** What each colour stands for. Blue and orange can be told apart by (nearly) everyone. */
const MEANS = "monthly means";
const FIT = "fit: trend and yearly cycle";
const TREND = "trend: level, slope and curvature";
const colour = {
  type: "nominal",
  scale: { domain: [MEANS, FIT, TREND], range: ["#1d4ed8", "#ea580c", "#1f2937"] },
  legend: {
    orient: "top",
    columnPadding: 20,
    symbolType: { expr: `datum.value === "${MEANS}" ? "circle" : "stroke"` },
    symbolSize: { expr: `datum.value === "${MEANS}" ? 16 : 400` },
  },
};

/**
 * @param {import("./record.mjs").Record} record
 * @param {number[]} parameters  the fitted ones
 * @returns {Promise<string>}  an SVG document
 */
export function figure(record, parameters) {
  return svgOf({
    title: {
      text: "Atmospheric CO₂ at Mauna Loa, 1958–2020",
      subtitle: "Data: Scripps CO₂ Program, monthly in-situ means at Mauna Loa Observatory (NOAA), Hawaii. CC BY 4.0.",
    },
    description: "Monthly means, a fitted trend with yearly cycle, and the residuals of the fit.",
    spacing: 40,
    bounds: "flush",
    vconcat: [
      panel(record, parameters, { years: [1957, 2021], ppm: [305, 420], height: 330, pointSize: 4 }),
      panel(record, parameters, { years: [2014, 2020.5], ppm: [393, 418], height: 170, pointSize: 16 }),
      remainder(record, parameters),
    ],
  });
}

/** Record, fitted curve and trend over a range of years. */
function panel(record, parameters, { years, ppm, height, pointSize }) {
  const inRange = (year) => year >= years[0] && year <= years[1];
  const first = Math.max(years[0], record.years[0]);
  const last = Math.min(years[1], record.years.at(-1));
  const sampled = Array.from({ length: Math.round((last - first) * 20) + 1 }, (_, i) => first + i / 20);
  const line = (name, values, strokeWidth) => ({
    data: { values: rows(sampled, values) },
    mark: { type: "line", strokeWidth },
    encoding: { color: { datum: name, ...colour } },
  });
  const points = {
    data: { values: rows(record.years, record.ppm).filter(({ year }) => inRange(year)) },
    mark: { type: "circle", opacity: 1, size: pointSize },
    encoding: { color: { datum: MEANS, ...colour } },
  };
  return {
    width: WIDTH,
    height,
    encoding: { x: yearAxis(years), y: axis("CO₂ (ppm)", ppm) },
    layer: [
      line(FIT, fittedCurve(parameters, sampled), 1.2),
      points,
      line(TREND, fittedTrend(parameters, sampled), 1.2),
    ],
  };
}

/** What the fit leaves over. */
function remainder(record, parameters) {
  return {
    width: WIDTH,
    height: 110,
    data: { values: rows(record.years, residuals(record, parameters)) },
    mark: { type: "circle", opacity: 1, size: 5 },
    encoding: { x: yearAxis([1957, 2021]), y: axis("residual (ppm)", [-2.8, 2.8]), color: { datum: MEANS, ...colour } },
  };
}

function yearAxis(domain) {
  return { field: "year", type: "quantitative", scale: { domain, nice: false }, axis: { format: "d", tickCount: 8, title: null } };
}

function axis(title, domain) {
  return { field: "value", type: "quantitative", scale: { domain, nice: false }, axis: { title, tickCount: 5 } };
}

/** A row of data for each year, as charts want them. */
function rows(years, values) {
  return Array.from(years, (year, i) => ({ year, value: values[i] }));
}
