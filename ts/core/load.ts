// The core: loaded at the first call that needs it, never at import; and anew after an error that left it in an
// unknown state. It keeps nothing between calls that anybody would miss.

// First of all modules in the package: gzip looks back 32 KB, less than this text, which would part the code in two.
import wasm from "../../build/core/fluxion_bg.wasm";
import {
  internalError,
  isStackOverflow,
  malformedProgram,
  needsInit,
  noCompilation,
  noMemory,
  noRule,
  noSimd,
  noWebAssembly,
} from "../errors.js";
import * as core from "./exports.js";
import { bytesOf } from "./inlined.js";
import type { Instance } from "./instance.js";
import {
  IMPORT_FALLBACK,
  IMPORT_FIRST,
  IMPORT_LINK,
  IMPORT_MEMORY,
  IMPORT_MODULE,
  IMPORT_TABLE,
  MAX_LOOPS,
  SIMD_PROBE,
} from "./layout.js";

/** The compiled modules, of which every instance is made; that of a loop by its opcode, once it was called. */
let coreModule: WebAssembly.Module | undefined;
let stubsModule: WebAssembly.Module | undefined;
const loopModules = /* @__PURE__ */ Object.create(null) as Record<number, WebAssembly.Module>;

/**
 * The instance that is ready for a call. Each call takes it away and puts it back when it returns: a call that ends by
 * an exception leaves none, wherever the exception came from, and though no handler may run where the stack is full.
 */
let instance: Instance | undefined;

/**
 * Compiles the core off the main thread. Never needed: without it the first
 * call compiles, on the thread that calls. Of use in a page that must not pause,
 * and in Chrome before 115, which compiles on its main thread only what is tiny.
 */
export async function init(): Promise<void> {
  // Asked again after each wait, because a call may have loaded the core meanwhile.
  if (instance) return;
  try {
    coreModule ??= await WebAssembly.compile(bytesOf(wasm()));
    const exports = exportsOf(await WebAssembly.instantiate(coreModule));
    stubsModule ??= await WebAssembly.compile(core.taken(exports.loopStubs(), exports));
    await WebAssembly.instantiate(stubsModule, importsOfStubs(exports));
    instance ??= attached(exports);
  } catch (cause) {
    throw explained(cause);
  }
}

/**
 * Takes modules that somebody else has compiled: of the core, and of all loops at once, which then stand in the place of
 * the stubs. The first ones are kept, so that both are of one call.
 *
 * @returns whether they are the first.
 */
export function provide(core: WebAssembly.Module, loops: WebAssembly.Module | undefined): boolean {
  if (coreModule !== undefined) return false;
  coreModule = core;
  stubsModule = loops;
  return true;
}

/** The instance of the core. Makes one if there is none. */
export function load(): Instance {
  return (instance ??= newInstance());
}

function newInstance(): Instance {
  // The old one goes first: the host may have no room for both.
  core.attach();
  try {
    coreModule ??= new WebAssembly.Module(bytesOf(wasm()));
    const exports = exportsOf(new WebAssembly.Instance(coreModule));
    stubsModule ??= new WebAssembly.Module(core.taken(exports.loopStubs(), exports));
    new WebAssembly.Instance(stubsModule, importsOfStubs(exports));
    return attached(exports);
  } catch (cause) {
    throw explained(cause);
  }
}

function exportsOf({ exports }: WebAssembly.Instance): core.InitOutput {
  return exports as unknown as core.InitOutput;
}

/**
 * What the stubs import, which fill the core's table of functions: each has its loop compiled and put into its place
 * when it is first called.
 */
function importsOfStubs(exports: core.InitOutput): WebAssembly.Imports {
  const { memory, functions, evaluateFallback } = exports;
  const first = functions.grow(MAX_LOOPS);
  exports.linkLoops(first);
  const importsAt = (index: number): WebAssembly.Imports => ({
    [IMPORT_MODULE]: {
      [IMPORT_MEMORY]: memory,
      [IMPORT_TABLE]: functions,
      [IMPORT_FALLBACK]: evaluateFallback,
      [IMPORT_FIRST]: new WebAssembly.Global({ __proto__: null, value: "i32" } as WebAssembly.GlobalDescriptor, index),
      [IMPORT_LINK]: link,
    },
  });
  const link = (opcode: number): void => {
    try {
      const module = (loopModules[opcode] ??= new WebAssembly.Module(core.taken(exports.loopModule(opcode), exports)));
      new WebAssembly.Instance(module, importsAt(first + opcode));
    } catch (cause) {
      // Of a trap, whoever called the core tells whether it is a bug.
      throw cause instanceof WebAssembly.RuntimeError ? cause : explained(cause);
    }
  };
  return importsAt(first);
}

/** The instance of these exports, complete with stubs; from now on the functions of the core are those. */
function attached(exports: core.InitOutput): Instance {
  core.attach(exports);
  return {
    memory: exports.memory,
    gather: exports.gather,
    scatter: exports.scatter,
    sums: exports,
    floats: new Float32Array(0),
    views: new Map(),
    address: 0,
    index: 0,
    size: 0,
    owner: undefined,
    stagings: new WeakMap(),
  };
}

/** The error for a host that did not compile or instantiate the core, or a loop, with the reason and the way out. */
export function explained(cause: unknown): unknown {
  if (typeof WebAssembly === "undefined") return noWebAssembly();
  const why = cause instanceof Error ? cause.message : String(cause);
  // Where it happened that the stack is full is not to blame; and an error of this package says all itself.
  if (isStackOverflow(cause) || why.startsWith("fluxion")) return cause;
  // A policy forbids compilation, not validation: a module that does not validate means an engine without SIMD.
  if (!WebAssembly.validate(Uint8Array.from(SIMD_PROBE))) return noSimd(why, cause);
  if (why.includes("main thread")) return needsInit(why, cause);
  // A core that has only begun traps for nothing else.
  const isOfMemory = cause instanceof RangeError || cause instanceof WebAssembly.RuntimeError || /memory/i.test(why);
  return isOfMemory ? noMemory(undefined, cause, why) : noCompilation(why, cause);
}

/** What `simplify` is to make normal: a program as it was traced, or was stored; or one to be printed, of public ops. */
export const TRACED = 0;
export const STORED = 1;
export const FOR_READING = 2;

/**
 * The program in normal form.
 *
 * @param own - How many of the inputs are arguments: further ones are free variables.
 * @throws TypeError if the bytes are not those of a program.
 */
export function simplify(program: Uint8Array, own: number, mode = TRACED): Uint8Array {
  return answerOf(() => core.simplify(program, own, mode));
}

/** What `differentiate` is to make of a program; crate/src/lib.rs describes them. */
export const GRAD = 0;
export const VALUE_AND_GRAD = 1;
export const JVP = 2;
export const VJP = 3;
export const PULLBACK = 4;
export const HVP = 5;
export const JACOBIAN = 6;
export const HESSIAN = 7;

/**
 * A program's derivatives by the inputs `argnums`. Further inputs that the derivatives have follow the arguments.
 *
 * @param own - How many of the inputs are arguments: further ones are free variables.
 */
export function differentiate(program: Uint8Array, which: number, argnums: readonly number[], own: number): Uint8Array {
  return answerOf(() => core.differentiate(program, which, Uint32Array.from(argnums), own));
}

/**
 * A program of one output with its derivatives by the input `argnum`, of orders 1 to `order`.
 *
 * @throws RangeError if that is too large a program.
 */
export function derivatives(program: Uint8Array, argnum: number, order: number, own: number): Uint8Array {
  return answerOf(() => core.derivatives(program, argnum, order, own));
}

/**
 * The words that the tiles engine executes for a program: crate/src/engine/tiles/tile_code.rs describes them. After
 * them come what its loops cost, in instructions an element, and whether it gains by being compiled, 1 or 0.
 *
 * @param isBatch - A flag for each input: 1 for a batch, 0 for a number.
 * @throws RangeError if the kernel needs more memory than there can be.
 */
export function prepare(program: Uint8Array, isBatch: Uint8Array): Uint32Array {
  return answerOf(() => core.prepare(program, isBatch));
}

/**
 * A program compiled by the jit engine: four bytes, the number of bytes of scratch memory that the kernel needs, and
 * the bytes of a module. Nothing if the program is beyond what that engine compiles.
 *
 * @param isBatch - A flag for each input: 1 for a batch, 0 for a number.
 * @param scratch - Whether the kernel may use scratch memory.
 * @param sums - What it accumulates, or nothing: see engine/accumulating.ts.
 */
export function compileKernel(
  program: Uint8Array,
  isBatch: Uint8Array,
  scratch: boolean,
  sums: Int32Array,
): Uint8Array<ArrayBuffer> {
  return answerOf(() => core.compileKernel(program, isBatch, scratch, sums));
}

/**
 * The address of an arena of this size; its content may be lost, and views of the memory detached.
 *
 * @throws RangeError if the host refuses the memory: then a new instance may have room, for it has no holes.
 */
export function reserveArena(bytes: number): number {
  const taken = load();
  instance = undefined;
  const address = core.reserveArena(bytes);
  if (address === 0) throw noMemory(bytes);
  instance = taken;
  return address;
}

/** Evaluates the uniform values of the kernel whose words lie at this address. */
export function runUniform(base: number): void {
  const taken = load();
  instance = undefined;
  core.runUniform(base);
  instance = taken;
}

/** Evaluates n elements of every batch of the kernel at this address. */
export function runBlock(base: number, n: number): void {
  const taken = load();
  instance = undefined;
  core.runBlock(base, n);
  instance = taken;
}

/**
 * Makes so many empty accumulators, in place of those before. Gives the address of the first; they follow each other.
 *
 * @throws RangeError if the host refuses the memory.
 */
export function reserveSums(count: number): number {
  const taken = load();
  instance = undefined;
  const address = taken.sums.reserveSums(count);
  if (address === 0) throw noMemory(undefined);
  instance = taken;
  return address;
}

/** Adds n elements at an address to the accumulator of this index. */
export function accumulate(op: number, index: number, x: number, y: number, number: number, n: number): void {
  const taken = load();
  instance = undefined;
  taken.sums.accumulate(op, index, x, y, number, n);
  instance = taken;
}

/** Adds to the first accumulators the totals of the next chunks, at an address: of all sums of the first, then on. */
export function addTotals(sums: number, address: number, chunks: number): void {
  load().sums.addTotals(sums, address, chunks);
}

/** The number that an accumulator comes to, of n elements. */
export function finishSum(op: number, index: number, n: number, ddof: number): number {
  return load().sums.finishSum(op, index, n, ddof);
}

/** What a reduction gives of n elements that are all the same. */
export function closedForm(op: number, x: number, y: number, n: number, ddof: number): number {
  return load().sums.closedForm(op, x, y, n, ddof);
}

/** What a call of the core gives, or its error: a call without an answer tells whether an error was the reason. */
function answerOf<T extends Uint8Array | Uint32Array>(call: () => T): T {
  const taken = load();
  instance = undefined;
  let answer: T;
  let failure = "";
  let number = 0;
  try {
    answer = call();
    if (answer.length === 0) {
      number = core.failureNumber();
      failure = String.fromCharCode(...core.failure());
    }
  } catch (error) {
    throw coreError(error);
  }
  instance = taken;
  if (failure) throw malformedProgram(failure, number);
  if (number === 0) return answer;
  if (number < -1) throw noRule(-1 - number);
  throw number > 0 ? noMemory(number) : internalError(new Error("refused by the core"));
}

/**
 * The error for a failure of the core or of a kernel: that of a limit, which the user can do something about, or that
 * of a bug. Errors of any other kind stay as they are.
 */
export function coreError(error: unknown): unknown {
  // A trap: the allocator was refused memory, and has left a mark, or there is a bug.
  if (error instanceof WebAssembly.RuntimeError)
    return core.takeRefusal() ? noMemory(undefined, error) : internalError(error);
  return error;
}
