// The text of docs/performance.md.

import { COMPARED, lengthsOf, ratios, rowOf } from "./record.mjs";
import { verdict } from "./terminal.mjs";
import { lengthName, threeDigits } from "./words.mjs";

/** @typedef {import("./record.mjs").Record} Record */

/** @param {Record} record */
export function page(record) {
  return `${[
    heading(record),
    ...section("Ratios", ratioPart(record)),
    ...record.workloads.flatMap((workload) => section(workload.title, workloadPart(record, workload))),
    ...section("One call with one number", oneCallPart(record)),
    ...section("The first call of a new function", firstCallPart(record)),
    ...(record.large === undefined ? [] : section("Large batches", largePart(record.large))),
    ...section("What is counted", countsPart(record)),
  ].join("\n\n")}\n`;
}

/** @param {Record} record */
function heading({ machine, date, command, longestMs }) {
  const { cpu, cores, memoryGiB, system, node } = machine;
  return `# Performance

Written by \`${command}\` on ${date}: ${cpu}, ${cores} cores, ${memoryGiB} GiB, ${system}, Node ${node}; one thread.
Values and derivatives together. The same figures, with medians, are in [performance.json](performance.json).

![ns per element by the length of the batches, for every workload and engine](performance.svg)

Workloads are in \`bench/workloads/\`, one file each with its form in every engine. The engines take turns, each
workload has a process of its own, and arguments change between calls. Every answer is checked against float64 before
it is timed: the worst error is relative to the value, or to the mean magnitude of its batch where that is larger.
Times are those of the fastest sample. An engine is skipped where a call would take over ${longestMs / 1000} s.`;
}

/**
 * @param {string} title
 * @param {string} body
 */
function section(title, body) {
  return body === "" ? [] : [`## ${title}`, body];
}

/** @param {Record} record */
function ratioPart(record) {
  const rows = ratios(record).map(({ pair, ratios }) => [
    pair,
    ...ratios.map((ratio) => (ratio === undefined ? "" : threeDigits(ratio))),
  ]);
  if (rows.length === 0) return "";
  const head = ["", ...record.workloads.map(({ title }) => title)];
  const what = `How many times as fast the first of the two is at n = ${lengthName(COMPARED)}, or at the \
longest n of a workload with lengths of its own; below 1 it is slower.`;
  return `${what}\n\n${table(head, rows)}`;
}

/**
 * @param {Record} record
 * @param {import("./record.mjs").WorkloadRecord} workload
 */
function workloadPart(record, workload) {
  const { name, description, tolerance } = workload;
  const lengths = lengthsOf(record, workload);
  const rows = record.engines.flatMap((engine) => {
    const ofEngine = lengths.map((n) => rowOf(record, name, engine.id, n));
    if (ofEngine.every((row) => row === undefined)) return [];
    const cells = ofEngine.map((row) => {
      if (row?.times !== undefined) return threeDigits((row.times.min * 1e6) / row.n);
      return row?.missed?.split(":")[0] ?? "";
    });
    return [[engine.name, ...cells, verdict(ofEngine, tolerance).trim()]];
  });
  const head = ["ns per element at n =", ...lengths.map(lengthName), "worst error"];
  return `${description}\n\n${table(head, rows)}`;
}

/** @param {Record} record */
function oneCallPart({ oneCall, workloads }) {
  if (oneCall.length === 0) return "";
  const rows = oneCall.map(({ workload, engine, ns, median }) => [
    workloads.find(({ name }) => name === workload)?.title ?? workload,
    engine,
    threeDigits(ns),
    threeDigits(median),
  ]);
  return `Value and derivative at one number, in and out of JavaScript.\n\n${table(["", "", "ns", "median"], rows)}`;
}

/** @param {Record} record */
function firstCallPart({ firstCall }) {
  if (firstCall.length === 0) return "";
  const rows = firstCall.map(({ engine, first, later }) => [engine, threeDigits(first), threeDigits(later)]);
  const what = `Value and derivative of sin(cos(c x)) at n = 4096, from writing the function, with another constant
each time, to the result; medians.`;
  return `${what}\n\n${table(["", "first function of a process, ms", "further functions, ms"], rows)}`;
}

/** @param {import("./large.mjs").Large[]} large */
function largePart(large) {
  const rows = large.flatMap(({ workload, engine, lengths }) =>
    lengths.map(({ n, nsPerElement, wasmBytes }) => [
      workload,
      engine,
      lengthName(n),
      threeDigits(nsPerElement),
      (wasmBytes / 2 ** 20).toFixed(1),
    ]),
  );
  const what = `A copy moves the argument to each of the results; \
in and out of blocks it passes what kernels pass whose arrays
lie in no memory of WebAssembly, without the kernel.`;
  return `${what}\n\n${table(["", "", "n", "ns per element", "memory of the module, MiB"], rows)}`;
}

/** @param {Record} record */
function countsPart({ engines }) {
  return engines
    .map(({ name, counts, version, missing }) =>
      missing === undefined ? `- **${name}** (${version}): ${counts}.` : `- **${name}**: not run; ${missing}.`,
    )
    .join("\n");
}

/**
 * A table of Markdown: text to the left, numbers to the right.
 *
 * @param {string[]} head
 * @param {string[][]} rows
 */
function table(head, rows) {
  const isText = head.map((_, i) => rows.some((row) => /^(?!skipped|cannot)[A-Za-z]/.test(row[i])));
  const line = (/** @type {string[]} */ cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(isText.map((left) => (left ? "---" : "---:"))), ...rows.map(line)].join("\n");
}
