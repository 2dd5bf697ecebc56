// The functions that `grad`, `valueAndGrad`, `compile` and `fromBytes` return.

import type { Arguments, InCall, InInto, InPrepare, KindArguments, KindParameters } from "./arguments.js";
import type { Outputs, Structured } from "./results.js";
import type { Signature, SIGNATURE } from "./signature.js";

/** The kind of an argument that is not there yet; see {@link Compiled.prepare}. */
export type Kind = "number" | "batch";

/** What {@link Compiled.info} tells of a function. */
export interface Info {
  /**
   * The engine that ran: the loops of single ops, "tiles", or a module compiled for this function, "jit"; after
   * `prepare` alone, the one that will run. "none" before.
   */
  readonly engine: "none" | "tiles" | "jit";
  /** The number of its ops, in normal form. */
  readonly ops: number;
  /** The number of passes over the elements. */
  readonly passes: number;
  /** Bytes of memory that a call works in: code, blocks and intermediate results, for batches of any length. */
  readonly bytes: number;
  /** Whether the call worked on the arrays where they lie; undefined before a call. */
  readonly inPlace: boolean | undefined;
}

/** How a call in slices is watched; see {@link Compiled.async}. */
export interface AsyncOptions {
  /** An AbortSignal: the call rejects with its reason, or an AbortError if it has none, after the slice that is running. */
  readonly signal?: { readonly aborted: boolean; readonly reason?: unknown } | undefined;
  /**
   * Is called between slices with the share that is done, from 0 to 1, which only grows; at last with 1, right before
   * the promise is fulfilled. Never in the midst of a computation: it may call any function. What it throws rejects.
   */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/**
 * What `grad`, `valueAndGrad` and `compile` return: a function over numbers,
 * batches and expressions.
 *
 * @typeParam P - The parameters, as a tuple: what a call takes in the place of each.
 * @typeParam S - The structure of the result: an expression in place of each value, and a {@link Slope} in place of
 *   each derivative that has the structure or the kind of an argument.
 */
export interface Compiled<in out P extends readonly unknown[], in out S> {
  readonly [SIGNATURE]: Signature<P, S>;

  /** @ignore There is none. Of a function with nothing but a call, TypeScript forgets the rest where it infers from it. */
  new (_: never): never;

  /**
   * Maps the function over the elements of the batches; numbers broadcast.
   *
   * @returns A number for each value if all arguments are numbers, else a
   *   Float32Array of the batches' length (so too if the function captured an
   *   array); but a number for what depends on batches only through reductions.
   *   An expression if an argument is one.
   * @throws TypeError for an argument of another kind, or for too few or too many.
   * @throws RangeError for batches that differ in length.
   */
  <const A extends Arguments<P, InCall>>(...args: A): Structured<S, KindArguments<P, A>>;

  /**
   * Computes into arrays of the caller's own, and allocates none. Only the
   * first n elements of longer arrays are written; n is 1 if all arguments are
   * numbers. An output may be one of the inputs. A call that throws writes nothing, unless
   * the stack is full or memory is refused in its midst: the elements before may be written then.
   *
   * @param out - Float32Arrays in the structure that a call returns.
   * @returns `out`.
   * @throws As a call does; TypeError for an `out` of another structure;
   *   RangeError for outputs that are too short or overlap each other.
   */
  into<O extends Outputs<S, KindParameters<P>>>(out: O, ...args: Arguments<P, InInto>): O;

  /**
   * Computes what a call does, to the bit, in slices of some 5 ms, between which the host has its turn: a page draws and
   * takes input, however many elements there are. Arguments are checked at once; with numbers, or few elements, all is
   * done in the first slice. (Hosts with neither messages nor timers, as an AudioWorklet may be, give other promises
   * their turn alone. Tracing, which `prepare` does ahead, copies of plain arrays and of inputs that an output overlaps
   * in part, and each call of a foreign function are in one slice.)
   *
   * The arrays among the arguments must not change before the promise is settled: reductions read them several times.
   * Other calls, of this function too, may run meanwhile.
   *
   * @param options - They come first, and are never left out, for an argument may be an object like them: `{}` if there
   *   is nothing to say. `signal` ends the call, `onProgress` is told how far it is; see {@link AsyncOptions}. `into`:
   *   arrays of your own to compute into, as of {@link Compiled.into}, with which the promise is fulfilled. If it is
   *   rejected in the midst, elements of theirs may be written: those of a range from the first one on, and no number of
   *   a reduction.
   * @returns A promise of what a call returns. Whatever is wrong rejects it, and nothing is thrown.
   * @throws As a call does, or `into`; TypeError for other options, and if a buffer of an argument is transferred or
   *   shrinks meanwhile, RangeError if one of an output does; the signal's reason; what `onProgress` throws.
   *
   * @example
   * const [y, dy] = await valueAndGrad((x) => sin(cos(x))).async({ signal, onProgress }, xs);
   */
  async<O extends Outputs<S, KindParameters<P>>>(
    options: AsyncOptions & { readonly into: O },
    ...args: Arguments<P, InInto>
  ): Promise<O>;
  async<const A extends Arguments<P, InInto>>(
    options: (AsyncOptions & { readonly into?: undefined }) | undefined,
    ...args: A
  ): Promise<Structured<S, KindArguments<P, A>>>;

  /**
   * Traces, differentiates and compiles, so that the first call need not: in a page, while it loads. (A function that
   * would not be faster for it is not compiled.)
   *
   * @param args - Arguments as of a call, or "number" or "batch" in the place of any.
   * @returns The function.
   * @throws As a call does.
   */
  prepare(...args: Arguments<P, InPrepare>): this;

  /** How the last call ran; before the first, what was prepared. */
  info(): Info;

  /**
   * The function as data, to post, store or send: {@link fromBytes} reads it.
   *
   * @throws TypeError if it captured arrays, which must be arguments to be sent; if it has a loop of `repeat` or calls a
   *   foreign function; if it is of objects or lists, and has neither been called nor prepared.
   */
  toBytes(): ReturnType<Uint8ArrayConstructor["of"]>;

  /**
   * The function as a person would write it: mathematics as JavaScript in infix
   * notation, in the functions of this package. It equals the function inside its
   * domain; at poles and outside it need not, and it may round and overflow elsewhere.
   * `sumFor(a, ..., x)`, which is none of these functions, is the sum of x over the
   * elements if a and those after it are numbers in the call, and else x.
   *
   * @throws TypeError if it is of objects or lists, and has neither been called nor prepared.
   */
  toString(): string;

  /**
   * The function as a flowchart in the language of Mermaid, which many viewers of Markdown draw: what `toString` shows,
   * with a node for each op, reductions as hexagons, and the inputs and outputs by name.
   */
  toMermaid(): string;

  /** The number of arguments. */
  readonly length: number;
}
