// Loops: what `repeat` gives to its step and returns, by what it begins with.

import type { ArgumentFacts, List, ListOf } from "./arguments.js";
import type { Batch, Expr, Floats, Operand, Scalar, Varying } from "./expressions.js";
import type { ExprValue, TagOf, ValueOf } from "./values.js";

/**
 * The state that a step gets: expressions in the structure of what the loop begins with, for a list an array. It is the
 * step's own, to write to, and not readonly: an annotation `Expr[]` or `[Expr, Expr]` would refuse a readonly array.
 */
export type LoopState<A> = [A] extends [Operand]
  ? StateLeaf<A>
  : A extends ListOf<infer V>
    ? LoopState<V>[]
    : { -readonly [K in keyof A]: LoopState<A[K]> };

type StateLeaf<X> = [X] extends [number]
  ? Scalar
  : [X] extends [Batch]
    ? Varying
    : [X] extends [Expr]
      ? ValueOf[TagOf<X>]
      : Expr;

/** What a step returns: an expression or a number for each value of the state. */
export type NextState<A> = [A] extends [Operand]
  ? Operand
  : A extends ListOf<infer V>
    ? readonly NextState<V>[] | { readonly [index: number]: NextState<V> }
    : { readonly [K in keyof A]: NextState<A[K]> };

/**
 * What a loop returns that begins with A, and whose step returns S. (Looked up, as values are: from what is to be returned,
 * TypeScript would infer A through all levels of a structure, and 5.4 has no end of them.)
 */
export type LoopResult<A, S> = {
  values: EndOf<A, S, false>;
  expressions: EndOf<A, S, true>;
}["expression" extends ArgumentFacts<[A]> ? "expressions" : "values"];

type EndOf<A, S, IsExpression> = [A] extends [Operand]
  ? IsExpression extends true
    ? ExprValue<[A, S]>
    : ValueOfEnd<A, S extends Expr ? TagOf<S> : "scalar", S>
  : A extends ListOf<infer V>
    ? List<EndOf<V, S extends { readonly [index: number]: infer N } ? N : never, IsExpression>>
    : { -readonly [K in keyof A]: EndOf<A[K], K extends keyof S ? S[K] : never, IsExpression> };

/** Of what begins as a value: an expression if the step closes over one that shows in its type. */
type ValueOfEnd<A, T, S> = T extends "each" | "either"
  ? ExprValue<[A, S]>
  : T extends "varying"
    ? Floats
    : [A] extends [number]
      ? number
      : [A] extends [Batch]
        ? Floats
        : number | Floats;
