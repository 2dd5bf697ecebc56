// The arrays that a call writes into.

import { bufferOf, coincide, type Elements, type Operands, overlap, read } from "../memory/elements.js";
import { overlappingOutputs, shortOutput, wrongOutput, wrongStructure } from "../errors.js";
import { isFloat32Array } from "../memory/is-float32-array.js";
import { pathTo, type Shape } from "../program/shape.js";
import { isWhole, Strided } from "../memory/strided.js";
import type { Callable } from "./callable.js";

/**
 * The operands of a call whose results go to `out`.
 *
 * An output may be an input, because a block is read before it is written. An input that an output overlaps in any
 * other way is replaced by a copy: blocks of the output would overwrite elements not read yet.
 *
 * @throws TypeError if `out` has not the structure of the result, or holds anything else than arrays.
 * @throws RangeError if an array is shorter than n, or the first n elements of two share memory.
 */
export function collectOperands(
  callable: Callable,
  inputs: readonly (number | Elements)[],
  out: unknown,
  n: number,
): Operands {
  const { outputs, path } = collectOutputs(callable, out, n);
  const buffers = outputs.map(bufferOf);
  let buffer = outputs.some(isStrided) ? undefined : buffers[0];
  for (let i = 1; i < outputs.length; i++) {
    if (buffers[i] !== buffer) buffer = undefined;
    for (let j = 0; j < i; j++) {
      if (buffers[i] === buffers[j] && overlap(outputs[i]!, outputs[j]!, n))
        throw overlappingOutputs(callable.label, path(j), path(i));
    }
  }

  let sources = inputs;
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i]!;
    if (typeof input === "number") continue;
    const inputBuffer = bufferOf(input);
    if (inputBuffer !== buffer || isStrided(input)) buffer = undefined;
    for (let j = 0; j < outputs.length; j++) {
      if (buffers[j] !== inputBuffer || !overlap(outputs[j]!, input, n)) continue;
      buffer = undefined;
      if (!coincide(outputs[j]!, input)) sources = sources.map((source, k) => (k === i ? copyOf(input, n) : source));
    }
  }
  return { inputs: sources, outputs, buffer };
}

function isStrided(elements: Elements): boolean {
  return elements instanceof Strided;
}

function copyOf(elements: Elements, n: number): Float32Array {
  const copy = new Float32Array(n);
  read(elements, 0, copy, 0, n);
  return copy;
}

/** The arrays in `out` by the number of their output, and the path to each as JavaScript. */
function collectOutputs(
  callable: Callable,
  out: unknown,
  n: number,
): { outputs: Elements[]; path: (part: Shape) => string } {
  const { label, shape } = callable;
  const outputs: Elements[] = [];
  const path = (part: Shape) => `out${pathTo(shape, part)}`;
  const collect = (part: Shape, value: unknown) => {
    if (typeof part !== "number") {
      if (!Array.isArray(value) || value.length !== part.length)
        throw wrongStructure(label, path(part), part.length, value);
      part.forEach((inner, i) => collect(inner, value[i]));
    } else {
      if (!isFloat32Array(value) && !(value instanceof Strided)) throw wrongOutput(label, path(part), value);
      const length = value instanceof Strided && !isWhole(value) ? 0 : value.length;
      if (length < n) throw shortOutput(label, path(part), length, n);
      outputs[part] = value;
    }
  };
  collect(shape, out);
  return { outputs, path };
}
