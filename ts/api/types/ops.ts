// The ops, by how many arguments they take.

import type { Batch, Composed, Either, Expr, Floats, Operand, Reduced, Scalar, Varying } from "./expressions.js";
import type { SIGNATURE, Signature } from "./signature.js";
import type { ReducedValue, Value, ValueOf } from "./values.js";

/**
 * An op of one argument. Without argument it gives the expression `op(x)` of an
 * argument of its own. Further arguments are ignored, as `Math` does, so that it
 * can be handed to `map`.
 */
export interface Unary {
  readonly [SIGNATURE]: Signature<[x: Expr], Expr>;
  <A extends readonly [x: Operand, ...ignored: unknown[]] | readonly Expr[]>(...args: A): UnaryValue<A>;
  readonly length: 1;
}
type UnaryValue<A> = A extends readonly [infer X extends Operand, ...unknown[]]
  ? Value<[X]>
  : A extends readonly []
    ? ValueOf["composed each"]
    : Expr;

/**
 * An op of one argument and a parameter with a default: a number, a batch or an
 * expression as well, and differentiated by like any argument. Without argument
 * it gives the expression `op(x)` of an argument of its own, with the default.
 *
 * It refuses a third argument, and with it what `map` passes: write
 * `xs.map((x) => leakyRelu(x))`, or, as with any op, `leakyRelu(xs)`.
 */
export interface Parametric {
  readonly [SIGNATURE]: Signature<[x: Expr, parameter?: Expr], Expr>;
  <A extends readonly [x: Operand, parameter?: Operand | undefined] | readonly Expr[]>(...args: A): ParametricValue<A>;
  readonly length: 1;
}
type ParametricValue<A> = A extends readonly [infer X extends Operand]
  ? Value<[X]>
  : A extends readonly [infer X extends Operand, infer P]
    ? Value<[X, Extract<P, Operand>]> | (undefined extends P ? Value<[X]> : never)
    : A extends readonly []
      ? ValueOf["composed each"]
      : Expr;

/** An op of two arguments. The index and the array that `reduce` passes after them do not count. */
export interface Binary {
  <A extends Operand, B extends Operand>(a: A, b: B): Value<[A, B]>;
  readonly length: 2;
}

/** An op of three arguments. */
export interface Ternary {
  <A extends Operand, B extends Operand, C extends Operand>(a: A, b: B, c: C): Value<[A, B, C]>;
  readonly length: 3;
}

/**
 * An op of two arguments that folds from the left over any number of them but none: `add(a, b, c)` is
 * `add(add(a, b), c)`.
 *
 * It can be handed to `reduce`: of exactly four arguments, the third a whole number and the fourth an array or
 * Float32Array whose element of that index is the second argument, the first two count. (So they do where somebody
 * writes such arguments by hand: `max(9, 2, 0, [2, 30])` is 9.) What `map` passes are three operands.
 */
export interface Variadic {
  readonly [SIGNATURE]: Signature<[x: Expr, ...others: Expr[]], Expr>;
  <A extends readonly [Operand, ...Operand[]]>(...args: A): Value<A>;
  <A extends readonly Operand[]>(...args: number extends A["length"] ? A : [never]): Value<A>;
  (a: Reduced, b: Reduced, index: number, array: readonly Reduced[]): Reduced;
  (a: Scalar, b: Scalar, index: number, array: readonly Scalar[]): Scalar;
  (a: Either, b: Either, index: number, array: readonly Either[]): Either;
  (a: Varying, b: Varying, index: number, array: readonly Varying[]): Varying;
  (a: Expr, b: Expr, index: number, array: readonly Expr[]): Expr;
  (a: number, b: number, index: number, array: Float32Array | readonly number[]): number;
  (a: Batch, b: Batch, index: number, array: readonly Batch[]): Floats;
  (a: Expr | number, b: Expr | number, index: number, array: readonly (Expr | number)[]): Expr | number;
  readonly length: 2;
}

/**
 * A reduction: one number of all elements of a batch; a number is a batch of one. Without argument it gives the
 * expression `op(x)` of an argument of its own. A further argument is refused, but what `map` passes counts as one.
 */
export interface Reduction {
  readonly [SIGNATURE]: Signature<[x: Expr], Reduced>;
  <A extends readonly [x: Operand] | OfMap | readonly Expr[]>(...args: A & OneOf<A>): ReductionValue<A>;
  readonly length: 1;
}

/** A reduction of two arguments. */
export interface Reduction2 {
  readonly [SIGNATURE]: Signature<[x: Expr, y: Expr], Reduced>;
  <A extends Operand, B extends Operand>(x: A, y: B): ReducedValue<[A, B]>;
  readonly length: 2;
}

/**
 * A reduction that measures how far elements spread. Divides by n - ddof: `ddof`, delta degrees of freedom, is a
 * JavaScript number, 0 if not given, and no argument to differentiate by.
 */
export interface Dispersion {
  readonly [SIGNATURE]: Signature<[x: Expr], Reduced>;
  <A extends readonly [x: Operand, ddof?: number | undefined] | OfMap | readonly Expr[]>(
    ...args: A & OneOf<A, number | undefined>
  ): ReductionValue<A>;
  readonly length: 1;
}

/** What the `map` of an array passes. */
type OfMap = readonly [x: Operand, index: number, array: Float32Array | readonly Operand[]];

/** Refuses several operands. (An unknown number of them is how a function of expressions is called by another one.) */
type OneOf<A extends readonly unknown[], D = never> = number extends A["length"]
  ? unknown
  : A extends readonly [] | readonly [unknown] | readonly [unknown, D] | OfMap
    ? unknown
    : never;

type ReductionValue<A> = A extends readonly [infer X, ...unknown[]]
  ? ReducedValue<[X]>
  : A extends readonly []
    ? Composed<Reduced>
    : Reduced;
