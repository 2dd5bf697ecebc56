// Ops of a user's own, called like ops of the table.

import { wrongCount } from "../errors.js";
import { toElements } from "../memory/batch.js";
import { define } from "../program/define.js";
import { type ExprNode, nodeOf, placeholder } from "../program/expression-graph.js";
import { elementAt, setElement } from "../program/lists.js";
import { lengthOf, mostArguments, NAMES, namesOf } from "../program/names.js";
import { invoke, isExpression, toNode, withoutThoseOfArray, wrap } from "../trace/expression.js";
import type { UserFunction } from "../trace/trace.js";
import type { TracedFunction } from "../trace/traced-function.js";

/**
 * The op of a user's function, which gives it the number of its arguments and their names.
 *
 * @param label - The op in messages; also its name in JavaScript.
 * @param trace - The op as a function of so many arguments; kept for each number, but of an enclosing trace.
 * @param finish - What becomes of its value for expressions.
 */
export function ownOp(
  label: string,
  user: UserFunction,
  trace: (names: readonly string[]) => TracedFunction,
  finish?: (value: ExprNode, args: readonly ExprNode[]) => ExprNode,
): unknown {
  const length = lengthOf(user);
  const most = mostArguments(user);
  const names = (count: number) => namesOf(user, count);
  const traced: (TracedFunction | undefined)[] = [];
  const op = (...all: unknown[]): unknown => {
    const args = all.length === 0 && length === 1 ? [wrap(placeholder)] : withoutThoseOfArray(all, length);
    const count = args.length;
    const takes = Math.min(Math.max(1, length, count), most);
    if (takes !== count) throw wrongCount(label, takes, count);
    const context = { label, names: names(count), leaves: undefined };
    const toNodes = () => args.map((arg, i) => toNode(arg, context, i));
    const nodes = args.some(isExpression) ? toNodes() : undefined;
    if (nodes === undefined)
      args.forEach((arg, i) => {
        if (typeof arg !== "number") args[i] = toElements(arg, context, i);
      });
    const known = elementAt(traced, count) ?? trace(context.names);
    if (!known.isOpen) setElement(traced, count, known);
    const result = invoke(known, args);
    const value = nodeOf(result);
    return value && finish ? wrap(finish(value, nodes ?? toNodes())) : result;
  };
  define(op, "name", label);
  define(op, "length", length);
  define(op, NAMES, names);
  return op;
}
