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
   * @throws TypeError if it captured arrays: they must be arguments to be sent.
   */
  toBytes(): ReturnType<Uint8ArrayConstructor["of"]>;

  /**
   * The function as a person would write it: mathematics as JavaScript in infix
   * notation, in the functions of this package. It equals the function inside its
   * domain; at poles and outside it need not, and it may round and overflow elsewhere.
   */
  toString(): string;

  /** The number of arguments. */
  readonly length: number;
}
