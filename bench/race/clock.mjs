// Timing of contenders that take turns.

import { performance } from "node:perf_hooks";
import { compileApart } from "../engines/engine.mjs";

/** @typedef {(calls: number) => number | Promise<number>} Timer ms that `calls` calls take, each with another set */

/**
 * The clock of one runner.
 *
 * @param {import("../engines/engine.mjs").Runner} runner
 * @param {number} sets how many there are, a power of 2
 * @returns {Timer}
 */
export function timerOf({ call, isAsync, time }, sets) {
  if (time !== undefined) return time;
  const loop = `
    const started = performance.now();
    for (let i = 0; i < calls; i++) ${isAsync ? "await " : ""}call(i & ${sets - 1});
    return performance.now() - started;`;
  const body = `return ${isAsync ? "async " : ""}(calls) => {${loop}};`;
  return compileApart(["call", "performance"], body)(call, performance);
}

/**
 * The number of calls that take `sampleMs`. Calls for `warmMs` before it decides: engines optimise in threads of
 * their own, so that the first calls run unoptimised code, and on a busy machine many of them do.
 *
 * @param {Timer} time
 * @param {{ sampleMs: number, warmMs: number }} plan
 */
export async function calibrate(time, { sampleMs, warmMs }) {
  for (let calls = 1, spent = 0; ;) {
    const ms = await time(calls);
    spent += ms;
    if (ms < sampleMs / 2) calls *= 2;
    else if (spent >= warmMs) return Math.max(1, Math.round((calls * sampleMs) / ms));
  }
}

/**
 * @typedef {object} Contender
 * @property {Timer} time
 * @property {number} calls a sample
 * @property {() => Promise<unknown>} [enter] before its turn
 */

/**
 * @typedef {object} Times
 * @property {number} min ms a call, in the fastest sample: a disturbance only ever adds time
 * @property {number} median
 * @property {number} rounds
 * @property {number} calls a sample
 */

/**
 * Times contenders in turns, so that a slow spell of the machine meets all of them. Each round begins with another
 * contender, so that none always runs after the same one.
 *
 * @param {Contender[]} contenders
 * @param {{ budgetMs: number, rounds: [number, number] }} limits the minimum and the maximum of rounds; between the
 *   two, the budget decides
 * @returns {Promise<Times[]>}
 */
export async function inTurns(contenders, { budgetMs, rounds: [min, max] }) {
  /** @type {number[][]} */
  const samples = contenders.map(() => []);
  const started = performance.now();
  for (let round = 0; round < max && (round < min || performance.now() - started < budgetMs); round++) {
    for (let i = 0; i < contenders.length; i++) {
      const turn = (round + i) % contenders.length;
      const { time, calls, enter } = contenders[turn];
      await enter?.();
      samples[turn].push((await time(calls)) / calls);
    }
  }
  return samples.map((ms, i) => ({
    min: Math.min(...ms),
    median: median(ms),
    rounds: ms.length,
    calls: contenders[i].calls,
  }));
}

/** @param {number[]} values */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}
