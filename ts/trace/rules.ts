// Rules: derivatives of a user's own, in ops, which are attached to values.

import { wrongPartial, wrongPartials, wrongRule } from "../errors.js";
import { ARGUMENT, ATTACH, ATTACH_NEXT, FOREIGN, OWN_VALUE, STOP_GRADIENT } from "../core/layout.js";
import { isFloat32Array } from "../memory/is-float32-array.js";
import {
  type CallNode,
  callNode,
  callsForeign,
  constantOf,
  type ExprNode,
  foreignCall,
  type ForeignNode,
  nodeOf,
  type TraceScope,
} from "../program/expression-graph.js";
import { toNode, wrap } from "./expression.js";

/** Gives the partial derivatives in ops: one, or an array of one for each of several arguments. */
export type Rule = (...argsAndValue: unknown[]) => unknown;

/** @throws TypeError if it is no function. */
export function checkRule(label: string, rule: unknown): asserts rule is Rule {
  if (typeof rule !== "function") throw wrongRule(label, rule);
}

/**
 * A value with the derivatives that a rule gives, and no others. By what is 0 by construction nothing flows back.
 *
 * @param own - What the rule gets for the value.
 * @throws TypeError if the rule returns anything but a partial derivative for each argument.
 */
export function attach(label: string, rule: Rule, value: ExprNode, args: readonly ExprNode[], own: ExprNode): ExprNode {
  const given = rule(...args.map(wrap), wrap(own));
  const count = args.length;
  const partials: unknown = count > 1 ? given : Array.isArray(given) ? undefined : [given];
  if (given === undefined || !Array.isArray(partials) || partials.length !== count)
    throw wrongPartials(label, count, given);
  let result = value;
  // A hole in the array is no partial derivative either.
  Array.from<unknown>(partials).forEach((partial, i) => {
    if (typeof partial !== "number" && nodeOf(partial) === undefined && !isFloat32Array(partial))
      throw count > 1 ? wrongPartial(label, i, partial) : wrongPartials(label, count, partial);
    const node = toNode(partial, { label, names: [], leaves: undefined }, i);
    if (node.kind === "constant" && node.value === 0) return;
    // Of a foreign function without a rule, which a derivative by the argument is refused for.
    const isRefused = node.kind === "foreign";
    const by = isRefused ? foreignCall(node, [args[i]!]) : args[i]!;
    result = callNode(result === value ? ATTACH : ATTACH_NEXT, [result, by, isRefused ? constantOf(1) : node]);
  });
  return result === value ? callNode(STOP_GRADIENT, [value]) : result;
}

/** Of all that these nodes are made of, whether it depends on an input of this scope. Iterative, as `flatten` is. */
export function dependenceOn(scope: TraceScope, outputs: readonly ExprNode[]): Map<ExprNode, boolean> {
  const depends = new Map<ExprNode, boolean>();
  const pending = [...outputs];
  while (pending.length > 0) {
    const node = pending[pending.length - 1]!;
    const operands = node.kind === "call" ? node.operands : [];
    const missing = depends.has(node) ? [] : operands.filter((operand) => !depends.has(operand));
    pending.push(...missing);
    if (missing.length > 0) continue;
    pending.pop();
    const isOwn = node.kind === "input" && node.scope === scope;
    if (!depends.has(node)) depends.set(node, isOwn || operands.some((operand) => depends.get(operand)));
  }
  return depends;
}

/**
 * The graph of these outputs with the rules of the foreign functions that it calls, to be differentiated so many times.
 * They are asked for no more than that, for rules may name ever new functions: the derivative of a Bessel function is of
 * the next order. Iterative, as `flatten` is.
 *
 * @param scope - Of the inputs that derivatives are by, if not by all. A rule may take derivatives in which its own value
 *   is a constant: to ask for the rules of constants would have no end.
 */
export function withRules(outputs: readonly ExprNode[], orders: number, scope?: TraceScope): readonly ExprNode[] {
  if (orders === 0 || !outputs.some(callsForeign)) return outputs;
  const depends = scope && dependenceOn(scope, outputs);
  const done = new Map<ExprNode, ExprNode>();
  const find = (node: ExprNode) => (callsForeign(node) ? done.get(node) : node);
  const pending = [...outputs];
  while (pending.length > 0) {
    const node = pending[pending.length - 1] as CallNode;
    // Of what a derivative is attached to no other is asked for, and in its rule it is the same.
    const from = node.op === ATTACH || node.op === OWN_VALUE ? 1 : 0;
    const missing =
      find(node) === undefined ? node.operands.filter((operand, i) => i >= from && find(operand) === undefined) : [];
    pending.push(...missing);
    if (missing.length > 0) continue;
    pending.pop();
    if (find(node) !== undefined) continue;
    const operands = node.operands.map((operand, i) => (i < from ? operand : find(operand)!));
    const own = operands.every((operand, i) => operand === node.operands[i]) ? node : callNode(node.op, operands);
    done.set(node, node.op === FOREIGN && depends?.get(node) !== false ? withRule(own) : own);
  }
  return withRules(
    outputs.map((output) => find(output)!),
    orders - 1,
    scope,
  );
}

/** A call of a foreign function with its rule, if it has one. */
function withRule(call: CallNode): ExprNode {
  const [list, { label, rule }] = call.operands as [ExprNode, ForeignNode];
  const args: ExprNode[] = [];
  for (let rest = list; rest.kind === "call" && rest.op === ARGUMENT; rest = rest.operands[1]!)
    args.push(rest.operands[0]!);
  // A loop that depends on nothing takes nothing.
  if (rule === undefined || args.length === 0) return call;
  return attach(label, rule, call, args, call);
}
