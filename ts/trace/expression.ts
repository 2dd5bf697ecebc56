// Expressions as users hold them: a node behind methods.

import { toElements } from "../memory/batch.js";
import type { Elements } from "../memory/elements.js";
import { escaped, jsOperator, type Named, noArguments, wrongCount } from "../errors.js";
import { areNumbers, evaluate } from "../call/evaluate.js";
import { encode } from "../program/format.js";
import { simplify } from "../core/load.js";
import { hiddenNames } from "../program/names.js";
import { callNode, isComposed, NODE, type Node, nodeOf, placeholder } from "../program/expression-graph.js";
import { print, printFunction } from "../program/print.js";
import { flatten, inline } from "../program/program.js";
import { arrange } from "../program/shape.js";
import { table } from "../program/table.js";
import { Traced } from "./traced-function.js";
import type { Composed, Expr } from "../api/public-types.js";

/** The expression of a node: callable if the placeholder is in it. */
export function wrap(node: Node): Expr {
  return isComposed(node) ? wrapComposed(node) : Object.create(plainPrototype(), { [NODE]: { value: node } });
}

function wrapComposed(node: Node): Composed {
  const label = "a composed expression";
  let traced: Traced | undefined;
  const call = function (x: unknown): unknown {
    if (arguments.length === 0) throw wrongCount(label, 1, 0);
    if (traced === undefined) {
      const { program, hidden } = flatten([node], [placeholder]);
      traced = new Traced({ label, names: ["x"] }, simplify(encode(program)), 0, hidden);
    }
    return invoke(traced, [x]);
  };
  Object.setPrototypeOf(call, composedPrototype());
  return Object.defineProperties(call, { [NODE]: { value: node }, name: { value: "" } }) as unknown as Composed;
}

/** Calls a traced function: the result is in expressions if an argument is one, else in numbers or arrays. */
export function invoke(traced: Traced, args: readonly unknown[]): unknown {
  if (!traced.isOpen && (areNumbers(args) || !args.some(isExpression))) return evaluate(traced, args);
  const nodes = args.map((arg, i) => operand(arg, traced, i));
  const outputs = inline(traced.unpacked(), [...nodes, ...traced.hidden.map(stillOpen)]);
  return arrange(traced.shape, outputs.map(wrap));
}

export function isExpression(value: unknown): boolean {
  return nodeOf(value) !== undefined;
}

/**
 * An argument as a node: numbers are constants, arrays are captured.
 *
 * @throws TypeError if it is none of these, or an expression that escaped its function.
 */
export function operand(value: unknown, of: Named, position: number): Node {
  const node = nodeOf(value);
  if (node !== undefined) return stillOpen(node);
  if (typeof value === "number") return { kind: "constant", value: Math.fround(value) };
  toElements(value, of, position); // Throws what is to be thrown now, where the mistake is.
  return { kind: "captured", data: value as Elements | readonly number[] };
}

/** @throws TypeError if the node is an argument of a function whose trace is over. */
function stillOpen<N extends Node>(node: N): N {
  if (node.kind === "input" && !node.trace.open) throw escaped(node.name);
  return node;
}

/** The number of arguments that an op cannot do without. */
export function required(op: number): number {
  const { args, defaults = [] } = table[op]!;
  return args.length - defaults.length;
}

/**
 * The arguments that an op takes, defaults in place of those that are left out or undefined. Extra ones are ignored,
 * as Math does; a variadic op takes all.
 */
export function taken(op: number, args: readonly unknown[]): readonly unknown[] {
  const { name, args: names, defaults, unaryForm } = table[op]!;
  if (unaryForm === undefined) {
    const least = required(op);
    if (args.length < least) throw wrongCount(name, least, args.length);
    if (defaults !== undefined) return names.map((_, i) => (args[i] === undefined ? defaults[i - least] : args[i]));
    return args.length > names.length ? args.slice(0, names.length) : args;
  }
  if (args.length === 0) throw noArguments(name);
  return args;
}

/** The op applied to nodes; a variadic one folds. */
export function applied(op: number, operands: readonly Node[]): Node {
  const { unaryForm, carry } = table[op]!;
  if (unaryForm === undefined) return callNode(op, operands);
  // Two roundings of a length are within one unit, three are not.
  if (carry !== undefined && operands.length > 3) return carried(carry, operands);
  if (operands.length > 1) return operands.reduce((result, next) => callNode(op, [result, next]));
  return unaryForm === 0 ? operands[0]! : callNode(unaryForm, operands);
}

/** Folds with the rest that each rounding leaves, so that only the last one counts. */
function carried([next, nextRest]: readonly [number, number], [first, ...others]: readonly Node[]): Node {
  let value = first!;
  let rest: Node = { kind: "constant", value: 0 };
  for (const operand of others) {
    const operands = [value, rest, operand];
    value = callNode(next, operands);
    rest = callNode(nextRest, operands);
  }
  return value;
}

/** The op applied to arguments of which one is an expression at least. */
export function apply(op: number, args: readonly unknown[]): Expr {
  const { name: label, args: names } = table[op]!;
  return wrap(
    applied(
      op,
      args.map((arg, i) => operand(arg, { label, names }, i)),
    ),
  );
}

/** The expression as text. */
function textOf(node: Node): string {
  if (isComposed(node)) {
    const { program, hidden } = flatten([node], [placeholder]);
    return printFunction(program, ["x"], hidden, 0);
  }
  const { program, hidden } = flatten([node], []);
  const { definitions, result } = print(program, hiddenNames(hidden, []), 0);
  return [...definitions, result].join("\n");
}

// Both prototypes are made when the first expression is: nothing runs at import.

let plain: object | undefined;
let composed: object | undefined;

function plainPrototype(): object {
  return (plain ??= Object.create(Object.prototype, members()) as object);
}

function composedPrototype(): object {
  return (composed ??= Object.create(Function.prototype, members()) as object);
}

interface Receiver {
  readonly [NODE]: Node;
}

/** What every expression has: the ops as methods, and its manners towards JavaScript. */
function members(): PropertyDescriptorMap {
  const members: PropertyDescriptorMap = {};
  const add = (name: PropertyKey, value: (this: Receiver, ...args: never[]) => unknown) => {
    members[name] = { value, writable: true, configurable: true };
  };
  for (const [code, { name, internal }] of Object.entries(table)) {
    if (internal) continue;
    const op = Number(code);
    add(name, function (...args: unknown[]) {
      return apply(op, taken(op, [this, ...args]));
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
