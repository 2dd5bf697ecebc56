// What runs a call of a program with reductions: steps, each of which is a program without any, for the engines.
//
// A pass goes over the elements: it computes what reductions are of, and in the last pass the results that are batches.
// Between passes, uniform steps compute with numbers. The level of a value is the number of passes before it. A
// reduction of what does not vary is known in closed form, after a step of its own: its turn within the level.
//
// A foreign function of what varies is called within a pass, once for each block: it parts the pass. What functions of
// one depth get is computed by one kernel, from the inputs and from what those before gave. A foreign function of
// numbers is called in a uniform step.
//
// Each pass computes anew what it needs, so that nothing of the data's size is stored. Where that takes long, the arrays
// of results keep values between passes: the exponentials that logsumexp adds up, for the softmax, which is its gradient.

import { AMAX, AMIN, COUNT, DOT, FOREIGN, MEAN, STD_ABOUT, SUM, TOTAL, VARIANCE_ABOUT } from "../core/layout.js";
import { simplify } from "../core/load.js";
import { tooManyPasses } from "../errors.js";
import type { ForeignNode, HiddenNode } from "../program/expression-graph.js";
import { encode } from "../program/format.js";
import { constantNode, isConstant, type Node, nodeOfValue, type Program } from "../program/program.js";
import { argumentsOf, isSet } from "../program/sets.js";
import { accumulatingOf } from "./accumulating.js";
import { dataOf, kindsOf, type Refusal, refusalOf } from "./kinds.js";
import { type Kernel, kernelOf } from "./kernel.js";
import { isLoop, type LoopCall, prepareLoop, type PreparedLoop } from "./loop.js";

/** Where a value of a step is: in the slot of this number; or, if it is ~i, in output i of the step's kernel. */
export type Place = number;

/** A reduction, by its op's code: of a batch in a pass, else of what is the same for all elements. */
export interface Reduction {
  readonly op: number;
  /** The slot of its result. */
  readonly result: number;
  readonly x: Place;
  /** The second argument of dot, and the mean that variance is about. */
  readonly y: Place | undefined;
  readonly ddof: number;
  /** Whether it is NaN of no element: a total with a factor 1 / n, as the gradient of a mean by a number. */
  readonly isDivided: boolean;
}

/** A call of a foreign function, or of a loop. */
export interface ForeignCall {
  readonly run: ForeignNode | PreparedLoop;
  /** For each argument the output of the kernel before. */
  readonly args: readonly number[];
  /** The slots of its results: of a foreign function one. */
  readonly results: readonly number[];
}

/** A kernel, and the foreign functions that are called with what it gives. */
export interface Part {
  /** For each input of the kernel its slot. */
  readonly inputs: readonly number[];
  readonly kernel: Kernel;
  readonly calls: readonly ForeignCall[];
}

/** The slots are the inputs of the call, then n, then the results of reductions and of foreign functions. */
export interface Step extends Part {
  readonly isPass: boolean;
  /** What runs before, block by block; the calls of a pass are all there. */
  readonly before: readonly Part[];
  /** The same for whole chunks, whose terms it adds up itself; undefined if it cannot. */
  readonly accumulating: Kernel | undefined;
  readonly reductions: readonly Reduction[];
  /** Outputs of the call, by their number, with where they come from; of a pass before the last, what they keep. */
  readonly results: readonly (readonly [Place, number])[];
}

export interface Plan {
  /** A flag for each input of the call: 1 for a batch, 0 for a number. */
  readonly isBatch: Uint8Array;
  /** By output of the call, whether it is a batch; else it is a number. */
  readonly varies: readonly boolean[];
  readonly steps: readonly Step[];
  /** Slots whose values an output of the call keeps, from a pass to those after it, with the output's number. */
  readonly kept: readonly (readonly [number, number])[];
  /** The plan that keeps nothing: for a call in which an output is an input, which later passes read. */
  readonly withoutKept: () => Plan;
  /** The kernel of the last pass. */
  readonly last: Kernel;
  /** Bytes of arena that the tiles engine needs for any of its kernels, and the most sums of a step, 1 at least. */
  readonly arenaBytes: number;
  readonly sums: number;
}

/**
 * The ops of all steps of a plan together, at most, a step being worth some: where passes each compute anew what those
 * before computed, they are as many as the square of a program's. So many take some seconds to plan, and 25 MB.
 */
const MAX_PLANNED = 1_000_000;
const OPS_OF_STEP = 200;

/** The time of an element that an op of arithmetic takes, in ns, as kernels estimate it. */
const ARITHMETIC = 0.5;
/**
 * How much longer than arithmetic of as many ops a value must take to be kept, in ns an element: arithmetic alone is no
 * slower than writing and reading. An exponential takes 1 more; kept, it makes logsumexp with its gradient take 0.7 times
 * as long (`npm run bench -- --workload logsumexp`).
 */
const MIN_KEPT = 0.5;

export function isPlan(target: Kernel | Plan): target is Plan {
  return target.steps !== undefined;
}

/** Its kernels, in order. */
export function kernelsOf({ steps }: Pick<Plan, "steps">): readonly Kernel[] {
  return steps.flatMap(({ before, accumulating, kernel, calls }) => [
    ...before.flatMap((part) => [part.kernel, ...part.calls.flatMap(kernelsOfLoop)]),
    ...(accumulating ? [accumulating] : []),
    kernel,
    ...calls.flatMap(kernelsOfLoop),
  ]);
}

function kernelsOfLoop({ run }: ForeignCall): readonly Kernel[] {
  return !isLoop(run) ? [] : isPlan(run.step) ? kernelsOf(run.step) : [run.step];
}

/**
 * What runs a call with batches where `isBatch` is not 0.
 *
 * @param hidden - The last inputs, where foreign functions are.
 * @param refuse - Throws the error of a call that has no one meaning.
 * @param keeps - Whether outputs may keep values between passes.
 */
export function planOf(
  program: Program,
  isBatch: Uint8Array,
  hidden: readonly HiddenNode[],
  refuse: (refusal: Refusal) => void,
  keeps = true,
): Kernel | Plan {
  const kinds = kindsOf(program, isBatch);
  const refusal = refusalOf(program, kinds);
  if (refusal) refuse(refusal);
  const { needed, root, varies, isReduction, isBatchOutput } = kinds;
  const inputs = Array.from(isBatch, (_, input) => input);
  const callsForeign = program.nodes.some(({ op }, i) => op === FOREIGN && needed[program.inputs + i]);
  const isWhole = !isReduction.some((is, value) => is && needed[value]) && !isBatchOutput.includes(false);
  /** By value, its slot if it has one, and when it is known: p passes and t uniform steps after these, p * lap + t. */
  const slots: (number | undefined)[] = [...inputs, ...program.nodes.map(() => undefined)];
  if (!callsForeign && (!isBatch.includes(1) || isWhole))
    return kernelFor(extract(program, root, slots, inputs, program.outputs).program, isBatch);

  let slotCount = inputs.length;
  const times: number[] = [];
  /** By value, whether it is computed from n by other ops than reductions. */
  const isOfCount: boolean[] = [];
  /** By value, how many foreign functions it takes one after the other within a pass. */
  const depths: number[] = [];
  const lap = root.length;
  const afterPass = (time: number) => time - (time % lap) + lap;
  /** By the time when they are known, the values that are results of reductions, or of foreign functions of numbers. */
  const schedule = new Map<number, number[]>();
  const dueAt = (time: number): number[] => {
    const due = schedule.get(time) ?? [];
    schedule.set(time, due);
    return due;
  };
  /** The values that foreign functions give for each block, and their slots. */
  const foreign: number[] = [];
  const blocks = new Set<number>();
  const isForeign = (value: number) => nodeOfValue(program, value)?.op === FOREIGN;
  needed.forEach((isNeeded, value) => {
    const node = nodeOfValue(program, value);
    const data = isNeeded && node ? dataOf(node).map((operand) => root[operand]!) : [];
    isOfCount.push(node?.op === COUNT || (!isReduction[value] && data.some((operand) => isOfCount[operand])));
    let time = Math.max(0, ...data.map((operand) => times[operand]!));
    let depth = Math.max(0, ...data.map((operand) => depths[operand]!));
    if (isNeeded && node?.op === COUNT) slots[value] = inputs.length;
    else if (isNeeded && (isReduction[value] || isForeign(value))) {
      slots[value] = ++slotCount;
      if (varies[value]) {
        depth++;
        foreign.push(value);
        blocks.add(slotCount);
      } else {
        depth = 0;
        time = data.slice(0, 2).some((operand) => varies[operand]) ? afterPass(time) : time + 1;
        dueAt(time).push(value);
      }
    }
    times.push(time);
    depths.push(depth);
  });

  const steps: Step[] = [];
  let planned = 0;
  /** What computes these values. */
  const kernelWith = (batches: readonly number[], outputs: readonly number[]) => {
    const { program: own, inputs } = extract(program, root, slots, batches, outputs);
    const flags = Uint8Array.from(inputs, (slot) => +(isBatch[slot] === 1 || blocks.has(slot)));
    return { inputs, kernel: kernelFor(own, flags), ops: own.nodes.length };
  };
  /** The step after which the reductions of this time are known, and which gives these outputs of the call. */
  const add = (time: number, results: readonly (readonly [number, number])[]): void => {
    const isPass = time % lap === 0;
    /** What computes outputs, and then what these foreign functions get. */
    const part = (outputs: number[], batches: number[], called: readonly number[]): Part => {
      const calls: ForeignCall[] = [];
      const add = (run: ForeignNode | PreparedLoop, args: Iterable<number>, results: readonly number[]) =>
        calls.push({ run, args: Array.from(args, (arg) => outputs.push(arg) - 1), results });
      const loops: (LoopCall & { readonly results: number[] })[] = [];
      for (const value of called) {
        const [list, f] = nodeOfValue(program, value)!.operands as [number, number];
        const foreign = hidden.at(f - inputs.length) as ForeignNode;
        const args = argumentsOf(program, list).map((arg) => root[arg]!);
        const { state } = foreign;
        if (state === undefined) {
          add(foreign, args, [slots[value]!]);
          continue;
        }
        // What is asked of one loop with the same inputs is computed at once.
        let call = loops.find(
          ({ loop, inputs }) =>
            loop === state.loop && state.inputs.every((input, i) => (inputs.get(input) ?? args[i]) === args[i]),
        );
        if (!call) loops.push((call = { loop: state.loop, states: [], inputs: new Map(), results: [] }));
        call.states.push(state);
        call.results.push(slots[value]!);
        state.inputs.forEach((input, i) => call.inputs.set(input, args[i]!));
      }
      for (const call of loops) add(prepareLoop(call, varies, planOf), call.inputs.values(), call.results);
      // A program without a batch would give one vector, and no block.
      if (isPass && batches.length === 0) batches.push(isBatch.indexOf(1));
      const own = kernelWith(batches, outputs);
      planned += own.ops + OPS_OF_STEP;
      if (planned > MAX_PLANNED) throw tooManyPasses(steps.length, MAX_PLANNED);
      return { ...own, calls };
    };

    const outputs: number[] = [];
    const batches: number[] = [];
    const output = (value: number): Place => ~(outputs.push(value) - 1);
    const placeOf = (value: number, isBlock: boolean): Place => {
      const slot = slots[value];
      if (slot === undefined || (isBlock && !varies[value])) {
        const known = outputs.indexOf(value);
        return known < 0 ? output(value) : ~known;
      }
      if (varies[value]) batches.push(slot);
      return slot;
    };
    const due = schedule.get(time) ?? [];
    const reduced = due
      .filter((value) => !isForeign(value))
      .map((value): Reduction => {
        const { op, operands } = nodeOfValue(program, value)!;
        let [x, y] = operands.map((operand) => root[operand]!) as [number, number];
        if (op === DOT && !varies[x]) [x, y] = [y, x];
        const isMoment = op === VARIANCE_ABOUT || op === STD_ABOUT;
        const ddof = isMoment ? nodeOfValue(program, operands[2]!) : undefined;
        return {
          op: op === TOTAL ? SUM : op,
          result: slots[value]!,
          x: placeOf(x, isPass),
          y: op === DOT || isMoment ? placeOf(y, false) : undefined,
          ddof: ddof && isConstant(ddof) ? ddof.value : 0,
          isDivided: op === TOTAL && isOfCount[x]!,
        };
      });
    // Two outputs of the call may be one value, but not one array.
    const placed = results.map(([value, i]) => [isPass ? output(value) : placeOf(value, false), i] as const);
    const before: Part[] = [];
    if (isPass && foreign.length > 0) {
      const reached = valuesBelow([...outputs, ...due.flatMap((value) => dataOf(nodeOfValue(program, value)!))]);
      const within = foreign.filter((value) => reached.has(value));
      for (let depth = 1; within.some((value) => depths[value]! >= depth); depth++) {
        const called = within.filter((value) => depths[value] === depth);
        before.push(part([], [], called));
      }
    }
    const last = part(outputs, batches, isPass ? [] : due.filter(isForeign));
    const isWhole = isPass && before.length === 0;
    const accumulating = isWhole ? accumulatingOf(last.kernel, last.inputs, reduced, placed.length) : undefined;
    steps.push({ ...last, isPass, before, accumulating, reductions: reduced, results: placed });
  };

  /** These values and all that are computed for them in one pass. */
  const valuesBelow = (values: readonly number[]): ReadonlySet<number> => {
    const reached = new Set(values.map((value) => root[value]!));
    for (const value of reached) {
      const node = slots[value] === undefined || varies[value] ? nodeOfValue(program, value) : undefined;
      for (const operand of node ? dataOf(node) : []) reached.add(root[operand]!);
    }
    return reached;
  };

  const results = program.outputs.map((output, i) => [root[output]!, i] as const);
  const batches = results.filter(([, i]) => isBatchOutput[i]);
  const numbers = results.filter(([, i]) => !isBatchOutput[i]);
  for (const [value] of batches) dueAt(afterPass(times[value]!));
  const ordered = [...schedule.keys()].sort((a, b) => a - b);
  const last = ordered.filter((time) => time % lap === 0).pop();

  const kept: [slot: number, output: number][] = [];
  const ofBatches = valuesBelow(batches.map(([value]) => value));
  /** What is reduced in this pass and computed again for batches, if that takes long, with the outputs that keep it. */
  const keptIn = (time: number): (readonly [number, number])[] => {
    const free = batches.slice(kept.length);
    const due = keeps && !callsForeign && time % lap === 0 ? schedule.get(time)! : [];
    const reduced = due.flatMap((value) => dataOf(nodeOfValue(program, value)!).map((operand) => root[operand]!));
    const values = [...new Set(reduced)]
      .filter((value) => varies[value] && slots[value] === undefined && ofBatches.has(value))
      .slice(0, free.length);
    if (values.length === 0) return [];
    const { kernel, ops } = kernelWith([], values);
    const isLong = kernel.heat.element >= ARITHMETIC * ops + MIN_KEPT * values.length;
    return isLong ? values.map((value, i) => [value, free[i]![1]]) : [];
  };
  for (const time of ordered) {
    if (time === last) {
      add(time, batches);
      continue;
    }
    const own = keptIn(time);
    add(time, own);
    for (const [value, output] of own) {
      kept.push([(slots[value] = ++slotCount), output]);
      blocks.add(slotCount);
    }
  }
  if (numbers.length > 0) add(Infinity, numbers);
  let withoutKept: Plan | undefined;
  return {
    isBatch,
    varies: isBatchOutput,
    steps,
    kept,
    withoutKept: () => (withoutKept ??= planOf(program, isBatch, hidden, refuse, false) as Plan),
    last: (steps.filter(({ isPass }) => isPass).pop() ?? steps[0]!).kernel,
    arenaBytes: kernelsOf({ steps }).reduce((most, { arenaBytes }) => Math.max(most, arenaBytes), 0),
    sums: steps.reduce((most, { reductions }) => Math.max(most, reductions.length), 1),
  };
}

function kernelFor(program: Program, isBatch: Uint8Array): Kernel {
  const bytes = simplify(encode(program), program.inputs);
  return kernelOf(bytes, textOf(bytes), isBatch);
}

/** Bytes as a string: a line break, and a character for each. In pieces, for a function takes only so many arguments. */
export function textOf(bytes: Uint8Array): string {
  // The line break parts minified code: see scripts/lib/line-breaks.mjs.
  let text = `\n`;
  for (let i = 0; i < bytes.length; i += 4096) text += String.fromCharCode(...bytes.subarray(i, i + 4096));
  return text;
}

/** The reductions that are their argument for one element. */
const IDENTITIES: readonly number[] = [SUM, MEAN, AMAX, AMIN];

/**
 * The part of a program that computes these values from slots: from inputs, and from what reductions gave. Reductions
 * without a slot are of one element.
 *
 * @param slots - By value, the slot that it is in.
 * @param inputs - Slots that are inputs of the part in any case.
 */
function extract(
  program: Program,
  root: readonly number[],
  slots: readonly (number | undefined)[],
  inputs: readonly number[],
  outputs: readonly number[],
): { readonly program: Program; readonly inputs: readonly number[] } {
  const needed = new Set(outputs.map((output) => root[output]!));
  const used = new Set(inputs);
  // A set that grows is visited to its end. Not all values from the last on: a program may have as many steps as values.
  for (const value of needed) {
    const slot = slots[value];
    if (slot !== undefined) used.add(slot);
    else for (const operand of dataOf(nodeOfValue(program, value)!)) needed.add(root[operand]!);
  }
  const all = [...used].sort((a, b) => a - b);
  const inputOf = new Map(all.map((slot, input) => [slot, input]));
  const numbers = new Map<number, number>();
  const numberOf = (value: number) => numbers.get(root[value]!)!;
  const nodes: Node[] = [];
  for (const value of [...needed].sort((a, b) => a - b)) {
    const slot = slots[value];
    const node = nodeOfValue(program, value)!;
    const number =
      slot !== undefined
        ? inputOf.get(slot)!
        : IDENTITIES.includes(node.op)
          ? numberOf(node.operands[0]!)
          : all.length +
            nodes.push(
              // Sets are never computed; bytes from outside may take one for a value.
              node.op === COUNT || isSet(node.op)
                ? constantNode(node.op === COUNT ? 1 : 0)
                : isConstant(node)
                  ? node
                  : { op: node.op, operands: node.operands.map(numberOf) },
            ) -
            1;
    numbers.set(value, number);
  }
  return { program: { inputs: all.length, nodes, outputs: outputs.map(numberOf) }, inputs: all };
}
