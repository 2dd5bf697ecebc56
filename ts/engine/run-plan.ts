// Runs plans: passes by the engines, and what reductions add up by the core.

import { FLOAT_BYTES, STATE_BYTES } from "../core/layout.js";
import { accumulate, closedForm, finishSum, load, reserveSums } from "../core/load.js";
import { reserve } from "../memory/arena.js";
import { type Elements, partOf, subview } from "../memory/elements.js";
import type { Sums } from "./engine.js";
import { callForeign } from "./foreign.js";
import { isLoop, runLoop } from "./loop.js";
import { type ForeignCall, kernelsOf, type Place, type Plan, type Step } from "./plan.js";
import { runPass, runScalar, scalarOutput, type Way } from "./run.js";

/** The operands of a call. The array of an output that is a number is not written to. */
export interface PlanOperands {
  readonly inputs: readonly (number | Elements)[];
  readonly outputs: readonly (Elements | undefined)[];
}

/**
 * Runs a plan over n elements. Batches are written in the last pass alone, so that an output may be an input.
 *
 * @param numbers - Gets the outputs that are numbers, by their index among all.
 * @param recheck - Is called after each foreign function: throws if arrays of the call are not what they were.
 */
export function runPlan(plan: Plan, operands: PlanOperands, n: number, numbers: number[], recheck: () => void): Way {
  const { steps } = plan;
  const slots: (number | Elements)[] = [...operands.inputs, Math.fround(n)];
  let way: Way = "tiles";
  // Claimed before the first pass: nothing may be refused memory when there are results.
  reserve(Math.max(...kernelsOf(plan).map(({ arenaBytes }) => arenaBytes)));
  reserveSums(Math.max(1, ...steps.map(({ reductions }) => reductions.length)));
  for (const step of steps) {
    if (step.isPass) way = runPassOf(step, operands.outputs, slots, n, recheck);
    else runUniformStep(step, slots, n, numbers, recheck);
  }
  return way;
}

function runPassOf(
  step: Step,
  arrays: readonly (Elements | undefined)[],
  slots: (number | Elements)[],
  n: number,
  recheck: () => void,
): Way {
  const { kernel, accumulating, inputs, reductions, results, before } = step;
  const targets = new Array<Elements | undefined>(kernel.outputSlots.length).fill(undefined);
  for (const [place, output] of results) targets[~place] = arrays[output];
  const add: Sums = (inputIndices, outputIndices, origin, count) => {
    const address = (place: Place) =>
      FLOAT_BYTES * (origin + (place < 0 ? outputIndices[~place]! : inputIndices[inputs.indexOf(place)]!));
    for (let i = 0; i < reductions.length; i++) {
      const { op, x, y } = reductions[i]!;
      // Of an output, which is no slot, and of what a foreign function gave, the address.
      const other = y === undefined ? 0 : y < 0 ? undefined : slots[y];
      const isNumber = typeof other === "number";
      accumulate(op, i, address(x), isNumber ? 0 : address(y!), isNumber ? other : 0, count);
    }
  };
  if (reductions.length > 0) reserveSums(reductions.length);
  const way =
    before.length > 0
      ? runParted(step, targets, slots, n, add, recheck)
      : runPass(
          kernel,
          inputs.map((slot) => slots[slot]!),
          targets,
          n,
          add,
          accumulating,
        );
  reductions.forEach(({ op, result, ddof, isDivided }, i) => {
    slots[result] = n === 0 && isDivided ? NaN : finishSum(op, i, n, ddof);
  });
  return way;
}

/** Runs a pass that foreign functions part, block by block: its arrays are staged anew after each of them. */
function runParted(
  { kernel, inputs, reductions, before }: Step,
  targets: readonly (Elements | undefined)[],
  slots: readonly (number | Elements)[],
  n: number,
  add: Sums,
  recheck: () => void,
): Way {
  const block = Math.min(kernel.blockElements, ...before.map((part) => part.kernel.blockElements));
  let way: Way = "tiles";
  let sums: Uint8Array | undefined;
  /** By slot, room for what foreign functions give for a block. Made once: to make such an array takes 5 µs. */
  const room: Float32Array[] = [];
  for (let from = 0; from < n; from += block) {
    const count = Math.min(block, n - from);
    const values: (number | Elements | undefined)[] = [];
    const valueOf = (slot: number) => {
      const whole = slots[slot]!;
      return (values[slot] ??= typeof whole === "number" ? whole : partOf(whole, from, count));
    };
    for (const part of before) {
      const given = Array.from(part.kernel.outputSlots, () => new Float32Array(count));
      runPass(part.kernel, part.inputs.map(valueOf), given, count);
      for (const each of part.calls) {
        const results = each.results.map((slot) =>
          subview((room[slot] ??= new Float32Array(Math.min(block, n))), 0, count),
        );
        call(
          each,
          each.args.map((i) => given[i]!),
          results,
        );
        each.results.forEach((slot, k) => (values[slot] = results[k]));
        recheck();
      }
    }
    // Other calls may have taken the place of the sums.
    const outputs = targets.map((target) => target && partOf(target, from, count));
    const address = reserveSums(Math.max(1, reductions.length));
    const place = () => new Uint8Array(load().memory.buffer, address, STATE_BYTES * reductions.length);
    if (sums) place().set(sums);
    way = runPass(kernel, inputs.map(valueOf), outputs, count, add);
    sums = place().slice();
  }
  return way;
}

function runUniformStep(
  { kernel, inputs, reductions, results, calls }: Step,
  slots: (number | Elements)[],
  n: number,
  numbers: number[],
  recheck: () => void,
): void {
  const operands = inputs.map((slot) => slots[slot] as number);
  if (kernel.outputSlots.length > 0) runScalar(kernel, operands);
  const valueOf = (place: Place) => (place < 0 ? scalarOutput(~place) : (slots[place] as number));
  for (const [place, output] of results) numbers[output] = valueOf(place);
  for (const { op, result, x, y, ddof, isDivided } of reductions)
    slots[result] = n === 0 && isDivided ? NaN : closedForm(op, valueOf(x), y === undefined ? 0 : valueOf(y), n, ddof);
  // All are read before the first call, in which other kernels may run.
  const given = calls.map(({ args }) => args.map((i) => Float32Array.of(scalarOutput(i))));
  calls.forEach((each, i) => {
    const results = each.results.map(() => new Float32Array(1));
    call(each, given[i]!, results);
    each.results.forEach((slot, k) => (slots[slot] = results[k]![0]!));
    recheck();
  });
}

/** Calls a foreign function, or runs a loop, with these arrays. */
function call({ run }: ForeignCall, args: readonly Float32Array[], results: readonly Float32Array[]): void {
  if (isLoop(run)) runLoop(run, args, results, runPlan);
  else callForeign(run, args, results[0]!);
}
