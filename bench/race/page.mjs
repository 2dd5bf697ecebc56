// The text of docs/performance.md.

import { COMPARED, groupsOf, ratios, rowOf } from "./record.mjs";
import { verdict, withoutForm } from "./terminal.mjs";
import { lengthName, threeDigits } from "./words.mjs";

/** @typedef {import("./record.mjs").Record} Record */

/** Titles of the parts besides the workloads. */
const TITLES = {
  oneCall: "One call with one number",
  firstCall: "The first call of a new function",
  large: "Large batches",
};

/** @param {Record} record */
export function page(record) {
  return `${[
    heading(record),
    ...section("Ratios", ratioPart(record)),
    ...groupsOf(record.workloads).flatMap((group) => [
      ...(group[0].isReducing ? section("Workloads that reduce", REDUCING) : []),
      ...group.flatMap((workload) => section(workload.title, workloadPart(record, workload))),
    ]),
    ...section(TITLES.oneCall, oneCallPart(record)),
    ...section(TITLES.firstCall, firstCallPart(record)),
    ...(record.large === undefined ? [] : section(TITLES.large, largePart(record.large))),
    ...section("What is counted", countsPart(record)),
  ].join("\n\n")}\n`;
}

/** What is compared where a workload reduces. */
const REDUCING = `A loss and its derivatives: batches in, numbers out, and the softmax of a batch. Expected is the plain
loop with results in float64.

- **fluxion** takes batches and parameters as they are. *Into* is given ordinary Float32Arrays, which are staged: copied
  into the arena block by block. *Zero-copy* is given arrays of one \`alloc\`, which are read where they lie. *Fresh* is
  staged as well; as results are numbers, it differs from *into* by these alone. Sums are in float64, in an order that
  does not depend on the machine.
- **plain JavaScript** is the obvious loop, value and derivatives together, with one float64 accumulator for each sum;
  with *four accumulators* it is unrolled by four, because an addition waits for the one before it.
- **jax-js, tfjs, JAX and PyTorch** differentiate the loss themselves, over whole batches, and sum in float32, which their
  worst errors show. Where there are many features or weights, these are one matrix or vector from the start, with the
  features as columns or rows as each library is faster; making it is not counted.`;

/** @param {Record} record */
function heading(record) {
  const { longestMs } = record;
  return `# Performance

${runPart(record)}
Values and derivatives together. The same figures, with medians, are in [performance.json](performance.json).

![ns per element by the length of the batches, for every workload and engine](performance.svg)

Workloads are in \`bench/workloads/\`, one file each with its form in every engine. The engines take turns, each
workload has a process of its own, and arguments change between calls. Every answer is checked against float64 before
it is timed: the worst error is relative to the value, or to the mean magnitude of its batch where that is larger.
Times are those of the fastest sample. An engine is skipped where a call would take over ${longestMs / 1000} s.`;
}

/**
 * Which runs measured what.
 *
 * @param {Record} record
 */
function runPart({ runs, workloads }) {
  /** @type {{ [part: string]: string }} */
  const titles = { ...TITLES, ...Object.fromEntries(workloads.map(({ name, title }) => [name, title])) };
  // Runs of one workload each, on one machine and day, are one line.
  /** @type {Map<string, string[]>} */
  const lines = new Map();
  for (const { command, date, machine, parts } of runs) {
    const { cpu, cores, memoryGiB, system, node } = machine;
    const of = parts.length === 1 ? command.replace(new RegExp(`${parts[0]}$`), "NAME") : command;
    const line = `\`${of}\` on ${date}: ${cpu}, ${cores} cores, ${memoryGiB} GiB, ${system}, Node ${node}; one thread`;
    lines.set(line, [...(lines.get(line) ?? []), ...parts.map((part) => titles[part] ?? part)]);
  }
  if (runs.length === 1) return `Written by ${[...lines.keys()].join()}.`;
  return `Written by several runs. Ratios compare times of one run alone.

${[...lines].map(([line, parts]) => `- ${line}: ${parts.join("; ")}.`).join("\n")}
`;
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
  const tables = groupsOf(record.workloads).flatMap((group) => {
    const rows = ratios(record, group).map(({ pair, ratios }) => [
      pair,
      ...ratios.map((ratio) => (ratio === undefined ? "" : threeDigits(ratio))),
    ]);
    return rows.length === 0 ? [] : [table(["", ...group.map(({ title }) => title)], rows)];
  });
  if (tables.length === 0) return "";
  const what = `How many times as fast the first of the two is at n = ${lengthName(COMPARED)}, or at the \
longest n of a workload that is not raced at it; below 1 it is slower.`;
  return [what, ...tables].join("\n\n");
}

/**
 * @param {Record} record
 * @param {import("./record.mjs").WorkloadRecord} workload
 */
function workloadPart(record, workload) {
  const { name, description, tolerance, lengths } = workload;
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
  return [description, table(head, rows), ...withoutForm(workload)].join("\n\n");
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
function countsPart({ engines, runs }) {
  return engines
    .map(({ id, name, counts, missing }) => {
      const versions = new Set(runs.flatMap(({ versions }) => versions[id] ?? []));
      return versions.size > 0
        ? `- **${name}** (${[...versions].join(", ")}): ${counts}.`
        : `- **${name}**: not run; ${missing}.`;
    })
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
