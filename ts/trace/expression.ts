// Expressions, as users hold them: a node of the graph behind the ops as methods.

import { lengthIn, toElements } from "../memory/batch.js";
import type { Elements } from "../memory/elements.js";
import { escaped, jsOperator, type MessageContext, noArguments, wrongCount } from "../errors.js";
import { areNumbers, evaluate } from "../call/evaluate.js";
import { encode } from "../program/format.js";
import { simplify } from "../core/load.js";
import { hiddenNames } from "../program/names.js";
import { callNode, type ExprNode, isComposed, NODE, nodeOf, placeholder } from "../program/expression-graph.js";
import { print, printFunction } from "../program/print.js";
import { flatten, inline } from "../program/program.js";
import { arrange } from "../program/shape.js";
import { table } from "../program/table.js";
import { TracedFunction } from "./traced-function.js";
import type { Composed, Expr } from "../api/public-types.js";

/** The expression of a node; callable if the node depends on the placeholder. */
export function wrap(node: ExprNode): Expr {
  if (isComposed(node)) return wrapComposed(node);
  return Object.create(plainPrototype(), { [NODE]: { value: node } }) as Expr;
}

function wrapComposed(node: ExprNode): Composed {
  const label = "a composed expression";
  let traced: TracedFunction | undefined;
  const call = function (x: unknown): unknown {
    if (arguments.length === 0) throw wrongCount(label, 1, 0);
    if (traced === undefined) {
      const { program, hidden } = flatten([node], [placeholder]);
      traced = new TracedFunction({ label, names: ["x"] }, simplify(encode(program)), 0, hidden);
    }
    return invoke(traced, [x]);
  };
  Object.setPrototypeOf(call, composedPrototype());
  return Object.defineProperties(call, { [NODE]: { value: node }, name: { value: "" } }) as unknown as Composed;
}

/** Calls a traced function: the result is of expressions if an argument is one, else of numbers or arrays. */
export function invoke(traced: TracedFunction, args: readonly unknown[]): unknown {
  if (!traced.isOpen && (areNumbers(args) || !args.some(isExpression))) return evaluate(traced, args);
  const nodes = args.map((arg, i) => toNode(arg, traced, i));
  const outputs = inline(traced.decoded(), [...nodes, ...traced.hidden.map(requireOpen)]);
  return arrange(traced.shape, outputs.map(wrap));
}

export function isExpression(value: unknown): boolean {
  return nodeOf(value) !== undefined;
}

/**
 * An argument as a node: a number is a constant, an array is captured.
 *
 * @throws TypeError if it is neither of these nor an expression, or an expression that escaped its function.
 */
export function toNode(value: unknown, context: MessageContext, position: number): ExprNode {
  const node = nodeOf(value);
  if (node !== undefined) return requireOpen(node);
  if (typeof value === "number") return { kind: "constant", value: Math.fround(value) };
  // Checked here as well as at each call, so that a wrong array is reported where the user wrote it.
  lengthIn(toElements(value, context, position), context, position);
  return { kind: "captured", data: value as Elements | readonly number[] };
}

/** @throws TypeError if the node is an argument of a function whose trace is over. */
function requireOpen<N extends ExprNode>(node: N): N {
  if (node.kind === "input" && !node.scope.open) throw escaped(node.name);
  return node;
}

/** The number of an op's arguments that have no default. */
export function minArity(op: number): number {
  const { args, defaults = [] } = table[op]!;
  return args.length - defaults.length;
}

/**
 * The arguments of an op, with defaults in place of those that are left out or undefined. Extra arguments are
 * dropped, as Math's functions do, except for a variadic op.
 */
export function withDefaults(op: number, args: readonly unknown[]): readonly unknown[] {
  const { name, args: names, defaults, unaryForm } = table[op]!;
  if (unaryForm === undefined) {
    const min = minArity(op);
    if (args.length < min) throw wrongCount(name, min, args.length);
    if (defaults !== undefined) return names.map((_, i) => (args[i] === undefined ? defaults[i - min] : args[i]));
    return args.length > names.length ? args.slice(0, names.length) : args;
  }
  if (args.length === 0) throw noArguments(name);
  return args;
}

/** The op applied to nodes; a variadic op is folded over them. */
export function applyToNodes(op: number, operands: readonly ExprNode[]): ExprNode {
  const { unaryForm, carry } = table[op]!;
  if (unaryForm === undefined) return callNode(op, operands);
  // Plain folding of a length rounds once an operand after the first: up to three operands that stays within 1 ULP.
  if (carry !== undefined && operands.length > 3) return foldCompensated(carry, operands);
  if (operands.length > 1) return operands.reduce((result, next) => callNode(op, [result, next]));
  return unaryForm === 0 ? operands[0]! : callNode(unaryForm, operands);
}

/** Folds compensated: carries along the error of each rounding, so that the result is rounded once. */
function foldCompensated(
  [next, nextRest]: readonly [number, number],
  [first, ...others]: readonly ExprNode[],
): ExprNode {
  let value = first!;
  let rest: ExprNode = { kind: "constant", value: 0 };
  for (const operand of others) {
    const operands = [value, rest, operand];
    value = callNode(next, operands);
    rest = callNode(nextRest, operands);
  }
  return value;
}

/** The op applied to arguments, at least one of which is an expression. */
export function applyToArguments(op: number, args: readonly unknown[]): Expr {
  const { name: label, args: names } = table[op]!;
  return wrap(
    applyToNodes(
      op,
      args.map((arg, i) => toNode(arg, { label, names }, i)),
    ),
  );
}

/** The expression as text. */
function textOf(node: ExprNode): string {
  if (isComposed(node)) {
    const { program, hidden } = flatten([node], [placeholder]);
    return printFunction(program, ["x"], hidden, 0);
  }
  const { program, hidden } = flatten([node], []);
  const { definitions, result } = print(program, hiddenNames(hidden, []), 0);
  return [...definitions, result].join("\n");
}

// Both prototypes are made with the first expression, because the package runs nothing at import.

let plain: object | undefined;
let composed: object | undefined;

function plainPrototype(): object {
  return (plain ??= Object.create(Object.prototype, members()) as object);
}

function composedPrototype(): object {
  return (composed ??= Object.create(Function.prototype, members()) as object);
}

interface Receiver {
  readonly [NODE]: ExprNode;
}

/** The members of every expression: the ops as methods, and the conversions that JavaScript asks for. */
function members(): PropertyDescriptorMap {
  const members: PropertyDescriptorMap = {};
  const add = (name: PropertyKey, value: (this: Receiver, ...args: never[]) => unknown) => {
    members[name] = { value, writable: true, configurable: true };
  };
  for (const [code, { name, internal }] of Object.entries(table)) {
    if (internal) continue;
    const op = Number(code);
    add(name, function (...args: unknown[]) {
      return applyToArguments(op, withDefaults(op, [this, ...args]));
    });
  }
  add("toString", function () {
    return textOf(this[NODE]);
  });
  add(Symbol.toPrimitive, function (hint: string) {
    if (hint !== "string") throw jsOperator();
    return textOf(this[NODE]);
  });
  // How Node shows it, in console.log and in failed assertions.
  add(Symbol.for("nodejs.util.inspect.custom"), function () {
    return `Expr ${textOf(this[NODE])}`;
  });
  return members;
}
