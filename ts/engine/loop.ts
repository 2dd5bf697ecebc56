// Loops, which are called as foreign functions are, block by block: a step is a program of its own, which is run as often
// as the loop says.

import { LIKE } from "../core/layout.js";
import type { ForeignNode, Loop, LoopState } from "../program/expression-graph.js";
import { stepOf } from "../program/loop.js";
import { type Node, nodeOfValue } from "../program/program.js";
import type { Elements } from "../memory/elements.js";
import type { Kernel } from "./kernel.js";
import { type Kinds, kindsOf, refusalOf } from "./kinds.js";
import type { Plan, planOf } from "./plan.js";
import type { runPlan } from "./run-plan.js";
import { runSteps } from "./run.js";
import { inLoop, wrongKindInLoop } from "../errors.js";

/** A loop that gives several states at its end, for a choice of which of its inputs are batches. */
export interface PreparedLoop {
  readonly count: number;
  /** The number of states that are carried; those that are asked for are the first. */
  readonly size: number;
  readonly step: Kernel | Plan;
  /** What the first step takes for each input: an argument of the loop by its number, or a number. */
  readonly sources: readonly (readonly [argument: number, number: number])[];
}

/** A loop, with the inputs and states of it that are asked for. */
export interface LoopCall {
  readonly loop: Loop;
  readonly states: LoopState[];
  /** By the number of an input, its value in the calling program. */
  readonly inputs: Map<number, number>;
}

export function isLoop(run: ForeignNode | PreparedLoop): run is PreparedLoop {
  return Object.hasOwn(run, "sources");
}

/** @param varies - Whether a value of the calling program is a batch. */
export function prepareLoop(
  { loop: { count, size, values }, states, inputs }: LoopCall,
  varies: readonly boolean[],
  plan: typeof planOf,
): PreparedLoop {
  const { program, hidden } = stepOf(states);
  const keys = [...inputs.keys()];
  const sourceOf = (input: number) => [keys.indexOf(input), 0] as const;
  const sources = [
    ...states.map(({ start }) => (typeof start === "number" ? ([-1, start] as const) : sourceOf(start.input))),
    [-1, 0] as const,
    ...values.map((_, k) => sourceOf(size + k)),
    ...hidden.map(() => [-1, 0] as const),
  ];
  const flags = Uint8Array.from(sources, ([argument]) => +(varies[inputs.get(keys[argument]!)!] ?? 0));
  let kinds: Kinds;
  for (let count = -1, last; count !== last; count = flags.filter((flag) => flag).length) {
    last = count;
    kinds = kindsOf(program, flags);
    program.outputs.forEach((output, i) => (flags[i]! |= +kinds.formal[output]!));
  }
  // What is attached to a value that depends on less.
  if (kinds!.isReduction.some((is, value) => is && kinds.needed[value])) throw inLoop("customGrad");
  if (refusalOf(program, kinds!)) throw wrongKindInLoop();
  // Where any state is a batch, all are.
  if (flags.includes(1)) flags.fill(1, 0, states.length);
  const outputs = program.outputs.map((output) => {
    for (let node: Node | undefined; (node = nodeOfValue(program, output))?.op === LIKE;) output = node!.operands[0]!;
    return output;
  });
  // States that are taken as batches, and are none, are no reason to refuse the call.
  const planned = () => plan({ ...program, outputs }, flags, hidden, () => undefined);
  let step = hidden.length === 0 || flags[0] ? undefined : planned();
  // A step that calls no foreign function, though a rule in it may, takes numbers as batches of one: they need not be read
  // between steps.
  if (step?.steps === undefined) {
    flags.fill(1, 0, states.length);
    step = planned();
  }
  return { count, size: states.length, step, sources };
}

/** Runs a loop over a block of elements; the results are written to arrays of as many. */
export function runLoop(
  { count, size, step, sources }: PreparedLoop,
  args: readonly Float32Array[],
  results: readonly Float32Array[],
  run: typeof runPlan,
): void {
  const m = results[0]!.length;
  const inputs = sources.map(([argument, number], i): number | Float32Array => {
    const array = args[argument];
    return step.isBatch[i] ? (array?.slice() ?? new Float32Array(m).fill(number)) : (array?.[0] ?? number);
  });
  if (step.steps === undefined) {
    runSteps(step, count, inputs, size, m);
  } else {
    for (let i = 0; i < count; i++) {
      const outputs = inputs
        .slice(0, size)
        .map((input): number | Elements | undefined => (typeof input === "number" ? undefined : new Float32Array(m)));
      inputs[size] = i;
      run(step, { inputs, outputs, buffer: undefined, n: m, recheck: () => undefined });
      outputs.forEach((output, k) => (inputs[k] = output as number | Float32Array));
    }
  }
  results.forEach((result, k) => {
    const end = inputs[k]!;
    if (typeof end === "number") result.fill(end);
    else result.set(end);
  });
}
