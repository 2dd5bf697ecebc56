/** Charts as SVG: Vega-Lite draws them, without a browser. Examples and benchmarks share this look. */

import { parse, View } from "vega";
import { compile } from "vega-lite";

const INK = "#1f2937";
const MUTED = "#6b7280";
const GRID = "#e5e7eb";
const ZERO = "#9ca3af";

/** @type {import("vega-lite").Config} */
const config = {
  // Each system has one of these fonts.
  font: "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif",
  background: "white",
  padding: 16,
  view: { stroke: null },
  // No attributes for screen readers at each point: they would double the file. Titles and axes have them.
  mark: { aria: false },
  title: {
    anchor: "start",
    offset: 16,
    color: INK,
    fontSize: 18,
    subtitleColor: MUTED,
    subtitleFontSize: 12,
    subtitlePadding: 6,
  },
  axis: {
    domainColor: INK,
    labelColor: MUTED,
    labelFontSize: 12,
    labelPadding: 6,
    ticks: false,
    titleColor: INK,
    titleFontSize: 13,
    titleFontWeight: "normal",
    titlePadding: 10,
    gridColor: { condition: { test: "datum.value === 0", value: ZERO }, value: GRID },
  },
  legend: { labelColor: INK, labelFontSize: 13, labelLimit: 0, symbolSize: 400, symbolStrokeWidth: 1.8, title: null },
  header: { labelColor: INK, labelFontSize: 14, labelFontWeight: "bold", labelAnchor: "start", title: null },
};

/**
 * The chart as an SVG document, on white ground: it can be read on a page of any colour.
 * @param {import("vega-lite").TopLevelSpec} chart
 */
export async function svgOf(chart) {
  const view = new View(parse(compile({ ...chart, config }).spec), { renderer: "none" });
  const svg = await view.toSVG();
  view.finalize();
  // One element a line, so that two versions can be compared.
  return `${svg.replaceAll("><", ">\n<")}\n`;
}
