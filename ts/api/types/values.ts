// The type of an op's result, from those of its operands.

import type { Batch, Composed, Either, Expr, Floats, KIND, Reduced, Scalar, Varying } from "./expressions.js";
import type { SIGNATURE } from "./signature.js";

/**
 * The result of an op: an expression if any argument is one (a composed one if
 * any argument is composed), a number if all are numbers, else a Float32Array.
 */
export type Value<A extends readonly unknown[]> = ValueOf[TagOfValue<FactsOfEach<A>>];

/** The result of an op of operands one of which is an expression. */
export type ExprValue<A extends readonly unknown[]> = ValueOf[ExprTag<FactsOfEach<A>>];
type ExprTag<F> = Like<F, Joined<F>>;

/** The result of a reduction of operands one of which is an expression. */
export type ReducedExpr<A extends readonly unknown[]> = ValueOf[Like<FactsOfEach<A>, "reduced">];

/** The result of a reduction: an expression of one number if any argument is an expression, else a number. */
export type ReducedValue<A extends readonly unknown[]> = ValueOf[TagOfReduced<FactsOfEach<A>>];

/**
 * The types of values by a word for each. (Looked up, because TypeScript infers into every branch of a conditional type,
 * and compares all methods of an expression for each.)
 */
export interface ValueOf {
  number: number;
  batch: Floats;
  each: Expr;
  scalar: Scalar;
  reduced: Reduced;
  varying: Varying;
  either: Either;
  // With its argument: TypeScript defers a reference that leaves out a default, and infers into all of its methods.
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-arguments
  "composed each": Composed<Expr>;
  "composed scalar": Composed<Scalar>;
  "composed reduced": Composed<Reduced>;
  "composed varying": Composed<Varying>;
  "composed either": Composed<Either>;
}

/** The words for expressions. */
export type Tag = "each" | "scalar" | "reduced" | "varying" | "either";

/** Which of the types an expression has. */
export type TagOf<X extends Expr> = TagOfKind<X[typeof KIND]>;
type TagOfKind<K> = "each" extends K
  ? "each"
  : "varying" extends K
    ? "varying"
    : "either" extends K
      ? "either"
      : "scalar" extends K
        ? "scalar"
        : "reduced";

/**
 * What is known of operands, in words; those of several operands are united. An operand may be a "number", a "batch", an
 * "expression"; it is "noNumber" or "noNumeric", neither a number nor a batch; it is "composed"; and beside expressions
 * it counts as one of a {@link Tag}.
 */
export type Facts<X> = ([X] extends [{ readonly [SIGNATURE]: unknown }] ? "composed" : never) | FactsOf<Members<X>>;

type FactsOfEach<A extends readonly unknown[]> = { [I in keyof A]: Facts<A[I]> }[number];

/** The kinds of a type's members. */
type Members<X> = X extends number ? "number" : X extends Expr ? TagOf<X> : X extends Batch ? "batch" : never;

type FactsOf<M> = [M] extends [never]
  ? "noNumber" | "noNumeric"
  : [M] extends ["number"]
    ? "number"
    : [M] extends ["batch"]
      ? "batch" | "noNumber" | "varying"
      : [M] extends [Tag]
        ? M | "expression" | "noNumber" | "noNumeric"
        : | M
          | ("number" extends M ? never : "noNumber")
          | ([Extract<M, Tag>] extends [never] ? never : "expression")
          // Perhaps a batch, which is varying, and perhaps something else.
          | ("batch" extends M ? ([M] extends ["batch" | "varying"] ? "varying" : "each") : never);

type TagOfValue<F> =
  | ("noNumber" extends F ? never : "number")
  | ("noNumeric" extends F ? never : "batch" extends F ? "batch" : never)
  | ("expression" extends F ? Like<F, Joined<F>> : never);

type TagOfReduced<F> =
  ("noNumeric" extends F ? never : "number") | ("expression" extends F ? Like<F, "reduced"> : never);

/** T, composed if an argument is. */
export type Like<F, T extends Tag> = "composed" extends F ? `composed ${T}` : T;

/** Of several operands: a batch makes a batch, a reduction beside what may be a batch is one or the other. */
export type Joined<F> = "varying" extends F
  ? "varying"
  : "either" extends F
    ? "either"
    : "each" extends F
      ? "reduced" extends F
        ? "either"
        : "each"
      : "reduced" extends F
        ? "reduced"
        : "scalar";
