// Runs plans: passes by the engines, and what reductions add up by the core.

import { FLOAT_BYTES, STATE_BYTES } from "../core/layout.js";
import { accumulate, closedForm, finishSum, load, reserveSums } from "../core/load.js";
import { reserve } from "../memory/arena.js";
import { type Elements, partOf } from "../memory/elements.js";
import type { Sums } from "./engine.js";
import { callForeign } from "./foreign.js";
import { isLoop, runLoop } from "./loop.js";
import type { ForeignCall, Place, Plan, Step } from "./plan.js";
import { runBatch, runPass, runScalar, scalarOutput, type Way } from "./run.js";

/** A call that a plan runs. */
export interface PlanCall {
  readonly inputs: readonly (number | Elements)[];
  /** Gets the outputs that are numbers, in the last step; an array that is there is not written to. */
  readonly outputs: (number | Elements | undefined)[];
  /** As of Operands, of inputs and batches. */
  readonly buffer: ArrayBufferLike | undefined;
  /** The number of elements. */
  readonly n: number;
  /** Is called after other code has run in the midst of the call: throws if its arrays are not what they were. */
  readonly recheck: () => void;
}

/** What of a plan runs. */
export type Runnable = Pick<Plan, "steps" | "kept" | "arenaBytes" | "sums">;

/**
 * A pass of a call: runs ranges of elements, one after the other. The last one, which may be the only one, makes results
 * of what was added up.
 */
export type Pass = (first: number, end: number) => Way;

/** What fills the slots at first: the inputs, n, and outputs that keep values. Claims all memory that the call takes. */
export function slotsOf({ kept, arenaBytes, sums }: Runnable, { inputs, outputs, n }: PlanCall): (number | Elements)[] {
  // Claimed before the first pass: nothing may be refused memory when there are results.
  reserve(arenaBytes);
  reserveSums(sums);
  const slots = [...inputs, Math.fround(n)];
  for (const [slot, output] of kept) slots[slot] = outputs[output]!;
  return slots;
}

/** Runs a plan. Batches are written in the last pass alone, but for those that keep values; these are no inputs. */
export function runPlan(plan: Plan, call: PlanCall): Way {
  const slots = slotsOf(plan, call);
  let way: Way = "tiles";
  for (const step of plan.steps) {
    if (step.isPass) {
      way = passOf(step, call, slots, step.before.length > 0)(0, call.n);
    } else {
      runUniformStep(step, call, slots);
    }
  }
  return way;
}

/**
 * @param isParted - Whether other calls may run between ranges, or in their midst: nothing of this one lies in the core
 *   meanwhile.
 */
export function passOf(
  step: Step,
  { inputs: own, outputs: arrays, buffer, n, recheck }: PlanCall,
  slots: (number | Elements)[],
  isParted: boolean,
): Pass {
  const { kernel, accumulating, inputs, reductions, results, before } = step;
  const targets = new Array<Elements | undefined>(kernel.outputSlots.length).fill(undefined);
  for (const [place, output] of results) targets[~place] = arrays[output] as Elements;
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
  const sumCount = Math.max(1, reductions.length);
  let sums: Uint8Array | undefined;
  /** Runs the kernel over a range, with the sums put back before, and copied out after. */
  const runRange = (
    operands: readonly (number | Elements)[],
    outputs: readonly (Elements | undefined)[],
    first: number,
    end: number,
  ): Way => {
    if (!isParted) return runPass(kernel, operands, outputs, first, end, add, accumulating);
    const address = reserveSums(sumCount);
    const place = () => new Uint8Array(load().memory.buffer, address, STATE_BYTES * sumCount);
    if (sums) place().set(sums);
    const way = runPass(kernel, operands, outputs, first, end, add, accumulating);
    sums = place().slice();
    return way;
  };
  reserveSums(sumCount);
  // Foreign functions part the pass, block by block: its arrays are staged anew after each of them.
  let block = kernel.blockElements;
  for (const part of before) block = Math.min(block, part.kernel.blockElements);
  // Room for what they give for a block, made once: to make such an array takes 5 µs.
  for (const { calls } of before)
    for (const { results } of calls) for (const slot of results) slots[slot] = new Float32Array(Math.min(block, n));
  const runBlocks = (first: number, end: number): Way => {
    let way: Way = "tiles";
    for (let from = first; from < end; from += block) {
      const count = Math.min(block, end - from);
      const valueOf = (slot: number) => {
        const whole = slots[slot]!;
        return typeof whole === "number" ? whole : partOf(whole, slot < own.length ? from : 0, count);
      };
      for (const part of before) {
        const given = Array.from(part.kernel.outputSlots, () => new Float32Array(count));
        runPass(part.kernel, part.inputs.map(valueOf), given, 0, count);
        for (const each of part.calls) {
          call(
            each,
            each.args.map((i) => given[i]!),
            each.results.map(valueOf) as Float32Array[],
          );
          recheck();
        }
      }
      const outputs = targets.map((target) => target && partOf(target, from, count));
      way = runRange(inputs.map(valueOf), outputs, 0, count);
    }
    return way;
  };
  return (first, end) => {
    const operands = inputs.map((slot) => slots[slot]!);
    const way =
      before.length > 0
        ? runBlocks(first, end)
        : reductions.length === 0 && buffer
          ? runBatch(kernel, { inputs: operands, outputs: targets as readonly Elements[], buffer }, first, end)
          : runRange(operands, targets, first, end);
    if (end === n)
      reductions.forEach(({ op, result, ddof, isDivided }, i) => {
        slots[result] = n === 0 && isDivided ? NaN : finishSum(op, i, n, ddof);
      });
    return way;
  };
}

export function runUniformStep(
  { kernel, inputs, reductions, results, calls }: Step,
  { n, outputs, recheck }: PlanCall,
  slots: (number | Elements)[],
): Way {
  const operands = inputs.map((slot) => slots[slot] as number);
  const way = kernel.outputSlots.length > 0 ? runScalar(kernel, operands) : "tiles";
  const valueOf = (place: Place) => (place < 0 ? scalarOutput(~place) : (slots[place] as number));
  for (const [place, output] of results) outputs[output] = valueOf(place);
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
  return way;
}

/** Calls a foreign function, or runs a loop, with these arrays. */
function call({ run }: ForeignCall, args: readonly Float32Array[], results: readonly Float32Array[]): void {
  if (isLoop(run)) runLoop(run, args, results, runPlan);
  else callForeign(run, args, results[0]!);
}
