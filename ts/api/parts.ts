// Evaluates parts of a function's program, for what looks into functions.

import { LIKE } from "../core/layout.js";
import { evaluate, readInputs } from "../call/evaluate.js";
import { type Kinds, kindsOf } from "../engine/kinds.js";
import { ofExpression, wrongArguments } from "../errors.js";
import { type Elements, read } from "../memory/elements.js";
import { encode } from "../program/format.js";
import { constantNode, type Program } from "../program/program.js";
import { arrayOf } from "../program/tree.js";
import { isExpression } from "../trace/expression.js";
import type { Returns } from "../trace/trace.js";
import { TracedFunction } from "../trace/traced-function.js";
import { type Traceable, TRACE } from "./compiled.js";
import { transformed, value } from "./transformed.js";

/** What programs take and compute: a number, or a batch. */
export type Value = number | Elements;

/** A call of a function, checked, but not run. */
export interface Call {
  /** The function as it is, and its program. */
  readonly traced: TracedFunction;
  readonly program: Program;
  /** Those of the program: the leaves of the arguments, then captured arrays. */
  readonly inputs: readonly Value[];
  /** The number of elements. */
  readonly length: number;
  readonly kinds: Kinds;
}

/** Reads a call of a user's function. Throws as the call does; TypeError for expressions. */
export function readCall(name: string, f: unknown, args: unknown, returns: Returns): Call {
  const callable = transformed(name, f, returns, value) as Traceable;
  if (!Array.isArray(args)) throw wrongArguments(name, args);
  const leaves: unknown[] = [];
  const traced = callable[TRACE](args, leaves);
  if (traced.isOpen || leaves.some(isExpression)) throw ofExpression(traced.label, "this takes");
  const program = traced.decoded();
  const { inputs, length } = readInputs(traced, leaves);
  const isBatch = Uint8Array.from(inputs, (input) => +(typeof input !== "number"));
  return { traced, program, inputs, length, kinds: kindsOf(program, isBatch) };
}

/** Copies of `count` elements of the inputs, from one on, as float32s. */
export function slices(inputs: readonly Value[], from: number, count: number): (number | Float32Array)[] {
  return inputs.map((input) => {
    if (typeof input === "number") return Math.fround(input);
    const copy = new Float32Array(count);
    read(input, from, copy, 0, count);
    return copy;
  });
}

/**
 * What computes values of a program: numbers, and a batch for each that depends on one but by reductions.
 *
 * @param given - Values that are not computed, but inputs after the program's own.
 * @returns A function of all inputs. What it gets for a foreign function does not matter.
 */
export function evaluatorOf(
  { traced: { hidden }, program: { inputs, nodes } }: Pick<Call, "traced" | "program">,
  values: readonly number[],
  given: readonly number[] = [],
): (inputs: readonly Value[]) => (number | Float32Array)[] {
  const all = inputs + given.length;
  // Foreign functions are the last inputs, which a call adds itself.
  const isForeign = (input: number) => hidden.at(input - inputs)?.kind === "foreign";
  const own = Array.from({ length: inputs }, (_, input) => input);
  const data = [...own.filter((input) => !isForeign(input)), ...given];
  const order = [...data, ...own.filter(isForeign)];
  const rename = (value: number) => {
    const i = order.indexOf(value);
    return i < 0 ? value + given.length : i;
  };
  const zero = all + nodes.length;
  const outputs = values.map((_, i) => i);
  const renamed = nodes.map((node) => ({ ...node, operands: node.operands.map(rename) }));
  // As an output without `like`, a number would come back as a batch.
  const likes = values.map((value) => ({ op: LIKE, operands: [rename(value), zero] }));
  const traced = new TracedFunction(
    { label: "", names: order.map(() => ""), leaves: undefined },
    encode({
      inputs: all,
      nodes: [...renamed, constantNode(0), ...likes],
      outputs: outputs.map((i) => zero + 1 + i),
    }),
    arrayOf(outputs),
    hidden.filter(({ kind }) => kind === "foreign"),
  );
  return (all) =>
    values.length > 0
      ? (evaluate(
          traced,
          data.map((value, i) => all[value < inputs ? value : inputs + i - data.length + given.length]!),
        ) as (number | Float32Array)[])
      : [];
}
