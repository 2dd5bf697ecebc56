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
  if (memory !== undefined) return;
  try {
    const module = await WebAssembly.compile(bytesOf(wasm));
    // A call may have come first in the meantime.
    if (memory !== undefined) return;
    const exports = core.initSync({ module });
    const loops = await WebAssembly.compile(loopsOf());
    if (memory === undefined) memory = linked(exports, loops);
  } catch (cause) {
    throw explained(cause);
  }
}

/** The core's memory; loads the core if it is not there. */
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

/** The loops' module, out of the core. */
function loopsOf(): Uint8Array<ArrayBuffer> {
  return core.loopsModule() as Uint8Array<ArrayBuffer>;
}

/** Gives the core its loops: they lie in its table of functions. Returns the core's memory. */
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

/** Why the host did not compile the core, and what to do. */
function explained(cause: unknown): Error {
  if (typeof WebAssembly === "undefined") return noWebAssembly();
  // Validation is allowed where compilation is not: it tells an engine without SIMD from a policy.
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

/** The gradient of a program of one output, after its value if asked; see crate/src/lib.rs. */
export function grad(program: Uint8Array, argnums: readonly number[], withValue: boolean): Uint8Array {
  load();
  return guarded(() => core.grad(program, Uint32Array.from(argnums), withValue));
}

/**
 * The words of a program's kernel; see kernel.ts.
 *
 * @throws RangeError if it needs more memory than there can be.
 */
export function prepare(program: Uint8Array, batch: Uint8Array): Uint32Array {
  load();
  return guarded(() => core.prepare(program, batch));
}

/** After four bytes, how much scratch memory it needs, the module of a program's kernel; nothing if there can be none. */
export function fuse(program: Uint8Array, batch: Uint8Array, scratch: boolean): Uint8Array<ArrayBuffer> {
  load();
  return guarded(() => core.fuse(program, batch, scratch) as Uint8Array<ArrayBuffer>);
}

/** The address of an arena of this size; its content may be lost, and views of the memory detached. */
export function reserveArena(bytes: number): number {
  const address = guarded(() => core.reserveArena(bytes));
  if (address === 0) throw noMemory(bytes);
  return address;
}

export { runBlock, runUniform } from "../../build/core/fluxion.js";

/** Calls the core, and tells a limit of the host, which the user can do something about, from a bug. */
function guarded<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    // Bytes that a kernel needs, and no memory can have: crate/src/lib.rs throws them as a number.
    if (typeof error === "number") throw noMemory(error);
    // The core stops by a trap when memory is refused, and leaves a mark; and when it has a bug.
    if (error instanceof WebAssembly.RuntimeError)
      throw core.takeRefusal() ? noMemory(undefined, error) : internalError(error);
    throw error;
  }
}
