// Ops of a user's own (CALCULUS section 10). The compiler checks this file; nothing runs.

import {
  cos,
  compile,
  type Composed,
  customGrad,
  type Expr,
  type Floats,
  foreign,
  grad,
  mean,
  mul,
  type Reduced,
  type Scalar,
  sin,
  sum,
  valueAndGrad,
  type Varying,
} from "../../ts/index.js";
import { same } from "./same.js";

declare const xs: Float32Array;
declare const x: Expr;
declare const w: Scalar;
declare const m: Reduced;

export function foreignOps(): void {
  const cube = foreign(
    (v) => v.map((each) => each ** 3),
    (v, value) => {
      same<Expr>()(v);
      same<Expr>()(value);
      return mul(3, value);
    },
  );
  same<number>()(cube(2));
  same<Floats>()(cube(xs));
  same<Floats>()(cube([1, 2]));
  same<Expr>()(cube(x));
  same<Scalar>()(cube(w));
  same<Reduced>()(cube(m));
  same<Composed>()(cube());
  same<Composed>()(sin(cube(cos())));
  same<number[]>()([1, 2].map(cube));
  same<number>()(grad(cube)(1));
  same<Floats>()(grad((v) => sin(cube(v)))(xs));
  same<[number, Floats]>()(valueAndGrad((v) => sum(cube(v)))(xs));
  // @ts-expect-error: it takes no text.
  cube("2");

  const both = foreign(
    (a: Float32Array, b: Float32Array) => a.map((v, i) => v * b[i]),
    (a, b) => [b, a],
  );
  same<number>()(both(1, 2));
  same<Floats>()(both(1, xs));
  same<Varying>()(both(x, xs));
  same<number>()([1, 2].reduce(both));
  same<[number, number]>()(grad(both, { argnums: [0, 1] })(1, 2));
  // @ts-expect-error: it takes two arguments.
  both(1);

  const three = foreign((a: Float32Array, b: Float32Array, c: Float32Array) => a.map((v, i) => v * b[i] * c[i]));
  same<number>()(three(1, 2, 3));
  same<Expr>()(three(x, 2, w));
  // What it returns is a batch.
  foreign((v) => Array.from(v));
  // @ts-expect-error: a Float64Array is none.
  foreign((v) => new Float64Array(v));
}

export function customGradients(): void {
  const softplus = customGrad(
    (v) => sin(v),
    (v, y) => {
      same<Expr>()(v);
      same<Expr>()(y);
      return mul(v, y);
    },
  );
  same<number>()(softplus(1));
  same<Floats>()(softplus(xs));
  same<Expr>()(softplus(x));
  same<Scalar>()(softplus(w));
  same<Composed>()(softplus());
  same<Floats>()(compile((v) => softplus(v))(xs));

  // It keeps what the function is of expressions: a loss is a number.
  const loss = customGrad(
    (v) => mean(v),
    () => 1,
  );
  same<number>()(loss(xs));
  same<Reduced>()(loss(x));
  same<Floats>()(grad(loss)(xs));
  same<number>()(grad(loss)(1));

  const scaled = customGrad(
    (k: Scalar, v: Expr) => mul(k, v),
    (k, v) => [v, k],
  );
  same<Floats>()(scaled(2, xs));
  same<number>()(scaled(2, 3));
  // @ts-expect-error: a scalar is no batch.
  scaled(xs, 2);
  customGrad(
    (v) => sin(v),
    // @ts-expect-error: it gives an expression or a number.
    () => "1",
  );
}
