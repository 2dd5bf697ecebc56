// Calls with numbers and batches. Everything is checked before anything is
// written, so that a call that throws has changed nothing.

import { toFloats } from "./batch.js";
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
    if (traced.shape === 0) return result(kernel, 0);
    const values: number[] = [];
    for (let i = 0; i < kernel.outputs.length; i++) values.push(result(kernel, i));
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
    for (let i = 0; i < outputs.length; i++) outputs[i]![0] = result(kernel, i);
  } else {
    const apart = length > kernel.block ? withoutShifted(inputs, outputs, length) : inputs;
    runOver(kernel, apart, outputs, length);
  }
}

function areNumbers(args: readonly unknown[]): args is readonly number[] {
  for (let i = 0; i < args.length; i++) if (typeof args[i] !== "number") return false;
  return true;
}

/** The program's inputs, and the length that the batches among them have in common: 1 if there are none. */
function checked(traced: Traced, args: readonly unknown[]): { inputs: (number | Float32Array)[]; length: number } {
  const inputs: (number | Float32Array)[] = [];
  let first: { position: number; length: number } | undefined;
  const add = (value: unknown, position: number) => {
    if (typeof value === "number") return void inputs.push(value);
    const floats = toFloats(value, traced, position);
    first ??= { position, length: floats.length };
    if (floats.length !== first.length) throw lengthsDiffer(traced, first, { position, length: floats.length });
    inputs.push(floats);
  };
  args.forEach(add);
  for (const node of traced.hidden) if (node.kind === "captured") add(node.data, CAPTURED);
  return { inputs, length: first?.length ?? 1 };
}
