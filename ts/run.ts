// The arena: the one place in the core's memory that numbers go through, a
// block at a time, so that memory does not grow with the length of batches. No
// code of a user's runs from the entering of a kernel to its last result.

import type { Kernel } from "./kernel.js";
import { arena, begin, load, run } from "./load.js";

/** The address of the arena, and the same counted in floats. */
let base = 0;
let origin = 0;
/** The kernel that is in the arena. */
let entered: Kernel | undefined;
/** The whole memory. When it grows its views are detached, and so of length 0. */
let floats = /* @__PURE__ */ new Float32Array(0);

/** Puts the kernel into the arena if it is not there. */
function enter(kernel: Kernel): void {
  if (kernel !== entered) {
    const memory = load();
    entered = undefined; // Should the arena be refused, nothing is in it.
    base = arena(kernel.size);
    origin = base / 4;
    new Uint32Array(memory.buffer, base).set(kernel.image);
    entered = kernel;
  }
  if (floats.length === 0) floats = new Float32Array(load().buffer);
}

function write(slot: number, value: number): void {
  const at = origin + slot;
  floats[at] = value;
  floats[at + 1] = value;
  floats[at + 2] = value;
  floats[at + 3] = value;
}

/**
 * Runs a kernel of which all inputs are numbers. The results are left in the
 * arena: {@link result} reads them until something else runs.
 */
export function runOnce(kernel: Kernel, inputs: readonly number[]): void {
  enter(kernel);
  for (let i = 0; i < inputs.length; i++) write(kernel.inputs[i]!, inputs[i]!);
  begin(base);
}

/** The output of this number after {@link runOnce}. */
export function result(kernel: Kernel, output: number): number {
  return floats[origin + kernel.outputs[output]!]!;
}

/**
 * Runs a kernel over n elements.
 *
 * @param inputs - Numbers, and arrays of at least n where the kernel has batches.
 * @param outputs - Arrays of at least n. One may be an input, or overlap one if n is within a block.
 */
export function runOver(
  kernel: Kernel,
  inputs: readonly (number | Float32Array)[],
  outputs: readonly Float32Array[],
  n: number,
): void {
  enter(kernel);
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i]!;
    if (typeof input === "number") write(kernel.inputs[i]!, input);
  }
  begin(base);
  for (let from = 0; from < n; from += kernel.block) {
    const count = Math.min(kernel.block, n - from);
    for (let i = 0; i < inputs.length; i++) {
      const input = inputs[i]!;
      if (typeof input !== "number") copy(input, from, floats, origin + kernel.inputs[i]!, count);
    }
    run(base, count);
    for (let i = 0; i < outputs.length; i++) copy(floats, origin + kernel.outputs[i]!, outputs[i]!, from, count);
  }
}

/** Below this many elements a loop is faster than making a view. */
const FEW = 32;

function copy(source: Float32Array, from: number, target: Float32Array, to: number, count: number): void {
  if (count < FEW) {
    for (let i = 0; i < count; i++) target[to + i] = source[from + i]!;
  } else {
    // Not subarray: in a class that a user derived it may call the user's constructor.
    target.set(new Float32Array(source.buffer, source.byteOffset + 4 * from, count), to);
  }
}
