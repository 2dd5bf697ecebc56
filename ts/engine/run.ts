// Kernels over numbers and arrays: by which engine, and in whose memory.

import { base, floats } from "../memory/arena.js";
import type { Elements } from "../memory/elements.js";
import { fusedInPlace, fusedOnce, fusedOver } from "./jit/run.js";
import type { Operands } from "../call/into.js";
import { earned, type Fused, withoutScratch } from "./jit/compile.js";
import type { Kernel } from "./kernel.js";
import { homeOf } from "../memory/alloc.js";
import { tilesBegin, tilesOver } from "./tiles.js";

/** Fewer elements are copied in less time than it takes to see that they need not be. */
const FEW = 64;

/** Where {@link runOnce} left the results among the floats of the arena: at these places after the origin. */
let origin = 0;
let places: ArrayLike<number> = [];
/** The place of the first result among the places. */
let first = 0;

/**
 * Runs a kernel of which all inputs are numbers. The results are left in the
 * arena: {@link result} reads them until something else runs.
 */
export function runOnce(kernel: Kernel, inputs: readonly number[]): void {
  const fused = earned(kernel, 1);
  const found = fused && fusedOnce(kernel, fused, inputs);
  if (found !== undefined) {
    origin = 0;
    places = found;
    first = inputs.length;
  } else {
    tilesBegin(kernel, inputs);
    origin = base() / 4;
    places = kernel.outputs;
    first = 0;
  }
}

/** The output of this number after {@link runOnce}. */
export function result(output: number): number {
  return floats()[origin + places[first + output]!]!;
}

/**
 * Runs a kernel over n elements.
 *
 * @param inputs - Numbers, and n elements or more where the kernel has batches.
 * @param outputs - Room for n elements or more. One may be an input: elements are read before they are written.
 */
export function runOver(
  kernel: Kernel,
  inputs: readonly (number | Elements)[],
  outputs: readonly Elements[],
  n: number,
): void {
  runStaged(kernel, earned(kernel, n), inputs, outputs, n);
}

/** Runs a kernel over n elements where they lie, if that is possible, else as {@link runOver} does. */
export function runInto(kernel: Kernel, { inputs, outputs, buffer }: Operands, n: number): void {
  const fused = earned(kernel, n);
  const home = n < FEW || buffer === undefined ? undefined : homeOf(buffer);
  if (fused !== undefined && home !== undefined) {
    const fitting = fused.scratch <= home.scratch ? fused : withoutScratch(kernel, fused);
    if (fitting !== undefined) {
      // A vector at the end would reach beyond it. It comes first, for it may be refused memory.
      const whole = n - (n % 4);
      fusedOver(kernel, fused, inputs, outputs, whole, n);
      return fusedInPlace(kernel, fitting, home, inputs, outputs, whole);
    }
  }
  runStaged(kernel, fused, inputs, outputs, n);
}

function runStaged(
  kernel: Kernel,
  fused: Fused | undefined,
  inputs: readonly (number | Elements)[],
  outputs: readonly Elements[],
  n: number,
): void {
  if (fused === undefined) tilesOver(kernel, inputs, outputs, 0, n);
  else fusedOver(kernel, fused, inputs, outputs, 0, n);
}
