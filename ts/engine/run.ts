// Runs kernels over numbers and arrays: chooses the engine, and whether elements are copied.

import { baseIndex, floats } from "../memory/arena.js";
import { kernelMemoryOf } from "../memory/alloc.js";
import type { Elements, Operands } from "../memory/elements.js";
import type { Engine } from "./engine.js";
import { jit } from "./jit/run.js";
import type { Kernel } from "./kernel.js";
import { tiles } from "./tiles.js";

/** Below this length, copying is cheaper than checking whether the arrays share a memory. */
const MIN_IN_PLACE = 64;

/** The indices of the outputs of the last {@link runScalar}, in floats from the start of the arena. */
let outputIndices: ArrayLike<number> = [];

/**
 * Runs a kernel whose inputs are all numbers. The outputs stay in the arena, where {@link scalarOutput} reads them,
 * until the next kernel runs.
 */
export function runScalar(kernel: Kernel, inputs: readonly number[]): void {
  const indices = jit.takes(kernel, 1) ? jit.runScalar(kernel, inputs) : undefined;
  outputIndices = indices ?? tiles.runScalar(kernel, inputs)!;
}

/** The output of this number, after {@link runScalar}. */
export function scalarOutput(output: number): number {
  return floats()[baseIndex() + outputIndices[output]!]!;
}

/**
 * Runs a kernel over n elements.
 *
 * @param inputs - Numbers, and n elements or more where the kernel has batches.
 * @param outputs - Room for n elements or more. An output may be an input: a block is read before it is written.
 */
export function runBatch(
  kernel: Kernel,
  inputs: readonly (number | Elements)[],
  outputs: readonly Elements[],
  n: number,
): void {
  engineFor(kernel, n).runStaged(kernel, inputs, outputs, 0, n);
}

/** Runs a kernel over n elements: where they lie, if all of them lie in one memory, else as {@link runBatch} does. */
export function runInto(kernel: Kernel, { inputs, outputs, buffer }: Operands, n: number): void {
  const engine = engineFor(kernel, n);
  const memory = n < MIN_IN_PLACE || buffer === undefined ? undefined : kernelMemoryOf(buffer);
  if (memory !== undefined && engine.runInPlace?.(kernel, memory, inputs, outputs, n)) return;
  engine.runStaged(kernel, inputs, outputs, 0, n);
}

/**
 * The engine for a kernel over n more elements: the first that takes it; tiles take every kernel. The engines are named
 * here and in {@link runScalar}, because a loop over a list of them costs a call with one number 5 to 17 % of its time
 * (`npm run bench:compare`).
 */
function engineFor(kernel: Kernel, n: number): Engine {
  return jit.takes(kernel, n) ? jit : tiles;
}
