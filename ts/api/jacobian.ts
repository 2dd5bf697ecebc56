// All derivatives of a function: jacobian and hessian.

import { differentiate, HESSIAN, JACOBIAN } from "../core/load.js";
import { decode, encode } from "../program/format.js";
import { arrayOf, mapLeaves, type Tree } from "../program/tree.js";
import { chosen, readOptions } from "./argnums.js";
import type { Compiled, Expr } from "./public-types.js";
import { leavesOf, type Transform, transformed } from "./transformed.js";
import type { Hessian, Jacobian } from "./types/results.js";
import type {
  AnyFunction,
  Argnums,
  ByAll,
  Compilable,
  Differentiable,
  ParametersOf,
  ResultOf,
  Returned,
  ReturnedAll,
  ValueOf,
} from "./types/transforms.js";

/**
 * All derivatives of what a function returns: its result, with each leaf replaced by the derivatives by all arguments, an
 * array, of one argument too. That of a batch has an entry for each element, by a number too: nothing is summed. That of
 * one number by a batch is its gradient.
 *
 * @param f - A function of expressions, as for {@link compile}.
 * @param options - `argnums`: by which arguments, from 0; by all, if not given. One number for one derivative in place of
 *   an array.
 * @throws TypeError if `f` is no function; at a call, if the derivative of a batch by a batch passes a reduction, which
 *   mixes the elements: it has n × n entries.
 * @throws RangeError if `argnums` are not distinct counts; at a call, if there is no such argument.
 *
 * @example
 * const [dw, db] = jacobian((w, b) => sub(add(mul(w, xs), b), ys))(1, 0); // a batch each
 */
export function jacobian<F extends (...args: Expr[]) => ReturnedAll, const N extends Argnums | "all" = "all">(
  f: F,
  options?: ByAll<ParametersOf<F>, N>,
): Compiled<ParametersOf<F>, Jacobian<ParametersOf<F>, ResultOf<F>, N>>;
export function jacobian<F extends AnyFunction, const N extends Argnums | "all" = "all">(
  f: F & Compilable<F>,
  options?: ByAll<ParametersOf<F>, N>,
): Compiled<ParametersOf<F>, Jacobian<ParametersOf<F>, ResultOf<F>, N>>;
export function jacobian(f: unknown, options?: unknown): unknown {
  const { argnums: given, isArray } = readOptions("jacobian", options, true);
  return transformed("jacobian", f, "structure", ({ inputs, program, shape }, label, args) => {
    const argnums = chosen(label, given, args);
    const leaves = leavesOf(args, argnums);
    const row = (output: number): Tree => {
      let entry = output * leaves.length;
      const parts = argnums.map((i) => mapLeaves(args.parts[i]!, () => entry++));
      return isArray ? arrayOf(parts) : parts[0]!;
    };
    return {
      program: differentiate(encode(program), JACOBIAN, leaves, inputs.length),
      shape: mapLeaves(shape, row),
    };
  });
}

/**
 * The second derivatives of a function, `H[i][j]`, by all arguments. Those that are equal are computed once. Of a loss they
 * are numbers by numbers, and batches by a number and a batch. Of an elementwise function they are those at each element.
 * By an argument that is an object, `H[0][0].a.b` is the derivative by its a and b.
 *
 * @param f - A function that returns one expression, as for {@link grad}.
 * @param options - `argnums`: by which arguments, from 0; by all, if not given. One number for the one entry.
 * @throws TypeError at a call, for a loss twice by batches, which has n × n entries: use {@link hvp}, or `argnums`.
 * @throws As {@link grad}, too.
 *
 * @example
 * hessian((a, b) => mul(square(a), b))(2, 3); // [[6, 4], [4, 0]]
 */
export function hessian<F extends (...args: Expr[]) => Returned, const N extends Argnums | "all" = "all">(
  f: F,
  options?: ByAll<ParametersOf<F>, N>,
): Compiled<ParametersOf<F>, Hessian<ParametersOf<F>, ValueOf<F>, N>>;
export function hessian<F extends AnyFunction, const N extends Argnums | "all" = "all">(
  f: F & Differentiable<F>,
  options?: ByAll<ParametersOf<F>, N>,
): Compiled<ParametersOf<F>, Hessian<ParametersOf<F>, ValueOf<F>, N>>;
export function hessian(f: unknown, options?: unknown): unknown {
  const { argnums: given, isArray } = readOptions("hessian", options, true);
  const transform: Transform = ({ inputs, program }, label, args) => {
    const argnums = chosen(label, given, args);
    const leaves = leavesOf(args, argnums);
    const whole = decode(differentiate(encode(program), HESSIAN, leaves, inputs.length));
    // The core gives the rows of all leaves, and outputs are in the order of their structure: block after block.
    const outputs: number[] = [];
    const block = (i: number, j: number) =>
      mapLeaves(args.parts[i]!, (row) =>
        mapLeaves(args.parts[j]!, (column) => {
          const entry = leaves.indexOf(row) * leaves.length + leaves.indexOf(column);
          return outputs.push(whole.outputs[entry]!) - 1;
        }),
      );
    const shape = isArray
      ? arrayOf(argnums.map((i) => arrayOf(argnums.map((j) => block(i, j)))))
      : block(argnums[0]!, argnums[0]!);
    return { program: encode({ ...whole, outputs }), shape };
  };
  return transformed("hessian", f, "value", transform, undefined, undefined, 2);
}
