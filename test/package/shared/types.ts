// A user's module, whose types and declarations are checked with every TypeScript from 5.4 on: npm run test:types.

import {
  add,
  alloc,
  compile,
  constant,
  cos,
  type Expr,
  fromBytes,
  grad,
  hypot,
  leakyRelu,
  max,
  mul,
  type Operand,
  pow,
  sin,
  strided,
  valueAndGrad,
} from "fluxion";

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
