// Ops of a user's own: what `customGrad` and `foreign` take and return.

import type { Argument, Arguments, InCall } from "./arguments.js";
import type { Composed, Expr, Floats } from "./expressions.js";
import type { Structured } from "./results.js";
import type { Signature, SIGNATURE } from "./signature.js";
import type { ParametersOf } from "./transforms.js";

/**
 * An op of a user's own, which is called as ops of the package are: of numbers it gives a number, of batches a
 * Float32Array, of expressions an expression.
 *
 * @typeParam P - The parameters, as a tuple.
 * @typeParam S - What it gives for expressions.
 */
export type OwnOp<P extends readonly unknown[], S extends Expr> = P extends readonly [infer X]
  ? OwnUnary<X, S>
  : P extends readonly [infer X, infer Y]
    ? OwnBinary<X, Y, S>
    : OwnNary<P, S>;

/**
 * An op of one argument. Without argument it gives the expression `op(x)` of an argument of its own. What `map` passes
 * besides is ignored.
 */
export interface OwnUnary<in out X, in out S extends Expr> {
  readonly [SIGNATURE]: Signature<[x: X], S>;
  <const A extends readonly [x: Argument<X, InCall>, ...ofMap: unknown[]] | readonly Expr[]>(
    ...args: A
  ): OwnUnaryValue<S, A>;
  readonly length: number;
}
type OwnUnaryValue<S extends Expr, A> = A extends readonly [infer X, ...unknown[]]
  ? Structured<S, readonly [X]>
  : A extends readonly []
    ? Composed<S>
    : S;

/** An op of two arguments. The index and the array that `reduce` passes after them do not count. */
export interface OwnBinary<in out X, in out Y, in out S extends Expr> {
  readonly [SIGNATURE]: Signature<[x: X, y: Y], S>;
  <const A extends Argument<X, InCall>, const B extends Argument<Y, InCall>>(
    a: A,
    b: B,
  ): Structured<S, readonly [A, B]>;
  readonly length: number;
}

/** An op of any number of arguments. */
export interface OwnNary<in out P extends readonly unknown[], in out S extends Expr> {
  readonly [SIGNATURE]: Signature<P, S>;
  <const A extends Arguments<P, InCall>>(...args: A): Structured<S, A>;
  readonly length: number;
}

/** A partial derivative that a rule gives: in ops, or a constant. */
export type PartialDerivative = Expr | number | Float32Array;

/** What a rule gives: a partial derivative, or an array of one for each of several arguments. */
export type Partials = PartialDerivative | readonly PartialDerivative[];

/** The rule for a function of these parameters: gets them and the function's value. */
export type Rule<P extends readonly unknown[]> = (
  ...argsAndValue: number extends P["length"] ? Expr[] : [...Required<P>, value: Expr]
) => Partials;

/** The parameters of a function in ops, for its rule: expressions. */
export type RuleParameters<F> =
  ParametersOf<F> extends infer P extends readonly unknown[]
    ? { [I in keyof P]: P[I] extends Expr ? P[I] : Expr }
    : never;

/** A function of the host's: of Float32Arrays of one length, one for each argument. */
export type Compute = (...arrays: Floats[]) => Float32Array | readonly number[];

/** Expressions in place of the arrays. */
export type ComputeParameters<F extends Compute> =
  Parameters<F> extends infer P extends readonly unknown[] ? { [I in keyof P]: Expr } : never;
