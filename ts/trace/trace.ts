// Tracing: a user's function is called with expressions, and what it returns is the graph of what it computes.

import {
  CAPTURED,
  destructured,
  type MessageContext,
  notFunction,
  returnedComposed,
  returnedNothing,
  returnedSeveral,
  returnedTooLarge,
  wrongAux,
  wrongReturn,
} from "../errors.js";
import { toNode, wrap } from "./expression.js";
import { isFloat32Array } from "../memory/is-float32-array.js";
import {
  type ExprNode,
  inputNode,
  type InputNode,
  isComposed,
  nodeOf,
  type TraceScope,
} from "../program/expression-graph.js";
import { elementAt } from "../program/lists.js";
import { leafNames, positionOfPattern } from "../program/names.js";
import { readTree } from "../program/read-tree.js";
import { arrayOf, type Branch, LIMITS, type Tree, unflatten } from "../program/tree.js";
import { toStrided } from "../memory/strided.js";
import { withRules } from "./rules.js";

/** A user's function. Tracing calls it with the arguments of the later calls, an expression for each leaf. */
export type UserFunction = (...args: never[]) => unknown;

/** @throws TypeError if it is no function. */
export function userFunction(label: string, f: unknown): UserFunction {
  if (typeof f !== "function") throw notFunction(label, f);
  return f as UserFunction;
}

/**
 * What a function returns: one value, any structure, or [value, aux] with any structure for aux. With "no aux" one value
 * too, but of a function that might return an aux, if its transform had the option `hasAux`.
 */
export type Returns = "value" | "structure" | "aux" | "no aux";

/** The graph of a function. */
export interface Traced {
  readonly inputs: readonly InputNode[];
  readonly outputs: readonly ExprNode[];
  /** The structure of the outputs. */
  readonly shape: Tree;
}

/**
 * The graph of a function of arguments of this structure.
 *
 * @param orders - How many times it will be differentiated.
 * @throws TypeError if it returns anything but expressions, numbers and captured arrays; whatever the function throws.
 */
export function trace(f: UserFunction, context: MessageContext, args: Branch, returns: Returns, orders = 0): Traced {
  const { label } = context;
  const pattern = positionOfPattern(f);
  if (typeof elementAt(args.parts, pattern) === "number") throw destructured(label, pattern);
  const scope: TraceScope = { open: true };
  const inputs = leafNames(context).map((name) => inputNode(scope, name));
  try {
    const outputs: ExprNode[] = [];
    const expressions = inputs.map(wrap);
    const returned = f(...(args.parts.map((part) => unflatten(part, expressions, true)) as never[]));
    const [value, aux] = returns === "aux" ? pairOf(returned, label) : [returned];
    let shape = readReturned(value, context, outputs, false);
    if (typeof shape !== "number" && returns !== "structure") throw returnedSeveral(label, value, returns);
    if (outputs.length === 0) throw returnedNothing(label, value);
    if (returns === "aux") shape = arrayOf([shape, readReturned(aux, context, outputs, true)]);
    return { inputs, outputs: withRules(outputs, orders, scope), shape };
  } finally {
    scope.open = false;
  }
}

function pairOf(returned: unknown, label: string): readonly unknown[] {
  if (!Array.isArray(returned) || returned.length !== 2) throw wrongAux(label, returned);
  return returned;
}

/** The structure of what a function returned, or of its aux. Adds the nodes of the values to `outputs`. */
export function readReturned(returned: unknown, context: MessageContext, outputs: ExprNode[], isAux: boolean): Tree {
  const { label } = context;
  return readTree(returned, {
    isArgument: false,
    takesLists: false,
    isLeaf: (value) =>
      typeof value === "number" ||
      nodeOf(value) !== undefined ||
      isFloat32Array(value) ||
      toStrided(value) !== undefined,
    take: (value) => {
      const node = toNode(value, context, CAPTURED);
      if (isComposed(node)) throw returnedComposed(label);
      return outputs.push(node) - 1;
    },
    error: (value, path, flaw) =>
      flaw === undefined ? wrongReturn(label, value, path, isAux) : returnedTooLarge(label, LIMITS, path),
  });
}
