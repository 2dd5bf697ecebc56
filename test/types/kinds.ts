// The types of expressions, and how ops join them (CALCULUS section 10). The compiler checks this file; nothing runs.

import {
  abs,
  add,
  clamp,
  type Composed,
  constant,
  cos,
  dot,
  type Either,
  type Expr,
  type Floats,
  leakyRelu,
  logaddexp,
  mean,
  mul,
  type Operand,
  pow,
  type Reduced,
  type Scalar,
  sin,
  square,
  type Strided,
  sum,
  variance,
  type Varying,
  where,
} from "../../ts/index.js";
import { same } from "./same.js";

declare const e: Expr;
declare const s: Scalar;
declare const r: Reduced;
declare const v: Varying;
declare const o: Either;
declare const xs: Float32Array;
declare const column: Strided;
declare const either: number | Float32Array;
declare const operand: Operand;

export function subtypes(): Expr[] {
  const scalar: Scalar = r;
  const loss: Either = r;
  // @ts-expect-error: an expression is no scalar.
  const notScalar: Scalar = e;
  // @ts-expect-error: nor is what may be a batch.
  const notScalarEither: Scalar = o;
  // @ts-expect-error: an expression is not varying.
  const notVarying: Varying = e;
  // @ts-expect-error: an expression is no loss: the type would hide that it is a batch.
  const notEither: Either = e;
  // @ts-expect-error: a scalar is no result of a reduction.
  const notReduced: Reduced = s;
  return [scalar, loss, v, o, r, s, notScalar, notScalarEither, notVarying, notEither, notReduced];
}

export function joins(): void {
  same<Expr>()(mul(e, 2));
  same<Expr>()(mul(e, e));
  same<Expr>()(mul(s, e));
  same<Scalar>()(mul(s, 2));
  same<Scalar>()(mul(s, s, 3));
  same<Reduced>()(mul(r, 2));
  same<Reduced>()(mul(s, r));
  same<Either>()(add(r, e));
  same<Either>()(add(o, s));
  same<Either>()(add(o, r));
  same<Either>()(add(o, e));
  same<Varying>()(mul(e, xs));
  same<Varying>()(mul(s, column));
  same<Varying>()(mul(r, [1, 2]));
  same<Varying>()(mul(v, 2));
  same<Varying>()(mul(v, e));
  same<Varying>()(mul(o, v));
  same<Expr>()(mul(e, either));
  same<Expr>()(mul(s, either));
  same<Varying>()(where(s, e, xs));
  same<Reduced>()(clamp(r, 0, s));
  same<Either>()(leakyRelu(e, r));
  same<Scalar>()(sin(s));
  same<Varying>()(sin(v));
  same<Either>()(square(o));
}

export function methods(): void {
  same<Expr>()(e.mul(2).sin());
  same<Scalar>()(s.mul(2).sin().pow(s));
  same<Varying>()(s.mul(xs).exp());
  same<Reduced>()(r.sqrt().div(3));
  same<Either>()(r.sub(e).square());
  same<Varying>()(e.where(xs, 0));
  same<Either>()(r.leakyRelu(e));
  same<Reduced>()(r.leakyRelu());
  same<Varying>()(o.add(1, xs));
}

export function reductions(): void {
  same<number>()(sum(3));
  same<number>()(sum(xs));
  same<number>()(sum([1, 2]));
  same<number>()(mean(column));
  same<number>()(mean(either));
  same<Reduced>()(mean(e));
  same<Reduced>()(mean(s));
  same<Reduced>()(mean(v));
  same<number | Reduced>()(mean(operand));
  same<number>()(dot(xs, 2));
  same<Reduced>()(dot(e, xs));
  same<number>()(variance(xs));
  same<number>()(variance(xs, 1));
  same<Reduced>()(variance(e, 1));
  same<number[]>()([xs, xs].map(sum));
  same<number[]>()([xs, xs].map(variance));
  same<Reduced[]>()([e, e].map(sum));
  // @ts-expect-error: a reduction takes one argument; this is `add`.
  sum(1, 2);
  // @ts-expect-error
  sum(e, e);
  // @ts-expect-error: and dot takes two.
  dot(xs);
  // @ts-expect-error: ddof is a number.
  variance(e, e);
  // @ts-expect-error
  variance(xs, 1, 2);
  // @ts-expect-error
  mean("1");
}

export function composed(): void {
  same<Composed<Reduced>>()(sum());
  same<Composed<Reduced>>()(sum(sin()));
  same<Composed<Reduced>>()(variance());
  same<Composed<Reduced>>()(dot(sin(), xs));
  same<Composed<Either>>()(mul(sin(), sum(cos())));
  same<Composed<Varying>>()(mul(sin(), xs));
  same<number>()(sum(sin())(xs));
  same<number>()(sum(sin())(1));
  same<Reduced>()(sum(sin())(e));
  same<Composed<Reduced>>()(sum(sin())(cos()));
  same<number>()(abs(sum(sin()))(xs));
  same<Floats>()(mul(sin(), sum(cos()))(xs));
  same<number>()(mul(sin(), sum(cos()))(1));
  same<Floats>()(mul(sin(), xs)(1));
  same<Scalar>()(sin(cos())(s));
  const reduced: Reduced = sum(sin());
  same<Reduced>()(reduced);
}

export function reduce(): void {
  same<Reduced>()([r, r].reduce(add));
  same<Scalar>()([s, s].reduce(mul));
  same<Varying>()([v, v].reduce(add));
  same<Either>()([o, o].reduce(add));
  same<Reduced>()([r, r].reduce(pow));
  same<Expr>()([e, e].reduce((a, b) => logaddexp(a, b)));
  let loss: Either = mean(e);
  for (const weight of [e, e]) loss = add(loss, square(weight));
  same<Either>()(loss);
}

export function constants(): Scalar {
  same<Expr>()(constant(0));
  same<Expr>()([{ w: s }].reduce((total, { w }) => add(total, square(w)), constant(0)));
  same<Scalar>()([s, s].reduce((total, w) => add(total, square(w)), constant(0)));
  same<Either>()(add(constant(1), r));
  // @ts-expect-error: a constant is a batch beside batches, as any expression is.
  const loss: Either = constant(0);
  // @ts-expect-error: and a number beside numbers.
  const batch: Varying = constant(0);
  let total: Scalar = constant(0);
  for (const w of [s, s, loss, batch].slice(0, 2) as Scalar[]) total = add(total, square(w));
  return total;
}

export function generic<X extends Expr, S extends Scalar>(x: X, a: S): [X, S, Expr, Expr] {
  return [x, a, x.mul(2), x.add(a).sin()];
}
