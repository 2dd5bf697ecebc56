// Runs plans: passes by the engines, and what reductions add up by the core.

import { FLOAT_BYTES } from "../core/layout.js";
import { accumulate, closedForm, finishSum, reserveSums } from "../core/load.js";
import { reserve } from "../memory/arena.js";
import type { Elements } from "../memory/elements.js";
import type { Sums } from "./engine.js";
import type { Plan, Source, Step } from "./plan.js";
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
  { kernel, inputs, outputs, reductions, results }: Step,
  arrays: readonly (Elements | undefined)[],
  slots: (number | Elements)[],
  n: number,
): Way {
  const targets = new Array<Elements | undefined>(outputs).fill(undefined);
  for (const [{ index }, output] of results) targets[index] = arrays[output];
  const add: Sums = (inputIndices, outputIndices, origin, count) => {
    const address = (source: Source) =>
      FLOAT_BYTES * (origin + (source.in === "output" ? outputIndices : inputIndices)[source.index]!);
    for (let i = 0; i < reductions.length; i++) {
      const { op, x, y } = reductions[i]!;
      const number = y?.in === "slot" ? (slots[y.index] as number) : 0;
      accumulate(op, i, address(x), y === undefined || y.in === "slot" ? 0 : address(y), number, count);
    }
  };
  if (reductions.length > 0) reserveSums(reductions.length);
  const way = runPass(
    kernel,
    inputs.map((slot) => slots[slot]!),
    targets,
    n,
    add,
  );
  reductions.forEach(({ op, result, ddof, isDivided }, i) => {
    slots[result] = n === 0 && isDivided ? NaN : finishSum(op, i, n, ddof);
  });
  return way;
}

function runUniformStep(
  { kernel, inputs, outputs, reductions, results }: Step,
  slots: (number | Elements)[],
  n: number,
  numbers: number[],
): void {
  if (outputs > 0)
    runScalar(
      kernel,
      inputs.map((slot) => slots[slot] as number),
    );
  const valueOf = (source: Source) =>
    source.in === "output" ? scalarOutput(source.index) : (slots[source.index] as number);
  for (const [source, output] of results) numbers[output] = valueOf(source);
  const values = reductions.map(({ op, x, y, ddof }) => closedForm(op, valueOf(x), y ? valueOf(y) : 0, n, ddof));
  reductions.forEach(({ result }, i) => (slots[result] = values[i]!));
}
