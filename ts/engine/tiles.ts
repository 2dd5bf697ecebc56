// The tiles engine, which runs anywhere: the kernel's image and its slots are
// in the arena; see crate/src/engine/tiles/image.rs.

import { base, claim, floats } from "../memory/arena.js";
import { type Elements, read, write } from "../memory/elements.js";
import type { Kernel } from "./kernel.js";
import { load, runBlock, runUniform } from "../core/load.js";

/**
 * Writes the numbers, and computes what depends on them alone: all there is to
 * do if all inputs are numbers.
 */
export function tilesBegin(kernel: Kernel, inputs: readonly (number | Elements)[]): void {
  if (!claim(kernel, kernel.size)) new Uint32Array(load().buffer, base()).set(kernel.image);
  const memory = floats();
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i]!;
    if (typeof input !== "number") continue;
    const slot = base() / 4 + kernel.inputs[i]!;
    for (let lane = 0; lane < 4; lane++) memory[slot + lane] = input;
  }
  runUniform(base());
}

/** Runs a kernel over the elements between two; arguments as of `runOver`. */
export function tilesOver(
  kernel: Kernel,
  inputs: readonly (number | Elements)[],
  outputs: readonly Elements[],
  first: number,
  end: number,
): void {
  tilesBegin(kernel, inputs);
  const memory = floats();
  const origin = base() / 4;
  for (let from = first; from < end; from += kernel.block) {
    const count = Math.min(kernel.block, end - from);
    for (let i = 0; i < inputs.length; i++) {
      const input = inputs[i]!;
      if (typeof input !== "number") read(input, from, memory, origin + kernel.inputs[i]!, count);
    }
    runBlock(base(), count);
    for (let i = 0; i < outputs.length; i++) write(origin + kernel.outputs[i]!, outputs[i]!, from, count);
  }
}
