// Batches as the engines see them, and how their elements come and go.

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

/** Copies from a place in an array to elements `to` and following. */
export function write(source: Float32Array, from: number, target: Elements, to: number, count: number): void {
  if (target instanceof Strided) {
    const { data, stride } = target;
    let at = target.offset + to * stride;
    for (let i = 0; i < count; i++, at += stride) data[at] = source[from + i]!;
  } else if (count < FEW) {
    for (let i = 0; i < count; i++) target[to + i] = source[from + i]!;
  } else {
    target.set(part(source, from, count), to);
  }
}

/** Writes the first element. */
export function writeFirst(value: number, target: Elements): void {
  if (target instanceof Strided) target.data[target.offset] = value;
  else target[0] = value;
}

/** Not subarray: in a class that a user derived it may call the user's constructor. */
function part(array: Float32Array, from: number, count: number): Float32Array {
  return new Float32Array(array.buffer, array.byteOffset + 4 * from, count);
}

/** Whether the first n elements of each have one in common. */
export function overlap(a: Elements, b: Elements, n: number): boolean {
  if (bufferOf(a) !== bufferOf(b) || n === 0) return false;
  const [low, high] = startOf(a) <= startOf(b) ? [a, b] : [b, a];
  const distance = startOf(high) - startOf(low);
  if (distance > 4 * strideOf(low) * (n - 1)) return false;
  // Both count in whole floats: they meet if the distance of their starts is a sum of their strides.
  return distance % (4 * greatestDivisor(strideOf(low), strideOf(high))) === 0;
}

/** Whether the elements of both are the same, each at the same place. */
export function coincide(a: Elements, b: Elements): boolean {
  return bufferOf(a) === bufferOf(b) && startOf(a) === startOf(b) && strideOf(a) === strideOf(b);
}

function bufferOf(elements: Elements): ArrayBufferLike {
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

function greatestDivisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}
