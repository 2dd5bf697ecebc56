// Kernels: programs made ready to run, one for each choice of which inputs are batches and which numbers.

import { FLOAT_BYTES, KERNEL_HEADER_WORDS } from "../core/layout.js";
import { prepare } from "../core/load.js";
import type { CompiledKernel } from "./jit/compile.js";
import { type Heat, heatOf } from "./jit/tiering.js";

/** Words after the tile code: what its loops cost, and whether it gains by being compiled. */
const ESTIMATE_WORDS = 2;

/** Words of tile code for each op, about: of an instruction with one argument or two, and of a constant. */
const WORDS_PER_OP = 4;

/** A program made ready to run. */
export interface Kernel {
  readonly program: Uint8Array;
  /** A flag for each input: 1 for a batch, 0 for a number. */
  readonly isBatch: Uint8Array;
  /** The words that the tiles engine executes, to be copied to the start of the arena. */
  readonly tileCode: Uint32Array;
  /** Bytes of arena that the tiles engine needs: its words, constants, tiles and blocks. */
  readonly arenaBytes: number;
  /** The number of elements that one run of either engine takes at most: blocks stay in the L2 cache. */
  readonly blockElements: number;
  /**
   * The index of each input's slot and of each output's, in floats from the start of the arena, as the tiles engine
   * has them: four lanes for a number, a block for a batch.
   */
  readonly inputSlots: Uint32Array;
  readonly outputSlots: Uint32Array;
  /** How often the kernel has run, and for how long, and when it is worth compiling; see jit/tiering.ts. */
  readonly heat: Heat;
  /** What the kernel accumulates, for one that does: see accumulating.ts. Empty for any other. */
  readonly sums: Int32Array;
  /** The kernel that runs blocks that need the fallback: itself, but for one that accumulates. */
  readonly base: Kernel | undefined;
  /** The kernel compiled. Undefined before the first try; null if the host or the engine cannot. */
  compiled: CompiledKernel | null | undefined;
  /** The kernel compiled to use no scratch memory, likewise. */
  compiledWithoutScratch: CompiledKernel | null | undefined;
  /** Tells it from a plan, as a property of its own: somebody may have added one to Object.prototype. */
  readonly steps: undefined;
}

/**
 * The kernels used most recently, by program and flags. Functions hold their own kernels too: this cache is for
 * callers that build the same function again and again.
 */
const cache = /* @__PURE__ */ new Map<string, Kernel>();
const MAX_CACHED_KERNELS = 256;

/**
 * The kernel of a program.
 *
 * @param programText - The program's bytes as a string, a key that a Map compares by content.
 */
export function kernelOf(program: Uint8Array, programText: string, isBatch: Uint8Array): Kernel {
  const key = `${isBatch.join("")} ${programText}`;
  const kernel = cache.get(key) ?? newKernel(program, isBatch);
  // A Map iterates in the order of insertion: inserted anew at each use, the first key is the least recently used.
  cache.delete(key);
  cache.set(key, kernel);
  if (cache.size > MAX_CACHED_KERNELS) cache.delete(cache.keys().next().value!);
  return kernel;
}

const NO_SUMS = /* @__PURE__ */ new Int32Array(0);

/** Reads the header that crate/src/engine/tiles/tile_code.rs describes. */
function newKernel(program: Uint8Array, isBatch: Uint8Array): Kernel {
  const words = prepare(program, isBatch);
  const tileCode = words.subarray(0, -ESTIMATE_WORDS);
  const [cost, gains] = words.subarray(-ESTIMATE_WORDS) as unknown as [number, number];
  const [arenaBytes, blockElements, inputs, outputs] = tileCode as unknown as [number, number, number, number];
  const slots = tileCode
    .subarray(KERNEL_HEADER_WORDS, KERNEL_HEADER_WORDS + inputs + outputs)
    .map((bytes) => bytes / FLOAT_BYTES);
  return {
    program,
    isBatch,
    tileCode,
    arenaBytes,
    blockElements,
    inputSlots: slots.subarray(0, inputs),
    outputSlots: slots.subarray(inputs),
    heat: heatOf(tileCode.length / WORDS_PER_OP, cost, gains === 1, isBatch.includes(1)),
    sums: NO_SUMS,
    base: undefined,
    compiled: undefined,
    compiledWithoutScratch: undefined,
    steps: undefined,
  };
}
