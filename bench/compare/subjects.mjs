// What builds are compared by: the workloads of the race, and every function of the package with its derivative.

import { readFileSync } from "node:fs";
import { workloads } from "../workloads/index.mjs";
import { batch } from "../workloads/workload.mjs";

export { workloads };

/** @typedef {Pick<import("../workloads/workload.mjs").Workload, "name" | "args" | "outputs" | "fluxion">} Subject */

/** @type {{ name: string, public: boolean, domain: [number, number][] }[]} */
const ops = JSON.parse(readFileSync(new URL("../../docs/ops.json", import.meta.url), "utf8"));

/** @type {readonly Subject[]} */
export const functions = ops
  .filter((op) => op.public)
  .map(({ name, domain }) => ({
    name,
    args: domain.map(([low, high], i) => batch(`x${i}`, low, high)),
    outputs: ["value", "derivative"],
    fluxion: (library) => library.valueAndGrad((/** @type {any[]} */ ...args) => library[name](...args)),
  }));
