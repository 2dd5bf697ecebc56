// Functions that reduce, structures, and results besides the value (CALCULUS section 10). The compiler checks this file;
// nothing runs.

import {
  add,
  compile,
  derivatives,
  div,
  type Either,
  exp,
  type Expr,
  type Floats,
  fromBytes,
  grad,
  type List,
  list,
  mean,
  mul,
  type Operand,
  type Reduced,
  type Scalar,
  sin,
  square,
  sub,
  sum,
  valueAndGrad,
  type Varying,
} from "../../ts/index.js";
import { same } from "./same.js";

declare const xs: Float32Array;
declare const ys: Float32Array;
declare const either: number | Float32Array;

const loss = (w: Expr, x: Expr) => mean(square(mul(w, x)));
const ridge = (w: Expr, l: Expr, x: Expr) => add(mean(square(mul(w, x))), mul(l, square(w)));

export function values(): void {
  same<number>()(compile(loss)(1, xs));
  same<number>()(compile(loss)(ys, xs));
  same<number>()(compile(loss)(1, 2));
  same<number | Floats>()(compile(ridge)(1, 2, xs));
  same<number>()(compile(ridge)(1, 2, 3));
  same<Floats>()(compile(ridge)(xs, xs, xs));
  // With what is a number declared so, the type is exact.
  const scalars = compile((w: Scalar, l: Scalar, x) => add(mean(square(mul(w, x))), mul(l, square(w))));
  same<number>()(scalars(1, 2, xs));
  // @ts-expect-error: and a batch is refused.
  scalars(xs, 2, xs);
  same<number | Floats>()(compile((w: Scalar, x) => [square(w), x])(1, xs)[0]);
  same<number>()(compile((w: Scalar, x) => [square(w), x])(1, 2)[0]);
  same<Floats>()(compile((w) => square(sub(mul(w, xs), ys)))(1));
  same<Floats>()(compile((x: Varying) => sin(x))(xs));
  // @ts-expect-error: a parameter that is a batch takes no number.
  compile((x: Varying) => sin(x))(1);
  same<[number, Floats]>()(compile((x) => [mean(x), div(exp(x), sum(exp(x)))])(xs));
  same<[number, number]>()(compile((x) => [mean(x), div(exp(x), sum(exp(x)))])(1));
}

export function gradients(): void {
  same<number>()(grad(loss)(1, xs));
  same<Floats>()(grad(loss)(xs, 1));
  same<Floats>()(grad(loss)([1, 2], xs));
  same<number | Floats>()(grad(loss)(either, xs));
  same<[number, Floats]>()(grad(loss, { argnums: [0, 1] })(1, xs));
  const [value, gradient] = valueAndGrad(loss)(1, xs);
  same<number>()(value);
  same<number>()(gradient);
  const [values, gradients] = valueAndGrad(ridge, { argnums: [0, 2] })(1, 2, xs);
  same<number | Floats>()(values);
  same<[number, Floats]>()(gradients);
  same<number>()(grad(sum)(1));
  same<Floats>()(grad(sum)(xs));
  same<Floats>()(grad(sum(sin()))(xs));
  // A function of elements: as its arguments are.
  same<Floats>()(grad((w, x) => mul(w, x))(1, xs));
  same<Floats>()(grad((w) => square(sub(mul(w, xs), ys)))(1.5));
  same<number>()(grad((w, x) => (mul(w, x), 3))(1, 2));
  // A gradient of a gradient is of what may be a batch.
  same<number>()(grad(grad(loss))(1, xs));
  same<Floats>()(grad(grad(loss))(xs, xs));
  same<number>()(grad(grad((x) => sum(sin(x))))(2));
  // Functions of operands.
  same<number>()(grad((x: Operand) => mean(square(x)))(2));
  same<Floats>()(grad((x: Operand) => mean(square(x)))(xs));
  const argnum = 1 as number;
  same<number | Floats>()(grad(loss, { argnums: argnum })(1, xs));
}

/** What takes part in a loss is inferred, or declared as what it is, and the loss is one number. */
export function variables(): void {
  const penalised = (w: Scalar, x: Expr) => {
    let total = mean(mul(w, x));
    total = add(total, square(w));
    return total;
  };
  same<[number, number]>()(valueAndGrad(penalised)(1, xs));
  const parts = (w: Scalar, x: Expr) => {
    const terms: Reduced[] = [];
    terms.push(mean(mul(w, x)), add(sum(x), square(w)));
    return add(...terms);
  };
  same<[number, number]>()(valueAndGrad(parts)(1, xs));
}

export function nested(): void {
  compile((w: Scalar, x) => {
    same<Reduced>()(grad(loss)(w, x));
    same<Expr>()(grad(loss)(x, w));
    same<Reduced>()(compile(loss)(w, x));
    same<Either>()(compile(ridge)(x, w, x));
    same<Reduced>()(compile(ridge)(w, w, 1));
    same<Varying>()(grad(loss)(xs, x));
    same<Reduced>()(grad(loss)(2, x));
    same<[Reduced, Expr]>()(grad(loss, { argnums: [0, 1] })(w, x));
    return [grad(loss)(w, x), x];
  });
  same<number>()(compile((w: Scalar, x) => grad(loss)(w, x))(1, xs));
  same<number>()(compile(grad(loss))(1, xs));
  same<[number, Floats]>()(compile(valueAndGrad(loss, { argnums: [0, 1] }))(1, xs)[1]);
}

export function taylor(): void {
  same<[number, number, number]>()(derivatives((x) => sin(x), 2)(1));
  same<[Floats, Floats, Floats]>()(derivatives((x) => sin(x), 2)(xs));
  same<[number]>()(derivatives(sin, 0)(1));
  // A loss by a number is a number for every order, and of its argument's kind.
  same<[number, number]>()(derivatives(loss, 1)(1, xs));
  same<[number, number]>()(derivatives((w: Scalar, x) => mean(mul(w, x)), 1)(1, xs));
  same<[number | Floats, number]>()(derivatives(ridge, 1)(1, 2, xs));
  same<[Floats, Floats]>()(derivatives((w, x) => mul(w, x), 1, { argnum: 1 })(1, xs));
  same<[Either, Expr]>()(derivatives((x, c) => mul(x, mean(c)), 1)({} as Expr, xs));
  // At the highest order there is a tuple still; of an order that is no literal, an array.
  same<33>()(derivatives(sin, 32)(1).length);
  same<number>()(derivatives(sin, 32)(1)[32]);
  const order = 2 as number;
  same<[number, ...number[]]>()(derivatives((x) => sin(x), order)(1));
  const [first, second] = derivatives(sin, 1).into([xs, ys], xs);
  same<Float32Array>()(first);
  same<Float32Array>()(second);
  // @ts-expect-error: as many arrays as derivatives.
  derivatives(sin, 1).into([xs], xs);
  // @ts-expect-error: there is no such argument.
  derivatives((x) => sin(x), 1, { argnum: 1 });
  // @ts-expect-error: by one argument alone.
  derivatives((x) => sin(x), 1, { argnum: [0] });
  // @ts-expect-error: the function returns one value.
  derivatives((x) => [x], 1);
}

interface Line {
  a: Expr;
  b: Expr;
}

interface Layer {
  readonly weights: readonly Expr[];
  readonly bias?: Scalar;
}

export function structures(): void {
  const line = (p: { a: Expr; b: Expr }, x: Expr) => mean(square(add(mul(p.a, x), p.b)));
  const df = grad(line);
  same<{ a: number; b: number }>()(df({ a: 1, b: 2 }, xs));
  same<{ a: number; b: Floats }>()(df({ a: 1, b: ys }, xs));
  same<number>()(compile(line)({ a: 1, b: 2 }, xs));
  same<{ a: number; b: number }>()(valueAndGrad(line)({ a: 1, b: 2 }, xs)[1]);
  const [byLine, byX] = grad(line, { argnums: [0, 1] })({ a: 1, b: 2 }, xs);
  same<{ a: number; b: number }>()(byLine);
  same<Floats>()(byX);
  // Of a function of elements, as all arguments are.
  const model = (p: { a: Expr; b: Expr }, x: Expr) => add(mul(p.a, x), p.b);
  same<{ a: Floats; b: Floats }>()(grad(model)({ a: 1, b: 2 }, xs));
  same<{ a: number; b: number }>()(grad(model)({ a: 1, b: 2 }, 3));
  // @ts-expect-error: a key is missing.
  df({ a: 1 }, xs);
  // @ts-expect-error: a leaf is a string.
  df({ a: 1, b: "2" }, xs);
  // @ts-expect-error: an argument is missing.
  df({ a: 1, b: 2 });
  // @ts-expect-error: a number in place of an object.
  df(1, xs);
  // @ts-expect-error: out of range.
  grad(line, { argnums: 2 });
  df.into({ a: new Float32Array(1), b: new Float32Array(1) }, { a: 1, b: 2 }, xs);
  // @ts-expect-error: the output has another structure.
  df.into({ a: new Float32Array(1) }, { a: 1, b: 2 }, xs);
  df.prepare({ a: "number", b: "batch" }, "batch");

  // Results.
  const all = compile((x: Expr) => ({ mean: mean(x), parts: [x, 1], line: { a: sin(x) } }));
  same<{ mean: number; parts: [Floats, Floats]; line: { a: Floats } }>()(all(xs));
  const named = compile((p: Line, x: Expr): Line => ({ a: mul(p.a, x), b: p.b }));
  same<{ a: Floats; b: Floats }>()(named({ a: 1, b: 2 }, xs));
  same<{ a: Expr; b: Expr }>()(named({ a: 1, b: 2 }, null as unknown as Expr));
  // A user's key that is a word of this package's types.
  same<{ slope: number; unknown: number }>()(compile((x: Expr) => ({ slope: x, unknown: x }))(1));
}

export function unannotated(): void {
  // Beside a parameter with a type, one without is an expression; arity and labels are exact.
  const df = grad((p: { a: Expr; b: Expr }, x) => {
    same<Expr>()(x);
    return mean(mul(p.a, x, p.b));
  });
  // @ts-expect-error: too many arguments.
  df({ a: 1, b: 2 }, xs, 1);
  same<{ a: number; b: number }>()(df({ a: 1, b: 2 }, xs));
  const byInterface = valueAndGrad((p: Line, x, y) => {
    same<Expr>()(y);
    return mean(square(sub(add(mul(p.a, x), p.b), y)));
  });
  same<{ a: number; b: number }>()(byInterface({ a: 1, b: 2 }, xs, ys)[1]);
  const compiled = compile((w: Scalar, x) => {
    same<Expr>()(x);
    return { slope: w, shifted: x.add(w) };
  });
  same<{ slope: number; shifted: number }>()(compiled(1, 2));
  const withOptions = grad(
    (p: Line, x) => {
      same<Expr>()(x);
      return mean(mul(p.a, x));
    },
    { argnums: [1] },
  );
  same<[Floats]>()(withOptions({ a: 1, b: 2 }, xs));
  grad((p: Layer, x) => {
    same<Expr>()(x);
    same<Scalar | undefined>()(p.bias);
    return mean(p.weights.reduce((total, w) => add(total, mul(w, x))));
  });
}

export function lists(): void {
  const polynomial = (ws: readonly Expr[], x: Expr) => mean(ws.reduce((total, w) => add(mul(total, x), w)));
  const df = grad(polynomial);
  same<List>()(df(list([0.1, 0.2]), xs));
  same<number[]>()(Object.values(df(list([0.1, 0.2]), xs)));
  same<[Floats, Floats]>()(df([xs, ys], xs));
  same<{ 0: number; 1: Floats }>()(df({ 0: 1, 1: xs }, xs));
  same<number>()(compile(polynomial)(list([0.1, 0.2]), xs));
  // @ts-expect-error: an array of numbers is a batch.
  df([0.1, 0.2], xs);
  // @ts-expect-error: and so is a Float32Array.
  df(xs, xs);
  // @ts-expect-error: a list is no batch.
  grad(loss)(list([1, 2]), xs);
  const network = grad((layers: readonly Layer[], x) => mean(mul(x, ...layers[0].weights, layers[1].bias ?? 1)));
  const gradient = network([{ weights: list([1, 2]), bias: 1 }, { weights: [xs, ys] }], xs);
  same<List>()(gradient[0].weights);
  same<number>()(gradient[0].bias);
  same<[Floats, Floats]>()(gradient[1].weights);
  network(
    [
      {
        weights: list([1]),
        // @ts-expect-error: the bias is a number.
        bias: xs,
      },
    ],
    xs,
  );
}

export function aux(): void {
  const f = (w: Expr, x: Expr) => [mean(mul(w, x)), { rate: w, residuals: x, fit: sum(x), one: 1 }] as const;
  const df = grad(f, { hasAux: true });
  const [gradient, besides] = df(1, xs);
  same<number>()(gradient);
  same<{ rate: number | Floats; residuals: number | Floats; fit: number; one: number }>()(besides);
  same<{ rate: Floats; residuals: Floats; fit: number; one: number }>()(df(ys, xs)[1]);
  same<number | Floats>()(grad((w, x) => [mean(mul(w, x)), x], { hasAux: true })(1, xs)[1]);
  same<[number, Floats]>()(grad((w, x) => [mean(mul(w, x)), x], { hasAux: true, argnums: [0, 1] })(1, xs)[0]);
  const vg = valueAndGrad((p: Line, x) => [mean(mul(p.a, x, p.b)), [mul(x, xs), mean(x)]], { hasAux: true });
  const [[value, [product, average]], slope] = vg({ a: 1, b: 2 }, xs);
  same<number>()(value);
  same<Floats>()(product);
  same<number>()(average);
  same<{ a: number; b: number }>()(slope);
  // @ts-expect-error: with hasAux a function returns [value, aux].
  grad(loss, { hasAux: true });
  // @ts-expect-error: and without, one value.
  grad(f);
  // @ts-expect-error: no strings in aux.
  grad((x) => [mean(x), { note: "a" }], { hasAux: true });
  // @ts-expect-error: hasAux is a boolean.
  grad(f, { hasAux: 1 });
}

export function bytes(): void {
  const df = grad((p: Line, x) => mean(mul(p.a, x, p.b)));
  const read = fromBytes<typeof df>(df.toBytes());
  same<{ a: number; b: number }>()(read({ a: 1, b: 2 }, xs));
  fromBytes(df.toBytes())({ a: 1, b: 2 }, xs);
}

export function refused(): void {
  // @ts-expect-error: a parameter is a number, but the function gets an expression.
  grad((x: number) => mul(x, 2));
  // @ts-expect-error
  grad((p: { a: string }, x: Expr) => mean(x));
  // @ts-expect-error: what is called to be reduced is not.
  grad((x): Reduced => sin(x));
  // @ts-expect-error: the gradient of a structure.
  grad(grad((p: Line) => mul(p.a, p.b)));
  // @ts-expect-error
  grad((p: Line) => p);
  // @ts-expect-error
  compile((p: Line) => p.a.toString());
  // @ts-expect-error
  compile((p: Line) => Promise.resolve(p.a));
}
