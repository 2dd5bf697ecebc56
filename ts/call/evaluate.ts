// Calls with numbers and batches. Everything is checked before anything is
// written, so that a call that throws has changed nothing.

import { toElements } from "../memory/batch.js";
import { type Elements, writeFirst } from "../memory/elements.js";
import { CAPTURED, lengthsDiffer } from "../errors.js";
import { collectOperands } from "./into.js";
import { result, runInto, runOnce, runOver } from "../engine/run.js";
import { arrange } from "../program/shape.js";
import type { Traced } from "../trace/traced-function.js";

/** The value at numbers alone, the short way. */
function atNumbers(traced: Traced, args: readonly number[]): unknown {
  const kernel = traced.single();
  const count = kernel.outputs.length;
  runOnce(kernel, args);
  if (traced.shape === 0) return result(0);
  // A value and its derivative: an array that grows is slower than one that is written down.
  if (traced.isFlat && count === 2) return [result(0), result(1)];
  const values: number[] = [];
  for (let i = 0; i < count; i++) values.push(result(i));
  return traced.isFlat ? values : arrange(traced.shape, values);
}

/** The value at these arguments. */
export function evaluate(traced: Traced, args: readonly unknown[]): unknown {
  if (traced.hidden.length === 0 && areNumbers(args)) return atNumbers(traced, args);
  const { inputs, length } = checked(traced, args);
  const kernel = traced.kernel(inputs);
  const outputs: Float32Array[] = [];
  for (let i = 0; i < kernel.outputs.length; i++) outputs.push(new Float32Array(length));
  runOver(kernel, inputs, outputs, length);
  return traced.isFlat ? outputs : arrange(traced.shape, outputs);
}

/** Writes the value at these arguments to `out`, arrays in the structure of the result. */
export function evaluateInto(traced: Traced, out: unknown, args: readonly unknown[]): void {
  const { inputs, length } = checked(traced, args);
  const operands = collectOperands(traced, inputs, out, length);
  const kernel = traced.kernel(inputs);
  if (areNumbers(inputs)) {
    runOnce(kernel, inputs);
    operands.outputs.forEach((output, i) => writeFirst(result(i), output));
  } else {
    runInto(kernel, operands, length);
  }
}

export function areNumbers(args: readonly unknown[]): args is readonly number[] {
  for (let i = 0; i < args.length; i++) if (typeof args[i] !== "number") return false;
  return true;
}

/** The program's inputs, and the length that the batches among them have in common: 1 if there are none. */
function checked(traced: Traced, args: readonly unknown[]): { inputs: (number | Elements)[]; length: number } {
  const inputs: (number | Elements)[] = [];
  let first: { position: number; length: number } | undefined;
  const add = (value: unknown, position: number) => {
    if (typeof value === "number") return void inputs.push(value);
    const elements = toElements(value, traced, position);
    const { length } = elements;
    first ??= { position, length };
    if (length !== first.length) throw lengthsDiffer(traced, first, { position, length });
    inputs.push(elements);
  };
  args.forEach(add);
  for (const node of traced.hidden) if (node.kind === "captured") add(node.data, CAPTURED);
  return { inputs, length: first?.length ?? 1 };
}
