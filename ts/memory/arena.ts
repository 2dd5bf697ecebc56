// The arena: the one place in the core's memory that numbers go through, a
// block at a time, so that memory does not grow with the length of batches. No
// code of a user's runs while a kernel uses it.

import { load, reserveArena } from "../core/load.js";

/** The whole memory. When it grows its views are detached, and so of length 0. */
let whole = /* @__PURE__ */ new Float32Array(0);
let owner: object | undefined;
let start = 0;
/** Bytes. */
let size = 0;

/**
 * Makes the arena that of `user`, and at least so large.
 *
 * @returns Whether it was that already: else what is in it is somebody else's.
 */
export function claim(user: object, bytes: number): boolean {
  if (owner === user) return true;
  reserve(bytes);
  owner = user;
  return false;
}

/** Makes the arena at least so large: if it was not, what was in it is lost. */
export function reserve(bytes: number): void {
  if (bytes <= size) return;
  // Should it be refused, there is none.
  owner = undefined;
  size = 0;
  load();
  start = reserveArena(bytes);
  size = bytes;
}

/** The address of the arena. */
export function base(): number {
  return start;
}

/** The memory as floats. */
export function floats(): Float32Array<ArrayBuffer> {
  if (whole.length === 0) whole = new Float32Array(load().buffer);
  return whole;
}

/** Views of results, by their place: most calls are for as many elements as the one before. */
const views = /* @__PURE__ */ new Map<number, Float32Array>();
const MOST_VIEWS = 64;

/** So many floats from a place on. A view is of no other use than to be copied from at once. */
export function viewAt(place: number, count: number): Float32Array {
  const known = views.get(place);
  // One that is detached has the length 0.
  if (known?.length === count) return known;
  if (views.size >= MOST_VIEWS) views.clear();
  const view = new Float32Array(floats().buffer, 4 * place, count);
  views.set(place, view);
  return view;
}
