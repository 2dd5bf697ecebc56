// What findNaN and checkGrads take and tell.

import type { Arguments, InInto } from "./arguments.js";
import type { Argnums, ParametersOf } from "./transforms.js";

/**
 * The arguments of a call, as an array; anything for a function of any number of arguments, which TypeScript takes a
 * lambda for until it has looked at it.
 */
export type ArgumentsOf<F> = number extends ParametersOf<F>["length"]
  ? readonly unknown[]
  : Readonly<Arguments<ParametersOf<F>, InInto>>;

/** The op that {@link findNaN} found. */
export interface NotFinite {
  /** Its name; of one that derivatives alone have, what it computes. */
  readonly op: string;
  /** The first element at which its result is not finite; undefined of a reduction. */
  readonly element: number | undefined;
  /** Its operands there; none of a reduction. */
  readonly inputs: readonly number[];
  /** Its result: NaN, Infinity or -Infinity. */
  readonly value: number;
  /** All that in words, with the operands as functions of the arguments. */
  readonly text: string;
}

/** The options of {@link checkGrads}. */
export interface CheckOptions {
  /** The highest order of derivatives to compare; 1 if not given. */
  readonly order?: number;
  /** The arguments to differentiate by, counted from 0; all if not given. */
  readonly argnums?: Argnums;
}

/** A derivative that finite differences do not agree with. */
export interface Mismatch {
  /** The argument that it is by, counted from 0. */
  readonly argument: number;
  /** The leaf of the argument, as JavaScript: `.layers[1]`; empty if the argument is no structure. */
  readonly path: string;
  /** The element; undefined of a loss, whose gradient by a batch is compared in directions. */
  readonly element: number | undefined;
  /** The order of the derivative. */
  readonly order: number;
  /** What the derivative is; in a direction, its sum along that. */
  readonly analytic: number;
  /** What finite differences say, at the step with the smallest bound. */
  readonly numeric: number;
  /** By how much they may be wrong: a mismatch is off by more than four times that. */
  readonly bound: number;
}
