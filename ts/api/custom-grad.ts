// Functions in ops with a derivative of the user's.

import { OWN_VALUE } from "../core/layout.js";
import { callNode, type ExprNode } from "../program/expression-graph.js";
import { nameOf } from "../program/names.js";
import { flatOf } from "../program/tree.js";
import { attach, checkRule } from "../trace/rules.js";
import { trace, userFunction } from "../trace/trace.js";
import { tracedValue } from "../trace/traced-function.js";
import { ownOp } from "./own-op.js";
import type { Expr, OwnOp, Rule, RuleParameters } from "./public-types.js";
import type { AnyFunction, Differentiable, ParametersOf, Returned, ValueOf } from "./types/transforms.js";

/**
 * A function in ops with a derivative of your own: an op like any other, in functions, under them, and differentiated
 * through, in any order.
 *
 * The second derivative is the derivative of the rule. What the functions close over counts as a constant. Where f
 * reduces a batch, the partial derivative by that batch is that by each of its elements.
 *
 * @param f - A function of expressions that returns one expression or number. Its arguments are no objects or lists.
 * @param rule - Gets the same arguments and then the value, and gives the partial derivative in ops: of several
 *   arguments an array of one for each. A partial derivative that is the number 0 stops what flows back. It is called
 *   once when a function is traced.
 * @throws TypeError if either is no function; at the first call with expressions, if they return anything else.
 *
 * @example
 * const softplus = customGrad(
 *   (x) => log(add(1, exp(x))),
 *   (x) => sigmoid(x),
 * );
 * grad(softplus)(200); // 1, where exp overflows
 */
export function customGrad<F extends (...args: Expr[]) => Returned>(
  f: F,
  rule: Rule<RuleParameters<F>>,
): OwnOp<ParametersOf<F>, ValueOf<F>>;
export function customGrad<F extends AnyFunction>(
  f: F & Differentiable<F>,
  rule: Rule<RuleParameters<F>>,
): OwnOp<ParametersOf<F>, ValueOf<F>>;
export function customGrad(f: unknown, rule: unknown): unknown {
  const user = userFunction("customGrad", f);
  const label = `customGrad(${nameOf(user)})`;
  checkRule(label, rule);
  /** The calls whose rule runs: rules may be in terms of each other, as those of sine and cosine are. */
  const running: { readonly args: readonly ExprNode[]; readonly own: ExprNode }[] = [];
  return ownOp(
    label,
    user,
    (names) => {
      const context = { label, names, leaves: undefined };
      const { inputs, outputs } = trace(user, context, flatOf(names.length), "value");
      return tracedValue(label, names, inputs, outputs[0]!);
    },
    (value, args) => {
      const isSame = (other: readonly ExprNode[]) =>
        args.length === other.length && args.every((arg, i) => arg === other[i]);
      const outer = running.find((call) => isSame(call.args));
      if (outer) return outer.own;
      const own = callNode(OWN_VALUE, [value]);
      running.push({ args, own });
      try {
        return attach(label, rule, value, args, own);
      } finally {
        running.pop();
      }
    },
  );
}
