// Products with derivatives: jvp, vjp and hvp.

import { differentiate, HVP, JVP, PULLBACK, VJP } from "../core/load.js";
import { encode } from "../program/format.js";
import { arrayOf } from "../program/tree.js";
import { readOptions } from "./argnums.js";
import type { Compiled, Expr, Reduced } from "./public-types.js";
import { leavesOf, numbered, type Transform, transformed, value } from "./transformed.js";

import type { Along, Arguments, InCall, KindArguments, Listed } from "./types/arguments.js";
import type { Gradients, Structured } from "./types/results.js";
import type {
  AnyFunction,
  Argnums,
  ByAll,
  Compilable,
  Differentiable,
  GradientsOf,
  ParametersOf,
  ResultOf,
  Returned,
  ReturnedAll,
  WithTangents,
} from "./types/transforms.js";

/**
 * Forward mode: the value of a function together with its derivative in the direction of tangents, one for each
 * argument: `[y, dy]`. It needs no loss, and reductions mix what they mix.
 *
 * A tangent has the structure of its argument: a number for a number, a batch or a number, which stands for all elements,
 * for a batch. The derivative has the structure of the value, and its kinds. The direct form, with primals and tangents,
 * remembers what it made of the function, and keeps no function alive; in a loop, write `const d = jvp(f)`.
 *
 * @param f - A function of expressions, as for {@link compile}.
 * @throws TypeError if `f` is no function; at a call, for tangents of another number, structure or kind.
 * @throws RangeError at a call, for a tangent of another length.
 *
 * @example
 * const [y, dy] = jvp((x) => div(exp(x), sum(exp(x))))([xs], [direction]);
 * jvp((x, y) => mul(x, y), [2, 3], [1, 0]); // [6, 3]
 */
export function jvp<
  F extends (...args: Expr[]) => ReturnedAll,
  const A extends Along<ParametersOf<F>, InCall> & readonly unknown[],
  const T extends Along<ParametersOf<F>, InCall>,
>(f: F, primals: A, tangents: T): Structured<Pushed<F>, KindArguments<WithTangents<ParametersOf<F>>, [A, T]>>;
export function jvp<
  F extends AnyFunction,
  const A extends Along<ParametersOf<F>, InCall> & readonly unknown[],
  const T extends Along<ParametersOf<F>, InCall>,
>(
  f: F & Compilable<F>,
  primals: A,
  tangents: T,
): Structured<Pushed<F>, KindArguments<WithTangents<ParametersOf<F>>, [A, T]>>;
export function jvp<F extends (...args: Expr[]) => ReturnedAll>(
  f: F,
): Compiled<WithTangents<ParametersOf<F>>, Pushed<F>>;
export function jvp<F extends AnyFunction>(f: F & Compilable<F>): Compiled<WithTangents<ParametersOf<F>>, Pushed<F>>;
export function jvp(f: unknown, ...direct: unknown[]): unknown {
  if (direct.length === 0) return transformed("jvp", f, "structure", withTangents, "tangents");
  return made("jvp", f, () => jvp(f as AnyFunction))(...direct);
}

/**
 * Reverse mode: the value of a function together with what a cotangent of it comes to, for each argument: `[y, [dx, …]]`.
 * The derivatives of the sum, over all elements, of all that the function returns times its cotangent. It needs no loss:
 * the derivative by a number is the sum over the elements.
 *
 * A cotangent has the structure of the value: a number for a number, a batch or a number, which stands for all elements,
 * for a batch. The direct form, with arguments, gives `[y, pullback]`, a function of the cotangent that reads the
 * arguments at its call and keeps nothing else.
 *
 * @param f - A function of expressions, as for {@link compile}.
 * @throws TypeError if `f` is no function; at a call, for a cotangent of another structure or kind.
 * @throws RangeError at a call, for a cotangent of another length.
 *
 * @example
 * const [y, [dx]] = vjp((x) => div(exp(x), sum(exp(x))))([xs], weights);
 * const [z, pullback] = vjp((x, y) => mul(x, y), 2, 3);
 * pullback(1); // [3, 2]
 */
export function vjp<F extends (...args: Expr[]) => ReturnedAll>(f: F): Compiled<WithCotangent<F>, Pulled<F>>;
export function vjp<F extends AnyFunction>(f: F & Compilable<F>): Compiled<WithCotangent<F>, Pulled<F>>;
export function vjp<F extends (...args: Expr[]) => ReturnedAll, const A extends Arguments<ParametersOf<F>, InCall>>(
  f: F,
  ...primals: A
): WithPullback<F, A>;
export function vjp<F extends AnyFunction, const A extends Arguments<ParametersOf<F>, InCall>>(
  f: F & Compilable<F>,
  ...primals: A
): WithPullback<F, A>;
export function vjp(f: unknown, ...primals: unknown[]): unknown {
  const make = (transform: Transform) => transformed("vjp", f, "structure", transform, "cotangent");
  if (primals.length === 0) return make(pulledBack(VJP));
  const values = made("value", f, () => transformed("vjp", f, "structure", value));
  const pull = made("pullback", f, () => make(pulledBack(PULLBACK)));
  return [values(...primals), (cotangent: unknown) => pull(primals, cotangent)];
}

/**
 * Products of a function's Hessian with vectors: the derivative of its gradient in the direction of tangents, for each
 * argument, `[hx, …]`. Nothing of the size of the Hessian is made. With data among the arguments, name those that the
 * derivative is by: nothing is made for others.
 *
 * @param f - A function that returns one expression, as for {@link grad}.
 * @param options - `argnums`: by which arguments, from 0; by all, if not given. The tangents and the result are an array
 *   of as many, even of one.
 * @throws As {@link jvp} and {@link grad}.
 *
 * @example
 * const [h] = hvp((x) => logsumexp(x))([xs], [direction]);
 * hvp((w, x) => mean(square(mul(w, x))), { argnums: [0] })([2, xs], [1]);
 */
export function hvp<F extends (...args: Expr[]) => Returned, const N extends Argnums | "all" = "all">(
  f: F,
  options?: ByAll<ParametersOf<F>, N>,
): Compiled<WithTangents<ParametersOf<F>, N>, GradientsOf<F, N>>;
export function hvp<F extends AnyFunction, const N extends Argnums | "all" = "all">(
  f: F & Differentiable<F>,
  options?: ByAll<ParametersOf<F>, N>,
): Compiled<WithTangents<ParametersOf<F>, N>, GradientsOf<F, N>>;
export function hvp(f: unknown, options?: unknown): unknown {
  const { argnums } = readOptions("hvp", options, true);
  return transformed("hvp", f, "value", hessianProducts, "tangents", argnums, 2);
}

type Pushed<F> = [value: ResultOf<F>, derivative: ResultOf<F>];
type WithCotangent<F> = [primals: Listed<ParametersOf<F>>, cotangent: Listed<ResultOf<F>>];
type Pulled<F> = [value: ResultOf<F>, gradients: Gradients<ParametersOf<F>, Reduced, "all">];
type WithPullback<F, A extends readonly unknown[]> = [
  value: Structured<ResultOf<F>, A>,
  pullback: (
    cotangent: Along<ResultOf<F>, InCall>,
  ) => Structured<Gradients<ParametersOf<F>, Reduced, "all">, KindArguments<ParametersOf<F>, A>>,
];

/** The values of a function, and their derivatives along tangents. */
const withTangents: Transform = ({ inputs, program, shape }) => ({
  program: differentiate(encode(program), JVP, [...inputs.keys()], inputs.length),
  shape: numbered(0, arrayOf([shape, shape])),
});

/** The derivatives of a function's gradient along tangents. */
const hessianProducts: Transform = ({ inputs, program, argnums }, _, args) => ({
  program: differentiate(encode(program), HVP, leavesOf(args, argnums), inputs.length),
  shape: numbered(0, arrayOf(argnums.map((i) => args.parts[i]!))),
});

/** The values of a function, if `which` has them, and what cotangents of these come to. */
function pulledBack(which: number): Transform {
  return ({ inputs, program, shape }, _, args) => ({
    program: differentiate(encode(program), which, [], inputs.length),
    shape: numbered(0, which === VJP ? arrayOf([shape, args]) : args),
  });
}

/** What direct forms have made of functions, none of which it keeps alive. */
const known = /* @__PURE__ */ new WeakMap<object, Map<string, AnyCallable>>();

type AnyCallable = (...args: readonly unknown[]) => unknown;

/** What is made of a function, once. */
function made(what: string, f: unknown, make: () => unknown): AnyCallable {
  // What is no function is refused where something is made of it.
  const all = (typeof f === "function" && known.get(f)) || new Map<string, AnyCallable>();
  const one = all.get(what) ?? (make() as AnyCallable);
  known.set(f as object, all.set(what, one));
  return one;
}
