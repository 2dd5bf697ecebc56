// The chart: a panel for each workload, n against ns per element, both logarithmic, a line for each engine.

import { svgOf } from "../../examples/show/chart.mjs";
import { nsPerElement, rowOf } from "./record.mjs";
import { lengthName } from "./words.mjs";

/** @typedef {import("./record.mjs").Record} Record */
/** @typedef {{ colour: string, dash?: number[] }} Line dash: lengths of stroke and gap, in pixels */

const COLUMNS = 2;
const PANEL = { width: 396, height: 190 };
const SPACING = { row: 78, column: 88 };
const CELL = { width: PANEL.width + SPACING.column, height: PANEL.height + SPACING.row };

/** The shortest batches of workloads that reduce that are drawn; tables have them all. */
const SHORTEST_LOSS = 64;

/** The powers of 10 that an axis of ns may show, from 0.01 ns to 10 s. */
const DECADES = Array.from({ length: 13 }, (_, i) => Number(`1e${i - 2}`));

/**
 * @param {Record} record
 * @param {Map<string, Line>} lines how engines are drawn, by their ids; others are left out
 * @returns {Promise<string>} an SVG document
 */
export function chart(record, lines) {
  const { workloads, runs } = record;
  const all = workloads.flatMap(({ lengths }) => lengths);
  // Without those of one workload alone, which the others' axes would show as well.
  const lengths = [...new Set(all)].filter((n) => workloads.length === 1 || all.filter((m) => m === n).length > 1);
  const measured = runs
    .filter(({ parts }) => workloads.some(({ name }) => parts.includes(name)))
    .map(({ machine, date }) => `${machine.cpu}, one thread, Node ${machine.node}, ${date}`);
  const timed = new Set(record.rows.filter(({ times }) => times).map(({ engine }) => engine));
  const drawn = record.engines.filter(({ id }) => lines.has(id) && timed.has(id));
  const names = drawn.map(({ name }) => name);
  const styles = drawn.map(({ id }) => /** @type {Line} */ (lines.get(id)));
  const colours = styles.map(({ colour }) => colour);
  const dashes = styles.map(({ dash = [1, 0] }) => dash);
  // The cell that the panels leave empty, or a new row.
  const legend = {
    orient: /** @type {const} */ ("none"),
    symbolType: "stroke",
    rowPadding: 2,
    ...placeOf(workloads.length),
  };
  return svgOf({
    title: {
      text: "Values and derivatives: ns per element, by the length of the batches",
      subtitle: [...new Set(measured), "lower is faster"].join("; "),
    },
    data: { values: workloads.flatMap((workload) => drawn.flatMap((engine) => pointsOf(record, workload, engine))) },
    facet: { field: "workload", sort: workloads.map(({ title }) => title) },
    columns: COLUMNS,
    spacing: SPACING,
    bounds: "flush",
    resolve: { scale: { x: "independent", y: "independent" }, axis: { x: "independent" } },
    spec: {
      ...PANEL,
      encoding: {
        x: {
          field: "n",
          type: "quantitative",
          scale: { type: "log", base: 2, nice: false },
          axis: { title: null, values: lengths, labelExpr: nameOf(lengths, lengthName) },
        },
        y: {
          field: "ns",
          type: "quantitative",
          scale: { type: "log" },
          axis: { title: null, values: DECADES, labelExpr: nameOf(DECADES, durationName) },
        },
        color: { field: "engine", scale: { domain: names, range: colours }, legend },
        strokeDash: { field: "engine", scale: { domain: names, range: dashes }, legend },
      },
      layer: [
        { mark: { type: "line", strokeWidth: 1.8 } },
        { transform: [{ filter: "!datum.isWrong" }], mark: { type: "circle", opacity: 1, size: 22 } },
        { transform: [{ filter: "datum.isWrong" }], mark: { type: "point", shape: "M-1-1L1 1M1-1L-1 1", size: 64 } },
      ],
    },
  });
}

/** @param {number} cell counted by rows */
function placeOf(cell) {
  return { legendX: (cell % COLUMNS) * CELL.width, legendY: Math.floor(cell / COLUMNS) * CELL.height };
}

/**
 * The times of an engine on a workload.
 *
 * @param {Record} record
 * @param {import("./record.mjs").WorkloadRecord} of
 * @param {import("./record.mjs").EngineRecord} engine
 */
function pointsOf(record, of, { id, name: engine }) {
  const { name: workload, title } = of;
  // A short loss is the price of its call. Without it, the axis is long enough to tell apart what is close.
  const shortest = of.isReducing ? SHORTEST_LOSS : 1;
  return of.lengths.flatMap((n) => {
    if (n < shortest) return [];
    const ns = nsPerElement(record, workload, id, n);
    const isWrong = rowOf(record, workload, id, n)?.wrong !== undefined;
    return ns === undefined ? [] : [{ workload: title, engine, n, ns, isWrong }];
  });
}

/**
 * The expression that names the ticks of an axis.
 *
 * @param {number[]} ticks
 * @param {(tick: number) => string} name
 */
function nameOf(ticks, name) {
  return `${JSON.stringify(Object.fromEntries(ticks.map((tick) => [tick, name(tick)])))}[datum.value]`;
}

/** @param {number} ns a power of 10 */
function durationName(ns) {
  return ns >= 1e6 ? `${ns / 1e6} ms` : ns >= 1000 ? `${ns / 1000} µs` : `${ns} ns`;
}
