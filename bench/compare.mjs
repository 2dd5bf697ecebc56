// Two builds of the library beside each other: `npm run bench:compare -- OTHER`, where OTHER is the dist/ of another
// build. In each of nine pairs both builds run every workload, and every function alone, by turns and in one process
// of their own; the order changes from pair to pair. The tables show medians of the ratios, the last line whether
// results have the same bits. It takes some 20 minutes, and a machine that does nothing else; `--only NAME` compares
// one workload or function. The figures are for a person to judge: the exit code says nothing about them.

import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { FORMS, formName } from "./compare/forms.mjs";
import { functions, workloads } from "./compare/subjects.mjs";
import { median } from "./race/clock.mjs";
import { inProcess } from "./race/process.mjs";

/** A ratio above this is listed: slower by more than a change may cost. */
const ALLOWED = 1.03;

const USAGE = "npm run bench:compare -- OTHER_DIST [--pairs NUMBER] [--only NAME]...";

const { pairs, only, other } = readOptions();
const builds = [fileURLToPath(new URL("../dist/index.js", import.meta.url)), other].map((path) => {
  if (!existsSync(path)) fail(`${path} is missing`);
  return pathToFileURL(path).href;
});

/**
 * What was measured of a workload or function, in one form, at one length.
 *
 * @typedef {{ name: string, form: string, n: number, ratios: number[], isSame: boolean }} Cell
 * @type {Map<string, Cell>}
 */
const cells = new Map();

for (let pair = 0; pair < pairs; pair++) {
  const started = performance.now();
  for (const [kind, subjects] of Object.entries({ workloads, functions })) {
    const chosen = subjects.filter(({ name }) => only.length === 0 || only.includes(name)).map(({ name }) => name);
    // A process for each workload, as in the race, and one for all functions.
    for (const names of kind === "functions" ? [chosen] : chosen.map((name) => [name])) {
      if (names.length === 0) continue;
      await inProcess("../compare/pair.mjs", { kind, names, builds, isSwapped: pair % 2 === 1 }, note);
    }
  }
  console.log(`pair ${pair + 1} of ${pairs}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
}

console.log("\nTime of this build / time of the other one: above 1, this one is slower");
table("workload", workloads, FORMS.workloads);
table("function", functions, FORMS.functions);
summary();

/** @param {{ name: string, form: string, n: number, ratio: number, isSame: boolean }} answer */
function note({ name, form, n, ratio, isSame }) {
  const key = [name, form, n].join();
  const cell = cells.get(key) ?? { name, form, n, ratios: [], isSame: true };
  cell.ratios.push(ratio);
  cell.isSame &&= isSame;
  cells.set(key, cell);
}

/**
 * @param {string} head
 * @param {readonly { name: string }[]} subjects
 * @param {readonly import("./compare/forms.mjs").Form[]} forms
 */
function table(head, subjects, forms) {
  const measured = subjects.filter(({ name }) => forms.some(({ id, n }) => cells.has([name, id, n].join())));
  if (measured.length === 0) return;
  const width = Math.max(head.length, ...measured.map(({ name }) => name.length)) + 2;
  const columns = forms.map((form) => ({ form, width: formName(form).length + 2 }));
  console.log(`\n${head.padEnd(width)}${columns.map(({ form, width }) => formName(form).padStart(width)).join("")}`);
  for (const { name } of measured) {
    const row = columns.map(({ form: { id, n }, width }) => {
      const cell = cells.get([name, id, n].join());
      return (cell === undefined ? "" : median(cell.ratios).toFixed(3)).padStart(width);
    });
    console.log(name.padEnd(width) + row.join(""));
  }
}

/** The worst medians, and results that differ. */
function summary() {
  const all = [...cells.values()].sort((a, b) => median(b.ratios) - median(a.ratios));
  const describe = (/** @type {Cell} */ { name, form, n, ratios }) =>
    `  ${median(ratios).toFixed(3)}  ${name}, ${formName({ id: form, n })}` +
    ` (from ${Math.min(...ratios).toFixed(3)} to ${Math.max(...ratios).toFixed(3)})`;
  const slower = all.filter(({ ratios }) => median(ratios) > ALLOWED);
  console.log(`\nWorst of ${all.length} medians of ${pairs} pairs:\n${describe(all[0])}`);
  console.log([`${slower.length} above ${ALLOWED}`, ...slower.map(describe)].join("\n"));
  const different = all.filter(({ isSame }) => !isSame);
  console.log([`${different.length} with other bits in their results`, ...different.map(describe)].join("\n"));
}

function readOptions() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        pairs: { type: "string", default: "9" },
        only: { type: "string", multiple: true, default: [] },
      },
    });
    const pairs = Number(values.pairs);
    if (!(Number.isInteger(pairs) && pairs > 0)) throw new Error(`--pairs ${values.pairs} is no number of pairs`);
    if (positionals.length !== 1) throw new Error("name the other build, and no more");
    const known = [...workloads, ...functions].map(({ name }) => name);
    const unknown = values.only.find((name) => !known.includes(name));
    if (unknown !== undefined) throw new Error(`there is no ${unknown}; there are ${known.join(", ")}`);
    const path = resolve(positionals[0]);
    const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory();
    return { pairs, only: values.only, other: isFolder ? join(path, "index.js") : path };
  } catch (error) {
    fail(`${error instanceof Error ? error.message : error}\n${USAGE}`);
  }
}

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  console.error(`bench: ${message}`);
  process.exit(1);
}
