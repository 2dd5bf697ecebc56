// The arena: the one area in the core's memory that arguments and results go through, a block at a time, so that
// memory does not grow with the length of batches. No user's code runs while a kernel uses the arena.

import { FLOAT_BYTES } from "../core/layout.js";
import { load, reserveArena } from "../core/load.js";

/** Floats of the arena's last part, which is for rows of interleaved data: with its columns they fit the L1 cache. */
export const ROWS_FLOATS = 8192;

/** Whether the arena still holds what its owner wrote. */
export function holds(owner: object): boolean {
  return load().owner === owner;
}

/**
 * Makes the arena at least this large, and nobody's: to be called before the arena is written to. What others wrote is
 * lost, also if an error ends the writing halfway.
 *
 * @throws RangeError if the host refuses the memory.
 */
export function claim(bytes: number): void {
  load().owner = undefined;
  reserve(bytes);
}

/** Makes this the owner of what the arena holds: to be called once that is written. */
export function own(owner: object): void {
  load().owner = owner;
}

/**
 * Makes the arena at least this large. An arena that grows loses its content and its owner.
 *
 * @throws RangeError if the host refuses the memory.
 */
export function reserve(bytes: number): void {
  const core = load();
  if (bytes <= core.size) return;
  core.owner = undefined;
  // Forgotten first: if the host refuses, there is no arena.
  core.size = 0;
  core.address = reserveArena(bytes + FLOAT_BYTES * ROWS_FLOATS);
  core.index = core.address / FLOAT_BYTES;
  core.size = bytes;
}

/** The address of the arena: a multiple of 16. */
export function base(): number {
  return load().address;
}

/** The index of the arena, in floats from the start of memory. */
export function baseIndex(): number {
  return load().index;
}

/** The index of the part for rows, in floats from the start of memory. */
export function rowsIndex(): number {
  const { index, size } = load();
  return index + size / FLOAT_BYTES;
}

/** The core's whole memory as floats. */
export function floats(): Float32Array<ArrayBuffer> {
  const core = load();
  // Growing the memory has detached its views, whose length is 0 then.
  if (core.floats.length === 0) core.floats = new Float32Array(core.memory.buffer);
  return core.floats;
}

/** The float at an index from the start of the arena, while {@link floats} gives what it gave last. */
export function floatAt(index: number): number {
  const core = load();
  return core.floats[core.index + index]!;
}

/** Views are kept by their index, because most calls are for as many elements as the call before. */
const MAX_VIEWS = 64;

/** A view of `count` floats of the core's memory from an index on, to be copied from at once. */
export function viewAt(index: number, count: number): Float32Array {
  const { views } = load();
  const known = views.get(index);
  // A detached view has the length 0, and no view is made of no elements.
  if (known?.length === count) return known;
  if (views.size >= MAX_VIEWS) views.clear();
  const view = new Float32Array(floats().buffer, FLOAT_BYTES * index, count);
  views.set(index, view);
  return view;
}
