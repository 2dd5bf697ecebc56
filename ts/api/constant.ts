// A number as an expression.

import { wrongConstant } from "../errors.js";
import { constantOf } from "../program/expression-graph.js";
import { wrap } from "../trace/expression.js";
import type { Expr, Scalar } from "./public-types.js";

/**
 * A number as an expression, wherever one is asked for. Ops take numbers as they are; TypeScript wants it where the
 * type of a result follows from where a loop begins: `let total: Scalar = constant(0)`, if the loop is over scalars.
 *
 * @typeParam S - Expr or Scalar: the type of the variable.
 * @throws TypeError if the value is no number.
 *
 * @example
 * const energy = compile((...ws) => ws.reduce((sum, w) => add(sum, mul(w, w)), constant(0)));
 */
export function constant<S extends Expr = Expr>(value: Scalar extends S ? number : never): S;
export function constant(value: unknown): unknown {
  if (typeof value !== "number") throw wrongConstant(value);
  return wrap(constantOf(Math.fround(value)));
}
