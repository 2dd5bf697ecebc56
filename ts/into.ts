// The arrays that a call writes into.

import { coincide, type Elements, overlap, read } from "./elements.js";
import { overlappingOutputs, shortOutput, wrongOutput, wrongStructure } from "./errors.js";
import { isFloats } from "./floats.js";
import { pathTo, type Shape } from "./shape.js";
import { isWhole, Strided } from "./strided.js";
import type { Traced } from "./traced.js";

/**
 * The arrays in `out`, by the number of the output that they take.
 *
 * @throws TypeError if `out` has not the structure of the result, or holds anything else.
 * @throws RangeError if an array is shorter than n, or the first n elements of two share memory.
 */
export function collectOutputs(traced: Traced, out: unknown, n: number): Elements[] {
  const { label, shape } = traced;
  const outputs: Elements[] = [];
  const collect = (part: Shape, value: unknown) => {
    if (typeof part !== "number") {
      if (!Array.isArray(value) || value.length !== part.length)
        throw wrongStructure(label, path(part), part.length, value);
      part.forEach((inner, i) => collect(inner, value[i]));
    } else {
      if (!isFloats(value) && !(value instanceof Strided)) throw wrongOutput(label, path(part), value);
      const length = value instanceof Strided && !isWhole(value) ? 0 : value.length;
      if (length < n) throw shortOutput(label, path(part), length, n);
      outputs[part] = value;
    }
  };
  const path = (part: Shape) => `out${pathTo(shape, part)}`;
  collect(shape, out);

  for (let i = 1; i < outputs.length; i++) {
    for (let j = 0; j < i; j++) {
      if (overlap(outputs[i]!, outputs[j]!, n)) throw overlappingOutputs(label, path(j), path(i));
    }
  }
  return outputs;
}

/**
 * The inputs, but copies of those that an output overlaps otherwise than by
 * being the same. An output may be an input: elements are read before they are
 * written. Shifted, they would be written over before they are read.
 */
export function withoutShifted(
  inputs: readonly (number | Elements)[],
  outputs: readonly Elements[],
  n: number,
): readonly (number | Elements)[] {
  let apart = inputs;
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i]!;
    if (typeof input === "number" || !isShifted(input, outputs, n)) continue;
    const copy = new Float32Array(n);
    read(input, 0, copy, 0, n);
    apart = [...apart.slice(0, i), copy, ...apart.slice(i + 1)];
  }
  return apart;
}

function isShifted(input: Elements, outputs: readonly Elements[], n: number): boolean {
  for (let i = 0; i < outputs.length; i++) {
    if (overlap(outputs[i]!, input, n) && !coincide(outputs[i]!, input)) return true;
  }
  return false;
}
