// Functions of the host's as ops.

import { foreignCall, type ForeignNode, inputNode } from "../program/expression-graph.js";
import { nameOf } from "../program/names.js";
import { checkRule } from "../trace/rules.js";
import { userFunction } from "../trace/trace.js";
import { tracedValue } from "../trace/traced-function.js";
import { ownOp } from "./own-op.js";
import type { Compute, ComputeParameters, Expr, OwnOp, Rule } from "./public-types.js";

/**
 * A function of the host's as an op: for a value that ops cannot express, a table, a loop of your own, another library.
 * It is an op like any other: of numbers, batches and expressions, in functions, under them, and differentiated through,
 * as far as its rule goes.
 *
 * In a call it is called once for each block of the elements, at most 8192 (and once for each pass over them; for
 * numbers alone once, with arrays of one element). What it throws ends the call; what was written to outputs of `into`
 * before stays there.
 *
 * @param compute - Gets a Float32Array for each argument, all of one length (numbers are repeated), and returns one of
 *   that length, or an array of numbers. It must be pure and elementwise: the same for an element in whatever block; it
 *   keeps and changes no array.
 * @param rule - Gets the arguments as expressions and then the value, and gives the partial derivative in ops, of
 *   several arguments an array of one for each; it may use other foreign functions. Without it, the function cannot be
 *   differentiated.
 * @throws TypeError if either is no function; at a call, if compute returns anything else.
 *
 * @example
 * const cube = foreign(
 *   (x) => x.map((v) => v ** 3),
 *   (x) => mul(3, square(x)),
 * );
 * grad((x) => sin(cube(x)))(xs);
 */
export function foreign<F extends Compute>(
  compute: F,
  rule?: Rule<ComputeParameters<F>>,
): OwnOp<ComputeParameters<F>, Expr>;
export function foreign(compute: unknown, rule?: unknown): unknown {
  const user = userFunction("foreign", compute);
  const name = nameOf(user);
  const label = `foreign(${name})`;
  if (rule !== undefined) checkRule(label, rule);
  // Of "bound f", f: it is printed as the function of a call.
  const f: ForeignNode = {
    kind: "foreign",
    name: name.split(" ").pop()!,
    label,
    compute: user,
    rule,
    state: undefined,
  };
  return ownOp(label, user, (names) => {
    const inputs = names.map((name) => inputNode({ open: true }, name));
    return tracedValue(label, names, inputs, foreignCall(f, inputs));
  });
}
