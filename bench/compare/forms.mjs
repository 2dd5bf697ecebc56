// The forms in which builds are compared: ways to call a function, and lengths.

import { enginesOf } from "../engines/fluxion.mjs";
import { callWithSet } from "../engines/engine.mjs";
import { lengthName } from "../race/words.mjs";

/** @typedef {{ id: string, n: number }} Form */

/** @type {{ workloads: readonly Form[], functions: readonly Form[] }} */
export const FORMS = {
  workloads: [
    { id: "numbers", n: 1 },
    ...["fluxion", "fluxion-into", "fluxion-alloc"].flatMap((id) => [1, 4096, 2 ** 20].map((n) => ({ id, n }))),
  ],
  functions: [
    { id: "numbers", n: 1 },
    { id: "fluxion-into", n: 2 ** 20 },
  ],
};

/** @param {Form} form */
export function formName({ id, n }) {
  if (id === "numbers") return id;
  const names = new Map([
    ["fluxion", "fresh"],
    ["fluxion-into", "into"],
    ["fluxion-alloc", "zero-copy"],
  ]);
  return `${names.get(id)} ${lengthName(n)}`;
}

/**
 * What prepares a workload in a form, of one build.
 *
 * @param {any} library
 * @param {string} id of the form
 * @returns {(workload: import("../workloads/workload.mjs").Workload, sets: import("../race/inputs.mjs").Value[][],
 *   n: number) => Promise<import("../engines/engine.mjs").Runner>}
 */
export function preparer(library, id) {
  const engine = enginesOf(library).find((engine) => engine.id === id);
  return engine === undefined ? prepareNumbers(library) : engine.prepare;
}

/**
 * Numbers in, numbers out: the first element of every batch.
 *
 * @param {any} library
 */
function prepareNumbers(library) {
  /**
   * @param {import("../workloads/workload.mjs").Workload} workload
   * @param {import("../race/inputs.mjs").Value[][]} sets
   * @returns {Promise<import("../engines/engine.mjs").Runner>}
   */
  return async (workload, sets) => {
    const call = callWithSet(
      workload.fluxion(library),
      sets.map((set) => set.map(numberOf)),
    );
    /** @type {number[]} */
    let last;
    return { call: (k) => (last = /** @type {number[]} */ (call(k))), read: () => [last].flat().map((x) => [x]) };
  };
}

/** @param {import("../race/inputs.mjs").Value} value */
function numberOf(value) {
  return typeof value === "number" ? value : value[0];
}
