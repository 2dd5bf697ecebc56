// The tiles engine: one op at a time over a tile, by loops that any program shares. The kernel's words and slots lie in
// the arena, as crate/src/engine/tiles/tile_code.rs describes.

import { LANES } from "../core/layout.js";
import { load, runBlock, runUniform } from "../core/load.js";
import { base, baseIndex, claim, floats, holds, own } from "../memory/arena.js";
import { columnsOf, readBlock, writeBlock } from "../memory/block.js";
import type { Elements } from "../memory/elements.js";
import type { Engine, Sums } from "./engine.js";
import type { Kernel } from "./kernel.js";

export const tiles = {
  runScalar(kernel, inputs) {
    start(kernel, inputs);
    return kernel.outputSlots;
  },

  runStaged(kernel, inputs, outputs, first, end, sums?: Sums) {
    start(kernel, inputs);
    const origin = baseIndex();
    const reads = columnsOf(inputs, end - first);
    const writes = columnsOf(outputs, end - first);
    for (let from = first; from < end; from += kernel.blockElements) {
      const count = Math.min(kernel.blockElements, end - from);
      readBlock(inputs, reads, from, count, kernel.inputSlots, origin);
      runBlock(base(), count);
      writeBlock(outputs, writes, from, count, kernel.outputSlots, origin);
      sums?.(kernel.inputSlots, kernel.outputSlots, origin, count);
    }
  },

  // A property of its own: somebody may have added one to Object.prototype.
  runInPlace: () => false,
} satisfies Engine;

/** Writes the numbers, and evaluates the uniform values, those that depend on numbers alone. */
function start(kernel: Kernel, inputs: readonly (number | Elements)[]): void {
  if (!holds(kernel)) {
    claim(kernel.arenaBytes);
    new Uint32Array(load().memory.buffer, base()).set(kernel.tileCode);
    own(kernel);
  }
  const memory = floats();
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i]!;
    if (typeof input !== "number") continue;
    const slot = baseIndex() + kernel.inputSlots[i]!;
    for (let lane = 0; lane < LANES; lane++) memory[slot + lane] = input;
  }
  runUniform(base());
}
