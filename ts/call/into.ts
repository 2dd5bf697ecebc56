// The arrays that a call writes into.

import { bufferOf, coincide, type Elements, type Operands, overlap, read } from "../memory/elements.js";
import { overlappingOutputs, shortOutput, wrongOutput, wrongStructure } from "../errors.js";
import { reachableLength } from "../memory/batch.js";
import { isFloat32Array } from "../memory/is-float32-array.js";
import { pathTo, type Shape } from "../program/shape.js";
import { isStrided, toStrided } from "../memory/strided.js";
import type { Callable } from "./callable.js";

/**
 * The operands of a call whose results go to these outputs. Runs no user's code.
 *
 * An output may be an input, because a block is read before it is written. An input that an output overlaps in any
 * other way is replaced by a copy: blocks of the output would overwrite elements not read yet.
 *
 * @throws RangeError if an array is shorter than n, or the first n elements of two share memory.
 */
export function checkOperands(
  callable: Callable,
  inputs: readonly (number | Elements)[],
  outputs: readonly Elements[],
  n: number,
): Operands {
  const path = pathIn(callable);
  outputs.forEach((output, i) => {
    const length = Math.max(0, reachableLength(output));
    if (length < n) throw shortOutput(callable.label, path(i), length, n);
  });
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

function copyOf(elements: Elements, n: number): Float32Array {
  const copy = new Float32Array(n);
  read(elements, 0, copy, 0, n);
  return copy;
}

/** The path to a part of the result as JavaScript. */
function pathIn({ shape }: Callable): (part: Shape) => string {
  return (part) => `out${pathTo(shape, part)}`;
}

/**
 * The arrays in `out` by the number of their output. May run a user's code.
 *
 * @throws TypeError if `out` has not the structure of the result, or holds anything else than arrays.
 */
export function collectOutputs(callable: Callable, out: unknown): Elements[] {
  const { label, shape } = callable;
  const path = pathIn(callable);
  const outputs: Elements[] = [];
  const collect = (part: Shape, value: unknown) => {
    if (typeof part !== "number") {
      if (!Array.isArray(value) || value.length !== part.length)
        throw wrongStructure(label, path(part), part.length, value);
      part.forEach((inner, i) => collect(inner, value[i]));
    } else {
      const output = isFloat32Array(value) ? value : toStrided(value);
      if (output === undefined) throw wrongOutput(label, path(part), value);
      outputs[part] = output;
    }
  };
  collect(shape, out);
  return outputs;
}
