// derivatives: all orders by one argument, in one program.

import { checkRange, readArgnum } from "./argnums.js";
import * as core from "../core/load.js";
import { byStructure, wrongOrder } from "../errors.js";
import { encode } from "../program/format.js";
import { flatOf } from "../program/tree.js";
import { type Transform, transformed } from "./transformed.js";
import type { Compiled, Expr } from "./public-types.js";
import type {
  AnyFunction,
  ArgnumOption,
  Differentiable,
  GradientOf,
  Orders,
  ParametersOf,
  Returned,
  ValueOf,
} from "./types/transforms.js";

/** The highest order: the factorial of the next one but two is beyond float32. */
const MAX_ORDER = 32;

/**
 * A function together with its derivatives by one argument, up to an order: `[f, f', f'', …]`, in one pass. They are
 * found by Taylor arithmetic, so that their number of ops grows with the square of the order, where gradients of
 * gradients double with each.
 *
 * Near its zeros a derivative has an error in proportion to its largest magnitude, not to its own.
 *
 * @param f - A function of expressions that returns one expression, as for {@link grad}.
 * @param order - How many derivatives, 0 to 32. The result is typed as a tuple if it is a literal.
 * @param options - `argnum`: by which argument, from 0, which is 0 if not given. Others are held.
 * @throws TypeError if `f` is no function; at the first call, if it returns anything else, or the argument is an object;
 *   at a call, if the argument is a batch whose elements a reduction mixes: use hvp there.
 * @throws RangeError if `order` or `argnum` is no such count; at a call, if there is no such argument.
 *
 * @example
 * const [y, dy, d2y] = derivatives((x) => sin(cos(x)), 2)(xs);
 * derivatives((x, a) => mul(a, exp(x)), 3, { argnum: 0 })(0, 2); // [2, 2, 2, 2]
 */
export function derivatives<
  F extends (...args: Expr[]) => Returned,
  const K extends number,
  const N extends number = 0,
>(
  f: F,
  order: K,
  options?: ArgnumOption<ParametersOf<F>, N>,
): Compiled<ParametersOf<F>, Orders<ValueOf<F>, GradientOf<F, N>, K>>;
export function derivatives<F extends AnyFunction, const K extends number, const N extends number = 0>(
  f: F & Differentiable<F>,
  order: K,
  options?: ArgnumOption<ParametersOf<F>, N>,
): Compiled<ParametersOf<F>, Orders<ValueOf<F>, GradientOf<F, N>, K>>;
export function derivatives(f: unknown, order: unknown, options?: unknown): unknown {
  const name = "derivatives";
  if (!Number.isInteger(order) || (order as number) < 0 || (order as number) > MAX_ORDER)
    throw wrongOrder(name, order, `0 to ${MAX_ORDER}`);
  const argnum = readArgnum(name, options);
  const transform: Transform = ({ inputs, program }, label, { parts }) => {
    checkRange(label, [argnum], parts.length, "argnum");
    const input = parts[argnum]!;
    if (typeof input !== "number") throw byStructure(label, argnum);
    return {
      program: core.derivatives(encode(program), input, order as number, inputs.length),
      shape: flatOf((order as number) + 1),
    };
  };
  return transformed(name, f, "value", transform, undefined, undefined, order as number);
}
