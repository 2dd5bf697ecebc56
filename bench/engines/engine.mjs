// The interface of an engine: a library, or code by hand, that computes a workload in its best honest form.

/** @typedef {import("../workloads/workload.mjs").Workload} Workload */
/** @typedef {import("../race/inputs.mjs").Value} Value */

/**
 * An error that an engine throws, in preparing or in a call, is reported in the table as a workload it cannot do.
 *
 * @typedef {object} Engine
 * @property {string} id as in `--engine ID`
 * @property {string} name as in tables
 * @property {string} counts what is inside the measured time, and what is not
 * @property {{ colour: string, dash?: number[] }} [line] how the chart draws it, with lengths of stroke and gap in
 *   pixels; the chart leaves out an engine without
 * @property {boolean} [isSlowToStart] too slow for `--quick`, unless it is named
 * @property {(workload: Workload) => string | undefined} [lacks] why it has no form of the workload; it has one of
 *   all, if absent
 * @property {() => Promise<string | null>} missing why it cannot run here, or null if it can
 * @property {() => Promise<string>} version of the library or compiler behind it
 * @property {(workload: Workload, sets: Value[][], n: number) => Promise<Runner>} prepare makes it
 *   ready to compute
 * @property {() => void} [end] ends what it started, after the last workload of a process
 */

/**
 * A workload in an engine, with its arguments in arrays of that engine.
 *
 * @typedef {object} Runner
 * @property {(set: number) => unknown} call computes with one set of arguments, and returns when that is done or
 *   a promise of it
 * @property {boolean} [isAsync] whether `call` returns a promise
 * @property {() => Promise<ArrayLike<number>[]> | ArrayLike<number>[]} read the outputs of the last call
 * @property {(calls: number) => Promise<number>} [time] the ms that `calls` calls take, where the engine has a clock
 *   of its own
 * @property {() => Promise<unknown>} [enter] before its turn
 * @property {() => unknown} [close] frees what it holds
 */

let compiled = 0;

/**
 * A function from source text, compiled apart from all others: engines share code of the same text and optimise it for
 * all its users at once, which at n = 1 costs more than the computation.
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
export function callWithSet(f, sets, { before = [], after = [] } = {}) {
  const list = [
    ...before.map((_, i) => `before[${i}]`),
    ...sets[0].map((_, i) => `set[${i}]`),
    ...after.map((_, i) => `after[${i}]`),
  ];
  const body = `return (k) => { const set = sets[k]; return f(${list.join(", ")}); };`;
  return compileApart(["f", "sets", "before", "after"], body)(f, sets, before, after);
}
