// The types that users see. Arity, kinds of arguments and structure of results
// are all inferred from the function that is differentiated.

import type { Methods } from "./methods.js";
import type { Strided } from "../memory/strided.js";

/**
 * A Float32Array in memory that is not shared: `Float32Array<ArrayBuffer>` from TypeScript 5.7 on, and before, when the
 * type had no parameter, `Float32Array`.
 */
export type Floats = ReturnType<Float32ArrayConstructor["of"]>;

/** Numbers for the elements of a batch, one each. */
export type Batch = Float32Array | readonly number[] | Strided;

/** The value of an argument: one number for all elements, or a batch. */
export type Numeric = number | Batch;

/** Numbers as parameters one by one, which `list` makes: a plain object with the keys 0, 1, … */
export interface List {
  readonly [index: number]: number;
}

/** An argument of an op: a value, or an expression. */
export type Operand = Expr | Numeric;

/**
 * An expression: what a traced function computes with. Immutable; ops and
 * methods build new ones. As text (`String(x)`) it is infix notation.
 *
 * JavaScript's own operators cannot see into it: `x + 1`, `-x` and `x > 1`
 * throw and name the op to use. `if (x)` cannot throw and is always true: write
 * `where(x, a, b)`.
 */
export interface Expr extends Methods<Expr> {
  /** The expression in infix notation. */
  toString(): string;
}

/**
 * An expression of one argument of its own, such as `sin(cos())`: a function of
 * that argument, and an expression like any other. Ops over it give such
 * expressions again, and all of them share the argument.
 */
export interface Composed extends Methods<Composed> {
  /** Evaluates at a number or a batch; composes with an expression. Further arguments are ignored. */
  <A extends Operand>(x: A): Value<[A]>;
  /** As {@link Compiled.prepare}. */
  prepare(x: Operand | Kind): this;
  /** As {@link Compiled.info}. */
  info(): Info;
  /** The function in infix notation. */
  toString(): string;
}

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
 * The result of an op: an expression if any argument is one (a composed one if
 * any argument is composed), a number if all are numbers, else a Float32Array.
 */
export type Value<A extends readonly unknown[]> =
  | (EachMayBe<A, number> extends true ? number : never)
  | (EachMayBe<A, Numeric> extends true ? OnlyIf<SomeAre<A, Batch>, Floats> : never)
  | OnlyIf<SomeAre<A, Expr>, true extends AreComposed<A>[number] ? Composed : Expr>;

/** The members of the arguments' types that are of the kind K. */
type SomeAre<A extends readonly unknown[], K> = Extract<A[number], K>;
type AreComposed<A extends readonly unknown[]> = { [I in keyof A]: [A[I]] extends [Composed] ? true : false };
type OnlyIf<T, R> = [T] extends [never] ? never : R;

/** Whether every argument's type has a member of the kind K. */
type EachMayBe<A extends readonly unknown[], K> = A extends readonly [infer First, ...infer Rest]
  ? [Extract<First, K>] extends [never]
    ? false
    : EachMayBe<Rest, K>
  : A extends readonly []
    ? true
    : A extends readonly (infer Each)[]
      ? [Extract<Each, K>] extends [never]
        ? false
        : true
      : never;

/**
 * An op of one argument. Without argument it gives the expression `op(x)` of an
 * argument of its own. Further arguments are ignored, as `Math` does, so that it
 * can be handed to `map`.
 */
export interface Unary {
  <A extends readonly [x: Operand, ...ignored: unknown[]] | readonly Expr[]>(...args: A): UnaryValue<A>;
  readonly length: 1;
}
type UnaryValue<A> = A extends readonly [infer X extends Operand, ...unknown[]]
  ? Value<[X]>
  : A extends readonly []
    ? Composed
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
  <A extends readonly [x: Operand, parameter?: Operand | undefined] | readonly Expr[]>(...args: A): ParametricValue<A>;
  readonly length: 1;
}
type ParametricValue<A> = A extends readonly [infer X extends Operand]
  ? Value<[X]>
  : A extends readonly [infer X extends Operand, infer P]
    ? Value<[X, Extract<P, Operand>]> | (undefined extends P ? Value<[X]> : never)
    : A extends readonly []
      ? Composed
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
  <A extends readonly [Operand, ...Operand[]]>(...args: A): Value<A>;
  <A extends readonly Operand[]>(...args: number extends A["length"] ? A : [never]): Value<A>;
  (a: Expr, b: Expr, index: number, array: readonly Expr[]): Expr;
  (a: number, b: number, index: number, array: Float32Array | readonly number[]): number;
  (a: Batch, b: Batch, index: number, array: readonly Batch[]): Floats;
  (a: Expr | number, b: Expr | number, index: number, array: readonly (Expr | number)[]): Expr | number;
  readonly length: 2;
}

/**
 * What `grad`, `valueAndGrad` and `compile` return: a function over numbers,
 * batches and expressions.
 *
 * @typeParam P - The parameters, as a tuple: only their number matters.
 * @typeParam S - The structure of the result: `Expr` in place of each value.
 */
export interface Compiled<P extends readonly unknown[], S> {
  /**
   * Maps the function over the elements of the batches; numbers broadcast.
   *
   * @returns A number for each value if all arguments are numbers, else a
   *   Float32Array of the batches' length (so too if the function captured an
   *   array). An expression if an argument is one.
   * @throws TypeError for an argument of another kind, or for too few or too many.
   * @throws RangeError for batches that differ in length.
   */
  <const A extends Each<P, Operand>>(...args: A): Structured<S, Value<A>>;

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
  into<O extends Outputs<S>>(out: O, ...args: Each<P, Numeric>): O;

  /**
   * Traces, differentiates and compiles, so that the first call need not: in a page, while it loads. (A function that
   * would not be faster for it is not compiled.)
   *
   * @param args - Arguments as of a call, or "number" or "batch" in the place of any.
   * @returns The function.
   * @throws As a call does.
   */
  prepare(...args: Each<P, Operand | Kind>): this;

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

/** A structure with V in place of each value. */
export type Structured<S, V> = S extends readonly unknown[]
  ? { -readonly [I in keyof S]: Structured<S[I], V> }
  : S extends UnknownStructure
    ? Nested<V>
    : V;

/** The arrays that a structure is written into. */
export type Outputs<S> = S extends readonly unknown[]
  ? { readonly [I in keyof S]: Outputs<S[I]> }
  : S extends UnknownStructure
    ? Nested<Float32Array | Strided>
    : Float32Array | Strided;

/** Stands for a structure that is not known: that of a function read from bytes. */
export interface UnknownStructure {
  readonly unknown: never;
}
/** V, or arrays of it within each other. */
export type Nested<V> = V | readonly Nested<V>[];

/** As many V as there are parameters. */
export type Each<P extends readonly unknown[], V> = { [I in keyof P]: V };

/**
 * What a differentiated function may return; a number is a constant, a Float32Array captured. Arrays of numbers are
 * here for functions of operands that return an operand: given expressions, such a function returns one.
 */
export type Returned = Operand;

/** What a compiled function may return. (The empty tuple lets array literals be inferred as tuples.) */
export type ReturnedAll = Returned | readonly [] | readonly ReturnedAll[];

/** The parameters of a function; an op of one argument has more than it needs. */
export type ParametersOf<F extends (...args: Expr[]) => unknown> = F extends Variadic
  ? [x: Expr, ...others: Expr[]]
  : F extends Unary
    ? [x: Expr]
    : F extends Parametric
      ? [x: Expr, parameter?: Expr]
      : Parameters<F>;

/** The structure of what a compiled function returns. For a function of operands it is one operand. */
export type Result<F extends (...args: Expr[]) => unknown> = [Operand] extends [ReturnType<F>] ? Expr : ReturnType<F>;

/** What argnums may be: one index of an argument, or several. */
export type Argnums = number | readonly number[];

/** The structure of a gradient: one, or one for each of several argnums. */
export type Gradient<N> = N extends readonly number[] ? { -readonly [I in keyof N]: Expr } : Expr;

/** The options of `grad` and `valueAndGrad`. */
export type Options<P extends readonly unknown[], N extends Argnums> = {
  /**
   * The arguments to differentiate by, counted from 0: a number for one
   * gradient (0 if not given), an array for an array of gradients.
   */
  readonly argnums?: N;
  /**
   * Whether the function returns `[value, aux]`: aux, any structure of
   * expressions and numbers, is not differentiated and comes back beside the
   * gradient.
   */
  readonly hasAux?: boolean;
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
