// Runs kernels over numbers and arrays: chooses the engine, and whether elements are copied.

import { CHUNK } from "../core/layout.js";
import { coreError } from "../core/load.js";
import { floatAt, floats } from "../memory/arena.js";
import { kernelMemoryOf } from "../memory/alloc.js";
import type { Elements, Operands } from "../memory/elements.js";
import type { Engine, Sums } from "./engine.js";
import { compileAhead, compiledIfHot } from "./jit/compile.js";
import { accumulateInPlace, jit, runStepsInPlace, warmUp } from "./jit/run.js";
import type { Kernel } from "./kernel.js";
import { tiles } from "./tiles.js";

/** Below this length, copying is cheaper than checking whether the arrays share a memory. */
const MIN_IN_PLACE = 64;

/** How a kernel ran. */
export type Way = "tiles" | "jit" | "in place";

/** The indices of the outputs of the last {@link runScalar}, in floats from the start of the arena. */
let outputIndices: ArrayLike<number> = [];

/**
 * Runs a kernel whose inputs are all numbers. The outputs stay in the arena, where {@link scalarOutput} reads them,
 * until the next kernel runs.
 */
export function runScalar(kernel: Kernel, inputs: readonly number[]): Way {
  try {
    const isCompiled = compiledIfHot(kernel, 1, warmUp);
    const indices = isCompiled ? jit.runScalar(kernel, inputs) : undefined;
    outputIndices = indices ?? tiles.runScalar(kernel, inputs);
    // Making a loop may have grown the memory.
    floats();
    return isCompiled ? "jit" : "tiles";
  } catch (error) {
    throw coreError(error);
  }
}

/** The output of this number, after {@link runScalar}. */
export function scalarOutput(output: number): number {
  return floatAt(outputIndices[output]!);
}

/** Compiles a kernel ahead of its first run, unless it gains nothing. */
export function prepareKernel(kernel: Kernel): void {
  try {
    compileAhead(kernel);
    warmUp(kernel);
  } catch (error) {
    throw coreError(error);
  }
}

/**
 * Runs a kernel over the elements from `first` up to `end`: where they lie, if all arrays lie in one memory, else through
 * blocks.
 */
export function runBatch(kernel: Kernel, { inputs, outputs, buffer }: Operands, first: number, end: number): Way {
  try {
    const n = end - first;
    const engine = engineFor(kernel, n);
    const memory = n < MIN_IN_PLACE || buffer === undefined ? undefined : kernelMemoryOf(buffer);
    if (memory !== undefined && engine.runInPlace(kernel, memory, inputs, outputs, first, end)) return "in place";
    engine.runStaged(kernel, inputs, outputs, first, end);
    return engine === jit ? "jit" : "tiles";
  } catch (error) {
    throw coreError(error);
  }
}

/** Below this length, whatever is left of whole chunks takes too long on tiles. */
const MIN_ACCUMULATED = 4 * CHUNK;

/**
 * Runs the kernel of a pass over the elements from `first` up to `end`, through blocks, each of which `sums` adds up, if
 * there are any.
 *
 * @param first - The start of a chunk, if there are enough elements to accumulate.
 * @param accumulating - What can do that itself for whole chunks.
 */
export function runPass(
  kernel: Kernel,
  inputs: readonly (number | Elements)[],
  outputs: readonly (Elements | undefined)[],
  first: number,
  end: number,
  sums?: Sums,
  accumulating?: Kernel,
): Way {
  try {
    const n = end - first;
    if (sums === undefined || !accumulating || accumulating.compiled === null || n < MIN_ACCUMULATED) {
      const engine = engineFor(kernel, n);
      engine.runStaged(kernel, inputs, outputs, first, end, sums);
      return engine === jit ? "jit" : "tiles";
    }
    const isHot = compiledIfHot(accumulating, n, warmUp);
    const whole = isHot ? end - (n % CHUNK) : first;
    const isInPlace = isHot && accumulateInPlace(accumulating, inputs, outputs, first, whole, sums);
    if (isHot && !isInPlace) jit.runStaged(accumulating, inputs, outputs, first, whole, sums);
    if (whole < end) (kernel.compiled ? jit : tiles).runStaged(kernel, inputs, outputs, whole, end, sums);
    return isInPlace ? "in place" : isHot ? "jit" : "tiles";
  } catch (error) {
    throw coreError(error);
  }
}

/**
 * Runs a kernel `count` times over n elements. Its outputs are what the next run takes for the first inputs.
 *
 * @param inputs - What the first run takes; the first `size`, arrays, get what the last one gives. The one after them is
 *   the number of the run.
 */
export function runSteps(
  kernel: Kernel,
  count: number,
  inputs: (number | Float32Array)[],
  size: number,
  n: number,
): void {
  try {
    // A step costs tiles as much as so many elements, besides its own.
    const isHot = compiledIfHot(kernel, count * (n + 50), warmUp);
    if (isHot && runStepsInPlace(kernel, count, inputs, size, n)) return;
    for (let i = 0; i < count; i++) {
      inputs[size] = i;
      tiles.runStaged(kernel, inputs, inputs.slice(0, size) as Float32Array[], 0, n);
    }
  } catch (error) {
    throw coreError(error);
  }
}

/**
 * The engine for a kernel that runs over n more elements. Engines are named here and in {@link runScalar}, because a
 * loop over a list of engines costs a call with one number 5 to 17 % of its time (`npm run bench:compare`).
 */
function engineFor(kernel: Kernel, n: number): Engine {
  return compiledIfHot(kernel, n, warmUp) ? jit : tiles;
}
