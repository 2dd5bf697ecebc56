/** The figure of the fit: the record with curve and trend, its last years close up, the residuals. */

import { drawing, element, panel, segment, text } from "../show/svg.mjs";
import { fittedCurve, fittedTrend, residuals } from "./model.mjs";

const WIDTH = 960;
const HEIGHT = 720;
const LEFT = 72;
const PLOT_WIDTH = WIDTH - LEFT - 24;

/** Blue and orange can be told apart by (nearly) everyone. */
const DATA = "#1d4ed8";
const FIT = "#ea580c";
const TREND = "#1f2937";

const SOURCE = "Data: Scripps CO₂ Program, monthly in-situ means at Mauna Loa Observatory (NOAA), Hawaii. CC BY 4.0.";

/**
 * @param {import("./record.mjs").Record} record
 * @param {Float64Array} parameters  the fitted ones
 * @returns {string}  an SVG document
 */
export function figure(record, parameters) {
  const title = "Atmospheric CO₂ at Mauna Loa, 1958–2020";
  const description = "Monthly means, a fitted trend with yearly cycle, and the residuals of the fit.";
  return drawing(
    { width: WIDTH, height: HEIGHT, title, description },
    text(LEFT, 34, title, { "font-size": 20, "font-weight": "bold" }),
    legend(),
    whole(record, parameters),
    closeUp(record, parameters),
    remainder(record, parameters),
    text(LEFT, HEIGHT - 12, SOURCE, { "font-size": 11, fill: "#6b7280" }),
  );
}

/** What the colours mean, in a row below the title; with room for fonts wider than Helvetica. */
function legend() {
  const y = 60;
  const stroke = (x, colour) => segment(x, y - 4.5, x + 24, y - 4.5, colour, 1.5);
  return [
    element("circle", { cx: LEFT + 4, cy: y - 4.5, r: 2.5, fill: DATA }),
    text(LEFT + 14, y, "monthly means"),
    stroke(LEFT + 140, FIT),
    text(LEFT + 172, y, "fit: trend and yearly cycle"),
    stroke(LEFT + 380, TREND),
    text(LEFT + 412, y, "trend: level, slope and curvature"),
  ].join("");
}

/** All of the record. */
function whole(record, parameters) {
  const [years, curve, trend] = sample(parameters, 1958.1, 2020.4);
  const p = panel({ left: LEFT, top: 80, width: PLOT_WIDTH, height: 410, x: [1957, 2021], y: [305, 420] });
  return [
    p.axes({ yLabel: "CO₂ (ppm)", xNumbers: false }),
    p.line(years, curve, FIT, 1),
    p.points(record.years, record.ppm, DATA, 2.2),
    p.line(years, trend, TREND, 1.2),
  ].join("");
}

/** The last years, in the corner that the record leaves empty. */
function closeUp(record, parameters) {
  const from = 2014;
  const [years, curve, trend] = sample(parameters, from, 2020.4);
  const first = record.years.findIndex((year) => year >= from);
  const p = panel({ left: LEFT + 60, top: 100, width: 330, height: 180, x: [from, 2020.5], y: [393, 418] });
  return [
    // Ground for panel and labels, so that the grid behind does not run through the numbers.
    element("rect", { x: LEFT + 16, y: 90, width: 388, height: 220, fill: "white" }),
    p.axes({ xTicks: 7, yTicks: 5, fontSize: 11 }),
    p.line(years, trend, TREND, 1),
    p.line(years, curve, FIT, 1.5),
    p.points(record.years.slice(first), record.ppm.slice(first), DATA, 4),
  ].join("");
}

/** What the fit leaves over. */
function remainder(record, parameters) {
  const p = panel({ left: LEFT, top: 516, width: PLOT_WIDTH, height: 110, x: [1957, 2021], y: [-2.8, 2.8] });
  return [
    p.axes({ xLabel: "year", yLabel: "residual (ppm)", yTicks: 5 }),
    p.points(record.years, residuals(record, parameters), DATA, 2.4),
  ].join("");
}

/** Decimal years, twenty for a year, with the fitted curve and its trend there. */
function sample(parameters, from, to) {
  const years = Array.from({ length: Math.round((to - from) * 20) + 1 }, (_, i) => from + i / 20);
  return [years, fittedCurve(parameters, years), fittedTrend(parameters, years)];
}
