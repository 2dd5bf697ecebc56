// Loops (CALCULUS section 10). The compiler checks this file; nothing runs.

import {
  add,
  compile,
  type Composed,
  constant,
  type Either,
  type Expr,
  type Floats,
  grad,
  type List,
  list,
  mean,
  mul,
  type Reduced,
  repeat,
  type Scalar,
  sin,
  valueAndGrad,
  type Varying,
} from "../../ts/index.js";
import { same } from "./same.js";

declare const xs: Float32Array;
declare const x: Expr;
declare const w: Scalar;
declare const m: Reduced;

export function values(): void {
  same<number>()(
    repeat(
      5,
      (s, i) => {
        same<Scalar>()(s);
        same<Scalar>()(i);
        return mul(s, add(i, 2));
      },
      3,
    ),
  );
  same<Floats>()(repeat(5, (s) => mul(s, 2), xs));
  same<Floats>()(repeat(5, (s) => mul(s, 2), [1, 2]));
  same<Floats>()(repeat(5, (s) => add(s, xs), 1));
  same<number>()(repeat(5, () => 1, 2));
  same<{ a: Floats; b: number }>()(repeat(5, ({ a, b }) => ({ a: mul(a, b), b: add(b, 1) }), { a: xs, b: 0 }));
  same<List>()(repeat(5, ([a, b]) => [b, add(a, b)], list([0, 1])));
  same<[Floats, Floats]>()(repeat(5, ([a, b]) => [b, add(a, b)], [xs, xs]));
}

export function expressions(): void {
  same<Expr>()(repeat(5, (s) => sin(s), x));
  same<Expr>()(repeat(5, (s) => add(s, x), w));
  same<Scalar>()(repeat(5, (s) => mul(s, 2), w));
  same<Expr>()(repeat(5, (s) => mul(s, w), constant(1)));
  same<Reduced>()(repeat(5, (s) => mul(s, w), m));
  same<Either>()(repeat(5, (s) => mul(s, x), m));
  same<Varying>()(repeat(5, (s) => mul(s, xs), x));
  same<Expr>()(repeat(5, (s) => mul(s, x), 1));
  same<Composed>()(repeat(5, (s) => sin(s), sin()));
  same<[Expr, Scalar]>()(repeat(5, ([a, b]) => [add(a, b), mul(b, 2)], [x, 1]));
  same<{ a: { b: Expr }; c: Scalar }>()(repeat(5, ({ a, c }) => ({ a: { b: mul(a.b, c) }, c }), { a: { b: x }, c: w }));
}

export function functions(): void {
  const f = (v: Expr) => repeat(9, (s) => add(s, mul(0.1, sin(s))), v);
  same<number>()(grad(f)(1));
  same<Floats>()(grad(f)(xs));
  same<[number, Floats]>()(valueAndGrad((v) => mean(f(v)))(xs));
  same<[Floats, Floats]>()(compile((a, b) => repeat(9, ([s, t]) => [t, add(s, t)], [a, b]))(xs, 1));
}

export function annotated(): void {
  interface State {
    x: Expr;
    v: Expr;
  }
  same<State>()(repeat(5, (s: State): State => ({ x: add(s.x, s.v), v: s.v }), { x, v: 1 }));
  same<[Expr, Expr]>()(repeat(5, ([a, b]: [Expr, Expr]): [Expr, Expr] => [b, add(a, b)], [x, x]));
  same<[Expr, Expr]>()(repeat(5, ([a, b]: readonly [Expr, Expr]) => [b, add(a, b)] as const, [x, x]));
  same<List>()(repeat(5, (s: Scalar[]) => s.map((v) => mul(v, 2)), list([0, 1])));
  compile((vs: Expr[]) => repeat(5, (s: Expr[]) => s.map((v) => mul(v, 2)), vs));
  same<{ x: Expr }>()(
    repeat(
      5,
      (s) => {
        s.x = sin(s.x);
        return s;
      },
      { x },
    ),
  );
}

export function refused(): void {
  // @ts-expect-error: the count is a number.
  repeat("5", (s) => mul(s, 2), 3);
  // @ts-expect-error: a step returns a state.
  repeat(5, () => "a", 3);
  // @ts-expect-error: of the structure of init.
  repeat(5, ({ a }) => ({ b: a }), { a: x });
  // @ts-expect-error: a state is one value or more of them.
  repeat(5, (s) => s, "a");
}
