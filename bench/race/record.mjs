// The record of races: the content of docs/performance.json. A workload can be measured again alone, so that the record
// may have parts of several runs.

import { existsSync, readFileSync } from "node:fs";
import { arch, cpus, platform, release, totalmem } from "node:os";

/**
 * @typedef {object} Record
 * @property {Run[]} runs those that measured the parts
 * @property {EngineRecord[]} engines
 * @property {WorkloadRecord[]} workloads
 * @property {number} longestMs an engine whose call would take longer was skipped
 * @property {import("./heat.mjs").Row[]} rows times are ms a call
 * @property {import("./one-call.mjs").OneCall[]} oneCall ns a call
 * @property {FirstCallRecord[]} firstCall ms
 * @property {import("./large.mjs").Large[]} [large] with `--large`
 *
 * @typedef {{ cpu: string, cores: number, memoryGiB: number, system: string, node: string }} Machine
 *
 * @typedef {object} Run
 * @property {string} date
 * @property {string} command
 * @property {Machine} machine
 * @property {{ [engine: string]: string }} versions of the engines, by their ids
 * @property {string[]} parts what it measured that no later run has: names of workloads, `oneCall`, `firstCall` and `large`
 *
 * @typedef {{ id: string, name: string, counts: string, missing?: string }} EngineRecord
 *
 * @typedef {object} WorkloadRecord
 * @property {string} name
 * @property {string} title
 * @property {string} description
 * @property {boolean} isReducing to one number, with its derivatives
 * @property {number} tolerance
 * @property {number[]} lengths
 * @property {{ engine: string, why: string }[]} without the engines that have no form of it, by their names
 *
 * @typedef {{ engine: string, first: number, later: number }} FirstCallRecord medians over processes and functions
 */

/**
 * The record in a file, or one of nothing.
 *
 * @param {URL | undefined} file
 * @returns {Record}
 */
export function readRecord(file) {
  if (file !== undefined && existsSync(file)) return JSON.parse(readFileSync(file, "utf8"));
  return { runs: [], engines: [], workloads: [], longestMs: 0, rows: [], oneCall: [], firstCall: [] };
}

/**
 * Notes that a run has measured a part: its rows of earlier runs, and runs without any part, are dropped.
 *
 * @param {Record} record
 * @param {Run} run
 * @param {string} part
 */
export function claim(record, run, part) {
  for (const { parts } of record.runs) if (parts.includes(part)) parts.splice(parts.indexOf(part), 1);
  run.parts.push(part);
  record.runs = [...record.runs.filter((other) => other !== run && other.parts.length > 0), run];
  record.rows = record.rows.filter(({ workload }) => workload !== part);
}

/** @returns {Machine} */
export function thisMachine() {
  const all = cpus();
  return {
    cpu: all[0]?.model.trim() ?? "unknown CPU",
    cores: all.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release().split("-")[0]} ${arch()}`,
    node: process.versions.node,
  };
}

/**
 * The row of an engine.
 *
 * @param {Record} record
 * @param {string} workload
 * @param {string} engine
 * @param {number} n
 */
export function rowOf({ rows }, workload, engine, n) {
  return rows.find((row) => row.workload === workload && row.engine === engine && row.n === n);
}

/**
 * The fastest time of an engine in ns per element, if it has one.
 *
 * @param {Record} record
 * @param {string} workload
 * @param {string} engine
 * @param {number} n
 */
export function nsPerElement(record, workload, engine, n) {
  const row = rowOf(record, workload, engine, n);
  return row?.times === undefined ? undefined : (row.times.min * 1e6) / n;
}

/**
 * The engines that are compared: fresh results with fresh results, arrays of the engine with arrays of the engine.
 *
 * @type {readonly { own: string, other: string }[]}
 */
const PAIRS = [
  { own: "fluxion", other: "plain" },
  { own: "fluxion", other: "jax-js-copied" },
  { own: "fluxion-into", other: "plain-into" },
  { own: "fluxion-into", other: "plain-four" },
  { own: "fluxion-into", other: "jax-js" },
  { own: "fluxion-alloc", other: "plain-into" },
  { own: "fluxion-alloc", other: "plain-four" },
  { own: "fluxion-alloc", other: "jax-js" },
  { own: "fluxion-alloc", other: "tfjs-wasm" },
  { own: "fluxion-alloc", other: "jax" },
  { own: "fluxion-alloc", other: "torch" },
  { own: "fluxion-alloc", other: "limit" },
];

/** The length at which engines are compared; of a workload that is not raced at it, the longest of its own. */
export const COMPARED = 2 ** 20;

/**
 * Workloads in the groups of the tables: those of one element after the other, and those that reduce.
 *
 * @param {WorkloadRecord[]} workloads
 */
export function groupsOf(workloads) {
  return [false, true]
    .map((isReducing) => workloads.filter((workload) => workload.isReducing === isReducing))
    .filter(({ length }) => length > 0);
}

/**
 * How many times as fast as others fluxion is; below 1 it is slower.
 *
 * @param {Record} record
 * @param {WorkloadRecord[]} workloads
 * @returns {{ pair: string, ratios: (number | undefined)[] }[]} for each workload, where both have a time
 */
export function ratios(record, workloads) {
  const nameOf = (/** @type {string} */ id) => record.engines.find((engine) => engine.id === id)?.name;
  return PAIRS.map(({ own, other }) => ({
    pair: `${nameOf(own)} / ${nameOf(other)}`,
    ratios: workloads.map((workload) => {
      const { lengths } = workload;
      const n = lengths.includes(COMPARED) ? COMPARED : Math.max(...lengths);
      const [ours, theirs] = [own, other].map((id) => nsPerElement(record, workload.name, id, n));
      return ours === undefined || theirs === undefined ? undefined : theirs / ours;
    }),
  })).filter(({ ratios }) => ratios.some((ratio) => ratio !== undefined));
}
