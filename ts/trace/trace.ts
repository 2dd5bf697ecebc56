// Tracing: calling a user's function with expressions, to see what it computes.

import { CAPTURED, type Named, returnedArray, returnedComposed, returnedNothing, wrongReturn } from "../errors.js";
import { operand, wrap } from "./expression.js";
import { isFloats } from "../memory/is-float32-array.js";
import { type InputNode, isComposed, type Node, nodeOf } from "../program/expression-graph.js";
import { type Flattened, flatten } from "../program/program.js";
import type { Shape } from "../program/shape.js";
import { Strided } from "../memory/strided.js";
import type { Expr } from "../api/public-types.js";

/** A user's function. It is called with as many expressions as it will be called with values. */
export type UserFunction = (...args: Expr[]) => unknown;

/**
 * What the function computes, as a program.
 *
 * @param several - Whether it may return an array.
 * @throws TypeError if it returns what is no value; whatever the function throws.
 */
export function trace(f: UserFunction, of: Named, several: boolean): Flattened & { readonly shape: Shape } {
  const trace = { open: true };
  const inputs = of.names.map((name): InputNode => ({ kind: "input", trace, name }));
  try {
    const outputs: Node[] = [];
    const shape = collect(f(...inputs.map(wrap)), of, several, outputs);
    return { ...flatten(outputs, inputs), shape };
  } finally {
    trace.open = false;
  }
}

/** The structure of what a function returned; adds its values to the outputs. */
function collect(returned: unknown, of: Named, several: boolean, outputs: Node[]): Shape {
  if (Array.isArray(returned)) {
    if (!several) throw returnedArray(of.label);
    if (returned.length === 0) throw returnedNothing(of.label);
    return returned.map((value) => collect(value, of, several, outputs));
  }
  const isArray = isFloats(returned) || returned instanceof Strided;
  const isValue = isArray || typeof returned === "number" || nodeOf(returned) !== undefined;
  if (!isValue) throw wrongReturn(of.label, returned);
  const node = operand(returned, of, CAPTURED);
  if (isComposed(node)) throw returnedComposed(of.label);
  return outputs.push(node) - 1;
}
