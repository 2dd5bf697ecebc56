// Runs plans: passes by the engines, and what reductions add up by the core.

import { FLOAT_BYTES } from "../core/layout.js";
import { accumulate, closedForm, finishSum, reserveSums } from "../core/load.js";
import { reserve } from "../memory/arena.js";
import type { Elements } from "../memory/elements.js";
import type { Sums } from "./engine.js";
import type { Place, Plan, Step } from "./plan.js";
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
 */
export function runPlan({ steps }: Plan, operands: PlanOperands, n: number, numbers: number[]): Way {
  const slots: (number | Elements)[] = [...operands.inputs, Math.fround(n)];
  let way: Way = "tiles";
  // Claimed before the first pass: nothing may be refused memory when there are results.
  reserve(Math.max(...steps.map(({ kernel }) => kernel.arenaBytes)));
  reserveSums(Math.max(1, ...steps.map(({ reductions }) => reductions.length)));
  for (const step of steps) {
    if (step.isPass) way = runPassOf(step, operands.outputs, slots, n);
    else runUniformStep(step, slots, n, numbers);
  }
  return way;
}

function runPassOf(
  { kernel, accumulating, inputs, reductions, results }: Step,
  arrays: readonly (Elements | undefined)[],
  slots: (number | Elements)[],
  n: number,
): Way {
  const targets = new Array<Elements | undefined>(kernel.outputSlots.length).fill(undefined);
  for (const [place, output] of results) targets[~place] = arrays[output];
  const add: Sums = (inputIndices, outputIndices, origin, count) => {
    const address = (place: Place) =>
      FLOAT_BYTES * (origin + (place < 0 ? outputIndices[~place]! : inputIndices[inputs.indexOf(place)]!));
    for (let i = 0; i < reductions.length; i++) {
      const { op, x, y } = reductions[i]!;
      // Of an output, which is no slot, the address.
      const other = y === undefined ? 0 : y < 0 ? undefined : slots[y];
      const isNumber = typeof other === "number";
      accumulate(op, i, address(x), isNumber ? 0 : address(y!), isNumber ? other : 0, count);
    }
  };
  if (reductions.length > 0) reserveSums(reductions.length);
  const batches = inputs.map((slot) => slots[slot]!);
  const way = runPass(kernel, accumulating, batches, targets, n, add);
  reductions.forEach(({ op, result, ddof, isDivided }, i) => {
    slots[result] = n === 0 && isDivided ? NaN : finishSum(op, i, n, ddof);
  });
  return way;
}

function runUniformStep(
  { kernel, inputs, reductions, results }: Step,
  slots: (number | Elements)[],
  n: number,
  numbers: number[],
): void {
  const operands = inputs.map((slot) => slots[slot] as number);
  if (kernel.outputSlots.length > 0) runScalar(kernel, operands);
  const valueOf = (place: Place) => (place < 0 ? scalarOutput(~place) : (slots[place] as number));
  for (const [place, output] of results) numbers[output] = valueOf(place);
  for (const { op, result, x, y, ddof, isDivided } of reductions)
    slots[result] = n === 0 && isDivided ? NaN : closedForm(op, valueOf(x), y === undefined ? 0 : valueOf(y), n, ddof);
}
