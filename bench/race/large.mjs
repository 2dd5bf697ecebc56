// 2^26 points beside 2^20, and whether the memory of WebAssembly grew. A process of its own, which race.mjs starts
// with `--large`.

import cubic from "../workloads/cubic.mjs";
import sinCos from "../workloads/sin-cos.mjs";
import { outputsOf } from "../workloads/workload.mjs";
import { inTurns } from "./clock.mjs";
import { inputSets } from "./inputs.mjs";
import { watchMemories } from "./memories.mjs";

/**
 * @typedef {object} Large
 * @property {string} workload
 * @property {string} engine
 * @property {{ n: number, nsPerElement: number, wasmBytes: number }[]} lengths
 */

const LENGTHS = [2 ** 20, 2 ** 26];
/** The elements of a block: as many as in kernels with few arrays. */
const BLOCK = 8192;

process.once("message", async () => {
  const wasmBytes = watchMemories();
  // Imported after the watch began, which notes memories from then on.
  const { engines } = await import("../engines/index.mjs");
  const fluxion = engines.filter(({ id }) => id === "fluxion-into" || id === "fluxion-alloc");

  /** @type {Map<string, Large>} */
  const answers = new Map();
  for (const workload of [sinCos, cubic]) {
    for (const n of LENGTHS) {
      const sets = inputSets(workload.args, n);
      const field = [
        { id: "copy", name: "a copy", call: copier(workload, sets, n) },
        { id: "staged", name: "a copy in and out of blocks", call: stager(workload, sets, n) },
      ];
      for (const engine of fluxion) {
        if ((await engine.missing()) !== null) continue;
        field.push({ id: engine.id, name: engine.name, call: (await engine.prepare(workload, sets, n)).call });
      }
      const calls = Math.max(1, 2 ** 22 / n);
      const contenders = field.map(({ call }) => ({ time: timer(call), calls }));
      for (const { time } of contenders) time(2);
      const times = await inTurns(contenders, { budgetMs: 0, rounds: [5, 5] });
      field.forEach(({ id, name }, i) => {
        const key = `${workload.name} ${id}`;
        const answer = answers.get(key) ?? { workload: workload.name, engine: name, lengths: [] };
        answer.lengths.push({ n, nsPerElement: (times[i].min * 1e6) / n, wasmBytes: wasmBytes() });
        answers.set(key, answer);
      });
    }
  }
  process.send?.([...answers.values()]);
  process.disconnect();
});

/**
 * The cost of moving the same bytes, as a contender: the argument is copied to each of the results.
 *
 * @param {import("../workloads/workload.mjs").Workload} workload
 * @param {any[][]} sets
 * @param {number} n
 * @returns {(set: number) => unknown}
 */
function copier(workload, sets, n) {
  const outs = outputsOf(workload, n, Float32Array);
  return (k) => {
    for (const out of outs) out.set(sets[k][0]);
  };
}

/**
 * The cost of staging, as a contender: arrays that lie in no memory of WebAssembly pass through blocks. The argument is
 * copied into a block, and a block to each of the results, but nothing is computed.
 *
 * @param {import("../workloads/workload.mjs").Workload} workload
 * @param {any[][]} sets
 * @param {number} n
 * @returns {(set: number) => unknown}
 */
function stager(workload, sets, n) {
  const outs = outputsOf(workload, n, Float32Array);
  const argument = new Float32Array(BLOCK);
  const results = outs.map(() => new Float32Array(BLOCK));
  return (k) => {
    for (let from = 0; from < n; from += BLOCK) {
      argument.set(sets[k][0].subarray(from, from + BLOCK));
      for (let i = 0; i < outs.length; i++) outs[i].subarray(from, from + BLOCK).set(results[i]);
    }
  };
}

/** @param {(set: number) => unknown} call */
function timer(call) {
  return (/** @type {number} */ calls) => {
    const started = performance.now();
    for (let i = 0; i < calls; i++) call(i & 1);
    return performance.now() - started;
  };
}
