// GENERATED from the op table, crate/src/op.rs, by `npm run generate`.

import type { Operand } from "./types.js";

/** The ops as methods of expressions: the receiver is the first argument. */
export interface Methods<E> {
  /** The negative of x. */
  neg(): E;
  /** The magnitude of x. */
  abs(): E;
  /** The sign of x: 1, -1, or x itself where it is a zero or NaN. */
  sign(): E;
  /** The largest integer that is not above x. */
  floor(): E;
  /** The square root of x; NaN below 0. */
  sqrt(): E;
  /** x times x. */
  square(): E;
  /** One divided by x. */
  reciprocal(): E;
  /** e to the power of x. */
  exp(): E;
  /** The natural logarithm of x; NaN below 0. */
  log(): E;
  /** The sine of x. */
  sin(): E;
  /** The cosine of x. */
  cos(): E;
  /** The tangent of x. */
  tan(): E;
  /** The hyperbolic tangent of x. */
  tanh(): E;
  /** 1 where x is 0, else 0. */
  not(): E;
  /** x, as a constant: its derivative is 0. */
  stopGradient(): E;
  /** The sum of x and y. */
  add(y: Operand): E;
  /** The difference of x and y. */
  sub(y: Operand): E;
  /** The product of x and y. */
  mul(y: Operand): E;
  /** x divided by y. */
  div(y: Operand): E;
  /** x to the power of y, as Math.pow. */
  pow(y: Operand): E;
  /** The larger of x and y, as Math.max. */
  max(...others: Operand[]): E;
  /** The smaller of x and y, as Math.min. */
  min(...others: Operand[]): E;
  /** The angle of the point (x, y), from -π to π. */
  atan2(x: Operand): E;
  /** The length of the vector (x, y), without overflow in between. */
  hypot(...others: Operand[]): E;
  /** 1 where x > y, else 0. */
  gt(y: Operand): E;
  /** 1 where x >= y, else 0. */
  ge(y: Operand): E;
  /** 1 where x < y, else 0. */
  lt(y: Operand): E;
  /** 1 where x <= y, else 0. */
  le(y: Operand): E;
  /** 1 where x equals y, else 0. */
  eq(y: Operand): E;
  /** 1 where x differs from y, else 0. */
  ne(y: Operand): E;
  /** 1 where x and y are both true, else 0. */
  and(y: Operand): E;
  /** 1 where x or y is true, else 0. */
  or(y: Operand): E;
  /** x where the condition is true, else y. The branch that is not taken contributes nothing to the derivative. */
  where(x: Operand, y: Operand): E;
  /** x where it is above 0, else 0; NaN stays. */
  relu(): E;
}
