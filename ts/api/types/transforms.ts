// What `grad`, `valueAndGrad` and `compile` take: functions, and options.

import type { CanBeParameter, Listed, UnknownStructure } from "./arguments.js";
import type { Expr, Operand } from "./expressions.js";
import type { Aux, Differentiated, Gradient, Gradients, Slope } from "./results.js";
import type { Signed } from "./signature.js";

/**
 * What a differentiated function may return; a number is a constant, a Float32Array captured. Arrays of numbers are
 * here for functions of operands that return an operand: given expressions, such a function returns one.
 */
export type Returned = Operand;

/** What a compiled function may return. (The empty tuple lets array literals be inferred as tuples.) */
export type ReturnedAll = Returned | readonly [] | readonly ReturnedAll[] | { readonly [key: string]: ReturnedAll };

/**
 * A function whose parameters are declared otherwise than as Expr. Of two overloads that take a function the first has
 * parameters that are expressions, so that TypeScript takes those without a type for such; the second takes this.
 */
export type AnyFunction = (...args: never[]) => unknown;

/** The parameters of a function. */
export type ParametersOf<F> =
  F extends Signed<infer P, unknown> ? P : F extends (...args: infer P) => unknown ? P : never;

/** What a function returns for expressions. */
export type ResultOf<F> =
  F extends Signed<readonly unknown[], infer S> ? S : F extends (...args: never) => infer S ? S : never;

/** The gradient of a function: see {@link Gradient}. */
export type GradientOf<F, N, S = ResultOf<F>> = Gradient<ParametersOf<F>, Differentiated<S, ParametersOf<F>>, N>;

/** The value of a differentiated function. */
export type ValueOf<F, S = ResultOf<F>> = Differentiated<S, ParametersOf<F>>;

/** What a function with hasAux returns. */
export type ResultAndAux<F> = ResultOf<F> extends readonly [infer S, infer A] ? [S, Aux<A>] : never;

/** Refuses a function that returns anything but one value, or that has other parameters than expressions. */
export type Differentiable<F> = Refused<
  F,
  IsValue<ResultOf<F>, ParametersOf<F>>,
  "the function returns one expression, or a number"
>;

/** Refuses a function that returns anything but a value and a structure. */
export type DifferentiableWithAux<F> = Refused<
  F,
  ResultOf<F> extends readonly [infer S, infer A] ? IsValue<S, ParametersOf<F>> | CanBeResult<A> : false,
  "with hasAux the function returns [value, aux]: an expression, and a structure of expressions and numbers"
>;

/** Refuses a function that returns anything but a structure. */
export type Compilable<F> = Refused<
  F,
  CanBeResult<ResultOf<F>>,
  "the function returns expressions and numbers, or objects and arrays of such"
>;

/**
 * What is intersected with the type of a function: nothing, or the message for a result or a parameter that is no such.
 * Nothing, too, for any function at all, which is what TypeScript tries before it looks at a generic one.
 */
type Refused<F, IsResult, Message> = [AnyFunction] extends [F]
  ? unknown
  : false extends IsResult
    ? Message
    : F extends Signed<readonly unknown[], unknown>
      ? unknown
      : false extends AreParameters<ParametersOf<F>>[number]
        ? "each parameter is an expression, or an object or array of expressions"
        : unknown;
type AreParameters<P extends readonly unknown[]> = { [I in keyof P]: CanBeParameter<P[I]> };

type IsValue<S, P extends readonly unknown[]> = [S] extends [Operand]
  ? true
  : [S] extends [Slope<number, Expr>]
    ? [Differentiated<S, P>] extends [never]
      ? false
      : true
    : false;

type CanBeResult<S> = 0 extends S & 1
  ? true
  : S extends Operand | Slope<number, Expr> | UnknownStructure
    ? true
    : S extends (...args: never) => unknown
      ? false
      : S extends readonly unknown[]
        ? { [K in keyof S]: CanBeResult<S[K]> }[number]
        : S extends object
          ? { [K in keyof S]: CanBeResult<S[K]> }[keyof S]
          : false;

/** What argnums may be: one index of an argument, or several. */
export type Argnums = number | readonly number[];

/** The options of `grad` and `valueAndGrad`. */
export type Options<P extends readonly unknown[], N extends Argnums> = {
  /**
   * The arguments to differentiate by, counted from 0: a number for one
   * gradient (0 if not given), an array for an array of gradients.
   */
  readonly argnums?: N;
  /** See {@link AuxOptions}. */
  readonly hasAux?: false;
} & InRange<P, N>;

/** The options of transforms that are by all arguments if none are named. */
export type ByAll<P extends readonly unknown[], N extends Argnums | "all"> = {
  /** The arguments, counted from 0: a number, or an array. All, if not given. */
  readonly argnums?: N;
} & (N extends Argnums ? InRange<P, N> : unknown);

/** The parameters and the result of a function's {@link Gradients}. */
export type GradientsOf<F, N, R extends Expr = Differentiated<ResultOf<F>, ParametersOf<F>>> = Gradients<
  ParametersOf<F>,
  R,
  N
>;

/** The parameters of a function that takes its arguments, or those of N, and tangents of them as lists. */
export type WithTangents<P extends readonly unknown[], N = "all"> = [
  primals: Listed<P>,
  tangents: Listed<N extends readonly number[] ? { [K in keyof N]: P[N[K] & number] } : N extends number ? [P[N]] : P>,
];

/** The options of `grad` and `valueAndGrad` of a function that returns `[value, aux]`. */
export type AuxOptions<P extends readonly unknown[], N extends Argnums> = {
  /** As of {@link Options}. */
  readonly argnums?: N;
  /** Whether the function returns `[value, aux]`, of which the value is differentiated, and aux comes back besides. */
  readonly hasAux: true;
} & InRange<P, N>;

/** Refuses argnums beyond the parameters, where both are known. */
type InRange<P extends readonly unknown[], N extends Argnums> = [number extends N ? never : Flat<N>] extends [
  Indices<P>,
]
  ? unknown
  : { readonly argnums: Indices<P> | readonly Indices<P>[] };
type Flat<N extends Argnums> = N extends readonly number[] ? (number extends N[number] ? never : N[number]) : N;
type Indices<P extends readonly unknown[]> = number extends Required<P>["length"]
  ? number
  : { [I in keyof Required<P>]: I extends `${infer Index extends number}` ? Index : never }[number];
