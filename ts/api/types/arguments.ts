// Arguments: what a call takes for a parameter, by the parameter's type.

import type { SLOPE } from "./results.js";
import type { Batch, Either, Expr, Numeric, Operand, Reduced, Scalar, Varying } from "./expressions.js";
import type { Kind } from "./functions.js";
import type { Facts } from "./values.js";

/**
 * Parameters one by one, `list([0.1, 0.2])`, where an array of numbers would be a batch: the object { 0: 0.1, 1: 0.2 }.
 * A function gets it as an array of expressions; derivatives by it are lists again.
 */
// No interface: of a type alias TypeScript takes `Object.values` for an array of V.
export type List<V = number> = { [index: number]: V; readonly [LIST]: V };

declare const LIST: unique symbol;

/** Tells a list from an array, in types alone. */
export interface ListOf<V> {
  readonly [LIST]: V;
}

/** What stands for a leaf of an argument: in the place of any, of one that is a number, and of one that is a batch. */
export interface Leaves {
  readonly any: unknown;
  readonly number: unknown;
  readonly batch: unknown;
}

/** Leaves in a call. */
export interface InCall extends Leaves {
  readonly any: Operand;
  readonly number: number | Scalar;
  readonly batch: Batch | Varying;
}

/** Leaves in a call of `into`, which takes no expressions. */
export interface InInto extends Leaves {
  readonly any: Numeric;
  readonly number: number;
  readonly batch: Batch;
}

/** Leaves in a call of `prepare`, or the kind of such. */
export interface InPrepare extends Leaves {
  readonly any: Operand | Kind;
  readonly number: number | Scalar | "number";
  readonly batch: Batch | Varying | "batch";
}

/** The arguments for the parameters P. */
export type Arguments<P extends readonly unknown[], L extends Leaves> = { [I in keyof P]: Argument<P[I], L> };

/**
 * An argument for a parameter of type T. Leaves are told by the expressions that T takes: one that takes none but
 * scalars is a number, one that takes none but varying ones a batch.
 */
export type Argument<T, L extends Leaves> = [Reduced] extends [T]
  ? [Either] extends [T]
    ? L["any"]
    : [Varying] extends [T]
      ? L["any"]
      : L["number"]
  : [Varying] extends [T]
    ? L["batch"]
    : T extends UnknownStructure
      ? L["any"] | readonly unknown[] | { readonly [key: string]: unknown }
      : T extends Listed<infer S>
        ? Along<S, L>
        : T extends readonly unknown[]
          ? Elements<T, L> | List<Argument<T[number], L>> | Indexed<Argument<T[number], L>>
          : { readonly [K in keyof T]: Argument<T[K], L> };

declare const LISTED: unique symbol;

/**
 * A parameter that is read along the structure T, of parameters or of a result: of tangents, or of a cotangent. An array
 * of numbers is a list in it, where T is an array.
 */
export interface Listed<T> {
  readonly [LISTED]: T;
}

/** What stands for the structure T: a number may stand for a batch. */
export type Along<T, L extends Leaves> = [T] extends [Operand]
  ? [T] extends [Reduced]
    ? L["number"]
    : [Either] extends [T]
      ? L["any"]
      : [Reduced] extends [T]
        ? L["number"]
        : L["any"]
  : T extends Listed<infer S>
    ? Along<S, L>
    : T extends UnknownStructure | Marked
      ? L["any"] | readonly unknown[] | { readonly [key: string]: unknown }
      : { readonly [K in keyof T]: Along<T[K], L> } | (T extends readonly (infer V)[] ? ListAlong<T, V, L> : never);
type ListAlong<T extends readonly unknown[], V, L extends Leaves> = number extends T["length"]
  ? List<Along<V, L>>
  : never;

/** What stands for a derivative in a result. */
interface Marked {
  readonly [SLOPE]: unknown;
}

/** The elements of an array that is an argument. Numbers are none: an array of numbers is a batch. */
type Elements<T extends readonly unknown[], L extends Leaves> = {
  readonly [I in keyof T]: Exclude<Argument<T[I], L>, number>;
};

/** An object with the keys 0, 1, ...: no array, which has a length. */
interface Indexed<V> {
  readonly [index: number]: V;
  readonly length?: never;
}

/** V, or arrays and objects of it within each other. */
export type Nested<V> = V | readonly Nested<V>[] | { readonly [key: string]: Nested<V> };

/** Stands for a structure that is not known: those of a function read from bytes. */
export interface UnknownStructure {
  readonly [UNKNOWN]: never;
}
declare const UNKNOWN: unique symbol;

/**
 * The arguments that the kinds of results follow from: of a function that takes a list of them, those in the list. What
 * it takes besides counts if it is an expression.
 */
export type KindArguments<P extends readonly unknown[], A extends readonly unknown[]> = P extends readonly [
  Listed<infer Q extends readonly unknown[]>,
  unknown,
]
  ? A extends readonly [infer B extends readonly unknown[], infer C]
    ? [Extract<C | Members<C>, Expr>] extends [never]
      ? KindArguments<Q, B>
      : [...KindArguments<Q, B>, Expr]
    : never
  : A;

/** The parameters that derivatives are by: of a function that takes a list of arguments, those in the list. */
export type KindParameters<P extends readonly unknown[]> = P extends readonly [
  Listed<infer Q extends readonly unknown[]>,
  unknown,
]
  ? KindParameters<Q>
  : P;
type Members<C> = C extends readonly (infer M)[] ? M : never;

/** The {@link Facts} of all leaves of all arguments. */
export type ArgumentFacts<A extends readonly unknown[]> = { [I in keyof A]: TreeFacts<A[I]> }[number];

type TreeFacts<X> = [X] extends [Operand]
  ? Facts<X>
  : X extends Operand
    ? Facts<X>
    : X extends ListOf<infer V>
      ? TreeFacts<V>
      : X extends readonly unknown[]
        ? { [I in keyof X]: TreeFacts<X[I]> }[number]
        : X extends object
          ? { [K in keyof X]: TreeFacts<X[K]> }[keyof X]
          : never;

/** Whether a function can have a parameter of type T: it takes an expression, or a structure of such. */
export type CanBeParameter<T> = [Reduced] extends [T]
  ? true
  : [Varying] extends [T]
    ? true
    : T extends undefined
      ? true
      : T extends (...args: never) => unknown
        ? false
        : T extends readonly unknown[]
          ? { [I in keyof T]: CanBeParameter<T[I]> }[number]
          : T extends object
            ? { [K in keyof T]-?: CanBeParameter<T[K]> }[keyof T]
            : false;
