// Batches as engines see them: elements in memory, how they are copied, and when two of them overlap.

import { FLOAT_BYTES } from "../core/layout.js";
import { viewAt } from "./arena.js";
import { isStrided, type Strided, strided } from "./strided.js";
import { bufferOf as bufferOfArray, byteOffsetOf, copyTo, lengthOf } from "./typed-array.js";

/** Elements in memory: dense, or strided. */
export type Elements = Float32Array | Strided;

/** The inputs and outputs of one call. */
export interface Operands {
  readonly inputs: readonly (number | Elements)[];
  readonly outputs: readonly Elements[];
  /** The one buffer that all arrays lie in, if there is one, all are dense and no output overlaps an input. */
  readonly buffer: ArrayBufferLike | undefined;
}

/** Below this length, a loop is faster than making a view and copying by `set`. */
const MIN_VIEW_COPY = 32;

/** Copies `count` elements, from element `from` on, to an index of an array. */
export function read(source: Elements, from: number, target: Float32Array, to: number, count: number): void {
  if (isStrided(source)) {
    const { data, stride } = source;
    let index = source.offset + from * stride;
    for (let i = 0; i < count; i++, index += stride) target[to + i] = data[index]!;
  } else if (count < MIN_VIEW_COPY) {
    for (let i = 0; i < count; i++) target[to + i] = source[from + i]!;
  } else {
    copyTo(target, subview(source, from, count), to);
  }
}

/** Copies `count` floats of `source`, the core's memory, from an index on, to the elements from `to` on. */
export function write(source: Float32Array, from: number, target: Elements, to: number, count: number): void {
  if (isStrided(target)) {
    const { data, stride } = target;
    let index = target.offset + to * stride;
    for (let i = 0; i < count; i++, index += stride) data[index] = source[from + i]!;
  } else if (count < MIN_VIEW_COPY) {
    for (let i = 0; i < count; i++) target[to + i] = source[from + i]!;
  } else {
    copyTo(target, viewAt(from, count), to);
  }
}

/** Writes the first element. */
export function writeFirst(value: number, target: Elements): void {
  if (isStrided(target)) target.data[target.offset] = value;
  else target[0] = value;
}

/** A view of a part. `subarray` would call the constructor of a class that a user derived from Float32Array. */
export function subview(array: Float32Array, from: number, count: number): Float32Array {
  if (count === lengthOf(array)) return array;
  return new Float32Array(bufferOfArray(array), byteOffsetOf(array) + FLOAT_BYTES * from, count);
}

/** The elements from `from` on, `count` of them. */
export function partOf(elements: Elements, from: number, count: number): Elements {
  if (!isStrided(elements)) return subview(elements, from, count);
  const { data, offset, stride } = elements;
  return strided(data, { offset: offset + from * stride, stride, length: count });
}

/** Whether the first n elements of `a` and of `b`, which lie in one buffer, have an element in common. */
export function overlap(a: Elements, b: Elements, n: number): boolean {
  let distance = startOf(b) - startOf(a);
  const areDense = !isStrided(a) && !isStrided(b);
  if (areDense || n === 0) return Math.abs(distance) < FLOAT_BYTES * n;
  const [low, high] = distance >= 0 ? [a, b] : [b, a];
  const [stride, step] = [FLOAT_BYTES * strideOf(low), FLOAT_BYTES * strideOf(high)];
  const last = stride * (n - 1);
  distance = Math.abs(distance);
  // Strided ranges can interleave without touching: test whether any element of `high` falls on an element of `low`.
  // Distances repeat modulo `stride`, so that `stride / 4` of them decide.
  for (let i = 0; i < Math.min(n, stride / FLOAT_BYTES) && distance <= last; i++, distance += step) {
    if (distance % stride === 0) return true;
  }
  return false;
}

/** Whether the element at this byte offset of the buffer is among the first n. */
export function has(elements: Elements, offset: number, n: number): boolean {
  const [distance, stride] = [offset - startOf(elements), FLOAT_BYTES * strideOf(elements)];
  return distance >= 0 && distance < stride * n && distance % stride === 0;
}

/** Whether `a` and `b`, which lie in one buffer, have the same elements in the same order. */
export function coincide(a: Elements, b: Elements): boolean {
  return startOf(a) === startOf(b) && strideOf(a) === strideOf(b);
}

/** The buffer that the elements lie in. */
export function bufferOf(elements: Elements): ArrayBufferLike {
  return bufferOfArray(isStrided(elements) ? elements.data : elements);
}

/** The byte offset of the first element. */
export function startOf(elements: Elements): number {
  return isStrided(elements) ? byteOffsetOf(elements.data) + FLOAT_BYTES * elements.offset : byteOffsetOf(elements);
}

/** The distance from one element to the next, in elements. */
export function strideOf(elements: Elements): number {
  return isStrided(elements) ? elements.stride : 1;
}
