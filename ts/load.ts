// The core: loaded at the first call that needs it, never at import.

import * as core from "../build/core/fluxion.js";
import hexadecimal from "../build/core/fluxion_bg.wasm";
import { noCompilation, noMemory, noWebAssembly } from "./errors.js";

let memory: WebAssembly.Memory | undefined;

/**
 * Compiles the core off the main thread. Never needed: without it the first
 * call compiles, on the thread that calls. Of use in a page that must not pause,
 * and in Chrome before 115, which compiles on its main thread only what is tiny.
 */
export async function init(): Promise<void> {
  if (memory !== undefined) return;
  let module: WebAssembly.Module;
  try {
    module = await WebAssembly.compile(bytes());
  } catch (cause) {
    throw explained(cause);
  }
  // A call may have come first in the meantime.
  memory ??= core.initSync({ module }).memory;
}

/** The core's memory; loads the core if it is not there. */
export function load(): WebAssembly.Memory {
  return (memory ??= loadNow());
}

function loadNow(): WebAssembly.Memory {
  try {
    return core.initSync({ module: new WebAssembly.Module(bytes()) }).memory;
  } catch (cause) {
    throw explained(cause);
  }
}

function bytes(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(hexadecimal.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = (digit(2 * i) << 4) | digit(2 * i + 1);
  return bytes;
}

/** The hexadecimal digit at this place: 0-9 are the codes from 0x30, a-f those from 0x61. */
function digit(at: number): number {
  const code = hexadecimal.charCodeAt(at);
  return (code & 15) + 9 * (code >> 6);
}

/** Why the host did not compile the core, and what to do. */
function explained(cause: unknown): Error {
  if (typeof WebAssembly === "undefined") return noWebAssembly();
  // Validation is allowed where compilation is not: it tells an engine without SIMD from a policy.
  return noCompilation(cause, WebAssembly.validate(bytes()));
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
  try {
    return core.prepare(program, batch);
  } catch (error) {
    // Programs are checked before they come here: nothing else can be wrong with one.
    throw noMemory(undefined, error);
  }
}

/** The address of so many bytes; what was there before may be lost, and views of the memory detached. */
export function arena(bytes: number): number {
  const address = guarded(() => core.arena(bytes));
  if (address === 0) throw noMemory(bytes);
  return address;
}

export { begin, run } from "../build/core/fluxion.js";

/** A core that cannot grow its memory stops by a trap: to the user that is a limit exceeded. */
function guarded<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw error instanceof WebAssembly.RuntimeError ? noMemory(undefined, error) : error;
  }
}
