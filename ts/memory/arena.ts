// The arena: the one area in the core's memory that arguments and results go through, a block at a time, so that
// memory does not grow with the length of batches. No user's code runs while a kernel uses the arena.

import { FLOAT_BYTES } from "../core/layout.js";
import { load, reserveArena } from "../core/load.js";

/** The core's whole memory. Growing the memory detaches its views, whose length is 0 then. */
let memory = /* @__PURE__ */ new Float32Array(0);
/** The kernel whose words and constants the arena holds. */
let owner: object | undefined;
let address = 0;
/** The address as an index, in floats. */
let index = 0;
let size = 0;

/**
 * Makes `kernel` the owner of the arena, and the arena at least this large.
 *
 * @returns Whether it was the owner already: otherwise the arena holds another kernel's content.
 */
export function claim(kernel: object, bytes: number): boolean {
  if (owner === kernel) return true;
  reserve(bytes);
  owner = kernel;
  return false;
}

/**
 * Makes the arena at least this large. An arena that grows loses its content and its owner.
 *
 * @throws RangeError if the host refuses the memory.
 */
export function reserve(bytes: number): void {
  if (bytes <= size) return;
  // Forgotten first: if the host refuses, there is no arena.
  owner = undefined;
  size = 0;
  load();
  address = reserveArena(bytes);
  index = address / FLOAT_BYTES;
  size = bytes;
}

/** The address of the arena: a multiple of 16. */
export function base(): number {
  return address;
}

/** The index of the arena, in floats from the start of memory. */
export function baseIndex(): number {
  return index;
}

/** The core's whole memory as floats. */
export function floats(): Float32Array<ArrayBuffer> {
  if (memory.length === 0) memory = new Float32Array(load().buffer);
  return memory;
}

/** Views of results by their index: most calls are for as many elements as the call before. */
const views = /* @__PURE__ */ new Map<number, Float32Array>();
const MAX_VIEWS = 64;

/** A view of `count` floats of the core's memory from an index on, to be copied from at once. */
export function viewAt(index: number, count: number): Float32Array {
  const known = views.get(index);
  // A detached view has the length 0, and no view is made of no elements.
  if (known?.length === count) return known;
  if (views.size >= MAX_VIEWS) views.clear();
  const view = new Float32Array(floats().buffer, FLOAT_BYTES * index, count);
  views.set(index, view);
  return view;
}
