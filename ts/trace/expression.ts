// Expressions, as users hold them: a node of the graph behind the ops as methods.

import { lengthIn, toElements } from "../memory/batch.js";
import type { Elements } from "../memory/elements.js";
import { isFloat32Array } from "../memory/is-float32-array.js";
import {
  escaped,
  jsOperator,
  type MessageContext,
  noArguments,
  notList,
  oneExpression,
  reducesOne,
  wrongCount,
  wrongDdof,
} from "../errors.js";
import { areNumbers, evaluate, evaluateScalar, prepareFor } from "../call/evaluate.js";
import { define } from "../program/define.js";
import { encode } from "../program/format.js";
import { BOTH, CASE, COUNTS, DOT, EVERY, LIKE, LOGSUMEXP, NORM, REFUSE, SUM } from "../core/layout.js";
import { simplify } from "../core/load.js";
import {
  callNode,
  dependsOnArgument,
  type ExprNode,
  isComposed,
  NODE,
  nodeOf,
  placeholder,
} from "../program/expression-graph.js";
import { elementAt } from "../program/lists.js";
import { print, printFunction, statements } from "../program/print.js";
import { flatten, inline } from "../program/program.js";
import { unflatten } from "../program/tree.js";
import { areReduced } from "../program/sets.js";
import { table } from "../program/table.js";
import { NO_INFO, TracedFunction } from "./traced-function.js";
import type { Composed, Expr } from "../api/public-types.js";

/** The expression of a node; callable if the node depends on the placeholder. */
export function wrap(node: ExprNode): Expr {
  if (isComposed(node)) return wrapComposed(node);
  if (!hasMembers) addMembers(Plain.prototype);
  hasMembers = true;
  return new Plain(node) as unknown as Expr;
}

/** An expression that cannot be called. A private field takes a hundredth of the time of a hidden property. */
class Plain {
  readonly #node: ExprNode;

  constructor(node: ExprNode) {
    this.#node = node;
  }

  get [NODE](): ExprNode | undefined {
    return #node in this ? this.#node : undefined;
  }
}

function wrapComposed(node: ExprNode): Composed {
  const label = "a composed expression";
  let traced: TracedFunction | undefined;
  const call = function (x: unknown): unknown {
    if (arguments.length === 0) throw wrongCount(label, 1, 0);
    return invoke(whole(), [x]);
  };
  const whole = () => {
    if (traced === undefined) {
      const { program, hidden } = flatten([node], [placeholder]);
      traced = new TracedFunction({ label, names: ["x"], leaves: undefined }, simplify(encode(program), 1), 0, hidden);
    }
    return traced;
  };
  const prepare = (x: unknown): unknown => {
    if (!isExpression(x)) prepareFor(whole(), [x]);
    return call;
  };
  Object.setPrototypeOf(call, composedPrototype());
  define(call, NODE, node);
  define(call, "name", "");
  define(call, "prepare", prepare);
  define(call, "info", () => traced?.info() ?? NO_INFO);
  return call as unknown as Composed;
}

/**
 * Calls a traced function: the result is of expressions if an argument is one, else of numbers or arrays.
 *
 * @param args - An array of the call's own: elements take the place of arguments that are converted.
 */
export function invoke(traced: TracedFunction, args: unknown[]): unknown {
  if (traced.hidden.length === 0 && areNumbers(args)) return evaluateScalar(traced, args);
  if (!traced.isOpen && !args.some(isExpression)) return evaluate(traced, args);
  const nodes = args.map((arg, i) => toNode(arg, traced, i));
  const inputs = [...nodes, ...traced.hidden.map(requireOpen)];
  const program = traced.decoded();
  const outputs = inline(program, inputs);
  const isReduced = areReduced(program);
  const varying = inputs.filter(
    ({ kind }, i) => kind !== "constant" && kind !== "foreign" && (i < nodes.length || !isReduced[i]),
  );
  const set = varying.length > 0 ? varying.reduce((set, input) => callNode(BOTH, [set, input])) : undefined;
  return unflatten(
    traced.shape,
    outputs.map((output) => wrap(likeArguments(output, set))),
  );
}

/**
 * The result of a call as what it is to reductions around it: it differs between elements if an argument does, however
 * it may have been simplified. A result with a reduction below it has that set down already, and is told apart from
 * others by the case in their set, which no argument is. Where it depends on no argument any more, a refusal of no call
 * tells which arguments it was computed from.
 *
 * @param set - What it depends on: the arguments, and what the function closes over but as the result of a reduction.
 */
function likeArguments(output: ExprNode, set: ExprNode | undefined): ExprNode {
  if (!set) return output;
  if (output.kind === "call" && output.op === LIKE) {
    const [value, own] = output.operands as [ExprNode, ExprNode];
    return dependsOnArgument(value) ? output : callNode(LIKE, [callNode(REFUSE, [value, set, value]), own]);
  }
  return callNode(LIKE, [output, callNode(BOTH, [set, callNode(CASE, [set, set, set])])]);
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

/**
 * The arguments of an op, with defaults in place of those that are left out or undefined. Extra arguments of an op of
 * one are dropped, as Math's functions do, because `map` passes three; but not those of a reduction, which somebody may
 * expect to reduce its arguments.
 *
 * @throws TypeError for too few or too many.
 */
export function withDefaults(op: number, given: unknown[]): unknown[] {
  const { name, args: names, least, lastDefault, unaryForm, reduces } = table[op]!;
  const most = names.length;
  const args = reduces ? ofReduction(op, given) : given;
  const { length } = args;
  if (unaryForm !== undefined) {
    if (length === 0) throw noArguments(name);
    return args;
  }
  if (length < least) throw wrongCount(name, least, length);
  if (most === 1) return length === 1 ? args : [args[0]];
  if (length > most) throw wrongCount(name, most, length, least < most ? "at most " : "");
  return least < most && elementAt(args, least) === undefined ? [...args.slice(0, least), lastDefault] : args;
}

/**
 * The first `count` arguments, 1 or 2, without the index and the array that Array.prototype's map or reduce adds. Told
 * by the array's element at the index, which is the last of them.
 */
export function withoutThoseOfArray(args: unknown[], count: number): unknown[] {
  if (args.length !== count + 2 || count > 2) return args;
  const [value, i, array] = args.slice(count - 1);
  return Number.isInteger(i) && isList(array) && Object.is(elementAt(array, i as number), value)
    ? args.slice(0, count)
    : args;
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || isFloat32Array(value);
}

/**
 * The arguments of a reduction, without the index and the array that Array.prototype.map adds: told by the array's
 * element at the index, which is the first argument.
 *
 * @throws TypeError for several values, or for a ddof that is none.
 */
function ofReduction(op: number, args: unknown[]): unknown[] {
  const { name, args: names, least } = table[op]!;
  const most = names.length;
  if (least === 1) args = withoutThoseOfArray(args, 1);
  const [x, ddof] = args;
  if (least === 1) {
    const list = Array.isArray(x) && x.some(isExpression) ? x : args;
    if (list === x || args.length > most) throw reducesOne(name, list.length);
  }
  if (least < most && args.length === 2 && ddof !== undefined && !(typeof ddof === "number" && ddof >= 0))
    throw wrongDdof(name, ddof);
  return args;
}

/** The op applied to nodes; a variadic op is folded over them. */
export function applyToNodes(op: number, operands: readonly ExprNode[]): ExprNode {
  const { unaryForm, carry } = table[op]!;
  if (unaryForm === undefined) return COUNTING.includes(op) ? guarded(op, operands) : callNode(op, operands);
  // Plain folding of a length rounds once an operand after the first: up to three operands that stays within 1 ULP.
  if (carry.length > 0 && operands.length > 3) return foldCompensated(carry, operands);
  if (operands.length > 1) return operands.reduce((result, next) => callNode(op, [result, next]));
  return unaryForm === 0 ? operands[0]! : callNode(unaryForm, operands);
}

/** The reductions whose value for a number depends on whether it counts once or for every element of a batch. */
const COUNTING: readonly number[] = [SUM, DOT, NORM, LOGSUMEXP];

/** What differs between elements if there is any batch. */
function every(): ExprNode {
  return callNode(EVERY, [{ kind: "constant", value: 0 }]);
}

/** A reduction that refuses a call with batches in which what it reduces is one number. */
function guarded(op: number, operands: readonly ExprNode[]): ExprNode {
  const all = every();
  const set = operands.reduce((set, operand) => callNode(BOTH, [set, operand]));
  const reason: ExprNode = { kind: "constant", value: 256 * COUNTS + op };
  return callNode(REFUSE, [callNode(op, operands), callNode(CASE, [set, all, all]), reason]);
}

/** Folds compensated: carries along the error of each rounding, so that the result is rounded once. */
function foldCompensated([next, nextRest]: readonly number[], [first, ...others]: readonly ExprNode[]): ExprNode {
  let value = first!;
  let rest: ExprNode = { kind: "constant", value: 0 };
  for (const operand of others) {
    const operands = [value, rest, operand];
    value = callNode(next!, operands);
    rest = callNode(nextRest!, operands);
  }
  return value;
}

/**
 * The op applied to arguments, at least one of which is an expression.
 *
 * @throws TypeError for max or min of one expression, which may have been meant for the largest element of a batch.
 */
export function applyToArguments(op: number, args: readonly unknown[]): Expr {
  const { name: label, args: names } = table[op]!;
  if (args.length === 1 && (label === "max" || label === "min")) throw oneExpression(label);
  return wrap(
    applyToNodes(
      op,
      args.map((arg, i) => toNode(arg, { label, names, leaves: undefined }, i)),
    ),
  );
}

/** The expression as text. */
function textOf(node: ExprNode): string {
  const inputs = isComposed(node) ? [placeholder] : [];
  const { program, hidden } = flatten([node], inputs);
  const f = { program: encode(program), names: inputs.map(() => "x"), leaves: undefined, hidden, shape: 0 };
  if (inputs.length > 0) return printFunction(f);
  const printed = print(f);
  return statements(printed) + printed.result;
}

// Prototypes get their members with the first expression, because the package runs nothing at import.

let hasMembers = false;
let composed: object | undefined;

function composedPrototype(): object {
  return (composed ??= addMembers(Object.create(Function.prototype) as object));
}

interface Receiver {
  readonly [NODE]: ExprNode;
}

/** Adds the members of every expression: the ops as methods, and the conversions that JavaScript asks for. */
function addMembers(prototype: object): object {
  const add = (name: PropertyKey, value: (this: Receiver, ...args: never[]) => unknown) => {
    define(prototype, name, value, true);
  };
  for (const code in table) {
    const op = Number(code);
    const { name } = table[op]!;
    if (name !== "")
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
  // What is asked of an array: somebody took a batch for a list of parameters. (Composed expressions have a length.)
  const get = () => {
    throw notList();
  };
  for (const name of [0, 1, 2, 3, 4, 5, 6, 7, "length", "map", "forEach", "reduce", "slice", "at", Symbol.iterator]) {
    Object.defineProperty(prototype, name, { __proto__: null, get } as PropertyDescriptor);
  }
  // How Node shows it, in console.log and in failed assertions.
  add(Symbol.for("nodejs.util.inspect.custom"), function () {
    return `Expr ${textOf(this[NODE])}`;
  });
  return prototype;
}
