// What a race measured, as it is kept in docs/performance.json.

import { arch, cpus, platform, release, totalmem } from "node:os";

/**
 * @typedef {object} Record
 * @property {string} date
 * @property {boolean} isQuick
 * @property {Machine} machine
 * @property {EngineRecord[]} engines
 * @property {WorkloadRecord[]} workloads
 * @property {number[]} lengths
 * @property {import("./heat.mjs").Row[]} rows times are ms a call
 * @property {import("./one-call.mjs").OneCall[]} oneCall ns a call
 * @property {FirstCallRecord[]} firstCall ms
 * @property {import("./large.mjs").Large[]} [large] with `--large`
 *
 * @typedef {{ cpu: string, cores: number, memoryGiB: number, system: string, node: string }} Machine
 * @typedef {{ id: string, name: string, counts: string, version?: string, missing?: string }} EngineRecord
 * @typedef {{ name: string, title: string, description: string, tolerance: number }} WorkloadRecord
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
 * The fastest time of an engine in ns per element, if it has one and its answers are right.
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
 * Two engines that are compared: fresh results with fresh results, own arrays with own arrays.
 *
 * @type {readonly { own: string, other: string }[]}
 */
const PAIRS = [
  { own: "fluxion", other: "plain" },
  { own: "fluxion", other: "jax-js-copied" },
  { own: "fluxion-into", other: "plain-into" },
  { own: "fluxion-into", other: "jax-js" },
  { own: "fluxion-alloc", other: "plain-into" },
  { own: "fluxion-alloc", other: "jax-js" },
  { own: "fluxion-alloc", other: "tfjs-wasm" },
  { own: "fluxion-alloc", other: "jax" },
  { own: "fluxion-alloc", other: "torch" },
  { own: "fluxion-alloc", other: "limit" },
];

/**
 * How many times as fast as others fluxion is at one length; above 1 it is faster.
 *
 * @param {Record} record
 * @param {number} n
 * @returns {{ header: string[], body: { title: string, ratios: (number | undefined)[] }[] }}
 */
export function ratios(record, n) {
  const has = (/** @type {string} */ id) => record.rows.some(({ engine, times }) => engine === id && times);
  const pairs = PAIRS.filter(({ own, other }) => has(own) && has(other));
  const nameOf = (/** @type {string} */ id) => record.engines.find((engine) => engine.id === id)?.name ?? id;
  return {
    header: pairs.map(({ own, other }) => `${nameOf(own)} / ${nameOf(other)}`),
    body: record.workloads.map(({ name, title }) => ({
      title,
      ratios: pairs.map(({ own, other }) => {
        const ours = nsPerElement(record, name, own, n);
        const theirs = nsPerElement(record, name, other, n);
        return ours === undefined || theirs === undefined ? undefined : theirs / ours;
      }),
    })),
  };
}
