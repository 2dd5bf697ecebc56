// What runs a call of a program with reductions: steps, each of which is a program without any, for the engines.
//
// A pass goes over the elements: it computes what reductions are of, and in the last pass the results that are batches.
// Between passes, uniform steps compute with numbers. The level of a value is the number of passes before it. A
// reduction of what does not vary is known in closed form, after a step of its own: its turn within the level.

import { AMAX, AMIN, CONSTANT_CODE, COUNT, DOT, MEAN, STD_ABOUT, SUM, TOTAL, VARIANCE_ABOUT } from "../core/layout.js";
import { simplify } from "../core/load.js";
import { encode } from "../program/format.js";
import { isConstant, type Node, nodeOfValue, type Program } from "../program/program.js";
import { dataOf, isSet, type Kinds, kindsOf, type Refusal, refusalOf } from "./kinds.js";
import { type Kernel, kernelOf } from "./kernel.js";

/** Where a value of a step is: in an output of its program, in an input that is a batch, or in a slot, as a number. */
export interface Source {
  readonly in: "output" | "input" | "slot";
  readonly index: number;
}

/** A reduction, by its op's code: of a batch in a pass, else of what is the same for all elements. */
export interface Reduction {
  readonly op: number;
  /** The slot of its result. */
  readonly result: number;
  readonly x: Source;
  /** The second argument of dot, and the mean that variance is about. */
  readonly y: Source | undefined;
  readonly ddof: number;
  /** Whether it is NaN of no element: a total with a factor 1 / n, as the gradient of a mean by a number. */
  readonly isDivided: boolean;
}

/** The slots are the inputs of the call, then n, then the results of reductions. */
export interface Step {
  readonly isPass: boolean;
  /** For each input of the kernel its slot. */
  readonly inputs: readonly number[];
  readonly kernel: Kernel;
  /** The number of the kernel's outputs. */
  readonly outputs: number;
  readonly reductions: readonly Reduction[];
  /** Outputs of the call, by their number, with where they come from. */
  readonly results: readonly (readonly [Source, number])[];
}

export class Plan {
  constructor(
    /** A flag for each input of the call: 1 for a batch, 0 for a number. */
    readonly isBatch: Uint8Array,
    /** By output of the call, whether it is a batch; else it is a number. */
    readonly varies: readonly boolean[],
    readonly steps: readonly Step[],
    /** The kernel of the last pass. */
    readonly last: Kernel,
  ) {}
}

/** By its class: a property that kernels lack could be inherited. */
export function isPlan(target: Kernel | Plan): target is Plan {
  return target instanceof Plan;
}

/**
 * What runs a call with batches where `isBatch` is not 0.
 *
 * @param refuse - Throws the error of a call that has no one meaning.
 */
export function planOf(program: Program, isBatch: Uint8Array, refuse: (refusal: Refusal) => never): Kernel | Plan {
  const kinds = kindsOf(program, isBatch);
  const refusal = refusalOf(program, kinds);
  if (refusal) refuse(refusal);
  const { needed, isReduction, isBatchOutput } = kinds;
  const isWhole = !isReduction.some((is, value) => is && needed[value]) && !isBatchOutput.includes(false);
  if (!isBatch.includes(1) || isWhole) {
    const all = Array.from(isBatch, (_, input) => input);
    return kernelFor(extract(program, kinds, [], all, program.outputs).program, isBatch);
  }
  return new Planner(program, kinds, isBatch).plan();
}

function kernelFor(program: Program, isBatch: Uint8Array): Kernel {
  const bytes = simplify(encode(program), program.inputs);
  return kernelOf(bytes, textOf(bytes), isBatch);
}

/** Bytes as a string of as many characters. In pieces, for a function takes only so many arguments. */
export function textOf(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 4096) text += String.fromCharCode(...bytes.subarray(i, i + 4096));
  return text;
}

/** The reductions that are their argument for one element. */
const IDENTITIES: readonly number[] = [SUM, MEAN, AMAX, AMIN];

/**
 * The part of a program that computes these values from slots: from inputs, and from what reductions gave. Reductions
 * without a slot are of one element.
 *
 * @param slots - By value, the slot of a reduction's result.
 * @param inputs - Slots that are inputs of the part in any case, in order.
 */
function extract(
  program: Program,
  { root }: Kinds,
  slots: readonly (number | undefined)[],
  inputs: readonly number[],
  outputs: readonly number[],
): { readonly program: Program; readonly inputs: readonly number[] } {
  const slotOf = (value: number) => (value < program.inputs ? value : slots[value]);
  const needed = new Set(outputs.map((output) => root[output]!));
  const used = new Set(inputs);
  for (let value = root.length; value-- > 0;) {
    if (!needed.has(value)) continue;
    const slot = slotOf(value);
    if (slot !== undefined) used.add(slot);
    else for (const operand of dataOf(nodeOfValue(program, value)!)) needed.add(root[operand]!);
  }
  const all = [...used].sort((a, b) => a - b);
  const numbers = new Map<number, number>();
  const nodes: Node[] = [];
  for (let value = 0; value < root.length; value++) {
    if (!needed.has(value)) continue;
    const slot = slotOf(value);
    const node = nodeOfValue(program, value);
    let number = all.length + nodes.length;
    if (slot !== undefined) number = all.indexOf(slot);
    else if (node!.op === COUNT) nodes.push({ op: CONSTANT_CODE, value: 1 });
    else if (isConstant(node!)) nodes.push(node);
    // Sets are never computed; bytes from outside may take one for a value.
    else if (isSet(node!.op)) nodes.push({ op: CONSTANT_CODE, value: 0 });
    else {
      const operands = node!.operands.map((operand) => numbers.get(root[operand]!)!);
      if (IDENTITIES.includes(node!.op)) number = operands[0]!;
      else nodes.push({ op: node!.op, operands });
    }
    numbers.set(value, number);
  }
  return {
    program: { inputs: all.length, nodes, outputs: outputs.map((output) => numbers.get(root[output]!)!) },
    inputs: all,
  };
}

/** When a value is known: after so many passes, and so many uniform steps. */
interface Time {
  readonly level: number;
  readonly turn: number;
}

const START: Time = { level: 0, turn: 0 };

function later(a: Time, b: Time): Time {
  return a.level > b.level || (a.level === b.level && a.turn >= b.turn) ? a : b;
}

class Planner {
  readonly #program: Program;
  readonly #kinds: Kinds;
  readonly #isBatch: Uint8Array;
  /** By value. */
  readonly #times: Time[] = [];
  readonly #slots: (number | undefined)[] = [];
  /** By value, whether it is computed from n by other ops than reductions. */
  readonly #isOfCount: boolean[] = [];
  /** The values that are results of reductions. */
  readonly #reductions: number[] = [];
  readonly #steps: Step[] = [];

  constructor(program: Program, kinds: Kinds, isBatch: Uint8Array) {
    this.#program = program;
    this.#kinds = kinds;
    this.#isBatch = isBatch;
    const { needed, root, isReduction, varies } = kinds;
    let slot = program.inputs + 1;
    needed.forEach((isNeeded, value) => {
      const node = nodeOfValue(program, value);
      const data = isNeeded && node ? dataOf(node).map((operand) => root[operand]!) : [];
      const isOfCount = data.some((operand) => this.#isOfCount[operand]);
      this.#isOfCount.push(node?.op === COUNT || (isOfCount && !isReduction[value]));
      let time = data.reduce((time, operand) => later(time, this.#times[operand]!), START);
      if (isNeeded && node?.op === COUNT) this.#slots[value] = program.inputs;
      else if (isNeeded && isReduction[value]) {
        const isOfBatch = data.slice(0, 2).some((operand) => varies[operand]);
        time = isOfBatch ? { level: time.level + 1, turn: 0 } : { level: time.level, turn: time.turn + 1 };
        this.#slots[value] = slot++;
        this.#reductions.push(value);
      }
      this.#times.push(time);
    });
  }

  plan(): Plan {
    const { isBatchOutput, root } = this.#kinds;
    const { outputs } = this.#program;
    const timeOf = (value: number) => this.#times[root[value]!]!;
    const times = this.#reductions.map(timeOf);
    const numbered = outputs.map((output, i): [number, number] => [output, i]);
    const batches = numbered.filter(([, i]) => isBatchOutput[i]);
    const levels = [...times.map(({ level }) => level), ...batches.map(([output]) => timeOf(output).level + 1)];
    const passes = Math.max(0, ...levels);
    for (let level = 0; level <= passes; level++) {
      if (level > 0) this.#step(true, { level, turn: 0 }, level === passes ? batches : []);
      const turns = times.filter((time) => time.level === level).map(({ turn }) => turn);
      for (let turn = 1; turn <= Math.max(0, ...turns); turn++) this.#step(false, { level, turn }, []);
    }
    const others = numbered.filter(([, i]) => !isBatchOutput[i]);
    if (others.length > 0) this.#step(false, { level: -1, turn: 0 }, others);
    const steps = this.#steps;
    const last = steps.filter(({ isPass }) => isPass).pop() ?? steps[0]!;
    return new Plan(this.#isBatch, isBatchOutput, steps, last.kernel);
  }

  /** The step after which the reductions of this time are known, and which gives these outputs of the call. */
  #step(isPass: boolean, time: Time, results: readonly (readonly [number, number])[]): void {
    const { root, varies } = this.#kinds;
    const outputs: number[] = [];
    const batches: number[] = [];
    const output = (value: number): Source => ({ in: "output", index: outputs.push(value) - 1 });
    const sourceOf = (value: number, isBlock: boolean): Source => {
      const slot = value < this.#program.inputs ? value : this.#slots[value];
      if (slot === undefined || (isBlock && !varies[value])) {
        const known = outputs.indexOf(value);
        return known < 0 ? output(value) : { in: "output", index: known };
      }
      if (varies[value]) batches.push(slot);
      return { in: varies[value] ? "input" : "slot", index: slot };
    };
    const reductions = this.#reductions
      .filter((value) => this.#times[value]!.level === time.level && this.#times[value]!.turn === time.turn)
      .map((value): Reduction => {
        const { op, operands } = nodeOfValue(this.#program, value) as { op: number; operands: readonly number[] };
        let [x, y] = operands.map((operand) => root[operand]!) as [number, number];
        if (op === DOT && !varies[x]) [x, y] = [y, x];
        const [isDot, isMoment] = [op === DOT, op === VARIANCE_ABOUT || op === STD_ABOUT];
        const ddof = isMoment ? nodeOfValue(this.#program, operands[2]!) : undefined;
        return {
          op: op === TOTAL ? SUM : op,
          result: this.#slots[value]!,
          x: sourceOf(x, isPass),
          y: isDot || isMoment ? sourceOf(y, false) : undefined,
          ddof: ddof && isConstant(ddof) ? ddof.value : 0,
          isDivided: op === TOTAL && this.#isOfCount[x]!,
        };
      });
    // Two outputs of the call may be one value, but not one array.
    const written = results.map(([value, i]): [Source, number] => [
      isPass ? output(root[value]!) : sourceOf(root[value]!, false),
      i,
    ]);
    // A program without a batch would give one vector, and no block.
    if (isPass && batches.length === 0) batches.push(this.#isBatch.indexOf(1));
    const part = extract(this.#program, this.#kinds, this.#slots, batches, outputs);
    const inputs = part.inputs;
    const flags = Uint8Array.from(inputs, (slot) => this.#isBatch[slot] ?? 0);
    const located = (source: Source): Source =>
      source.in === "input" ? { in: "input", index: inputs.indexOf(source.index) } : source;
    this.#steps.push({
      isPass,
      inputs,
      kernel: kernelFor(part.program, flags),
      outputs: outputs.length,
      reductions: reductions.map((each) => ({ ...each, x: located(each.x), y: each.y && located(each.y) })),
      results: written,
    });
  }
}
