// The arrays that a call writes into.

import { bufferOf, coincide, type Elements, has, type Operands, overlap, read, startOf } from "../memory/elements.js";
import {
  counted,
  extraOutput,
  missingOutput,
  overlappingOutputs,
  shortOutput,
  wrongOutput,
  wrongStructure,
} from "../errors.js";
import { reachableLength } from "../memory/batch.js";
import { freshFloats } from "../memory/fresh.js";
import { isFloat32Array } from "../memory/is-float32-array.js";
import { eachOverlap } from "../memory/overlaps.js";
import { elementAt } from "../program/lists.js";
import { isPlain } from "../program/read-tree.js";
import { keyText, leafPaths, stepTo, type Tree } from "../program/tree.js";
import { isStrided, toStrided } from "../memory/strided.js";
import type { Callable } from "./callable.js";

/** Pairs beyond which sorting is faster than trying all. */
const FEW = 1000;

/**
 * The operands of a call whose results go to these outputs. Runs no user's code.
 *
 * An output may be an input, because a block is read before it is written. An input that an output overlaps in any
 * other way is replaced by a copy: blocks of the output would overwrite elements not read yet.
 *
 * @param varies - By output, whether it is a batch; all are if this is not given. Of one that is a number the first
 *   element counts.
 * @throws RangeError if an array is shorter than n, or the first n elements of two share memory.
 */
export function checkOperands(
  callable: Callable,
  inputs: readonly (number | Elements)[],
  outputs: readonly Elements[],
  n: number,
  varies?: readonly boolean[],
): Operands {
  const path = pathIn(callable);
  checkOutputs(callable, outputs, n, varies);
  if (varies === undefined) return parted(callable, inputs, outputs, n, path);
  const batches = outputs.map((_, i) => i).filter((i) => varies[i]);
  checkNumbers(callable, outputs, n, varies, batches);
  const arrays = batches.map((i) => outputs[i]!);
  return { ...parted(callable, inputs, arrays, n, (i) => path(batches[i]!)), outputs };
}

/** @throws RangeError if an output is shorter than n, or has no element for a number. */
export function checkOutputs(
  callable: Callable,
  outputs: readonly Elements[],
  n: number,
  varies?: readonly boolean[],
): void {
  outputs.forEach((output, i) => {
    const length = Math.max(0, reachableLength(output));
    const least = varies?.[i] === false ? 1 : n;
    if (length < least) throw shortOutput(callable.label, pathIn(callable)(i), length, least);
  });
}

/** Outputs that are numbers are written last: only with other outputs they may not share their place. */
function checkNumbers(
  callable: Callable,
  outputs: readonly Elements[],
  n: number,
  varies: readonly boolean[],
  batches: readonly number[],
): void {
  const path = pathIn(callable);
  const places = new Map<ArrayBufferLike, Map<number, number>>();
  outputs.forEach((output, i) => {
    if (varies[i]) return;
    const [buffer, start] = [bufferOf(output), startOf(output)];
    const known = places.get(buffer) ?? new Map<number, number>();
    places.set(buffer, known);
    const other =
      known.get(start) ?? batches.find((j) => bufferOf(outputs[j]!) === buffer && has(outputs[j]!, start, n));
    if (other !== undefined)
      throw overlappingOutputs(callable.label, path(Math.min(i, other)), path(Math.max(i, other)));
    known.set(start, i);
  });
}

/** The operands of a call all of whose outputs are batches, with paths for messages. */
function parted(
  callable: Callable,
  inputs: readonly (number | Elements)[],
  outputs: readonly Elements[],
  n: number,
  path: (output: number) => string,
): Operands {
  const buffers = outputs.map(bufferOf);
  const count = outputs.length;
  let [buffer] = buffers as readonly (ArrayBufferLike | undefined)[];
  let sources = inputs;
  const found = (i: number, j: number) => {
    if (i < count) throw overlappingOutputs(callable.label, path(Math.min(i, j)), path(Math.max(i, j)));
    const input = inputs[i - count] as Elements;
    buffer = undefined;
    if (coincide(outputs[j]!, input) || sources[i - count] !== input) return;
    sources = sources === inputs ? inputs.slice() : sources;
    (sources as (number | Elements)[])[i - count] = copyOf(input, n);
  };
  const isMany = count * (count + inputs.length) > FEW;
  for (let i = 0; i < count + inputs.length; i++) {
    const operand = i < count ? outputs[i]! : inputs[i - count]!;
    if (typeof operand === "number") continue;
    const own = i < count ? buffers[i] : bufferOf(operand);
    if (own !== buffer || isStrided(operand)) buffer = undefined;
    if (isMany) continue;
    for (let j = 0; j < count && j < i; j++) if (buffers[j] === own && overlap(outputs[j]!, operand, n)) found(i, j);
  }
  if (isMany) eachOverlap([...outputs, ...inputs], count, n, found);
  return { inputs: sources, outputs, buffer };
}

function copyOf(elements: Elements, n: number): Float32Array {
  const copy = freshFloats(n);
  read(elements, 0, copy, 0, n);
  return copy;
}

/** The path to an output as JavaScript. */
function pathIn({ shape }: Callable): (output: number) => string {
  return (output) => `out${leafPaths([shape])[output]!.path}`;
}

/**
 * The arrays in `out` by the number of their output. Reads each property once, which may run a user's code.
 *
 * @throws TypeError if `out` has not the structure of the result, or holds anything else than arrays.
 */
export function collectOutputs({ label, shape }: Callable, out: unknown): Elements[] {
  const outputs: Elements[] = [];
  // The path is text in messages alone: to write it for each output takes a third of a call with one element.
  const steps: (string | number)[] = [];
  const path = () => steps.reduce<string>((text, step) => text + stepTo(step), "out");
  const collect = (tree: Tree, value: unknown) => {
    if (typeof tree === "number") {
      const output = isFloat32Array(value) ? value : toStrided(value);
      if (output === undefined) throw wrongOutput(label, path(), value);
      outputs[tree] = output;
      return;
    }
    const { keys, parts } = tree;
    if (keys === undefined) {
      if (!Array.isArray(value) || value.length !== parts.length)
        throw wrongStructure(label, path(), `an array of ${counted(parts.length, "output")}`, value);
    } else {
      if (!isPlain(value)) throw wrongStructure(label, path(), `an object with the keys ${keys.join(", ")}`, value);
      const given = Object.keys(value).sort();
      for (let i = 0; i < Math.max(keys.length, given.length); i++) {
        const [key, found] = [elementAt(keys, i), elementAt(given, i)];
        if (key === found) continue;
        if (key !== undefined && !(found! < key)) throw missingOutput(label, path() + stepTo(key));
        throw extraOutput(label, path(), keyText(found!));
      }
    }
    for (let i = 0; i < parts.length; i++) {
      const key = keys?.[i] ?? i;
      steps.push(key);
      collect(parts[i]!, (value as Readonly<Record<string | number, unknown>>)[key]);
      steps.pop();
    }
  };
  collect(shape, out);
  return outputs;
}
