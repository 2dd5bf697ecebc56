// Kernels: programs made ready to run, one for each choice of which arguments
// are batches and which numbers.

import type { Fused } from "./jit/compile.js";
import { prepare } from "../core/load.js";

/**
 * What the core made of a program: for the tiles engine an image to copy into
 * the arena, and where in it inputs are written and outputs read (a number's slot
 * has four lanes, a batch's a whole block), and what the jit engine adds.
 */
export interface Kernel {
  readonly program: Uint8Array;
  readonly image: Uint32Array;
  /** The bytes of arena that it needs. */
  readonly size: number;
  /** The most elements that one run takes, of either engine: blocks stay in the L2 cache. */
  readonly block: number;
  /** The inputs that are batches. */
  readonly batch: Uint8Array;
  /** The slot of each input and output, counted in floats from the start of the arena. */
  readonly inputs: Uint32Array;
  readonly outputs: Uint32Array;
  /** The elements that it has run over, as far as jit.ts counts them. */
  elements: number;
  /** The kernel compiled; null if that is not possible. */
  fused: Fused | null | undefined;
  /** Likewise, without scratch memory. */
  lone: Fused | null | undefined;
}

/**
 * The kernels made last, by program and choice. Functions hold their own
 * kernels too: this is for those who build the same function again and again.
 */
const recent = /* @__PURE__ */ new Map<string, Kernel>();
const MOST = 256;

/**
 * The kernel of a program.
 *
 * @param text - The program's bytes as text, which a Map can compare.
 */
export function kernelOf(program: Uint8Array, text: string, batch: Uint8Array): Kernel {
  const key = `${batch.join("")} ${text}`;
  const kernel = recent.get(key) ?? newKernel(program, batch);
  // A Map keeps the order of insertion: the first is the one not used for longest.
  recent.delete(key);
  recent.set(key, kernel);
  if (recent.size > MOST) recent.delete(recent.keys().next().value!);
  return kernel;
}

/** Reads the words whose meaning crate/src/engine/tiles/image.rs gives. */
function newKernel(program: Uint8Array, batch: Uint8Array): Kernel {
  const image = prepare(program, batch);
  const [size, block, inputs, outputs] = image as unknown as [number, number, number, number];
  const floats = image.subarray(4, 4 + inputs + outputs).map((bytes) => bytes / 4);
  return {
    program,
    image,
    size,
    block,
    batch,
    inputs: floats.subarray(0, inputs),
    outputs: floats.subarray(inputs),
    elements: 0,
    fused: undefined,
    lone: undefined,
  };
}
