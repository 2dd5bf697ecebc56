// jvp, vjp, hvp, jacobian and hessian (CALCULUS section 10). The compiler checks this file; nothing runs.

import {
  add,
  compile,
  type Expr,
  type Floats,
  grad,
  hessian,
  hvp,
  jacobian,
  jvp,
  type List,
  list,
  mean,
  mul,
  type Reduced,
  type Scalar,
  sin,
  square,
  sub,
  sum,
  vjp,
} from "../../ts/index.js";
import { same } from "./same.js";

declare const xs: Float32Array;
declare const ys: Float32Array;

const product = (x: Expr, y: Expr) => mul(x, sin(y));
const loss = (w: Expr, x: Expr) => mean(square(mul(w, x)));
const ridge = (w: Expr, l: Expr, x: Expr) => add(mean(square(mul(w, x))), mul(l, square(w)));
const model = (p: { a: Expr; b: readonly Expr[] }, x: Expr) => add(mul(p.a, x), p.b[0]);

export function forward(): void {
  same<[value: number, derivative: number]>()(jvp(product)([1, 2], [1, 0]));
  same<[value: Floats, derivative: Floats]>()(jvp(product)([xs, 2], [1, 0]));
  same<[value: Floats, derivative: Floats]>()(jvp(product)([[1, 2], 2], [[1, 0], 0]));
  same<[value: number, derivative: number]>()(jvp(loss)([1, xs], [1, ys]));
  // The direct form as an argument of a generic function needs a variable.
  const direct = jvp(product, [1, 2], [1, 0]);
  same<[value: number, derivative: number]>()(direct);
  const batch = jvp(product, [xs, 2], [1, 0]);
  same<[value: Floats, derivative: Floats]>()(batch);
  const reduced = jvp((x) => sum(sin(x)), [xs], [1]);
  same<[value: number, derivative: number]>()(reduced);
  const parts = jvp((x: Expr) => ({ a: mean(x), b: [sin(x)] as [Expr] }))([xs], [1]);
  same<number>()(parts[0].a);
  same<Floats>()(parts[1].b[0]);
  const pushed = jvp(model)([{ a: 1, b: list([2]) }, xs], [{ a: 1, b: list([0]) }, 0]);
  same<[value: Floats, derivative: Floats]>()(pushed);
  // @ts-expect-error: one tangent for two arguments.
  jvp(product)([1, 2], [1]);
  // @ts-expect-error: lists.
  jvp(product)(1, 2);
  // @ts-expect-error: a tangent of the argument's structure.
  jvp(model)([{ a: 1, b: list([2]) }, xs], [{ a: 1 }, 0]);
  // @ts-expect-error: a parameter that is a number takes numbers, and so does its tangent.
  jvp((w: Scalar, x) => mul(w, x))([1, xs], [xs, 1]);
  jvp(product).into([xs, ys], [xs, ys], [1, 0]);
  jvp(product).prepare(["batch", "number"], ["number", 1]);
}

export function reverse(): void {
  same<[value: number, gradients: [x: number, y: number]]>()(vjp(product)([1, 2], 1));
  same<[value: Floats, gradients: [x: number, y: Floats]]>()(vjp(product)([1, xs], ys));
  same<[value: Floats, gradients: [x: number, y: Floats]]>()(vjp(product)([1, xs], 1));
  same<[value: number, gradients: [w: number, x: Floats]]>()(vjp(loss)([1, xs], 1));
  same<[value: Floats, gradients: [p: { a: number; b: List }, x: Floats]]>()(
    vjp(model)([{ a: 1, b: list([2]) }, xs], 1),
  );
  const [value, pullback] = vjp(product, 1, xs);
  same<Floats>()(value);
  same<[x: number, y: Floats]>()(pullback(ys));
  // The list of a number and a batch.
  vjp((x: Expr) => [sum(x), sin(x)] as [Reduced, Expr])([xs], [2, 1]);
  // @ts-expect-error: the cotangent of a number is a number.
  vjp(loss)([1, xs], xs);
  // @ts-expect-error: the cotangent of a list is a list.
  vjp((x: Expr) => [sum(x), sin(x)] as [Reduced, Expr])([xs], 1);
  // @ts-expect-error: as many arguments as parameters.
  vjp(product, 1);
}

export function products(): void {
  same<[w: number, x: Floats]>()(hvp(loss)([1, xs], [1, ys]));
  same<[Floats]>()(hvp(loss, { argnums: [1] })([1, xs], [ys]));
  same<[number]>()(hvp(loss, { argnums: 0 })([1, xs], [1]));
  same<[x: Floats]>()(hvp((x) => sum(sin(x)))([xs], [1]));
  same<[x: Floats]>()(hvp((x) => sin(x))([xs], [1]));
  // @ts-expect-error: a tangent for each of argnums.
  hvp(loss, { argnums: [1] })([1, xs], [1, ys]);
  // @ts-expect-error: there is no such argument.
  hvp(loss, { argnums: [2] });
  // @ts-expect-error: of one value.
  hvp((x: Expr) => [x, x]);
}

export function jacobians(): void {
  same<[x: Floats, y: Floats]>()(jacobian(product)(1, xs));
  same<[x: number, y: number]>()(jacobian(product)(1, 2));
  same<[w: number, x: Floats]>()(jacobian(loss)(1, xs));
  same<Floats>()(jacobian(loss, { argnums: 1 })(1, xs));
  same<[Floats, number]>()(jacobian(loss, { argnums: [1, 0] })(1, xs));
  same<[[w: number, x: Floats], [w: Floats, x: Floats]]>()(
    jacobian((w: Expr, x: Expr) => [mean(mul(w, x)), mul(w, x)] as [Reduced, Expr])(1, xs),
  );
  // A number or a batch, by the call.
  same<[w: number | Floats, l: number | Floats, x: number | Floats]>()(jacobian(ridge)(1, 2, xs));
  same<Floats>()(jacobian((w) => sub(mul(w, xs), ys), { argnums: 0 })(1));
  same<[p: { a: Floats; b: List<Floats> }, x: Floats]>()(jacobian(model)({ a: 1, b: list([2]) }, xs));
  // @ts-expect-error: there is no such argument.
  jacobian(product, { argnums: [2] });
}

export function hessians(): void {
  const cubic = hessian((a, b) => mul(square(a), b));
  same<[[number, number], [number, number]]>()(cubic(2, 3));
  same<[[Floats, Floats], [Floats, Floats]]>()(cubic(xs, 3));
  same<[w: [w: number, x: Floats], x: [w: Floats, x: Floats]]>()(hessian(loss)(1, xs));
  same<number>()(hessian(loss, { argnums: 0 })(1, xs));
  same<[[number]]>()(hessian(loss, { argnums: [0] })(1, xs));
  const fit = (p: { a: Expr; b: Expr }) => mean(square(sub(add(mul(p.a, xs), p.b), ys)));
  same<number>()(hessian(fit)({ a: 1, b: 2 })[0][0].a.b);
}

export function nested(): void {
  same<[value: number, derivative: number]>()(compile(jvp(sin))([1], [1]));
  same<[value: Floats, derivative: Floats]>()(jvp(grad(product))([1, xs], [1, 0]));
  same<[value: number, derivative: number]>()(jvp(grad(loss))([1, xs], [1, 0]));
  same<number>()(grad((x: Expr, t: Expr) => jvp(sin, [x], [t])[1])(1, 2));
  same<number>()(compile((x: Expr) => vjp((u: Expr) => mean(u), x)[1](1)[0])(1));
}
