// The arrays that a call writes into.

import { isFloats } from "./batch.js";
import { overlappingOutputs, shortOutput, wrongOutput, wrongStructure } from "./errors.js";
import { pathTo, type Shape } from "./shape.js";
import type { Traced } from "./traced.js";

/**
 * The arrays in `out`, by the number of the output that they take.
 *
 * @throws TypeError if `out` has not the structure of the result, or holds anything else.
 * @throws RangeError if an array is shorter than n, or the first n elements of two share memory.
 */
export function collectOutputs(traced: Traced, out: unknown, n: number): Float32Array[] {
  const { label, shape } = traced;
  const outputs: Float32Array[] = [];
  const collect = (part: Shape, value: unknown) => {
    if (typeof part !== "number") {
      if (!Array.isArray(value) || value.length !== part.length)
        throw wrongStructure(label, path(part), part.length, value);
      part.forEach((inner, i) => collect(inner, value[i]));
    } else {
      if (!isFloats(value)) throw wrongOutput(label, path(part), value);
      if (value.length < n) throw shortOutput(label, path(part), value.length, n);
      outputs[part] = value;
    }
  };
  const path = (part: Shape) => `out${pathTo(shape, part)}`;
  collect(shape, out);

  outputs.forEach((output, i) => {
    const other = outputs.findIndex((other, j) => j < i && overlap(output, other, n));
    if (other >= 0) throw overlappingOutputs(label, path(other), path(i));
  });
  return outputs;
}

/**
 * The inputs, but copies of those that an output overlaps from another start. An
 * output may be an input: a block is read before it is written. Shifted, it would
 * be written over before it is read.
 */
export function withoutShifted(
  inputs: readonly (number | Float32Array)[],
  outputs: readonly Float32Array[],
  n: number,
): (number | Float32Array)[] {
  return inputs.map((input) => {
    if (typeof input === "number") return input;
    const isShifted = outputs.some((output) => output.byteOffset !== input.byteOffset && overlap(output, input, n));
    return isShifted ? new Float32Array(input) : input;
  });
}

/** Whether the first n elements of two arrays share memory. */
function overlap(a: Float32Array, b: Float32Array, n: number): boolean {
  return a.buffer === b.buffer && Math.abs(a.byteOffset - b.byteOffset) < 4 * n;
}
