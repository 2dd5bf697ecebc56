// Memory that kernels work in directly, without copying.

import { cannotAllocate, noWebAssembly, wrongLength, wrongMemory } from "../errors.js";
import { isFloats } from "./is-float32-array.js";

/** A memory that kernels can be instantiated on. */
export interface Home {
  readonly memory: WebAssembly.Memory;
  /** Bytes at its start that are the kernels' own. */
  readonly scratch: number;
}

const PAGE = 65536;
/** What kernels need for themselves is rarely more. */
const SCRATCH = PAGE;
/** Pages that nobody touches cost nothing, and arrays of one call are to lie on one chunk. */
const CHUNK = 512 * PAGE;
/** The most that a memory can have. */
const MOST = 65536 * PAGE;

/** By buffer, so that a chunk goes when no view of it is left; null for one that is found to be of no such memory. */
const homes = /* @__PURE__ */ new WeakMap<ArrayBufferLike, Home | null>();
/**
 * Memories of others, whose buffers change when they grow. Whoever looks at one
 * keeps it alive until the present job ends: that is done for buffers that were
 * never seen, and to forget memories that are gone when there are so many.
 */
let strangers: WeakRef<WebAssembly.Memory>[] = [];
let most = 16;

/** Whether there ever was such a memory. */
let isUsed = false;
/** The chunk that arrays are carved from, in order: what was given is never given again. */
let chunk: Home | undefined;
let used = 0;

/**
 * A Float32Array of n zeros, or several, that kernels read and write in place:
 * calls of `into` whose arrays all come from one `alloc` copy nothing. Such arrays
 * are like any other, are collected like any other, and are never detached. Two
 * things they cannot be: transferred, and cheap to post, for structured cloning
 * copies the memory that they lie in as a whole.
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
export function alloc(n: number): Float32Array<ArrayBuffer>;
export function alloc<const N extends readonly number[]>(
  n: N,
): { -readonly [I in keyof N]: Float32Array<ArrayBuffer> };
export function alloc(n: number | readonly number[]): Float32Array<ArrayBuffer> | Float32Array<ArrayBuffer>[] {
  const lengths = Array.isArray(n) ? (n as readonly unknown[]) : [n];
  let bytes = 0;
  for (const length of lengths) {
    if (!Number.isSafeInteger(length) || (length as number) < 0) throw wrongLength(length);
    bytes += sizeOf(length as number);
  }
  if (chunk === undefined || used + bytes > chunk.memory.buffer.byteLength) {
    if (SCRATCH + bytes > MOST) throw cannotAllocate(bytes);
    const fresh = newChunk(Math.max(CHUNK, SCRATCH + bytes));
    // A chunk that one call fills is not worth keeping.
    if (SCRATCH + bytes > CHUNK) return carve(fresh, SCRATCH, n, lengths as number[]);
    chunk = fresh;
    used = SCRATCH;
  }
  const start = used;
  used += bytes;
  return carve(chunk, start, n, lengths as number[]);
}

function carve(
  { memory }: Home,
  start: number,
  n: number | readonly number[],
  lengths: number[],
): Float32Array<ArrayBuffer> | Float32Array<ArrayBuffer>[] {
  const arrays = lengths.map((length) => {
    const array = new Float32Array(memory.buffer as ArrayBuffer, start, length);
    start += sizeOf(length);
    return array;
  });
  return Array.isArray(n) ? arrays : arrays[0]!;
}

/** Whole vectors. */
function sizeOf(length: number): number {
  return 16 * Math.ceil(length / 4);
}

function newChunk(bytes: number): Home {
  if (typeof WebAssembly === "undefined") throw noWebAssembly();
  const pages = Math.ceil(bytes / PAGE);
  try {
    // It never grows, so that no view is ever detached.
    const home = { memory: new WebAssembly.Memory({ initial: pages, maximum: pages }), scratch: SCRATCH };
    homes.set(home.memory.buffer, home);
    isUsed = true;
    return home;
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
  if (!(memory instanceof WebAssembly.Memory)) throw wrongMemory(memory);
  if (homes.get(memory.buffer) || !takesKernels(memory)) return;
  homes.set(memory.buffer, { memory, scratch: 0 });
  if (strangers.length === most) {
    strangers = strangers.filter((stranger) => stranger.deref() !== undefined);
    most = 2 * Math.max(8, strangers.length);
  }
  strangers.push(new WeakRef(memory));
  isUsed = true;
}

/** A module that imports a memory as kernels do. */
const IMPORT = /* @__PURE__ */ Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 2, 16, 1, 4, 99, 111, 114, 101, 6, 109, 101, 109, 111, 114, 121, 2, 0, 0],
);

/** Whether kernels can be instantiated on the memory. */
function takesKernels(memory: WebAssembly.Memory): boolean {
  try {
    new WebAssembly.Instance(new WebAssembly.Module(IMPORT), { core: { memory } });
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
 * output overlaps an input, while a function is new and has run over few elements,
 * and if it needs more room for intermediate results than there is.)
 */
export function inPlace(...arrays: readonly unknown[]): boolean {
  const buffers = arrays.filter((array) => typeof array !== "number").map((array) => isFloats(array) && array.buffer);
  const [buffer] = buffers;
  if (!buffer || buffers.some((other) => other !== buffer)) return false;
  // Once a memory has grown, arrays on its old buffer are no more.
  return homeOf(buffer)?.memory.buffer === buffer;
}

/** The memory whose buffer it is. */
export function homeOf(buffer: ArrayBufferLike): Home | undefined {
  // Most programs have no such memory.
  if (!isUsed) return undefined;
  const home = homes.get(buffer);
  return (home === undefined ? strangerOf(buffer) : home) ?? undefined;
}

/** Whose buffer it is, if it is that of a memory that has grown. */
function strangerOf(buffer: ArrayBufferLike): Home | null {
  const memory = strangers.map((stranger) => stranger.deref()).find((memory) => memory?.buffer === buffer);
  const home = memory === undefined ? null : { memory, scratch: 0 };
  if (strangers.length > 0) homes.set(buffer, home);
  return home;
}
