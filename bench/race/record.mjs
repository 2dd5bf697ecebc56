// The record of a race: the content of docs/performance.json.

import { arch, cpus, platform, release, totalmem } from "node:os";

/**
 * @typedef {object} Record
 * @property {string} date
 * @property {string} command
 * @property {Machine} machine
 * @property {EngineRecord[]} engines
 * @property {WorkloadRecord[]} workloads
 * @property {number[]} lengths of all workloads that have none of their own
 * @property {number} longestMs an engine whose call would take longer was skipped
 * @property {import("./heat.mjs").Row[]} rows times are ms a call
 * @property {import("./one-call.mjs").OneCall[]} oneCall ns a call
 * @property {FirstCallRecord[]} firstCall ms
 * @property {import("./large.mjs").Large[]} [large] with `--large`
 *
 * @typedef {{ cpu: string, cores: number, memoryGiB: number, system: string, node: string }} Machine
 * @typedef {{ id: string, name: string, counts: string, version?: string, missing?: string }} EngineRecord
 * @typedef {{ name: string, title: string, description: string, tolerance: number, lengths?: number[] }} WorkloadRecord
 * @typedef {{ engine: string, first: number, later: number }} FirstCallRecord medians over processes and functions
 */

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

/** The length at which engines are compared; of a workload with lengths of its own, the longest of them. */
export const COMPARED = 2 ** 20;

/**
 * The lengths at which a workload was raced.
 *
 * @param {Record} record
 * @param {WorkloadRecord} workload
 */
export function lengthsOf(record, { lengths = record.lengths }) {
  return lengths;
}

/**
 * How many times as fast as others fluxion is; below 1 it is slower.
 *
 * @param {Record} record
 * @returns {{ pair: string, ratios: (number | undefined)[] }[]} for each workload, where both have a time
 */
export function ratios(record) {
  const nameOf = (/** @type {string} */ id) => record.engines.find((engine) => engine.id === id)?.name;
  return PAIRS.map(({ own, other }) => ({
    pair: `${nameOf(own)} / ${nameOf(other)}`,
    ratios: record.workloads.map((workload) => {
      const n = workload.lengths === undefined ? COMPARED : Math.max(...workload.lengths);
      const [ours, theirs] = [own, other].map((id) => nsPerElement(record, workload.name, id, n));
      return ours === undefined || theirs === undefined ? undefined : theirs / ours;
    }),
  })).filter(({ ratios }) => ratios.some((ratio) => ratio !== undefined));
}
