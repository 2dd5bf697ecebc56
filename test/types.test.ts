// The types. The compiler checks this file (npm run typecheck); run, it shows that the code agrees with them.

import { describe, expect, expectTypeOf, it } from "vitest";
import {
  add,
  alloc,
  type Batch,
  compile,
  type Compiled,
  type Composed,
  constant,
  cos,
  type Expr,
  fromBytes,
  grad,
  hypot,
  inPlace,
  leakyRelu,
  max,
  mul,
  type Numeric,
  type Operand,
  pow,
  sin,
  type Strided,
  strided,
  useMemory,
  type Value,
  type Varying,
  valueAndGrad,
  where,
} from "../ts/index.js";

type Floats = Float32Array<ArrayBuffer>;

const xs = Float32Array.of(1, 2, 3);
const either = xs as number | Float32Array;
const batch = xs as Batch;
const numeric = 1 as Numeric;
const price = (s: Expr, k: Expr) => mul(s, k);

describe("ops", () => {
  it("give what their arguments are", () => {
    expectTypeOf(sin(1)).toEqualTypeOf<number>();
    expectTypeOf(sin(xs)).toEqualTypeOf<Floats>();
    expectTypeOf(sin([1, 2])).toEqualTypeOf<Floats>();
    expectTypeOf(sin([1, 2] as readonly number[])).toEqualTypeOf<Floats>();
    expectTypeOf(sin(either)).toEqualTypeOf<number | Floats>();
    expectTypeOf(sin(batch)).toEqualTypeOf<Floats>();
    expectTypeOf(sin(numeric)).toEqualTypeOf<number | Floats>();
    expectTypeOf<number>().not.toExtend<Batch>();
    expectTypeOf<Numeric>().toEqualTypeOf<number | Batch>();
    expectTypeOf(mul(1, 2)).toEqualTypeOf<number>();
    expectTypeOf(mul(1, xs)).toEqualTypeOf<Floats>();
    expectTypeOf(mul(either, xs)).toEqualTypeOf<Floats>();
    expectTypeOf(where(1, 2, either)).toEqualTypeOf<number | Floats>();
    expectTypeOf(max(1, 2, 3, 4)).toEqualTypeOf<number>();
    expectTypeOf(max(1, xs, 3)).toEqualTypeOf<Floats>();
  });

  it("give expressions for expressions", () => {
    compile((x, y) => {
      expectTypeOf(x).toEqualTypeOf<Expr>();
      expectTypeOf(sin(x)).toEqualTypeOf<Expr>();
      expectTypeOf(mul(x, xs)).toEqualTypeOf<Varying>();
      expectTypeOf(max(1, xs, y)).toEqualTypeOf<Varying>();
      expectTypeOf(x.sin().mul(y).max(1, 2)).toEqualTypeOf<Expr>();
      expectTypeOf(mul(x as Operand, 1)).toEqualTypeOf<number | Floats | Expr>();
      return x;
    })(1, 2);
  });

  it("compose", () => {
    const f = sin(cos());
    expectTypeOf(f).toEqualTypeOf<Composed>();
    expectTypeOf(f(1)).toEqualTypeOf<number>();
    expectTypeOf(f(xs)).toEqualTypeOf<Floats>();
    expectTypeOf(f(either)).toEqualTypeOf<number | Floats>();
    expectTypeOf(f(sin())).toEqualTypeOf<Composed>();
    expectTypeOf(mul(sin(), cos()).add(1)(2)).toEqualTypeOf<number>();
    expectTypeOf(mul(sin(), xs)).toEqualTypeOf<Composed<Varying>>();
    expectTypeOf((x: Expr) => mul(x, sin())).returns.toEqualTypeOf<Composed>();
    expectTypeOf<Composed>().toExtend<Expr>();
  });

  it("go through map", () => {
    expectTypeOf([1, 2].map(sin)).toEqualTypeOf<number[]>();
    expectTypeOf([xs, xs].map(sin)).toEqualTypeOf<Floats[]>();
    expectTypeOf([1, 2].map(sin(cos()))).toEqualTypeOf<number[]>();
    expectTypeOf(xs.map(sin)).toEqualTypeOf<Floats>();
    expectTypeOf(compile((...xs) => xs.map(sin))(1, 2)).toEqualTypeOf<number[]>();
  });

  it("take any number of arguments, where they fold", () => {
    const numbers = [1, 2, 3];
    expectTypeOf(max(...numbers)).toEqualTypeOf<number>();
    expectTypeOf(add(...numbers)).toEqualTypeOf<number>();
    expectTypeOf(add(1, 2, xs)).toEqualTypeOf<Floats>();
    expectTypeOf(mul(sin(), 2, 3)).toEqualTypeOf<Composed>();
    expectTypeOf(hypot(...[xs, xs])).toEqualTypeOf<Floats>();
    const df = grad((...ws) => {
      expectTypeOf(max(...ws)).toEqualTypeOf<Expr>();
      expectTypeOf(hypot(1, ...ws)).toEqualTypeOf<Expr>();
      expectTypeOf(ws[0]!.add(1, xs, ws[1]!)).toEqualTypeOf<Varying>();
      return add(...ws);
    });
    expect(df(1, 2)).toBe(1);
  });

  it("go through reduce", () => {
    const numbers = [1, 2, 3];
    expectTypeOf(numbers.reduce(add)).toEqualTypeOf<number>();
    expectTypeOf(numbers.reduce(max)).toEqualTypeOf<number>();
    expectTypeOf(numbers.reduce(pow)).toEqualTypeOf<number>();
    expectTypeOf(numbers.reduce(mul, 1)).toEqualTypeOf<number>();
    expectTypeOf(xs.reduce(add)).toEqualTypeOf<number>();
    expectTypeOf([xs, xs].reduce(add)).toEqualTypeOf<Floats>();
    const sums = compile((...ws) => {
      expectTypeOf(ws.reduce(add)).toEqualTypeOf<Expr>();
      expectTypeOf(ws.reduce(max)).toEqualTypeOf<Expr>();
      expectTypeOf(ws.reduce(pow)).toEqualTypeOf<Expr>();
      expectTypeOf(ws.reduce(add, constant(0))).toEqualTypeOf<Expr>();
      return ws.reduce((s, x) => add(s, mul(x, x)), constant(0));
    });
    expect(sums(1, 2, 3)).toBe(14);
    // TypeScript takes the accumulator for a number, from 0. At run time it works.
    // @ts-expect-error
    expect(compile((...ws) => ws.reduce((s, x) => add(s, mul(x, x)), 0))(1, 2, 3)).toBe(14);
  });

  it("may have a default", () => {
    expectTypeOf(leakyRelu(1)).toEqualTypeOf<number>();
    expectTypeOf(leakyRelu(1, 0.5)).toEqualTypeOf<number>();
    expectTypeOf(leakyRelu(1, undefined)).toEqualTypeOf<number>();
    expectTypeOf(leakyRelu(1, xs as Floats | undefined)).toEqualTypeOf<number | Floats>();
    expectTypeOf(leakyRelu(xs)).toEqualTypeOf<Floats>();
    expectTypeOf(leakyRelu(1, xs)).toEqualTypeOf<Floats>();
    expectTypeOf(leakyRelu(either, 2)).toEqualTypeOf<number | Floats>();
    expectTypeOf(leakyRelu()).toEqualTypeOf<Composed>();
    expectTypeOf(leakyRelu(sin())).toEqualTypeOf<Composed>();
    expectTypeOf(leakyRelu(1, sin())).toEqualTypeOf<Composed>();
    compile((x, s) => {
      expectTypeOf(leakyRelu(x)).toEqualTypeOf<Expr>();
      expectTypeOf(leakyRelu(2, s)).toEqualTypeOf<Expr>();
      expectTypeOf(x.leakyRelu()).toEqualTypeOf<Expr>();
      expectTypeOf(x.leakyRelu(s)).toEqualTypeOf<Expr>();
      return x;
    })(1, 2);
    expectTypeOf(grad(leakyRelu)(1)).toEqualTypeOf<number>();
    expectTypeOf(grad(leakyRelu)(xs, 0.5)).toEqualTypeOf<Floats>();
    expectTypeOf(grad(leakyRelu, { argnums: [0, 1] })(1, xs)).toEqualTypeOf<[Floats, Floats]>();
    expectTypeOf(grad(leakyRelu())(1)).toEqualTypeOf<number>();
  });

  it("let functions be written for all kinds at once", () => {
    const double = <X extends Operand>(x: X): Value<[X, 2]> => mul(x, 2);
    expectTypeOf(double(1)).toEqualTypeOf<number>();
    expectTypeOf(grad(double)(xs)).toEqualTypeOf<Floats>();
  });
});

describe("differentiated functions", () => {
  it("give what their arguments are", () => {
    const df = grad((x) => sin(cos(x)));
    expectTypeOf(df(1)).toEqualTypeOf<number>();
    expectTypeOf(df(xs)).toEqualTypeOf<Floats>();
    expectTypeOf(df([1, 2])).toEqualTypeOf<Floats>();
    expectTypeOf(df(either)).toEqualTypeOf<number | Floats>();
    compile((x) => {
      expectTypeOf(df(x)).toEqualTypeOf<Expr>();
      return df(x);
    })(1);
    expectTypeOf(df).toEqualTypeOf<Compiled<[x: Expr], Expr>>();
    expectTypeOf(df.length).toEqualTypeOf<number>();
    expectTypeOf(df.toBytes()).toEqualTypeOf<Uint8Array<ArrayBuffer>>();
  });

  it("give a tuple for a tuple of argnums", () => {
    const g = grad((x, a, b) => add(mul(a, sin(x)), b), { argnums: [1, 2] });
    expectTypeOf(g(xs, 2, 0.5)).toEqualTypeOf<[Floats, Floats]>();
    expectTypeOf(g(1, 2, 0.5)).toEqualTypeOf<[number, number]>();
    expectTypeOf(valueAndGrad((x) => x.mul(x))(1)).toEqualTypeOf<[value: number, gradient: number]>();
    expectTypeOf(valueAndGrad(price, { argnums: [1] })(xs, 1)).toEqualTypeOf<[value: Floats, gradient: [Floats]]>();
  });

  it("take argnums that are not known beforehand", () => {
    const argnum = 1 as number;
    expectTypeOf(grad(price, { argnums: argnum })(1, 2)).toEqualTypeOf<number>();
    expectTypeOf(grad(price, { argnums: [argnum] as number[] })(1, 2)).toEqualTypeOf<number[]>();
    expectTypeOf(grad((...all) => mul(all[0]!, all[1]!), { argnums: [1] })(1, 2)).toEqualTypeOf<[number]>();
  });

  it("differentiate ops, compositions and each other", () => {
    expectTypeOf(grad(sin)(1)).toEqualTypeOf<number>();
    expectTypeOf(grad(sin(cos()))(xs)).toEqualTypeOf<Floats>();
    expectTypeOf(grad(mul, { argnums: [0, 1] })(1, xs)).toEqualTypeOf<[Floats, Floats]>();
    expectTypeOf(grad(max)(1, 2, 3)).toEqualTypeOf<number>();
    expectTypeOf(grad(grad(sin(cos())))(1)).toEqualTypeOf<number>();
    expectTypeOf(grad(grad(price), { argnums: 1 })(xs, 1)).toEqualTypeOf<Floats>();
    expectTypeOf(compile(valueAndGrad(price, { argnums: [0, 1] }))(1, 2)).toEqualTypeOf<[number, [number, number]]>();
  });

  it("may be functions of operands", () => {
    const h = (x: Operand, y: Operand): Operand => mul(x, y);
    expectTypeOf(grad(h)(1, 2)).toEqualTypeOf<number>();
    expectTypeOf(grad(h, { argnums: [1] })(xs, 2)).toEqualTypeOf<[Floats]>();
    expectTypeOf(valueAndGrad(h)(xs, 2)).toEqualTypeOf<[value: Floats, gradient: Floats]>();
    expectTypeOf(compile(h)(1, 2)).toEqualTypeOf<number>();
    expect(grad(h)(2, 3)).toBe(3);
  });

  it("may have optional parameters", () => {
    const df = grad((x: Expr, k: Operand = 2) => mul(x, k));
    expectTypeOf(df(1)).toEqualTypeOf<number>();
    expectTypeOf(df(1, xs)).toEqualTypeOf<Floats>();
  });

  it("return the structure that was compiled", () => {
    const all = compile((s, k) => [price(s, k), ...grad(price, { argnums: [0, 1] })(s, k)]);
    expectTypeOf(all(xs, 1)).toEqualTypeOf<[Floats, Floats, Floats]>();
    const out = [new Float32Array(3), new Float32Array(3), new Float32Array(3)] as const;
    expectTypeOf(all.into(out, xs, 1)).toEqualTypeOf<typeof out>();
    expectTypeOf(compile((x) => ({ value: sin(x) }).value)(1)).toEqualTypeOf<number>();
    expectTypeOf(compile(() => 3)()).toEqualTypeOf<number>();
    expectTypeOf(compile((x) => [[x, 1], xs])(1)).toEqualTypeOf<[[number, number], Floats]>();
  });

  it("are sent with their type", () => {
    const df = grad(price);
    expectTypeOf(fromBytes<typeof df>(df.toBytes())(xs, 1)).toEqualTypeOf<Floats>();
    expectTypeOf(fromBytes(df.toBytes())(1, 2)).not.toBeAny();
  });
});

describe("memory", () => {
  const interleaved = strided(Float32Array.of(1, 2, 3, 4, 5, 6), { stride: 2 });

  it("is an array for a length, and a tuple for several", () => {
    expectTypeOf(alloc(3)).toEqualTypeOf<Floats>();
    expectTypeOf(alloc([3, 2])).toEqualTypeOf<[Floats, Floats]>();
    expectTypeOf(alloc([3, 2] as number[])).toEqualTypeOf<Floats[]>();
    expectTypeOf(alloc([3, 2] as readonly number[])).toEqualTypeOf<Floats[]>();
    const [y, dy] = alloc([3, 3]);
    expectTypeOf(valueAndGrad((x) => sin(x)).into([y, dy], alloc(3))).toEqualTypeOf<[Floats, Floats]>();
    expectTypeOf(inPlace(y, 2, dy)).toEqualTypeOf<boolean>();
    expectTypeOf(useMemory).parameter(0).toEqualTypeOf<{ readonly buffer: ArrayBufferLike }>();
    useMemory(new WebAssembly.Memory({ initial: 1 }));
  });

  it("may be interleaved", () => {
    expectTypeOf(interleaved).toEqualTypeOf<Strided>();
    expectTypeOf(interleaved).toExtend<Batch>();
    expectTypeOf(sin(interleaved)).toEqualTypeOf<Floats>();
    expectTypeOf(mul(interleaved, 2)).toEqualTypeOf<Floats>();
    expectTypeOf(mul(interleaved, either)).toEqualTypeOf<Floats>();
    expectTypeOf(sin(1 as number | Strided)).toEqualTypeOf<number | Floats>();
    expectTypeOf(grad(price)(interleaved, 1)).toEqualTypeOf<Floats>();
    expectTypeOf(grad((x) => mul(x, interleaved))(interleaved)).toEqualTypeOf<Floats>();
    expectTypeOf(compile((x) => [x, interleaved])(1)[1]).toEqualTypeOf<Floats>();
    expectTypeOf(grad((x) => sin(x)).into(interleaved, xs)).toEqualTypeOf<Strided>();
  });
});

describe("what the types refuse, the code refuses", () => {
  const df = grad((x) => sin(x));
  const pair = compile((x) => [x, x]);
  const refused: Record<string, () => unknown> = {
    // @ts-expect-error
    "a string": () => sin("1"),
    // @ts-expect-error
    "a Float64Array": () => sin(new Float64Array(2)),
    // @ts-expect-error
    "perhaps undefined": () => sin([1][1] as number | undefined),
    // @ts-expect-error
    "an op with too few arguments": () => pow(1),
    // @ts-expect-error
    "an op of two with three arguments": () => pow(1, 2, 3),
    // @ts-expect-error
    "an op of three with four arguments": () => where(1, 2, 3, 4),
    // @ts-expect-error
    "an op with a default with three arguments": () => leakyRelu(1, 2, 3),
    // @ts-expect-error
    "map with an op with a default": () => [1, 2].map(leakyRelu),
    // @ts-expect-error
    "methods with too many arguments": () => compile((x) => x.pow(1, 2))(1),
    // @ts-expect-error
    "a folded op with no operand": () => add(),
    // @ts-expect-error
    "a constant that is no number": () => constant("1"),
    // @ts-expect-error
    "a constant that is a batch": () => constant(xs),
    // @ts-expect-error
    "a variadic op with none": () => max(),
    // @ts-expect-error
    "a parameter that is no batch": () => leakyRelu(1, "1"),
    // @ts-expect-error
    "argnums beyond the parameter": () => grad(leakyRelu, { argnums: 2 })(1, 2),
    // @ts-expect-error
    "too many arguments": () => df(1, 2),
    // @ts-expect-error
    "too few arguments": () => grad(price)(1),
    // @ts-expect-error
    "too many arguments of an op's derivative": () => grad(sin)(1, 2),
    // @ts-expect-error
    "an argument that is no batch": () => df("1"),
    // @ts-expect-error
    "argnums out of range": () => grad(price, { argnums: 2 })(1, 2),
    // @ts-expect-error
    "argnums out of range in an array": () => grad(price, { argnums: [0, 2] })(1, 2),
    // @ts-expect-error
    "an unknown option": () => grad(price, { argnum: 1 }),
    // @ts-expect-error
    "an expression for options": () => grad(price, [1]),
    // @ts-expect-error
    "a function that returns nothing": () => grad((x) => void x)(1),
    // @ts-expect-error
    "a function that returns a string": () => grad((x) => `${x}`)(1),
    // @ts-expect-error
    "an async function": () => grad(async (x) => sin(x))(1),
    // @ts-expect-error
    "the gradient of an array": () => grad(pair)(1),
    // @ts-expect-error
    "JavaScript's operators": () => grad((x) => x + 1)(1),
    // @ts-expect-error
    "no function": () => grad(3),
    // @ts-expect-error
    "one output for two": () => pair.into(xs, xs),
    // @ts-expect-error
    "outputs of another kind": () => pair.into([xs, new Float64Array(3)], xs),
    // @ts-expect-error
    "too few outputs": () => pair.into([xs], xs),
    // @ts-expect-error
    "no length": () => alloc("3"),
    // @ts-expect-error
    "lengths that are none": () => alloc([3, "3"]),
    // @ts-expect-error
    "strided data without a stride": () => strided(xs, { offset: 1 }),
    // @ts-expect-error
    "strided data of another kind": () => strided([1, 2], { stride: 1 }),
    // @ts-expect-error
    "no memory": () => useMemory(3),
    // @ts-expect-error
    "an expression for into": () => compile((x) => df.into(xs, x))(1),
  };

  it.each(Object.entries(refused))("%s", (_name, call) => {
    expect(call).toThrow(/^(?!.*(undefined is not|Cannot read|is not iterable))/);
  });
});
