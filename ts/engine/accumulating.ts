// Kernels that add up the terms of sums themselves, over whole chunks of elements, in the order that
// crate/src/engine/reduce describes. Terms need not be written, nor arrays be copied where they lie in one memory.

import { CHUNK, DOT, FLOAT_BYTES, MAX_CHUNKS, MEAN, NORM, SUM } from "../core/layout.js";
import { withSums } from "./jit/tiering.js";
import type { Kernel } from "./kernel.js";
import type { Reduction } from "./plan.js";

/** In place of a second factor. */
const NONE = 0x7fffffff;

/** Bytes of a block of all operands, at most, in the L2 cache. */
const BLOCKS_BYTES = 262_144;

/** Floats of the totals that one run gives for each sum, which are float64, at most. */
export const TOTALS_FLOATS = 2 * MAX_CHUNKS;

/**
 * The kernel of a pass that accumulates: the number of outputs that sums alone are of, which it does not write, and for
 * each sum the places of its factors. Undefined if anything is reduced that is no sum of terms or of products of two.
 *
 * @param inputs - For each input of the kernel its slot.
 * @param results - The number of outputs that are results of the call, the last ones.
 */
export function accumulatingOf(
  kernel: Kernel,
  inputs: readonly number[],
  reductions: readonly Reduction[],
  results: number,
): Kernel | undefined {
  const terms = kernel.outputSlots.length - results;
  const sums = [terms];
  for (const { op, x, y } of reductions) {
    if (![SUM, MEAN, DOT, NORM].includes(op)) return undefined;
    for (const place of [x, op === NORM ? x : y]) {
      const input = place === undefined || place < 0 ? undefined : inputs.indexOf(place);
      // A number that is a factor may be no input of the kernel.
      if (input !== undefined && kernel.isBatch[input] !== 1) return undefined;
      sums.push(input ?? place ?? NONE);
    }
  }
  if (sums.length === 1) return undefined;
  const arrays = kernel.isBatch.filter((flag) => flag === 1).length + results;
  const chunks = Math.floor(BLOCKS_BYTES / (FLOAT_BYTES * CHUNK * arrays));
  return {
    ...kernel,
    base: kernel,
    sums: Int32Array.from(sums),
    outputSlots: kernel.outputSlots.slice(terms),
    blockElements: CHUNK * Math.max(1, Math.min(MAX_CHUNKS, chunks)),
    heat: withSums(kernel.heat, reductions.length),
    compiled: undefined,
    compiledWithoutScratch: undefined,
  };
}

/** The number of sums that a kernel accumulates. */
export function sumsOf({ sums }: Kernel): number {
  return sums.length >> 1;
}
