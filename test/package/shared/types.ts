// A user's module, whose types and declarations are checked with every TypeScript from 5.4 on: npm run test:types.

import {
  add,
  alloc,
  compile,
  constant,
  cos,
  customGrad,
  derivatives,
  type Either,
  type Expr,
  foreign,
  fromBytes,
  grad,
  hessian,
  hvp,
  hypot,
  jacobian,
  jvp,
  leakyRelu,
  list,
  max,
  mean,
  mul,
  type Operand,
  pow,
  repeat,
  type Scalar,
  sin,
  square,
  strided,
  valueAndGrad,
  vjp,
} from "fluxion";
import { grad as slimGrad, init } from "fluxion/slim";

// The same types, but for init.
export const ready: Promise<void> = init({ core: new Uint8Array(8), loops: Promise.resolve({}) });
// @ts-expect-error: a path is no file.
export const path: Promise<void> = init({ core: "/fluxion.wasm" });
export const one1: number = slimGrad((x) => sin(x))(1);

export const df = grad((x) => sin(cos(x)));

export const one: number = df(1);
export const many: Float32Array = df(Float32Array.of(1, 2, 3));

// @ts-expect-error: that it is no string shows that the types were found.
export const wrong: string = df(1);
// @ts-expect-error: nor are arrays of any type.
export const wrongToo: string = df(Float32Array.of(1));
// @ts-expect-error: an op of two refuses a third argument.
export const third = pow(1, 2, 3);

// Without annotations: the declarations have to name every type.
export const vg = valueAndGrad((x, a) => mul(x, a), { argnums: [0, 1] });
export const kernel = compile((x, y) => [add(x, y), [mul(x, y)]]);
export const bytes = df.toBytes();
export const read = fromBytes(bytes);
export const values = read(1);
export const typed = fromBytes<typeof df>(bytes);
export const second = grad(typed);
export const untyped = compile(read);
export const gradientOfUntyped = grad((x) => typed(x));
export const f = sin(cos());
export const ops = [add, sin, pow, leakyRelu, max, grad(max), grad(f)] as const;
export const memory = alloc([3, 3]);
export const column = strided(Float32Array.of(1, 2), { stride: 2 });
export const h = (x: Operand, y: Operand): Operand => mul(x, y);
export const dh = grad(h);

export const dh1: number = dh(1, 2);
export const h1: number = compile(h)(1, 2);

export const folded = compile((...ws) => [
  max(...ws),
  hypot(...ws),
  add(...ws),
  ws.reduce(add),
  ws.reduce(max),
  ws.reduce(pow),
  ws.reduce(add, constant(0)),
  ws.reduce((s, x) => add(s, mul(x, x)), constant(0)),
]);

const numbers = [1, 2, 3];
export const sums: number[] = [
  numbers.reduce(add),
  numbers.reduce(max),
  numbers.reduce(mul, 1),
  numbers.reduce(pow),
  Float32Array.of(1, 2).reduce(add),
  max(...numbers),
  hypot(...numbers),
];
export const batches: Float32Array = [Float32Array.of(1), Float32Array.of(2)].reduce(add);
export const mixed = grad((x) => [x, 2, sin(x)].reduce(add));
export const spread: Expr[] = numbers.map(constant).map((x) => add(...[x, x]));

// Losses and structures.

const xs = Float32Array.of(1, 2, 3);

export interface Line {
  a: Expr;
  b: Expr;
}

// Without annotations: the declarations have to name what reductions give.
export const mse = (w: Expr, x: Expr) => mean(square(mul(w, x)));
export const penalty = (w: Scalar, x: Expr) => add(mse(w, x), mul(square(w), 0.1));
export const composed = mean(sin());
export const byNumber = grad(mse);
export const byBoth = valueAndGrad(mse, { argnums: [0, 1] });
export const fit = grad((p: Line, x) => mean(square(add(mul(p.a, x), p.b))));
export const withAux = valueAndGrad((p: Line, x) => [mean(mul(p.a, x)), { b: p.b, last: [x, 1] }], { hasAux: true });
export const network = grad((ws: readonly Expr[], x) => mean(mul(x, ...ws)));
export const parts = compile((p: Line, x) => ({ ...p, all: [mean(x), x, mul(x, xs)] }));

export const slope: number = byNumber(1, xs);
export const slopes: Float32Array = byNumber(xs, 1);
export const loss: number = compile(penalty)(1, xs);
export const two: readonly [number, Float32Array] = byBoth(1, xs)[1];
export const line: { a: number; b: number } = fit({ a: 1, b: 2 }, xs);
export const aux: Float32Array = withAux({ a: xs, b: xs }, xs)[0][1].last[0];
export const weights: number[] = Object.values(network(list([1, 2]), xs));
export const varying: Float32Array = parts({ a: 1, b: 2 }, 3).all[2];
export const sent: number = fromBytes<typeof fit>(fit.toBytes())({ a: 1, b: 2 }, xs).a;
export const reduced = composed(xs) + [xs, xs].map(mean).length;
export const sumOfMeans = compile((x, y) => [mean(x), mean(y)].reduce(add));
export const sumOfMeans1: number = sumOfMeans(xs, xs);
export const penalised = compile((...ws) => {
  let total: Either = mean(ws[0]);
  for (const w of ws) total = add(total, square(w));
  return total;
});

// @ts-expect-error: the gradient by a number is a number.
export const wrongSlope: Float32Array = byNumber(1, xs);
// @ts-expect-error: a parameter that is one number takes no batch.
export const wrongScalar = compile(penalty)(xs, xs);
// @ts-expect-error: a key is missing.
export const wrongLine = fit({ a: 1 }, xs);
// @ts-expect-error: an array of numbers is a batch, and no list of parameters.
export const wrongList = network([1, 2], xs);
// @ts-expect-error: with hasAux a function returns [value, aux].
export const wrongAux = grad(mse, { hasAux: true });
// @ts-expect-error: an unannotated parameter is an expression, not any.
export const notAny = grad((p: Line, x) => mul(p.a, x.y));

// Every other transform: the declarations have to name what stands in their types for derivatives and directions.
export const curvature = hessian(mse);
export const curvatures = hessian(penalty, { argnums: [0, 1] });
export const sentCurvature = fromBytes<typeof curvature>(curvature.toBytes());
export const entries = jacobian((p: Line, x) => [mul(p.a, x), { b: p.b }]);
export const entriesOfGradient = jacobian(grad(mse), { argnums: [0, 1] });
export const along = jvp((p: Line, x) => add(mul(p.a, x), p.b));
export const alongAll = jvp(h, [xs, 2], [xs, 1]);
export const against = vjp((x, y) => [mul(x, y), mean(x)]);
export const againstAll = vjp(h, xs, 2);
export const product = hvp(mse);
export const taylor = derivatives((x, y) => mul(x, y), 3, { argnum: 1 });
export const ofOne = customGrad(sin, (_v, x) => cos(x));
export const ofTwo = customGrad(
  (x, y) => mul(x, y),
  (_v, x, y) => [y, x],
);
export const cube = foreign((x) => x.map((v) => v ** 3));
export const looped = compile((x) => repeat(3, (s) => mul(s, x), x));
export const loopedTogether = compile((x: Expr) => repeat(3, (s) => ({ a: mul(s.a, x) }), { a: x }));
export const later = fit.async({}, { a: 1, b: 2 }, xs);
