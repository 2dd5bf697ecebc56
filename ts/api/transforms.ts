// What users call: grad, valueAndGrad, compile and fromBytes.

import { chosen, readOptions } from "./argnums.js";
import { type Read, readArguments } from "../call/arguments.js";
import { leafAt, wrongArgumentStructure, wrongCount } from "../errors.js";
import { encode } from "../program/format.js";
import { makeFunction } from "./compiled.js";
import * as core from "../core/load.js";
import { arrayOf, type Branch, isFlat, mapLeaves, textOf } from "../program/tree.js";
import { readFunction } from "./serialize.js";
import { transformed, value } from "./transformed.js";
import type { Compiled, Expr, UnknownStructure } from "./public-types.js";
import type {
  AnyFunction,
  Argnums,
  AuxOptions,
  Compilable,
  Differentiable,
  DifferentiableWithAux,
  GradientOf,
  Options,
  ParametersOf,
  ResultAndAux,
  ResultOf,
  Returned,
  ReturnedAll,
  ValueOf,
} from "./types/transforms.js";

/**
 * The derivative of a function, as a function.
 *
 * Annotate parameters, never the result, of a function that reduces (or write `: Either`): `: Expr` hides from
 * TypeScript that it is a loss. The gradient of a loss has the kind and the structure of the argument: a number by a
 * number, a batch by a batch.
 *
 * A function is a scalar function of scalars, and a batch is that function
 * mapped: the derivative at each element is by that element. It is traced at the
 * first call with each number of arguments, and must be pure. A Float32Array that
 * it meets in an op with an expression is read anew at every call; what it
 * computes from numbers and arrays alone is computed once.
 *
 * @param f - A function of expressions, or of objects and arrays of such, that returns one expression, or a number (a
 *   constant). Parameters without a type are expressions; one that is declared as Scalar takes numbers alone.
 * @param options - `argnums`: by which arguments, from 0. One number, 0 if not given, for one
 *   gradient; an array for an array of gradients. `hasAux`: f returns `[value, aux]`, the derivative `[gradient, aux]`.
 * @throws TypeError if `f` is no function; at the first call, if it returns anything else.
 * @throws RangeError if `argnums` are not distinct counts; at a call, if there is no such argument.
 *
 * @example
 * const df = grad((x) => sin(cos(x)));
 * df(1); // -0.7216062
 * df(Float32Array.of(1, 2, 3)); // Float32Array [-0.7216062, -0.831692, -0.07743199]
 * const [da, db] = grad((x, a, b) => add(mul(a, sin(x)), b), { argnums: [1, 2] })(xs, 2, 0.5);
 */
export function grad<
  F extends (...args: Expr[]) => readonly [value: Returned, aux: ReturnedAll],
  const N extends Argnums = 0,
>(
  f: F,
  options: AuxOptions<ParametersOf<F>, N>,
): Compiled<ParametersOf<F>, [gradient: GradientOf<F, N, ResultAndAux<F>[0]>, aux: ResultAndAux<F>[1]]>;
export function grad<F extends AnyFunction, const N extends Argnums = 0>(
  f: F & DifferentiableWithAux<F>,
  options: AuxOptions<ParametersOf<F>, N>,
): Compiled<ParametersOf<F>, [gradient: GradientOf<F, N, ResultAndAux<F>[0]>, aux: ResultAndAux<F>[1]]>;
export function grad<F extends (...args: Expr[]) => Returned, const N extends Argnums = 0>(
  f: F,
  options?: Options<ParametersOf<F>, N>,
): Compiled<ParametersOf<F>, GradientOf<F, N>>;
export function grad<F extends AnyFunction, const N extends Argnums = 0>(
  f: F & Differentiable<F>,
  options?: Options<ParametersOf<F>, N>,
): Compiled<ParametersOf<F>, GradientOf<F, N>>;
export function grad(f: unknown, options?: unknown): unknown {
  return differentiated("grad", f, options);
}

/**
 * A function together with its derivative: `[value, gradient]`, or
 * `[value, [gradient, ...]]` if `argnums` is an array, and `[[value, aux], gradient]` with
 * `hasAux`. What they have in common is computed once. Otherwise as {@link grad}.
 *
 * @example
 * const [y, dy] = valueAndGrad((x) => x.mul(x).sin())(xs);
 */
export function valueAndGrad<
  F extends (...args: Expr[]) => readonly [value: Returned, aux: ReturnedAll],
  const N extends Argnums = 0,
>(
  f: F,
  options: AuxOptions<ParametersOf<F>, N>,
): Compiled<
  ParametersOf<F>,
  [
    value: [value: ValueOf<F, ResultAndAux<F>[0]>, aux: ResultAndAux<F>[1]],
    gradient: GradientOf<F, N, ResultAndAux<F>[0]>,
  ]
>;
export function valueAndGrad<F extends AnyFunction, const N extends Argnums = 0>(
  f: F & DifferentiableWithAux<F>,
  options: AuxOptions<ParametersOf<F>, N>,
): Compiled<
  ParametersOf<F>,
  [
    value: [value: ValueOf<F, ResultAndAux<F>[0]>, aux: ResultAndAux<F>[1]],
    gradient: GradientOf<F, N, ResultAndAux<F>[0]>,
  ]
>;
export function valueAndGrad<F extends (...args: Expr[]) => Returned, const N extends Argnums = 0>(
  f: F,
  options?: Options<ParametersOf<F>, N>,
): Compiled<ParametersOf<F>, [value: ValueOf<F>, gradient: GradientOf<F, N>]>;
export function valueAndGrad<F extends AnyFunction, const N extends Argnums = 0>(
  f: F & Differentiable<F>,
  options?: Options<ParametersOf<F>, N>,
): Compiled<ParametersOf<F>, [value: ValueOf<F>, gradient: GradientOf<F, N>]>;
export function valueAndGrad(f: unknown, options?: unknown): unknown {
  return differentiated("valueAndGrad", f, options);
}

/**
 * A function without differentiating it: all that it computes, in one pass over
 * the batches. It may return an array of expressions, also nested; a call then
 * returns such an array. Gradients in it are expressions like any other.
 *
 * @param f - A function of expressions.
 * @throws TypeError if `f` is no function; at the first call, if it returns what is no value.
 *
 * @example
 * compile((s, k) => [price(s, k), ...grad(price, { argnums: [0, 1] })(s, k)]);
 */
export function compile<F extends (...args: Expr[]) => ReturnedAll>(f: F): Compiled<ParametersOf<F>, ResultOf<F>>;
export function compile<F extends AnyFunction>(f: F & Compilable<F>): Compiled<ParametersOf<F>, ResultOf<F>>;
export function compile(f: unknown): unknown {
  return transformed("compile", f, "structure", value);
}

/**
 * The function that `toBytes` made bytes of, here or elsewhere: a program is
 * checked whole before it is used, so that any bytes give a function or an error.
 *
 * @typeParam F - Its type, which the bytes do not tell: `fromBytes<typeof df>(bytes)`.
 * @param options - `most`: how many nodes (ops and constants) the function may have, 10^6 if not given. Time and memory
 *   are in proportion to them.
 * @throws TypeError if the bytes are not those of a function.
 * @throws RangeError if it has more nodes.
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller says what the bytes are
export function fromBytes<F extends { toBytes(): Uint8Array } = Compiled<UnknownStructure[], UnknownStructure>>(
  bytes: Uint8Array,
  options?: { readonly most?: number },
): F {
  const label = "fromBytes";
  const traced = readFunction(label, bytes, options);
  const { names } = traced;
  // Along the structure that it was stored with, for a list of numbers is one where that has a list.
  const read: Read = (args, leaves, maybeKinds) =>
    readArguments(
      args,
      leaves,
      (argument, path) => ({ label, names, leaves: [leafAt(argument, path)] }),
      maybeKinds,
      traced.args.parts,
    );
  return makeFunction({
    label,
    length: traced.names.length,
    names: () => traced.names,
    read: isFlat(traced.args) ? undefined : read,
    besides: undefined,
    initial: isFlat(traced.args) ? undefined : traced.args,
    trace: (args) => {
      const [expected, got] = [traced.args.parts, args.parts];
      if (got.length !== expected.length) throw wrongCount(label, expected.length, got.length);
      got.forEach((part, i) => {
        const [own, other] = [textOf(expected[i]!), textOf(part)];
        if (own !== other)
          throw wrongArgumentStructure({ label, names: traced.names, leaves: undefined }, i, own, other);
      });
      return traced;
    },
  }) as F;
}

/** The user's function under `grad` or `valueAndGrad`. */
function differentiated(name: "grad" | "valueAndGrad", f: unknown, options: unknown): unknown {
  const { argnums: given, isArray, hasAux } = readOptions(name, options);
  const withValue = name === "valueAndGrad";
  return transformed(name, f, hasAux ? "aux" : "no aux", ({ inputs, shape, program }, label, args) => {
    const argnums = chosen(label, given, args);
    // In order, the outputs are the value, aux and the gradients, or the gradients and aux.
    const first = withValue ? program.outputs.length : 0;
    const leaves: number[] = [];
    const gradients = argnums.map((i) => mapLeaves(args.parts[i]!, (leaf) => first + leaves.push(leaf) - 1));
    const gradient = isArray ? arrayOf(gradients) : gradients[0]!;
    const aux = hasAux && mapLeaves((shape as Branch).parts[1]!, (leaf) => leaf - 1 + leaves.length);
    return {
      program: core.differentiate(encode(program), +withValue, leaves, inputs.length),
      shape: withValue ? arrayOf([shape, gradient]) : aux === false ? gradient : arrayOf([gradient, aux]),
    };
  });
}
