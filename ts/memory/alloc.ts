// Memory that kernels work in directly, without copying.

import { IMPORT_MEMORY, IMPORT_MODULE, LANES, MEMORY_PROBE, PAGE_BYTES, VECTOR_BYTES } from "../core/layout.js";
import { cannotAllocate, noWebAssembly, wrongLength, wrongMemory } from "../errors.js";
import { isFloat32Array } from "./is-float32-array.js";
import type { Floats } from "../api/public-types.js";
import { bufferOf } from "./typed-array.js";

/** A memory that kernels can be instantiated on. */
export interface KernelMemory {
  readonly memory: WebAssembly.Memory;
  /** Bytes at its start that are scratch memory of kernels; 0 in a memory that belongs to somebody else. */
  readonly scratchBytes: number;
}

/**
 * Scratch memory of kernels, at the start of each chunk: 1 MiB, room for the addresses of 10,000 arrays and as much
 * again for intermediate results. Few kernels need more: then their blocks are staged.
 */
const SCRATCH_BYTES = 16 * PAGE_BYTES;
/** A chunk is 32 MiB, so that the arrays of one call lie in one chunk; the host commits pages when they are touched. */
const CHUNK_BYTES = 512 * PAGE_BYTES;
/** 4 GiB, the limit of a memory with 32-bit addresses. */
const MAX_MEMORY_BYTES = 65536 * PAGE_BYTES;

/**
 * The kernel memory of each buffer; null for a buffer that belongs to none. Weak in the buffer, so that a chunk is
 * collected when no view of it is left.
 */
const kernelMemories = /* @__PURE__ */ new WeakMap<ArrayBufferLike, KernelMemory | null>();
/**
 * Memories of {@link useMemory}, because growing gives a memory another buffer. `deref()` keeps its target alive until
 * the end of the job (WeakRef semantics), so references are dereferenced only for a buffer not seen before, and to
 * drop those whose memory is gone once there are `pruneAt` of them.
 */
let foreignMemories: WeakRef<WebAssembly.Memory>[] = [];
let pruneAt = 16;

/** Whether there ever was a kernel memory: most programs have none, and skip every lookup. */
let isUsed = false;
/** The chunk that arrays are carved from, one after the other: no part of it is ever given twice. */
let chunk: KernelMemory | undefined;
let usedBytes = 0;

/**
 * A Float32Array of n zeros, or several, that kernels read and write in place:
 * calls of `into` whose arrays all come from one `alloc` copy nothing. Such arrays
 * are like any other, are collected like any other, and are never detached. They
 * cannot be transferred, and posting one is slow, because structured cloning copies
 * the whole memory that the array lies in.
 *
 * Arrays of separate calls often lie in one memory too; {@link inPlace} tells.
 *
 * @param n - The length, or an array of lengths.
 * @throws TypeError if it is neither; RangeError if a length is no count, or there is not so much memory.
 *
 * @example
 * const [x, y, dy] = alloc([1 << 20, 1 << 20, 1 << 20]);
 * valueAndGrad(f).into([y, dy], x);
 */
export function alloc(n: number): Floats;
export function alloc<const N extends readonly number[]>(n: N): { -readonly [I in keyof N]: Floats };
export function alloc(n: number | readonly number[]): Floats | Floats[] {
  const lengths = Array.isArray(n) ? (n as readonly unknown[]) : [n];
  let bytes = 0;
  for (const length of lengths) {
    if (!Number.isSafeInteger(length) || (length as number) < 0) throw wrongLength(length);
    bytes += sizeOf(length as number);
  }
  let source = chunk;
  let end = usedBytes;
  if (source === undefined || end + bytes > source.memory.buffer.byteLength) {
    end = SCRATCH_BYTES;
    if (end + bytes > MAX_MEMORY_BYTES) throw cannotAllocate(bytes);
    source = newChunk(Math.max(CHUNK_BYTES, end + bytes));
    // A chunk made to measure is full: the present one, which may have room, stays the one to carve from.
    if (end + bytes <= CHUNK_BYTES) [chunk, usedBytes] = [source, end];
  }
  const { buffer } = source.memory;
  const arrays = (lengths as number[]).map((length) => {
    const array = new Float32Array(buffer, end, length);
    end += sizeOf(length);
    return array;
  });
  if (source === chunk) usedBytes = end;
  return Array.isArray(n) ? arrays : arrays[0]!;
}

/** The bytes of `length` float32s, rounded up to vectors: every array is 16-byte aligned. */
function sizeOf(length: number): number {
  return VECTOR_BYTES * Math.ceil(length / LANES);
}

function newChunk(bytes: number): KernelMemory {
  if (typeof WebAssembly === "undefined") throw noWebAssembly();
  const pages = Math.ceil(bytes / PAGE_BYTES);
  try {
    // A chunk never grows, so that no view is ever detached. Without a prototype, which could say that it is shared.
    const type = { __proto__: null, initial: pages, maximum: pages };
    const memory = new WebAssembly.Memory(type);
    const fresh = { memory, scratchBytes: SCRATCH_BYTES };
    kernelMemories.set(memory.buffer, fresh);
    isUsed = true;
    return fresh;
  } catch (cause) {
    throw cannotAllocate(bytes, cause);
  }
}

/**
 * Lets kernels work in place on arrays that lie in this memory, such as the heap
 * of another WebAssembly library. Kernels touch nothing in it but the arrays of
 * the call. It may grow. Of a memory that is shared or has 64-bit addresses arrays
 * are still copied.
 *
 * @param memory - A WebAssembly.Memory.
 * @throws TypeError if it is none.
 */
export function useMemory(memory: { readonly buffer: ArrayBufferLike }): void {
  if (typeof WebAssembly === "undefined") throw noWebAssembly();
  const buffer = bufferOfMemory(memory);
  if (buffer === undefined) throw wrongMemory(memory);
  if (kernelMemories.get(buffer) || !takesKernels(memory as WebAssembly.Memory)) return;
  if (foreignMemories.length === pruneAt) {
    foreignMemories = foreignMemories.filter((reference) => reference.deref() !== undefined);
    pruneAt = 2 * Math.max(8, foreignMemories.length);
  }
  foreignMemories.push(new WeakRef(memory as WebAssembly.Memory));
  isUsed = true;
  // Last, because it is asked first: an error in between (the stack may be full) must not look like success.
  kernelMemories.set(buffer, { memory: memory as WebAssembly.Memory, scratchBytes: 0 });
}

/**
 * The buffer of a memory of whatever realm, which `instanceof` would not know; undefined for anything else, and where there
 * is no WebAssembly. By the
 * getter of memories themselves: an object may have a property of that name in its place.
 */
function bufferOfMemory(memory: unknown): ArrayBufferLike | undefined {
  try {
    const property = Object.getOwnPropertyDescriptor(WebAssembly.Memory.prototype, "buffer")!;
    return property.get!.call(memory) as ArrayBufferLike;
  } catch {
    return undefined;
  }
}

/** Whether kernels can be instantiated on the memory. */
function takesKernels(memory: WebAssembly.Memory): boolean {
  try {
    new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(MEMORY_PROBE)), {
      [IMPORT_MODULE]: { [IMPORT_MEMORY]: memory },
    });
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether a call of `into` with these arrays, all its arguments and outputs,
 * works in place: they lie in one memory that {@link alloc} made or
 * {@link useMemory} was told of. Where it does not, the result is the same, and
 * blocks are copied. (So they are if there are fewer than 64 elements, if an
 * output overlaps an input, or keeps a value for a later pass, while a function is
 * new and has run over few elements, and if it needs more room for intermediate
 * results than there is.)
 */
export function inPlace(...arrays: readonly unknown[]): boolean {
  const buffers = arrays
    .filter((array) => typeof array !== "number")
    .map((array) => isFloat32Array(array) && bufferOf(array));
  const [buffer] = buffers;
  if (!buffer || buffers.some((other) => other !== buffer)) return false;
  // Growing a memory detaches its old buffer, and the arrays on it with it.
  return bufferOfMemory(kernelMemoryOf(buffer)?.memory) === buffer;
}

/** The kernel memory that a buffer belongs to. */
export function kernelMemoryOf(buffer: ArrayBufferLike): KernelMemory | undefined {
  if (!isUsed) return undefined;
  const known = kernelMemories.get(buffer);
  return (known === undefined ? foreignMemoryOf(buffer) : known) ?? undefined;
}

/** Finds the memory of {@link useMemory} that has grown into this buffer. */
function foreignMemoryOf(buffer: ArrayBufferLike): KernelMemory | null {
  const memory = foreignMemories
    .map((reference) => reference.deref())
    .find((memory) => bufferOfMemory(memory) === buffer);
  const found = memory === undefined ? null : { memory, scratchBytes: 0 };
  if (foreignMemories.length > 0) kernelMemories.set(buffer, found);
  return found;
}
