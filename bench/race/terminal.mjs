// The race on a terminal.

import { COMPARED, ratios, rowOf } from "./record.mjs";
import { errorName, lengthName, threeDigits } from "./words.mjs";

/** @typedef {import("./record.mjs").Record} Record */

const COLUMN = 10;

/**
 * The table of one workload.
 *
 * @param {Record} record
 * @param {import("./record.mjs").WorkloadRecord} workload
 */
export function workloadTable(record, workload) {
  const { name, title, tolerance, lengths } = workload;
  const { engines } = record;
  const rows = record.rows.filter(({ workload }) => workload === name);
  const raced = engines.filter(({ id }) => rows.some(({ engine }) => engine === id));
  const width = Math.max(...raced.map((engine) => engine.name.length)) + 2;
  const head = "ns per element at n =".padEnd(width) + lengths.map((n) => lengthName(n).padStart(COLUMN)).join("");
  const lines = raced.map((engine) => {
    const rows = lengths.map((n) => rowOf(record, name, engine.id, n));
    const cells = rows.map((row) => {
      if (row?.times === undefined) return (row?.missed?.split(":")[0] ?? "").padStart(COLUMN);
      return threeDigits((row.times.min * 1e6) / row.n).padStart(COLUMN);
    });
    return engine.name.padEnd(width) + cells.join("") + verdict(rows, tolerance);
  });
  return [`\n${title}`, `${head}   worst error`, ...lines, ...withoutForm(workload)].join("\n");
}

/**
 * Which engines have no form of a workload, and why: a line, or none.
 *
 * @param {import("./record.mjs").WorkloadRecord} workload
 */
export function withoutForm({ without }) {
  if (without.length === 0) return [];
  return [`Without a form of it: ${without.map(({ engine, why }) => `${engine} (${why})`).join(", ")}.`];
}

/**
 * The remark on an engine beside its times: its worst error, and why times are missing.
 *
 * @param {(import("./heat.mjs").Row | undefined)[]} rows
 * @param {number} tolerance
 */
export function verdict(rows, tolerance) {
  const checked = rows.flatMap((row) => (row?.error === undefined ? [] : [row]));
  const missed = rows.find((row) => row?.missed?.startsWith("cannot"))?.missed;
  const wrong = checked.find((row) => row.wrong !== undefined);
  const worst = checked.reduce((worst, { error = 0 }) => (error <= worst ? worst : error), 0);
  return [
    checked.length === 0 ? "" : `   ${errorName(worst)}`,
    wrong === undefined ? "" : `   WRONG ${wrong.wrong}: ${errorName(tolerance)} allowed`,
    missed === undefined ? "" : `   ${missed.split("\n")[0].slice(0, 60)}`,
  ].join("");
}

/**
 * @param {Record} record
 * @param {import("./record.mjs").WorkloadRecord[]} workloads
 */
export function ratioTable(record, workloads) {
  const rows = ratios(record, workloads);
  if (rows.length === 0) return "";
  const width = Math.max(...rows.map(({ pair }) => pair.length));
  const line = (/** @type {string} */ head, /** @type {string[]} */ cells) =>
    head.padEnd(width) + cells.map((cell, i) => cell.padStart(workloads[i].name.length + 2)).join("");
  return [
    `\nHow many times as fast the first is at n = ${lengthName(COMPARED)}; below 1 it is slower`,
    line(
      "",
      workloads.map(({ name }) => name),
    ),
    ...rows.map(({ pair, ratios }) =>
      line(
        pair,
        ratios.map((ratio) => (ratio ? threeDigits(ratio) : "")),
      ),
    ),
  ].join("\n");
}

/** @param {Record} record */
export function oneCallTable({ oneCall }) {
  const lines = oneCall.map(({ workload, engine, ns, median }) => {
    const times = [ns, median].map((time) => threeDigits(time).padStart(COLUMN));
    return [workload.padEnd(10), engine.padEnd(30), ...times].join("");
  });
  return ["\nOne call with one number, value and derivative: ns, fastest and median", ...lines].join("\n");
}

/** @param {Record} record */
export function firstCallTable({ firstCall }) {
  const lines = firstCall.map(({ engine, first, later }) =>
    [engine.padEnd(40), threeDigits(first).padStart(COLUMN), threeDigits(later).padStart(COLUMN)].join(""),
  );
  return [
    "\nFirst call of a new function, n = 4096: ms, the very first of a process and the median of further ones",
    ...lines,
  ].join("\n");
}

/** @param {Record} record */
export function largeTable({ large = [] }) {
  const lines = large.flatMap(({ workload, engine, lengths }) =>
    lengths.map(({ n, nsPerElement, wasmBytes }) =>
      [
        workload.padEnd(10),
        engine.padEnd(24),
        lengthName(n).padEnd(6),
        threeDigits(nsPerElement).padStart(COLUMN),
        `   ${(wasmBytes / 2 ** 20).toFixed(1)} MiB of memory in the module`,
      ].join(""),
    ),
  );
  return ["\nLarge batches: ns per element", ...lines].join("\n");
}
