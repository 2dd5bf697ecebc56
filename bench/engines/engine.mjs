// What an engine is: something that computes a workload, in its best honest form.

/** @typedef {import("../workloads/workload.mjs").Workload} Workload */
/** @typedef {import("../race/inputs.mjs").Value} Value */

/**
 * Whatever an engine throws, in preparing or in a call, is reported as what it cannot do.
 *
 * @typedef {object} Engine
 * @property {string} id as in `--engine ID`
 * @property {string} name as in tables
 * @property {string} counts what is inside the measured time, and what is not
 * @property {{ colour: string, dash?: number[] }} [line] how the chart draws it, if it does
 * @property {boolean} [isSlowToStart] too slow for `--quick`, unless it is named
 * @property {() => Promise<string | null>} missing why it cannot run here, or null if it can
 * @property {() => Promise<string>} version of what it runs
 * @property {(workload: Workload, sets: Value[][], n: number) => Promise<Runner>} prepare makes ready to compute
 * @property {() => void} [end] ends what it started, after the last workload of a process
 */

/**
 * A workload in an engine, with its arguments where that engine has them.
 *
 * @typedef {object} Runner
 * @property {(set: number) => unknown} call computes with one set of arguments, to the end or to a promise of it
 * @property {boolean} [isAsync] whether it is a promise
 * @property {() => Promise<ArrayLike<number>[]> | ArrayLike<number>[]} read the outputs of the last call
 * @property {(calls: number) => Promise<number>} [time] ms of so many calls, where the engine has a clock of its own
 * @property {() => Promise<unknown>} [enter] before its turn
 * @property {() => unknown} [close] frees what it holds
 */

let compiled = 0;

/**
 * The function of such a body, apart from all others: code of the same text would be shared, and optimised for all
 * its users at once, which at n = 1 costs more than the computation.
 *
 * @param {string[]} names of its arguments
 * @param {string} body
 */
export function compileApart(names, body) {
  return new Function(...names, `${body} // ${compiled++}`);
}

/**
 * A function of k that applies `f` to set k of the arguments.
 *
 * @param {(...args: any[]) => unknown} f
 * @param {unknown[][]} sets
 * @param {{ before?: unknown[], after?: unknown[] }} [fixed] arguments that are the same in all calls
 * @returns {(set: number) => unknown}
 */
export function applied(f, sets, { before = [], after = [] } = {}) {
  const list = [
    ...before.map((_, i) => `before[${i}]`),
    ...sets[0].map((_, i) => `set[${i}]`),
    ...after.map((_, i) => `after[${i}]`),
  ];
  const body = `return (k) => { const set = sets[k]; return f(${list.join(", ")}); };`;
  return compileApart(["f", "sets", "before", "after"], body)(f, sets, before, after);
}

/**
 * Fresh arrays for the outputs.
 *
 * @param {Workload} workload
 * @param {number} n
 * @returns {Float32Array[]}
 */
export function freshOutputs(workload, n) {
  return workload.outputs.map(() => new Float32Array(n));
}
