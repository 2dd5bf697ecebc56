// fluxion: fresh results, the caller's own arrays, and arrays that kernels read and write in place.

import { readFileSync } from "node:fs";
import { outputsOf } from "../workloads/workload.mjs";
import { callWithSet } from "./engine.mjs";

/** @typedef {import("./engine.mjs").Engine} Engine */

// `npm run bench` has built it before.
const built = new URL("../../dist/index.js", import.meta.url).href;
/** @type {any} */
export const fluxion = await import(built);

const common = {
  missing: async () => null,
  version: async () => JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")).version,
};

/**
 * The three ways to call a build of the library.
 *
 * @param {any} library
 * @returns {Engine[]}
 */
export function enginesOf(library) {
  return [
    {
      ...common,
      id: "fluxion",
      name: "fluxion, fresh",
      counts: "the call: arguments copied in, results copied out into fresh Float32Arrays",
      line: { colour: "#1d4ed8" },
      async prepare(workload, sets) {
        const call = callWithSet(workload.fluxion(library), sets);
        let last;
        return { call: (k) => (last = call(k)), read: () => listed(last) };
      },
    },
    {
      ...common,
      id: "fluxion-into",
      name: "fluxion, into",
      counts: "the call: arguments copied in, results copied out into arrays that are there",
      line: { colour: "#1d4ed8", dash: [5, 3] },
      async prepare(workload, sets, n) {
        const outs = outputsOf(workload, n, Float32Array);
        return { call: intoCall(library, workload, sets, outs), read: () => outs };
      },
    },
    {
      ...common,
      id: "fluxion-alloc",
      name: "fluxion, zero-copy",
      counts: "the call: arguments and results are arrays of one alloc, read and written in place",
      line: { colour: "#0891b2" },
      async prepare(workload, sets, n) {
        const batches = sets.flat().filter((arg) => typeof arg !== "number");
        const lengths = [...batches, ...outputsOf(workload, n, Float32Array)].map(({ length }) => length);
        const arrays = library.alloc(lengths);
        const outs = arrays.splice(batches.length);
        const own = sets.map((set) => set.map((arg) => (typeof arg === "number" ? arg : filled(arrays.shift(), arg))));
        return { call: intoCall(library, workload, own, outs), read: () => outs };
      },
    },
  ];
}

/**
 * @param {any} library
 * @param {import("./engine.mjs").Workload} workload
 * @param {import("./engine.mjs").Value[][]} sets
 * @param {Float32Array[]} outs
 */
function intoCall(library, workload, sets, outs) {
  const f = workload.fluxion(library);
  return callWithSet(f.into.bind(f), sets, { before: [outs] });
}

/**
 * Results as lists: a function with one output returns it bare, and a number is no list.
 *
 * @param {any} results
 * @returns {ArrayLike<number>[]}
 */
function listed(results) {
  const all = Array.isArray(results) ? results : [results];
  return all.map((result) => (typeof result === "number" ? [result] : result));
}

/**
 * @param {Float32Array} array
 * @param {Float32Array} data
 */
function filled(array, data) {
  array.set(data);
  return array;
}

export default enginesOf(fluxion);
