// Expressions by what the compiler can know of their values: whether a call gives one number, or one for each element.

import type { Methods } from "../methods.js";
import type { Strided } from "../../memory/strided.js";
import type { SIGNATURE, Signature } from "./signature.js";
import type { Structured } from "./results.js";
import type { Tag } from "./values.js";
import type { Info, Kind } from "./functions.js";

/**
 * A Float32Array in memory that is not shared: `Float32Array<ArrayBuffer>` from TypeScript 5.7 on, and before, when the
 * type had no parameter, `Float32Array`.
 */
export type Floats = ReturnType<Float32ArrayConstructor["of"]>;

/** Numbers for the elements of a batch, one each. */
export type Batch = Float32Array | readonly number[] | Strided;

/** The value of an argument: one number for all elements, or a batch. */
export type Numeric = number | Batch;

/** An argument of an op: a value, or an expression. */
export type Operand = Expr | Numeric;

/** The property, in types alone, that tells the types of expressions apart: the {@link Tag}s of their subtypes. */
export declare const KIND: unique symbol;

/**
 * An expression: what a traced function computes with. Immutable; ops and
 * methods build new ones. As text (`String(x)`) it is infix notation.
 *
 * Its value differs between elements if an argument that it is made of does: the
 * type of unannotated parameters, and the supertype of {@link Scalar},
 * {@link Varying} and {@link Either}.
 *
 * JavaScript's own operators cannot see into it: `x + 1`, `-x` and `x > 1`
 * throw and name the op to use. `if (x)` cannot throw and is always true: write
 * `where(x, a, b)`.
 */
export interface Expr extends Methods {
  readonly [KIND]: Tag;
  /** The expression in infix notation. */
  toString(): string;
}

/**
 * An expression whose value is one number in every call: a parameter that is
 * declared so, for which a call takes no batch, and ops of such and of numbers.
 */
export interface Scalar extends Expr {
  readonly [KIND]: "scalar" | "reduced";
}

/**
 * What a reduction gave (`mean(x)`), and ops of it with scalars and numbers: one number. Inferred, or declared of
 * variables (`const terms: Reduced[] = []`), never of parameters.
 */
export interface Reduced extends Scalar {
  readonly [KIND]: "reduced";
}

/** An expression whose value is a batch in every call: an op of a captured array, or a parameter that is declared so. */
export interface Varying extends Expr {
  readonly [KIND]: "varying";
}

/**
 * An expression that a reduction is part of, and which is a number or a batch by
 * the call: `add(mean(x), square(w))` is a batch if w is one. For variables
 * that begin with a loss and to which such are added: `let loss: Either = mean(x)`.
 */
export interface Either extends Expr {
  readonly [KIND]: "either" | "reduced";
}

/**
 * An expression of one argument of its own, such as `sin(cos())`: a function of
 * that argument, and an expression like any other. Ops over it give such
 * expressions again, and all of them share the argument.
 *
 * @typeParam S - What it is of an argument that is an expression: Reduced for `sum(sin())`.
 */
export interface Composed<S extends Expr = Expr> extends Expr {
  readonly [KIND]: S[typeof KIND];
  readonly [SIGNATURE]: Signature<[x: Expr], S>;
  /** Evaluates at a number or a batch; composes with an expression. Further arguments are ignored. */
  <A extends Operand>(x: A): Structured<S, readonly [A]>;
  /** As {@link Compiled.prepare}. */
  prepare(x: Operand | Kind): this;
  /** As {@link Compiled.info}. */
  info(): Info;
  /** The function in infix notation. */
  toString(): string;
}
