// Tracing: a user's function is called with expressions, and what it returns is the graph of what it computes.

import {
  CAPTURED,
  destructured,
  type MessageContext,
  returnedComposed,
  returnedNothing,
  returnedSeveral,
  returnedTooLarge,
  wrongReturn,
} from "../errors.js";
import { toNode, wrap } from "./expression.js";
import { isFloat32Array } from "../memory/is-float32-array.js";
import { type ExprNode, type InputNode, isComposed, nodeOf, type TraceScope } from "../program/expression-graph.js";
import { positionOfPattern } from "../program/names.js";
import { readTree } from "../program/read-tree.js";
import { LIMITS, type Tree } from "../program/tree.js";
import { toStrided } from "../memory/strided.js";
import type { Expr } from "../api/public-types.js";

/** A user's function. Tracing calls it with one expression for each argument of the later calls. */
export type UserFunction = (...args: Expr[]) => unknown;

/** The graph of a function. */
export interface Traced {
  readonly inputs: readonly InputNode[];
  readonly outputs: readonly ExprNode[];
  /** The structure of the outputs. */
  readonly shape: Tree;
}

/**
 * The graph of a function.
 *
 * @param several - Whether the function may return an array or an object.
 * @throws TypeError if it returns anything but expressions, numbers and captured arrays; whatever the function throws.
 */
export function trace(f: UserFunction, context: MessageContext, several: boolean): Traced {
  const pattern = positionOfPattern(f);
  if (pattern !== undefined && pattern < context.names.length) throw destructured(context.label, pattern);
  const scope: TraceScope = { open: true };
  const inputs = context.names.map((name): InputNode => ({ kind: "input", scope, name }));
  try {
    const outputs: ExprNode[] = [];
    const returned = f(...inputs.map(wrap));
    const shape = readReturned(returned, context, outputs);
    if (typeof shape !== "number" && !several) throw returnedSeveral(context.label, returned);
    if (outputs.length === 0) throw returnedNothing(context.label, returned);
    return { inputs, outputs, shape };
  } finally {
    scope.open = false;
  }
}

/** The structure of what a function returned. Adds the nodes of its values to `outputs`. */
function readReturned(returned: unknown, context: MessageContext, outputs: ExprNode[]): Tree {
  const { label } = context;
  return readTree(returned, {
    leaf: (value) => {
      const isArray = isFloat32Array(value) || toStrided(value) !== undefined;
      if (!isArray && typeof value !== "number" && nodeOf(value) === undefined) return undefined;
      const node = toNode(value, context, CAPTURED);
      if (isComposed(node)) throw returnedComposed(label);
      return outputs.push(node) - 1;
    },
    wrong: (value, path) => wrongReturn(label, value, path),
    tooLarge: (path) => returnedTooLarge(label, LIMITS, path),
  });
}
