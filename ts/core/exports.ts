// The core's functions, by the exports of the instance that is attached. Bytes and words go through its memory.

import type { InitOutput } from "../../build/core/fluxion.js";

export type { InitOutput };

let core: InitOutput;

/** Makes these the exports that all functions call; without exports, forgets those of before. */
export function attach(exports?: InitOutput): void {
  core = exports!;
}

/** The address and the length of a copy in the core's memory, which the core frees: but for a trap, which ends it. */
function given(array: Uint8Array | Uint32Array | Int32Array): [address: number, length: number] {
  const bytes = array.BYTES_PER_ELEMENT;
  const address = core.__wbindgen_malloc(bytes * array.length, bytes) >>> 0;
  new Uint8Array(core.memory.buffer).set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), address);
  return [address, array.length];
}

/** A copy of what the core, or an instance that is not attached yet, gives: it is freed there. */
export function taken(
  [address, length]: readonly [number, number],
  { memory, __wbindgen_free }: InitOutput = core,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(memory.buffer, address >>> 0, length).slice();
  __wbindgen_free(address, length, 1);
  return bytes;
}

/** The same for words. */
function takenWords([address, length]: readonly [number, number]): Uint32Array {
  const words = new Uint32Array(core.memory.buffer, address >>> 0, length).slice();
  core.__wbindgen_free(address, 4 * length, 4);
  return words;
}

export function simplify(program: Uint8Array, own: number, mode: number): Uint8Array {
  return taken(core.simplify(...given(program), own, mode));
}

export function differentiate(program: Uint8Array, which: number, argnums: Uint32Array, own: number): Uint8Array {
  return taken(core.differentiate(...given(program), which, ...given(argnums), own));
}

export function derivatives(program: Uint8Array, argnum: number, order: number, own: number): Uint8Array {
  return taken(core.derivatives(...given(program), argnum, order, own));
}

export function prepare(program: Uint8Array, isBatch: Uint8Array): Uint32Array {
  return takenWords(core.prepare(...given(program), ...given(isBatch)));
}

export function compileKernel(
  program: Uint8Array,
  isBatch: Uint8Array,
  scratch: boolean,
  sums: Int32Array,
): Uint8Array<ArrayBuffer> {
  return taken(core.compileKernel(...given(program), ...given(isBatch), +scratch, ...given(sums)));
}

export function failure(): Uint8Array {
  return taken(core.failure());
}

export function failureNumber(): number {
  return core.failureNumber();
}

/** Whether the host refused memory since the last call: after a trap, whether that was the reason. */
export function takeRefusal(): boolean {
  return core.takeRefusal() !== 0;
}

export function reserveArena(bytes: number): number {
  return core.reserveArena(bytes) >>> 0;
}

export function runUniform(base: number): void {
  core.runUniform(base);
}

export function runBlock(base: number, n: number): void {
  core.runBlock(base, n);
}
