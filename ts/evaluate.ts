// Calls with numbers and batches. Everything is checked before anything is
// written, so that a call that throws has changed nothing.

import { toElements } from "./batch.js";
import { type Elements, writeFirst } from "./elements.js";
import { CAPTURED, lengthsDiffer } from "./errors.js";
import { collectOutputs, withoutShifted } from "./into.js";
import { result, runOnce, runOver } from "./run.js";
import { arrange } from "./shape.js";
import type { Traced } from "./traced.js";

/** The value at these arguments. Numbers alone take the short way. */
export function evaluate(traced: Traced, args: readonly unknown[]): unknown {
  if (areNumbers(args) && traced.hidden.length === 0) {
    const kernel = traced.single();
    runOnce(kernel, args);
    if (traced.shape === 0) return result(0);
    const values: number[] = [];
    for (let i = 0; i < kernel.outputs.length; i++) values.push(result(i));
    return arrange(traced.shape, values);
  }
  const { inputs, length } = checked(traced, args);
  const kernel = traced.kernel(inputs);
  const outputs: Float32Array[] = [];
  for (let i = 0; i < kernel.outputs.length; i++) outputs.push(new Float32Array(length));
  runOver(kernel, inputs, outputs, length);
  return arrange(traced.shape, outputs);
}

/** Writes the value at these arguments to `out`, arrays in the structure of the result. */
export function evaluateInto(traced: Traced, out: unknown, args: readonly unknown[]): void {
  const { inputs, length } = checked(traced, args);
  const outputs = collectOutputs(traced, out, length);
  const kernel = traced.kernel(inputs);
  if (areNumbers(inputs)) {
    runOnce(kernel, inputs);
    for (let i = 0; i < outputs.length; i++) writeFirst(result(i), outputs[i]!);
  } else {
    runOver(kernel, withoutShifted(inputs, outputs, length), outputs, length);
  }
}

function areNumbers(args: readonly unknown[]): args is readonly number[] {
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
