// Plans: calls of several steps, for programs with reductions. A pass goes over the elements and leaves numbers; between
// passes, uniform steps compute with these. crate/src/transform/specialise.rs makes them.

import { specialise } from "../core/load.js";
import { Reader } from "../program/bytes.js";
import { type Kernel, kernelOf } from "./kernel.js";

/** Where a value of a step is: an output of its program, an input that is a batch, or a number. */
export interface Source {
  readonly kind: 0 | 1 | 2;
  /** Of a number, its slot: an input of the call; then n; then a result of a reduction. */
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
}

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

export interface Plan {
  /** The number of inputs of the call. */
  readonly inputs: number;
  /** For each output, whether it is a batch; else it is a number. */
  readonly varies: readonly boolean[];
  readonly steps: readonly Step[];
  /** The most reductions of one pass. */
  readonly sums: number;
  /** The kernel of the last pass. */
  readonly last: Kernel;
}

/** Why a call is refused: a reason, the code of an op, and the input to name or -1. */
export interface Refusal {
  readonly reason: number;
  readonly op: number;
  readonly input: number;
}

export type Target = Kernel | Plan | Refusal;

export function isPlan(target: Target): target is Plan {
  return (target as Plan).steps !== undefined;
}

/**
 * What runs a call of a program with batches where `isBatch` is not 0.
 *
 * @param programText - The program's bytes as a string, a key that a Map compares by content.
 */
export function targetOf(program: Uint8Array, programText: string, isBatch: Uint8Array): Target {
  const reader = new Reader(specialise(program, isBatch));
  switch (reader.varint()) {
    case 0: {
      const reason = reader.varint();
      return { reason: reason >> 8, op: reason & 0xff, input: reader.varint() - 1 };
    }
    case 1: {
      const whole = reader.rest();
      return whole.length === 0 ? kernelOf(program, programText, isBatch) : kernelOf(whole, textOf(whole), isBatch);
    }
  }
  const inputs = isBatch.length;
  reader.varint();
  const varies = reader.times(reader.varint(), () => reader.varint() === 1);
  const steps = reader.times(reader.varint(), () => readStep(reader, isBatch));
  const passes = steps.filter((step) => step.isPass);
  const sums = Math.max(0, ...passes.map((step) => step.reductions.length));
  return { inputs, varies, steps, sums, last: (passes[passes.length - 1] ?? steps[steps.length - 1]!).kernel };
}

function readStep(reader: Reader, isBatch: Uint8Array): Step {
  const isPass = reader.varint() === 1;
  const inputs = reader.times(reader.varint(), () => reader.varint());
  const program = reader.bytes(reader.varint());
  const outputs = reader.varint();
  const reductions = reader.times(reader.varint(), (): Reduction => {
    const [op, result, x, y] = reader.times(4, () => reader.varint()) as [number, number, number, number];
    return {
      op,
      result: isBatch.length + 1 + result,
      x: sourceOf(x),
      y: y === 0 ? undefined : sourceOf(y - 1),
      ddof: reader.float32(),
    };
  });
  const results = reader.times(reader.varint(), () => [sourceOf(reader.varint()), reader.varint()] as const);
  const flags = Uint8Array.from(inputs, (slot) => isBatch[slot] ?? 0);
  return { isPass, inputs, kernel: kernelOf(program, textOf(program), flags), outputs, reductions, results };
}

function sourceOf(code: number): Source {
  return { kind: (code % 3) as Source["kind"], index: Math.floor(code / 3) };
}

/** Bytes as a string of as many characters. In pieces, for a function takes only so many arguments. */
export function textOf(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 4096) text += String.fromCharCode(...bytes.subarray(i, i + 4096));
  return text;
}
