// The jit engine: programs as wasm modules of their own, where the host allows
// to compile at run time.

import type { Kernel } from "../kernel.js";
import { fuse } from "../../core/load.js";

/**
 * A kernel's function: the bytes of the first vector and after the last, the
 * address of scratch memory, then for each input its address, or itself if it is
 * a number, then the addresses of the outputs. Not 0 if the outputs must be
 * computed by tiles instead. See crate/src/engine/jit/mod.rs.
 */
export type Run = (start: number, end: number, scratch: number, ...operands: number[]) => number;

/** A compiled kernel. */
export interface Fused {
  readonly module: WebAssembly.Module;
  /** The bytes of scratch memory that it needs. */
  readonly scratch: number;
  /** Its function on each memory. */
  readonly instances: WeakMap<WebAssembly.Memory, Run>;
  /** Where it found its operands in the arena the last time. */
  staged: Staged | undefined;
}

/** A kernel's place in the arena. */
export interface Staged {
  readonly run: Run;
  /** The address of the arena, which is that of the scratch memory. */
  readonly base: number;
  /** The bytes of all. */
  readonly bytes: number;
  /** Elements that one run takes at most. */
  readonly block: number;
  /** The addresses of inputs and outputs; in place of a number's, the number of the present call. */
  readonly operands: number[];
  /** The same addresses counted in floats. */
  readonly places: readonly number[];
}

/** When programs are compiled: for tests, "at once" and "never" as well. */
export const policy = { when: "earned" as "earned" | "at once" | "never" };

/** A kernel costs about as much as tiles take for so many elements. */
const WORTH = 1 << 15;
/** A call counts as so many elements, however few it has. */
const CALL = 32;

/** The compiled kernel, if it is there, or has now run over so many elements that it is worth making. */
export function earned(kernel: Kernel, elements: number): Fused | undefined {
  if (policy.when === "never") return undefined;
  if (kernel.fused !== undefined) return kernel.fused ?? undefined;
  kernel.elements += elements + CALL;
  if (kernel.elements < WORTH && policy.when === "earned") return undefined;
  kernel.fused = compiled(kernel, true);
  return kernel.fused ?? undefined;
}

/** The same that needs no scratch memory, if there is one. */
export function withoutScratch(kernel: Kernel, fused: Fused): Fused | undefined {
  if (fused.scratch === 0) return fused;
  if (kernel.lone === undefined) kernel.lone = compiled(kernel, false);
  return kernel.lone ?? undefined;
}

/** Null if the host or the engine cannot. */
function compiled({ program, batch }: Kernel, scratch: boolean): Fused | null {
  try {
    const bytes = fuse(program, batch, scratch);
    if (bytes.length === 0) return null;
    const words = new DataView(bytes.buffer, bytes.byteOffset);
    return {
      module: new WebAssembly.Module(bytes.subarray(4)),
      scratch: words.getUint32(0, true),
      instances: new WeakMap(),
      staged: undefined,
    };
  } catch {
    return null; // Tiles do as well.
  }
}

/** The kernel's function on a memory. */
export function on({ module, instances }: Fused, memory: WebAssembly.Memory): Run {
  let run = instances.get(memory);
  if (run === undefined) {
    run = new WebAssembly.Instance(module, { core: { memory } }).exports["run"] as Run;
    instances.set(memory, run);
  }
  return run;
}
