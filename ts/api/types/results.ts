// Results: what a call returns, by what the function returns for expressions.

import type { Strided } from "../../memory/strided.js";
import type { Argument, Leaves, Listed, Nested, ArgumentFacts, UnknownStructure, List, ListOf } from "./arguments.js";
import type { Batch, Either, Expr, Operand, Reduced, Scalar, Varying } from "./expressions.js";
import type { Joined, Like, Tag, TagOf, ValueOf } from "./values.js";

/** The property, in types alone, that holds what a {@link Slope} is of. */
export declare const SLOPE: unique symbol;

/** The property, in types alone, that tells the second derivative of a {@link Curvature} from a Slope. */
declare const CURVATURE: unique symbol;

/**
 * Stands in a structure for the derivative by argument I of a function that returns R. It has the structure of the
 * argument; each leaf of it has the kind of that of the argument if the function is a loss, else the kind of R.
 */
export interface Slope<I extends number, R extends Expr> {
  readonly [SLOPE]: readonly [I, R];
}

/** Stands for the second derivatives by arguments I and J: in place of each leaf of I the structure of J. */
export interface Curvature<I extends number, J extends number, R extends Expr> extends Slope<I, R> {
  readonly [CURVATURE]: J;
}

/** What a call with the arguments A returns, if it is S for expressions. */
export type Structured<S, A extends readonly unknown[], F = ArgumentFacts<A>> = StructuredBy<S, A, F>[BranchOf<S>];

/** What a structure is: one value, or more. */
type BranchOf<S> = [S] extends [Expr]
  ? "expression"
  : [Extract<S, Expr>] extends [never]
    ? S extends Slope<number, Expr>
      ? "slope"
      : S extends readonly unknown[]
        ? "parts"
        : S extends UnknownStructure
          ? "unknown"
          : S extends number
            ? "constant"
            : S extends Batch
              ? "captured"
              : "parts"
    : "expression" | (Exclude<S, Operand> extends never ? never : "others");

/** (Looked up, as values are: see {@link ValueOf}. Written out, because hovers would show aliases.) */
interface StructuredBy<S, A extends readonly unknown[], F> {
  expression: ValueOf[TagOfLeaf<TagOf<Extract<S, Expr>>, F>];
  constant: ValueOf[TagOfLeaf<"each", F>];
  captured: ValueOf[TagOfLeaf<"varying", F>];
  slope: S extends Curvature<infer I, infer J, infer R>
    ? CurvatureBy<A[I], A[J], R, F>
    : S extends Slope<infer I, infer R>
      ? SlopeBy<A[I], R, F>
      : never;
  parts: { -readonly [K in keyof S]: Structured<S[K], A, F> };
  others: Parts<Exclude<S, Operand>, A, F>;
  unknown: Nested<ValueOf[TagOfLeaf<"each", F>]>;
}

type Parts<S, A extends readonly unknown[], F> = { -readonly [K in keyof S]: Structured<S[K], A, F> };

/** One value: a number or a batch of numbers for numbers and batches, an expression for expressions. */
type TagOfLeaf<T extends Tag, F> =
  ("noNumeric" extends F ? never : NumericLeaf<T, F>) | ("expression" extends F ? Like<F, ExprLeaf<T, F>> : never);

type NumericLeaf<T extends Tag, F> = T extends "each"
  ? ("noNumber" extends F ? never : "number") | ("batch" extends F ? "batch" : never)
  : T extends "reduced"
    ? "number"
    : T extends "varying"
      ? "batch"
      : "batch" extends F
        ? "batch" | (T extends "scalar" ? "number" : "number" extends F ? "number" : never)
        : "number";

type ExprLeaf<T extends Tag, F> = T extends "each"
  ? Joined<F>
  : T extends "either"
    ? ("each" | "either" | "varying") & F extends never
      ? "reduced"
      : "either"
    : T;

/** The derivative by the argument X. */
type SlopeBy<X, R extends Expr, F> = [X] extends [Operand]
  ? [R] extends [Either]
    ? ValueOf[TagOfLossSlope<X, F>]
    : ValueOf[TagOfLeaf<TagOf<R>, F>]
  : X extends ListOf<infer V>
    ? List<SlopeBy<V, R, F>>
    : { -readonly [K in keyof X]: SlopeBy<X[K], R, F> };

/** The second derivatives by the arguments X and Y. */
type CurvatureBy<X, Y, R extends Expr, F> = [X] extends [number]
  ? SlopeBy<Y, R, F>
  : [X] extends [Operand]
    ? [Y] extends [number]
      ? SlopeBy<X, R, F>
      : SlopeBy<Y, R, F> | ([Y] extends [Operand] ? SlopeBy<X, R, F> : never)
    : X extends ListOf<infer V>
      ? List<CurvatureBy<V, Y, R, F>>
      : { -readonly [K in keyof X]: CurvatureBy<X[K], Y, R, F> };

/** The derivative of a loss by one value: of the kind of that value. */
type TagOfLossSlope<X, F> =
  | ("noNumeric" extends F ? never : X extends number ? "number" : X extends Batch ? "batch" : never)
  | ("expression" extends F ? Like<F, ExprSlope<X>> : never);

type ExprSlope<X> = [X] extends [number]
  ? "reduced"
  : [X] extends [Batch]
    ? "varying"
    : TagOf<Extract<X, Expr>> extends infer T extends Tag
      ? T extends "scalar"
        ? "reduced"
        : T
      : never;

/** Where results are written. */
type Output = Float32Array | Strided;

interface InOutputs extends Leaves {
  readonly any: Output;
  readonly number: Output;
  readonly batch: Output;
}

/** The arrays that the results of a function with the parameters P are written into. */
export type Outputs<S, P extends readonly unknown[]> = [S] extends [Expr]
  ? Output
  : S extends Slope<infer I, Expr>
    ? S extends Curvature<number, number, Expr>
      ? Nested<Output>
      : Argument<P[I], InOutputs>
    : S extends Operand
      ? S extends readonly unknown[]
        ? { readonly [K in keyof S]: Output }
        : Output
      : S extends UnknownStructure
        ? Nested<Output>
        : { readonly [K in keyof S]: Outputs<S[K], P> };

/** The structure of a gradient of a function that returns R: one by the argument N, or one for each of several. */
export type Gradient<P extends readonly unknown[], R extends Expr, N> = N extends readonly number[]
  ? { -readonly [I in keyof N]: GradientBy<P, R, N[I] & number> }
  : GradientBy<P, R, N & number>;

type GradientBy<P extends readonly unknown[], R extends Expr, I extends number> = [R] extends [Either]
  ? Slope<I, R>
  : [Reduced] extends [P[I]]
    ? R
    : [Varying] extends [P[I]]
      ? R
      : Slope<I, R>;

/** The derivatives of what a function returns, by the arguments N; by all, if N is "all". */
export type Jacobian<P extends readonly unknown[], S, N> = [S] extends [Operand]
  ? DerivativesOf<P, LeafOf<S>, N>
  : S extends Slope<number, Expr> | UnknownStructure
    ? UnknownStructure
    : { -readonly [K in keyof S]: Jacobian<P, S[K], N> };
type DerivativesOf<P extends readonly unknown[], R extends Expr, N> = N extends "all"
  ? { -readonly [I in keyof P]: DerivativeBy<P, R, IndexOf<I>> }
  : N extends readonly number[]
    ? { -readonly [K in keyof N]: DerivativeBy<P, R, N[K] & number> }
    : DerivativeBy<P, R, N & number>;
// Of what is a number or a batch by the call, the derivative by a number is likewise; a Scalar is, beside batches.
type DerivativeBy<P extends readonly unknown[], R extends Expr, I extends number> = [R] extends [Reduced]
  ? Slope<I, R>
  : [R] extends [Either]
    ? Slope<I, Scalar>
    : GradientBy<P, R, I>;

/** The number that the key of a tuple is. */
type IndexOf<K> = K extends `${infer I extends number}` ? I : number;

/** The derivatives of a loss by all parameters, or by those of N, as a tuple. */
export type Gradients<P extends readonly unknown[], R extends Expr, N> = N extends "all"
  ? P extends readonly [Listed<unknown>, unknown]
    ? UnknownStructure
    : { -readonly [I in keyof P]: GradientBy<P, R, IndexOf<I>> }
  : N extends readonly number[]
    ? { -readonly [K in keyof N]: GradientBy<P, R, N[K] & number> }
    : [GradientBy<P, R, N & number>];

/** The second derivatives by all parameters, or by those of N. */
export type Hessian<P extends readonly unknown[], R extends Expr, N> = N extends "all"
  ? { -readonly [I in keyof P]: { -readonly [J in keyof P]: Curvature<IndexOf<I>, IndexOf<J>, R> } }
  : N extends readonly number[]
    ? { -readonly [I in keyof N]: { -readonly [J in keyof N]: Curvature<N[I] & number, N[J] & number, R> } }
    : Curvature<N & number, N & number, R>;

/** The type of the expression that a differentiated function returns: S, or what a user's function returns. */
export type Differentiated<S, P extends readonly unknown[]> =
  S extends Slope<infer I, infer R>
    ? [R] extends [Either]
      ? SlopeByParameter<P[I]>
      : R & ([SlopeByParameter<P[I]>] extends [never] ? never : unknown)
    : LeafOf<S>;

/** A derivative of a loss is one number, or one for each element, as its argument is. */
type SlopeByParameter<T> = [Either] extends [T]
  ? Either
  : [Reduced] extends [T]
    ? Reduced
    : [Varying] extends [T]
      ? Varying
      : never;

/** Of what a function returns for one value: a number is a constant, an array captured. */
type LeafOf<S> = [Extract<S, Expr>] extends [never]
  ? [S] extends [Batch]
    ? Varying
    : Expr
  : ValueOf[TagOf<Extract<S, Expr>>];

/** The structure of what is computed besides a loss. What does not vary in it is a number, with or without reduction. */
export type Aux<S> = [Extract<S, Expr>] extends [never]
  ? S extends Slope<number, Expr>
    ? S
    : S extends readonly unknown[]
      ? { -readonly [K in keyof S]: Aux<S[K]> }
      : S extends number
        ? Reduced
        : S extends Batch
          ? Varying
          : { -readonly [K in keyof S]: Aux<S[K]> }
  : AuxOf[TagOf<Extract<S, Expr>>];

interface AuxOf extends ValueOf {
  each: Either;
  scalar: Reduced;
}
