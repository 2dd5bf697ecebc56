// Running compiled kernels: through blocks in the arena, or in place.

import { base, claim, floats, reserve } from "../../memory/arena.js";
import { type Elements, read, write } from "../../memory/elements.js";
import { type Fused, on, type Run, type Staged } from "./compile.js";
import type { Kernel } from "../kernel.js";
import { load } from "../../core/load.js";
import type { Home } from "../../memory/alloc.js";
import { tilesOver } from "../tiles.js";

/** What a kernel of numbers alone leaves of each output: a vector. */
const VECTOR = 4;

/** The operands in the arena, which is the kernel's from now on. */
function stage(kernel: Kernel, fused: Fused): Staged {
  const known = fused.staged;
  if (known !== undefined && (claim(fused, known.bytes) || known.base === base())) return known;

  const isArray = [...kernel.batch, ...kernel.outputs.map(() => 1)];
  const arrays = isArray.filter((flag) => flag === 1).length;
  const block = kernel.batch.includes(1) ? kernel.block : VECTOR;
  const scratch = 16 * Math.ceil(fused.scratch / 16);
  // Room for tiles too: they must not be refused it when there are results already.
  const bytes = Math.max(scratch + 4 * block * arrays, kernel.size);
  claim(fused, bytes);
  let address = base() + scratch;
  const operands = isArray.map((flag) => {
    if (flag === 0) return 0;
    address += 4 * block;
    return address - 4 * block;
  });
  const places = operands.map((at) => at / 4);
  return (fused.staged = { run: on(fused, load()), base: base(), bytes, block, operands, places });
}

/**
 * Runs a kernel of which all inputs are numbers.
 *
 * @returns Where the outputs are among the floats of the arena: at these places after those of the inputs. Nothing if
 *   tiles must do it.
 */
export function fusedOnce(kernel: Kernel, fused: Fused, inputs: readonly number[]): readonly number[] | undefined {
  const { run, base, operands, places } = stage(kernel, fused);
  for (let i = 0; i < inputs.length; i++) operands[i] = inputs[i]!;
  return call(run, 0, 16, base, operands) === 0 ? places : undefined;
}

/** Runs a kernel over the elements between two, block by block. */
export function fusedOver(
  kernel: Kernel,
  fused: Fused,
  inputs: readonly (number | Elements)[],
  outputs: readonly Elements[],
  first: number,
  end: number,
): void {
  for (let from = first; from < end; ) {
    const { run, base, block, operands, places } = stage(kernel, fused);
    const memory = floats();
    const count = Math.min(block, end - from);
    for (let i = 0; i < inputs.length; i++) {
      const input = inputs[i]!;
      if (typeof input === "number") operands[i] = input;
      else readVectors(input, from, memory, places[i]!, count);
    }
    if (call(run, 0, 16 * Math.ceil(count / 4), base, operands) !== 0) {
      tilesOver(kernel, inputs, outputs, from, from + count);
    } else {
      for (let i = 0; i < outputs.length; i++) write(places[inputs.length + i]!, outputs[i]!, from, count);
    }
    from += count;
  }
}

/** Reads elements, and fills the last vector: what was there before may be rare. */
function readVectors(input: Elements, from: number, memory: Float32Array, place: number, count: number): void {
  read(input, from, memory, place, count);
  for (let i = count; i % 4 !== 0; i++) memory[place + i] = memory[place + count - 1]!;
}

/** Runs a kernel over the first n elements, whole vectors, of arrays where they lie. No output overlaps an input. */
export function fusedInPlace(
  kernel: Kernel,
  fused: Fused,
  { memory }: Home,
  inputs: readonly (number | Elements)[],
  outputs: readonly Elements[],
  n: number,
): void {
  const run = on(fused, memory);
  // What tiles may need, they must not be refused when there are results already.
  reserve(kernel.size);
  const addressOf = (value: number | Elements) =>
    typeof value === "number" ? value : (value as Float32Array).byteOffset;
  const operands = [...inputs, ...outputs].map(addressOf);
  // Engines optimise a function only between calls of it: one call for all elements would run as it was at first.
  for (let from = 0; from < n; from += kernel.block) {
    const to = Math.min(n, from + kernel.block);
    // Scratch memory is at the start of our own; a kernel on another's needs none.
    if (call(run, 4 * from, 4 * to, 0, operands) !== 0) tilesOver(kernel, inputs, outputs, from, to);
  }
}

/** Spreading is slower than to name few operands. */
function call(run: Run, start: number, end: number, scratch: number, operands: readonly number[]): number {
  switch (operands.length) {
    case 2:
      return run(start, end, scratch, operands[0]!, operands[1]!);
    case 3:
      return run(start, end, scratch, operands[0]!, operands[1]!, operands[2]!);
    case 4:
      return run(start, end, scratch, operands[0]!, operands[1]!, operands[2]!, operands[3]!);
    default:
      return run(start, end, scratch, ...operands);
  }
}
