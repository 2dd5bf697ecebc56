// The chart: a panel for each workload, n against ns per element, both logarithmic, a line for each engine.

import { drawing, element, segment, text } from "../../examples/show/svg.mjs";
import { nsPerElement, rowOf } from "./record.mjs";
import { lengthName } from "./words.mjs";

/** @typedef {import("./record.mjs").Record} Record */
/** @typedef {{ colour: string, dash?: string }} Line */
/** @typedef {{ left: number, top: number }} Place */

const WIDTH = 960;
const COLUMNS = 2;
const HEAD = 64;
const PANEL = { width: 396, height: 190, left: 60, right: 24, top: 34, bottom: 44 };
const CELL = { width: WIDTH / COLUMNS, height: PANEL.top + PANEL.height + PANEL.bottom };

const GRID = "#e5e7eb";
const MUTED = "#6b7280";

/**
 * @param {Record} record
 * @param {Map<string, Line>} lines how engines are drawn, by their ids; others are left out
 * @returns {string} an SVG document, on white ground: it can be read on a page of any colour
 */
export function chart(record, lines) {
  const { workloads, machine, date } = record;
  const rows = Math.ceil((workloads.length + 1) / COLUMNS);
  const place = (/** @type {number} */ i) => ({
    left: (i % COLUMNS) * CELL.width,
    top: HEAD + Math.floor(i / COLUMNS) * CELL.height,
  });
  const timed = new Set(record.rows.filter(({ times }) => times).map(({ engine }) => engine));
  const drawn = record.engines.filter(({ id }) => lines.has(id) && timed.has(id));
  const title = "Values and derivatives: ns per element, by the length of the batches";
  return drawing(
    {
      width: WIDTH,
      height: HEAD + rows * CELL.height,
      title,
      description: "A panel for each workload, with a line for each engine; lower is faster.",
    },
    text(24, 30, title, { "font-size": 18, "font-weight": "bold" }),
    text(24, 50, `${machine.cpu}, one thread, Node ${machine.node}, ${date}; lower is faster`, { fill: MUTED }),
    ...workloads.map((workload, i) => panel(record, workload, drawn.map(({ id }) => id), lines, place(i))),
    legend(drawn, lines, place(workloads.length)),
  );
}

/**
 * @param {Record} record
 * @param {import("./record.mjs").WorkloadRecord} workload
 * @param {string[]} engines
 * @param {Map<string, Line>} lines
 * @param {Place} place
 */
function panel(record, { name, title }, engines, lines, place) {
  const left = place.left + PANEL.left;
  const top = place.top + PANEL.top;
  const bottom = top + PANEL.height;
  const right = left + PANEL.width;

  const values = engines.flatMap((id) => record.lengths.map((n) => nsPerElement(record, name, id, n) ?? []).flat());
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.ceil(Math.log10(Math.max(...values)));
  const longest = Math.log2(Math.max(...record.lengths));
  const across = (/** @type {number} */ n) => round(left + (Math.log2(n) / longest) * PANEL.width);
  const down = (/** @type {number} */ ns) => round(bottom - ((Math.log10(ns) - low) / (high - low)) * PANEL.height);

  const decades = Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i));
  return element(
    "g",
    { "font-size": 12 },
    text(left, top - 10, title, { "font-size": 14, "font-weight": "bold" }),
    ...decades.map((ns) =>
      segment(left, down(ns), right, down(ns), GRID) +
      text(left - 8, down(ns) + 4, decadeName(ns), { "text-anchor": "end", fill: MUTED })),
    ...record.lengths.map((n) =>
      segment(across(n), top, across(n), bottom, GRID) +
      text(across(n), bottom + 18, lengthName(n), { "text-anchor": "middle", fill: MUTED })),
    ...engines.map((id) => {
      const rows = record.lengths.flatMap((n) => rowOf(record, name, id, n) ?? []).filter(({ times }) => times);
      const points = rows.map(({ n, wrong }) => {
        return { x: across(n), y: down(nsPerElement(record, name, id, n) ?? NaN), isWrong: wrong !== undefined };
      });
      return curve(points, /** @type {Line} */ (lines.get(id)));
    }),
  );
}

/**
 * A line through points; a wrong answer is a cross.
 *
 * @param {{ x: number, y: number, isWrong: boolean }[]} points
 * @param {Line} line
 */
function curve(points, { colour, dash }) {
  return [
    element("polyline", {
      points: points.map(({ x, y }) => `${x} ${y}`).join(" "),
      stroke: colour, "stroke-width": 1.8, "stroke-linejoin": "round", fill: "none", ...dashed(dash),
    }),
    ...points.map(({ x, y, isWrong }) =>
      isWrong
        ? element("path", { d: `M${x - 4} ${y - 4}l8 8m0 -8l-8 8`, stroke: colour, "stroke-width": 1.8 })
        : element("circle", { cx: x, cy: y, r: 2.6, fill: colour })),
  ].join("");
}

/**
 * @param {import("./record.mjs").EngineRecord[]} engines
 * @param {Map<string, Line>} lines
 * @param {Place} place
 */
function legend(engines, lines, place) {
  const left = place.left + PANEL.left;
  return engines
    .map(({ id, name }, i) => {
      const { colour, dash } = /** @type {Line} */ (lines.get(id));
      const y = place.top + PANEL.top + i * 19;
      const sample = { d: `M${left} ${y}h34`, stroke: colour, "stroke-width": 1.8, ...dashed(dash) };
      return (
        element("path", sample) + element("circle", { cx: left + 17, cy: y, r: 2.6, fill: colour }) +
        text(left + 46, y + 4, name)
      );
    })
    .join("");
}

/** @param {string | undefined} dash */
function dashed(dash) {
  return dash === undefined ? {} : { "stroke-dasharray": dash };
}

/** @param {number} ns a power of 10 */
function decadeName(ns) {
  return ns >= 1e6 ? `${ns / 1e6} ms` : ns >= 1000 ? `${ns / 1000} µs` : `${Number(ns.toPrecision(1))} ns`;
}

/** @param {number} x */
function round(x) {
  return Math.round(x * 10) / 10;
}
