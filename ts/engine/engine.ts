// What every engine offers. A file of types only.

import type { KernelMemory } from "../memory/alloc.js";
import type { Elements } from "../memory/elements.js";
import type { Kernel } from "./kernel.js";

/**
 * Adds up the elements of a block that the engine has computed, and that lie in the arena.
 *
 * @param inputs - The index of each input's slot, in floats from `origin`.
 * @param outputs - The index of each output's slot, likewise.
 */
export type Sums = (inputs: ArrayLike<number>, outputs: ArrayLike<number>, origin: number, count: number) => void;

/**
 * Runs kernels. Engines differ in speed alone: their results are the same to the bit, so that any engine may run a
 * call, or a block of a call, in another one's place.
 */
export interface Engine {
  /**
   * Runs a kernel whose inputs are all numbers, and leaves the outputs in the arena.
   *
   * @returns The index of each output, in floats from the start of the arena. Undefined if these inputs need another
   *   engine.
   */
  runScalar(kernel: Kernel, inputs: readonly number[]): ArrayLike<number> | undefined;

  /**
   * Runs a kernel over the elements from `first` up to `end`, copied through blocks in the arena.
   *
   * @param inputs - Numbers, and arrays where the kernel has batches.
   * @param outputs - An output may be an input: a block is read before it is written. What is only added up has none.
   * @param sums - Is called once for each block, in order.
   */
  runStaged(
    kernel: Kernel,
    inputs: readonly (number | Elements)[],
    outputs: readonly (Elements | undefined)[],
    first: number,
    end: number,
    sums?: Sums,
  ): void;

  /**
   * Runs a kernel over the elements from `first` up to `end` of Float32Arrays where they lie, all in one memory; no
   * output overlaps an input.
   *
   * @returns Whether it did. False, and nothing is written, if the engine cannot work in place, or the kernel needs more
   *   scratch memory than `memory` has.
   */
  runInPlace(
    kernel: Kernel,
    memory: KernelMemory,
    inputs: readonly (number | Elements)[],
    outputs: readonly Elements[],
    first: number,
    end: number,
  ): boolean;
}
