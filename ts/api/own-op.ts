// Ops of a user's own: called like ops of the table, with a derivative that a rule of the user's gives.

import { wrongCount, wrongPartial, wrongPartials, wrongRule } from "../errors.js";
import { ATTACH, ATTACH_NEXT, OWN_VALUE, STOP_GRADIENT } from "../core/layout.js";
import { toElements } from "../memory/batch.js";
import { isFloat32Array } from "../memory/is-float32-array.js";
import { define } from "../program/define.js";
import { callNode, type ExprNode, nodeOf, placeholder } from "../program/expression-graph.js";
import { hasRest, lengthOf, NAMES, namesOf } from "../program/names.js";
import { invoke, isExpression, toNode, withoutThoseOfArray, wrap } from "../trace/expression.js";
import type { UserFunction } from "../trace/trace.js";
import type { TracedFunction } from "../trace/traced-function.js";

/** Gives the partial derivatives in ops: one, or an array of one for each of several arguments. */
export type Rule = (...argsAndValue: unknown[]) => unknown;

/**
 * The op of a user's function, which gives it its name, the number of its arguments and theirs.
 *
 * @param label - The op in messages; also its name in JavaScript.
 * @param rule - Its derivative; that of its value where there is none.
 * @param trace - The op as a function of `count` arguments; kept for each, but of an enclosing trace.
 * @throws TypeError if the rule is no function.
 */
export function ownOp(
  label: string,
  user: UserFunction,
  rule: unknown,
  trace: (count: number, names: readonly string[]) => TracedFunction,
): unknown {
  if (rule !== undefined && typeof rule !== "function") throw wrongRule(label, rule);
  const length = lengthOf(user);
  const names = (count: number) => namesOf(user, count);
  const traced: TracedFunction[] = [];
  const op = (...all: unknown[]): unknown => {
    const args = all.length === 0 && length === 1 ? [wrap(placeholder)] : withoutThoseOfArray(all, length);
    const count = args.length;
    if (count < length || (count > length && length > 0 && !hasRest(user)) || count === 0)
      throw wrongCount(label, Math.max(1, length), count);
    const context = { label, names: names(count), leaves: undefined };
    const isOfExpressions = args.some(isExpression);
    const nodes = args.map((arg, i) => {
      if (isOfExpressions) return toNode(arg, context, i);
      if (typeof arg !== "number") args[i] = toElements(arg, context, i);
      return undefined;
    });
    let known = traced[count];
    if (known === undefined) {
      known = trace(count, context.names);
      if (!known.isOpen) traced[count] = known;
    }
    const result = invoke(known, args);
    const value = nodeOf(result);
    if (value === undefined || rule === undefined) return result;
    return wrap(
      attached(
        label,
        value,
        nodes.map((node, i) => node ?? toNode(args[i], context, i)),
        rule as Rule,
      ),
    );
  };
  define(op, "name", label);
  define(op, "length", length);
  define(op, NAMES, names);
  return op;
}

/** A value with the derivatives that the rule gives, and no others. By what is 0 by construction nothing flows back. */
function attached(label: string, value: ExprNode, args: readonly ExprNode[], rule: Rule): ExprNode {
  const given = rule(...args.map(wrap), wrap(callNode(OWN_VALUE, [value])));
  const count = args.length;
  const partials: unknown = count > 1 ? given : Array.isArray(given) ? undefined : [given];
  if (given === undefined || !Array.isArray(partials) || partials.length !== count)
    throw wrongPartials(label, count, given);
  let result = value;
  let op = ATTACH;
  partials.forEach((partial: unknown, i) => {
    if (typeof partial !== "number" && nodeOf(partial) === undefined && !isFloat32Array(partial))
      throw count === 1 ? wrongPartials(label, count, partial) : wrongPartial(label, i, partial);
    const node = toNode(partial, { label, names: [], leaves: undefined }, i);
    if (node.kind === "constant" && node.value === 0) return;
    result = callNode(op, [result, args[i]!, node]);
    op = ATTACH_NEXT;
  });
  return result === value ? callNode(STOP_GRADIENT, [value]) : result;
}
