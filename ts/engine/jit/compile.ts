// Compiles kernels: each becomes a wasm module of its own, once it has run often enough to repay that.

import { IMPORT_MEMORY, IMPORT_MODULE, KERNEL_EXPORT } from "../../core/layout.js";
import { compileKernel } from "../../core/load.js";
import { isStackOverflow } from "../../errors.js";
import type { Kernel } from "../kernel.js";
import { tiering, whenToCompile } from "./tiering.js";

/**
 * The function that a compiled kernel exports: the byte offsets of the first vector and of the end, the address of
 * scratch memory; then for each input its address, or itself if it is a number; then the addresses of the outputs.
 * Many operands are no parameters, but in a table of vectors at the start of scratch memory: {@link takesTable}.
 * Not 0 if an element needs the fallback path, so that no output may be used. See crate/src/engine/jit/module.rs.
 */
export type Run = (start: number, end: number, scratch: number, ...operands: number[]) => number;

/** Whether the function has its operands in a table: it has no parameters besides the first three. */
export function takesTable(run: Run): boolean {
  return run.length === 3;
}

/** A kernel as a wasm module. */
export interface CompiledKernel {
  readonly module: WebAssembly.Module;
  /** Bytes of scratch memory that it needs. */
  readonly scratchBytes: number;
  /** Its function, instantiated on each memory. */
  readonly instances: WeakMap<WebAssembly.Memory, Run>;
}

/** A compiled kernel's operands in the arena, as they were laid out last. An instance of the core keeps them. */
export interface Staging {
  /** Whose operands they are. */
  readonly of: CompiledKernel;
  readonly run: Run;
  /** The address of the arena, at which the scratch memory begins. */
  readonly base: number;
  /** Bytes of arena that scratch memory and operands take. */
  readonly bytes: number;
  /** The number of elements that one run takes at most. */
  readonly blockElements: number;
  /** Whether the operands are in a table, at the start of the arena, and not passed. */
  readonly isTable: boolean;
  /** The address of each input and output; for an input that is a number, the number of the present call. */
  readonly operands: number[];
  /** The same addresses as indices, in floats from the start of the arena. */
  readonly indices: readonly number[];
  /** The indices of the outputs alone. */
  readonly outputIndices: readonly number[];
}

/**
 * The compiled kernel, if there is one, or if it is worth it now, before a run over n more elements.
 *
 * @param warmUp - What to do with a kernel that was compiled between calls.
 */
export function compiledIfHot(
  kernel: Kernel,
  n: number,
  warmUp: (kernel: Kernel) => void,
): CompiledKernel | null | undefined {
  if (tiering.mode === "off") return undefined;
  if (kernel.compiled !== undefined) return kernel.compiled;
  if (tiering.mode === "hot") {
    const when = whenToCompile(kernel, n);
    if (when !== "now") {
      const { heat } = kernel;
      if (heat.ask === undefined) void compileLater(kernel, warmUp);
      if (when === "later" && heat.ask && waiting < MAX_WAITING) {
        waiting++;
        heat.ask();
        heat.ask = null;
      }
      return undefined;
    }
  }
  return compileNow(kernel);
}

/** Compiles ahead of the first call, unless it is not worth it at all. */
export function compileAhead(kernel: Kernel): void {
  if (tiering.mode === "off" || kernel.compiled !== undefined) return;
  if (tiering.mode === "eager" || kernel.heat.gains) compileNow(kernel);
}

function compileNow(kernel: Kernel): CompiledKernel | null {
  return (kernel.compiled = compile(kernel, true));
}

/**
 * The number of kernels to be compiled between calls. Bounded: a caller that makes functions and never waits leaves none
 * behind.
 */
let waiting = 0;
const MAX_WAITING = 16;

/**
 * Compiles between calls, once it is asked for. Begun in the first call, which takes long anyway, so that to ask is to
 * resolve a promise, in less than 1 µs: to start a timer takes the host 20 to 36 µs, and to suspend an async function 17
 * where the host has not seen that yet; a call of 100 sines of a number takes 4.
 */
async function compileLater(kernel: Kernel, warmUp: (kernel: Kernel) => void): Promise<void> {
  await new Promise<void>((resolve) => (kernel.heat.ask = resolve));
  // Where the host has no timers, the kernel stays among those that wait.
  if (typeof setTimeout === "undefined") return;
  const timer: unknown = setTimeout(() => {
    waiting--;
    try {
      if (kernel.compiled !== undefined) return;
      compileNow(kernel);
      warmUp(kernel);
    } catch {
      // The next call compiles, and throws what this would have thrown.
      kernel.heat.spent = Infinity;
    }
  });
  // In Node a timer would keep the process from ending.
  (timer as { unref?: () => void }).unref?.();
}

/** The kernel compiled to use no more scratch memory than this. */
export function compiledWithin(kernel: Kernel, scratchBytes: number): CompiledKernel | null {
  if (kernel.compiled && kernel.compiled.scratchBytes <= scratchBytes) return kernel.compiled;
  if (kernel.compiledWithoutScratch === undefined) kernel.compiledWithoutScratch = compile(kernel, false);
  return kernel.compiledWithoutScratch;
}

/** Null if the host refuses, or the program is beyond what the engine compiles: the tiles engine runs it then. */
function compile({ program, isBatch, sums }: Kernel, scratch: boolean): CompiledKernel | null {
  try {
    const bytes = compileKernel(program, isBatch, scratch, sums);
    if (bytes.length === 0) return null;
    const words = new DataView(bytes.buffer, bytes.byteOffset);
    return {
      module: new WebAssembly.Module(bytes.subarray(4)),
      scratchBytes: words.getUint32(0, true),
      instances: new WeakMap(),
    };
  } catch (error) {
    if (isRefusal(error) && !isStackOverflow(error)) return null;
    throw error;
  }
}

/**
 * Whether an error says that the host does not compile, for a policy or for want of memory. Hosts throw a
 * CompileError, and JavaScriptCore an EvalError, where a policy forbids compilation, and a RangeError where memory
 * or a limit is exceeded. Any other error is a fault of this package, which the tiles engine would hide.
 */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof WebAssembly.CompileError ||
    error instanceof WebAssembly.LinkError ||
    error instanceof RangeError ||
    error instanceof EvalError
  );
}

/**
 * Calls after which V8 has done for a function what it does for those that are called often, unless it is small. Before
 * Node 24, the thousandth call compiles what converts the arguments, which takes 0.35 to 0.6 ms. And a function is
 * optimised once it has been called so often that its code makes 13 MB: the threads that do that held a call of 3 µs up
 * for a millisecond, on two cores.
 */
const CALLS_TO_BE_KNOWN = 2500;

/** The compiled kernel's function on a memory. */
export function instantiate({ module, instances }: CompiledKernel, memory: WebAssembly.Memory): Run {
  let run = instances.get(memory);
  if (run === undefined) {
    run = new WebAssembly.Instance(module, { [IMPORT_MODULE]: { [IMPORT_MEMORY]: memory } }).exports[
      KERNEL_EXPORT
    ] as Run;
    // Over no elements: 0.1 to 0.4 ms here, and then no call of the caller's waits.
    const operands = new Array<number>(Math.max(0, run.length - 3)).fill(0);
    for (let i = 0; i < CALLS_TO_BE_KNOWN; i++) run(0, 0, 0, ...operands);
    instances.set(memory, run);
  }
  return run;
}
