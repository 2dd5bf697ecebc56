// Tracing: a user's function is called with expressions, and what it returns is the graph of what it computes.

import {
  CAPTURED,
  destructured,
  type MessageContext,
  returnedArray,
  returnedComposed,
  returnedNothing,
  returnedTooDeep,
  wrongReturn,
} from "../errors.js";
import { toNode, wrap } from "./expression.js";
import { isFloat32Array } from "../memory/is-float32-array.js";
import { type ExprNode, type InputNode, isComposed, nodeOf, type TraceScope } from "../program/expression-graph.js";
import { type Flattened, flatten } from "../program/program.js";
import { positionOfPattern } from "../program/names.js";
import { MAX_DEPTH, pathOf, type Shape } from "../program/shape.js";
import { Strided } from "../memory/strided.js";
import type { Expr } from "../api/public-types.js";

/** A user's function. Tracing calls it with one expression for each argument of the later calls. */
export type UserFunction = (...args: Expr[]) => unknown;

/**
 * The program of a function.
 *
 * @param several - Whether the function may return an array.
 * @throws TypeError if it returns anything but expressions, numbers and captured arrays; whatever the function throws.
 */
export function trace(
  f: UserFunction,
  context: MessageContext,
  several: boolean,
): Flattened & { readonly shape: Shape } {
  const pattern = positionOfPattern(f);
  if (pattern !== undefined && pattern < context.names.length) throw destructured(context.label, pattern);
  const scope: TraceScope = { open: true };
  const inputs = context.names.map((name): InputNode => ({ kind: "input", scope, name }));
  try {
    const outputs: ExprNode[] = [];
    const shape = collect(f(...inputs.map(wrap)), context, several, outputs, []);
    return { ...flatten(outputs, inputs), shape };
  } finally {
    scope.open = false;
  }
}

/** The structure of what a function returned at a path of indices; adds the nodes of its values to `outputs`. */
function collect(
  returned: unknown,
  context: MessageContext,
  several: boolean,
  outputs: ExprNode[],
  path: readonly number[],
): Shape {
  if (Array.isArray(returned)) {
    if (!several) throw returnedArray(context.label);
    if (returned.length === 0) throw returnedNothing(context.label);
    if (path.length === MAX_DEPTH) throw returnedTooDeep(context.label, MAX_DEPTH, pathOf(path));
    // From the length, for `map` would pass over holes.
    return Array.from({ length: returned.length }, (_, i) =>
      collect(returned[i], context, several, outputs, [...path, i]),
    );
  }
  const isArray = isFloat32Array(returned) || returned instanceof Strided;
  const isValue = isArray || typeof returned === "number" || nodeOf(returned) !== undefined;
  if (!isValue) throw wrongReturn(context.label, returned, pathOf(path));
  const node = toNode(returned, context, CAPTURED);
  if (isComposed(node)) throw returnedComposed(context.label);
  return outputs.push(node) - 1;
}
