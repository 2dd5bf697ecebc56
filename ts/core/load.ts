// The core: loaded at the first call that needs it, never at import.

import * as core from "../../build/core/fluxion.js";
import wasm from "../../build/core/fluxion_bg.wasm";
import { internalError, noCompilation, noMemory, noWebAssembly } from "../errors.js";
import { bytesOf } from "./inlined.js";
import {
  IMPORT_FALLBACK,
  IMPORT_FIRST,
  IMPORT_MEMORY,
  IMPORT_MODULE,
  IMPORT_TABLE,
  MAX_LOOPS,
  SIMD_PROBE,
} from "./layout.js";

let memory: WebAssembly.Memory | undefined;

/**
 * Compiles the core off the main thread. Never needed: without it the first
 * call compiles, on the thread that calls. Of use in a page that must not pause,
 * and in Chrome before 115, which compiles on its main thread only what is tiny.
 */
export async function init(): Promise<void> {
  // Asked again after each wait, because a call may have loaded the core meanwhile.
  if (isLoaded()) return;
  try {
    const module = await WebAssembly.compile(bytesOf(wasm));
    if (isLoaded()) return;
    const exports = core.initSync({ module });
    const loops = await WebAssembly.compile(loopsOf());
    if (!isLoaded()) memory = linked(exports, loops);
  } catch (cause) {
    throw explained(cause);
  }
}

function isLoaded(): boolean {
  return memory !== undefined;
}

/** The core's memory. Loads the core if that has not happened yet. */
export function load(): WebAssembly.Memory {
  return (memory ??= loadNow());
}

function loadNow(): WebAssembly.Memory {
  try {
    const exports = core.initSync({ module: new WebAssembly.Module(bytesOf(wasm)) });
    return linked(exports, new WebAssembly.Module(loopsOf()));
  } catch (cause) {
    throw explained(cause);
  }
}

/** The module of the loops, which is data of the core. */
function loopsOf(): Uint8Array<ArrayBuffer> {
  return core.loopsModule() as Uint8Array<ArrayBuffer>;
}

/** Instantiates the loops into the core's table of functions. Returns the core's memory. */
function linked({ memory, evaluateFallback }: core.InitOutput, loops: WebAssembly.Module): WebAssembly.Memory {
  const table = core.functionTable() as WebAssembly.Table;
  const first = table.grow(MAX_LOOPS);
  new WebAssembly.Instance(loops, {
    [IMPORT_MODULE]: {
      [IMPORT_MEMORY]: memory,
      [IMPORT_TABLE]: table,
      [IMPORT_FALLBACK]: evaluateFallback,
      [IMPORT_FIRST]: new WebAssembly.Global({ value: "i32" }, first),
    },
  });
  core.linkLoops(first);
  return memory;
}

/** The error for a host that did not compile the core, with the reason and the way out. */
function explained(cause: unknown): Error {
  if (typeof WebAssembly === "undefined") return noWebAssembly();
  // A policy forbids compilation, not validation: a module that does not validate means an engine without SIMD.
  return noCompilation(cause, WebAssembly.validate(Uint8Array.from(SIMD_PROBE)));
}

/**
 * The program in normal form.
 *
 * @throws Error if the bytes are not those of a program.
 */
export function simplify(program: Uint8Array): Uint8Array {
  load();
  return guarded(() => core.simplify(program));
}

/** The gradients of a program of one output by the inputs `argnums`, after its value if `withValue`. */
export function grad(program: Uint8Array, argnums: readonly number[], withValue: boolean): Uint8Array {
  load();
  return guarded(() => core.grad(program, Uint32Array.from(argnums), withValue));
}

/**
 * The words that the tiles engine executes for a program: crate/src/engine/tiles/tile_code.rs describes them.
 *
 * @param isBatch - A flag for each input: 1 for a batch, 0 for a number.
 * @throws RangeError if the kernel needs more memory than there can be.
 */
export function prepare(program: Uint8Array, isBatch: Uint8Array): Uint32Array {
  load();
  return guarded(() => core.prepare(program, isBatch));
}

/**
 * A program compiled by the jit engine: four bytes, the number of bytes of scratch memory that the kernel needs, and
 * the bytes of a module. Nothing if the program is beyond what that engine compiles.
 *
 * @param isBatch - A flag for each input: 1 for a batch, 0 for a number.
 * @param scratch - Whether the kernel may use scratch memory.
 */
export function compileKernel(program: Uint8Array, isBatch: Uint8Array, scratch: boolean): Uint8Array<ArrayBuffer> {
  load();
  return guarded(() => core.compileKernel(program, isBatch, scratch) as Uint8Array<ArrayBuffer>);
}

/** The bytes of the loops that run a program, negative if it gains little by being compiled. */
export function estimateKernel(program: Uint8Array, isBatch: Uint8Array): number {
  load();
  return guarded(() => core.estimateKernel(program, isBatch));
}

/** The address of an arena of this size; its content may be lost, and views of the memory detached. */
export function reserveArena(bytes: number): number {
  const address = guarded(() => core.reserveArena(bytes));
  if (address === 0) throw noMemory(bytes);
  return address;
}

export { runBlock, runUniform } from "../../build/core/fluxion.js";

/** Calls the core; throws the {@link coreError} of what it throws. */
function guarded<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw coreError(error);
  }
}

/**
 * The error for a failure of the core or of a kernel: that of a limit, which the user can do something about, or that
 * of a bug. Errors of any other kind stay as they are.
 */
export function coreError(error: unknown): Error {
  // A kernel needs more bytes than a memory can have: crate/src/lib.rs throws their number.
  if (typeof error === "number") return noMemory(error);
  // A trap: the allocator was refused memory, and has left a mark, or there is a bug.
  if (error instanceof WebAssembly.RuntimeError)
    return core.takeRefusal() ? noMemory(undefined, error) : internalError(error);
  return error as Error;
}
