// Batches as the engines see them, and how their elements come and go.

import { floats, viewAt } from "./arena.js";
import { Strided } from "./strided.js";

/** Elements in memory: one after the other, or with a distance. */
export type Elements = Float32Array | Strided;

/** Below this many elements a loop is faster than making a view. */
const FEW = 32;

/** Copies elements `from` and following to a place in an array. */
export function read(source: Elements, from: number, target: Float32Array, to: number, count: number): void {
  if (source instanceof Strided) {
    const { data, stride } = source;
    let at = source.offset + from * stride;
    for (let i = 0; i < count; i++, at += stride) target[to + i] = data[at]!;
  } else if (count < FEW) {
    for (let i = 0; i < count; i++) target[to + i] = source[from + i]!;
  } else {
    target.set(part(source, from, count), to);
  }
}

/** Copies from a place in the arena to elements `to` and following. */
export function write(from: number, target: Elements, to: number, count: number): void {
  const source = floats();
  if (target instanceof Strided) {
    const { data, stride } = target;
    let at = target.offset + to * stride;
    for (let i = 0; i < count; i++, at += stride) data[at] = source[from + i]!;
  } else if (count < FEW) {
    for (let i = 0; i < count; i++) target[to + i] = source[from + i]!;
  } else {
    target.set(viewAt(from, count), to);
  }
}

/** Writes the first element. */
export function writeFirst(value: number, target: Elements): void {
  if (target instanceof Strided) target.data[target.offset] = value;
  else target[0] = value;
}

/** Not subarray: in a class that a user derived it may call the user's constructor. */
function part(array: Float32Array, from: number, count: number): Float32Array {
  if (count === array.length) return array;
  return new Float32Array(array.buffer, array.byteOffset + 4 * from, count);
}

/** Whether the first n elements of two that lie in one buffer have one in common. */
export function overlap(a: Elements, b: Elements, n: number): boolean {
  let distance = startOf(b) - startOf(a);
  const areDense = !(a instanceof Strided) && !(b instanceof Strided);
  if (areDense || n === 0) return Math.abs(distance) < 4 * n;
  const [low, high] = distance >= 0 ? [a, b] : [b, a];
  const [stride, step] = [4 * strideOf(low), 4 * strideOf(high)];
  const last = stride * (n - 1);
  distance = Math.abs(distance);
  // The elements of the one, as long as they fall between others of the other: that repeats after so many.
  for (let i = 0; i < Math.min(n, stride / 4) && distance <= last; i++, distance += step) {
    if (distance % stride === 0) return true;
  }
  return false;
}

/** Whether the elements of two that lie in one buffer are the same, each at the same place. */
export function coincide(a: Elements, b: Elements): boolean {
  return startOf(a) === startOf(b) && strideOf(a) === strideOf(b);
}

/** Engines take long to tell it. */
export function bufferOf(elements: Elements): ArrayBufferLike {
  return elements instanceof Strided ? elements.data.buffer : elements.buffer;
}

/** In bytes. */
function startOf(elements: Elements): number {
  return elements instanceof Strided ? elements.data.byteOffset + 4 * elements.offset : elements.byteOffset;
}

/** In elements. */
function strideOf(elements: Elements): number {
  return elements instanceof Strided ? elements.stride : 1;
}
