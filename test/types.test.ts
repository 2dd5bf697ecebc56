// The types. The compiler checks this file (npm run typecheck); run, it shows that the code agrees with them.

import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, expectTypeOf, it } from "vitest";
import {
  add,
  alloc,
  type AsyncOptions,
  type Batch,
  checkGrads,
  compile,
  type Compiled,
  type Composed,
  constant,
  cos,
  type Expr,
  findNaN,
  fromBytes,
  grad,
  hypot,
  inPlace,
  jvp,
  leakyRelu,
  max,
  mean,
  type Mismatch,
  mul,
  type NotFinite,
  type Numeric,
  type Operand,
  pow,
  type Scalar,
  sin,
  type Strided,
  strided,
  useMemory,
  type Value,
  type Varying,
  valueAndGrad,
  where,
} from "../ts/index.js";
import { same } from "./types/same.js";

type Floats = Float32Array<ArrayBuffer>;

const xs = Float32Array.of(1, 2, 3);
const either = xs as number | Float32Array;
const batch = xs as Batch;
const numeric = 1 as Numeric;
const price = (s: Expr, k: Expr) => mul(s, k);

describe("findNaN and checkGrads", () => {
  it("take functions with the arguments of a call", () => {
    same<NotFinite | null>()(findNaN(price, [1, xs]));
    same<NotFinite | null>()(findNaN(grad(price), [1, 2]));
    same<NotFinite | null>()(findNaN(sin, [[1, 2]]));
    same<NotFinite | null>()(findNaN((p: { readonly a: Expr }) => sin(p.a), [{ a: 1 }]));
    checkGrads(price, [1, xs], { order: 2, argnums: [0] });
    checkGrads((p: { readonly a: Expr }, x) => mean(mul(p.a, x)), [{ a: 1 }, xs]);
    checkGrads(sin, [1]);
    expectTypeOf<Mismatch["element"]>().toEqualTypeOf<number | undefined>();
  });
});

describe("ops", () => {
  it("give what their arguments are", () => {
    same<number>()(sin(1));
    same<Floats>()(sin(xs));
    same<Floats>()(sin([1, 2]));
    same<Floats>()(sin([1, 2] as readonly number[]));
    same<number | Floats>()(sin(either));
    same<Floats>()(sin(batch));
    same<number | Floats>()(sin(numeric));
    expectTypeOf<number>().not.toExtend<Batch>();
    expectTypeOf<Numeric>().toEqualTypeOf<number | Batch>();
    same<number>()(mul(1, 2));
    same<Floats>()(mul(1, xs));
    same<Floats>()(mul(either, xs));
    same<number | Floats>()(where(1, 2, either));
    same<number>()(max(1, 2, 3, 4));
    same<Floats>()(max(1, xs, 3));
  });

  it("give expressions for expressions", () => {
    compile((x, y) => {
      same<Expr>()(x);
      same<Expr>()(sin(x));
      same<Varying>()(mul(x, xs));
      same<Varying>()(max(1, xs, y));
      same<Expr>()(x.sin().mul(y).max(1, 2));
      same<number | Floats | Expr>()(mul(x as Operand, 1));
      return x;
    })(1, 2);
  });

  it("compose", () => {
    const f = sin(cos());
    same<Composed>()(f);
    same<number>()(f(1));
    same<Floats>()(f(xs));
    same<number | Floats>()(f(either));
    same<Composed>()(f(sin()));
    same<number>()(mul(sin(), cos()).add(1)(2));
    same<Composed<Varying>>()(mul(sin(), xs));
    same<Composed>()(((x: Expr) => mul(x, sin()))(constant(1)));
    expectTypeOf<Composed>().toExtend<Expr>();
  });

  it("go through map", () => {
    same<number[]>()([1, 2].map(sin));
    same<Floats[]>()([xs, xs].map(sin));
    same<number[]>()([1, 2].map(sin(cos())));
    same<Floats>()(xs.map(sin));
    same<number[]>()(compile((...xs) => xs.map(sin))(1, 2));
  });

  it("take any number of arguments, where they fold", () => {
    const numbers = [1, 2, 3];
    same<number>()(max(...numbers));
    same<number>()(add(...numbers));
    same<Floats>()(add(1, 2, xs));
    same<Composed>()(mul(sin(), 2, 3));
    same<Floats>()(hypot(...[xs, xs]));
    const df = grad((...ws) => {
      same<Expr>()(max(...ws));
      same<Expr>()(hypot(1, ...ws));
      same<Varying>()(ws[0]!.add(1, xs, ws[1]!));
      return add(...ws);
    });
    expect(df(1, 2)).toBe(1);
  });

  it("go through reduce", () => {
    const numbers = [1, 2, 3];
    same<number>()(numbers.reduce(add));
    same<number>()(numbers.reduce(max));
    same<number>()(numbers.reduce(pow));
    same<number>()(numbers.reduce(mul, 1));
    same<number>()(xs.reduce(add));
    same<Floats>()([xs, xs].reduce(add));
    const sums = compile((...ws) => {
      same<Expr>()(ws.reduce(add));
      same<Expr>()(ws.reduce(max));
      same<Expr>()(ws.reduce(pow));
      same<Expr>()(ws.reduce(add, constant(0)));
      return ws.reduce((s, x) => add(s, mul(x, x)), constant(0));
    });
    expect(sums(1, 2, 3)).toBe(14);
    // TypeScript takes the accumulator for a number, from 0. At run time it works.
    // @ts-expect-error
    expect(compile((...ws) => ws.reduce((s, x) => add(s, mul(x, x)), 0))(1, 2, 3)).toBe(14);
  });

  it("may have a default", () => {
    same<number>()(leakyRelu(1));
    same<number>()(leakyRelu(1, 0.5));
    same<number>()(leakyRelu(1, undefined));
    same<number | Floats>()(leakyRelu(1, xs as Floats | undefined));
    same<Floats>()(leakyRelu(xs));
    same<Floats>()(leakyRelu(1, xs));
    same<number | Floats>()(leakyRelu(either, 2));
    same<Composed>()(leakyRelu());
    same<Composed>()(leakyRelu(sin()));
    same<Composed>()(leakyRelu(1, sin()));
    compile((x, s) => {
      same<Expr>()(leakyRelu(x));
      same<Expr>()(leakyRelu(2, s));
      same<Expr>()(x.leakyRelu());
      same<Expr>()(x.leakyRelu(s));
      return x;
    })(1, 2);
    same<number>()(grad(leakyRelu)(1));
    same<Floats>()(grad(leakyRelu)(xs, 0.5));
    same<[Floats, Floats]>()(grad(leakyRelu, { argnums: [0, 1] })(1, xs));
    same<number>()(grad(leakyRelu())(1));
  });

  it("let functions be written for all kinds at once", () => {
    const double = <X extends Operand>(x: X): Value<[X, 2]> => mul(x, 2);
    same<number>()(double(1));
    same<Floats>()(grad(double)(xs));
  });
});

describe("differentiated functions", () => {
  it("give what their arguments are", () => {
    const df = grad((x) => sin(cos(x)));
    same<number>()(df(1));
    same<Floats>()(df(xs));
    same<Floats>()(df([1, 2]));
    same<number | Floats>()(df(either));
    compile((x) => {
      same<Expr>()(df(x));
      return df(x);
    })(1);
    same<Compiled<[x: Expr], Expr>>()(df);
    same<number>()(df.length);
    same<Uint8Array<ArrayBuffer>>()(df.toBytes());
  });

  it("give a tuple for a tuple of argnums", () => {
    const g = grad((x, a, b) => add(mul(a, sin(x)), b), { argnums: [1, 2] });
    same<[Floats, Floats]>()(g(xs, 2, 0.5));
    same<[number, number]>()(g(1, 2, 0.5));
    same<[value: number, gradient: number]>()(valueAndGrad((x) => x.mul(x))(1));
    same<[value: Floats, gradient: [Floats]]>()(valueAndGrad(price, { argnums: [1] })(xs, 1));
  });

  it("take argnums that are not known beforehand", () => {
    const argnum = 1 as number;
    same<number>()(grad(price, { argnums: argnum })(1, 2));
    same<number[]>()(grad(price, { argnums: [argnum] as number[] })(1, 2));
    same<[number]>()(grad((...all) => mul(all[0]!, all[1]!), { argnums: [1] })(1, 2));
  });

  it("differentiate ops, compositions and each other", () => {
    same<number>()(grad(sin)(1));
    same<Floats>()(grad(sin(cos()))(xs));
    same<[Floats, Floats]>()(grad(mul, { argnums: [0, 1] })(1, xs));
    same<number>()(grad(max)(1, 2, 3));
    same<number>()(grad(grad(sin(cos())))(1));
    same<Floats>()(grad(grad(price), { argnums: 1 })(xs, 1));
    same<[number, [number, number]]>()(compile(valueAndGrad(price, { argnums: [0, 1] }))(1, 2));
  });

  it("may be functions of operands", () => {
    const h = (x: Operand, y: Operand): Operand => mul(x, y);
    same<number>()(grad(h)(1, 2));
    same<[Floats]>()(grad(h, { argnums: [1] })(xs, 2));
    same<[value: Floats, gradient: Floats]>()(valueAndGrad(h)(xs, 2));
    same<number>()(compile(h)(1, 2));
    expect(grad(h)(2, 3)).toBe(3);
  });

  it("may have optional parameters", () => {
    const df = grad((x: Expr, k: Operand = 2) => mul(x, k));
    same<number>()(df(1));
    same<Floats>()(df(1, xs));
  });

  it("return the structure that was compiled", () => {
    const all = compile((s, k) => [price(s, k), ...grad(price, { argnums: [0, 1] })(s, k)]);
    same<[Floats, Floats, Floats]>()(all(xs, 1));
    const out = [new Float32Array(3), new Float32Array(3), new Float32Array(3)] as const;
    same<typeof out>()(all.into(out, xs, 1));
    same<number>()(compile((x) => ({ value: sin(x) }).value)(1));
    same<number>()(compile(() => 3)());
    same<[[number, number], Floats]>()(compile((x) => [[x, 1], xs])(1));
  });

  it("are promised in slices", () => {
    const options = { signal: new AbortController().signal, onProgress: (done: number) => void done };
    same<Promise<number>>()(grad(price).async(options, 1, 2));
    same<Promise<Floats>>()(grad(price).async({}, xs, 2));
    same<Promise<[number, Floats]>>()(valueAndGrad((x: Expr) => mean(x)).async(undefined, xs));
    const loss = ({ w }: { w: Scalar }, x: Expr) => mean(mul(w, x));
    same<Promise<{ w: number }>>()(grad(loss).async(options as AsyncOptions, { w: 1 }, xs));
    same<Promise<[Floats, Floats]>>()(jvp((x) => sin(x)).async({}, [xs], [1]));
  });

  it("are sent with their type", () => {
    const df = grad(price);
    same<Floats>()(fromBytes<typeof df>(df.toBytes())(xs, 1));
    expectTypeOf(fromBytes(df.toBytes())(1, 2)).not.toBeAny();
  });
});

describe("memory", () => {
  const interleaved = strided(Float32Array.of(1, 2, 3, 4, 5, 6), { stride: 2 });

  it("is an array for a length, and a tuple for several", () => {
    same<Floats>()(alloc(3));
    same<[Floats, Floats]>()(alloc([3, 2]));
    same<Floats[]>()(alloc([3, 2] as number[]));
    same<Floats[]>()(alloc([3, 2] as readonly number[]));
    const [y, dy] = alloc([3, 3]);
    same<[Floats, Floats]>()(valueAndGrad((x) => sin(x)).into([y, dy], alloc(3)));
    same<boolean>()(inPlace(y, 2, dy));
    expectTypeOf(useMemory).parameter(0).toEqualTypeOf<{ readonly buffer: ArrayBufferLike }>();
    useMemory(new WebAssembly.Memory({ initial: 1 }));
  });

  it("is computed into in slices", () => {
    const out = [new Float32Array(3), new Float32Array(3)] as const;
    same<Promise<typeof out>>()(valueAndGrad((x) => sin(x)).async({ into: out }, xs));
    const refused = [
      // @ts-expect-error
      () => valueAndGrad((x) => sin(x)).async({ into: xs }, xs),
      // @ts-expect-error
      () => compile((x) => sin(x)).async(xs),
      // @ts-expect-error
      () => compile((x) => sin(x)).async({}, "1"),
      // @ts-expect-error
      () => compile((x) => sin(x)).async({}),
      // @ts-expect-error
      () => compile((x) => sin(x)).async({ signal: new AbortController() }, 1),
      // @ts-expect-error
      () => compile((x) => sin(x)).async({ progress: () => 0 }, 1),
      // @ts-expect-error
      () => compile((x) => (void compile((x) => x).async({}, x), x))(1),
    ];
    expect(refused).toHaveLength(7);
  });

  it("may be interleaved", () => {
    same<Strided>()(interleaved);
    expectTypeOf(interleaved).toExtend<Batch>();
    same<Floats>()(sin(interleaved));
    same<Floats>()(mul(interleaved, 2));
    same<Floats>()(mul(interleaved, either));
    same<number | Floats>()(sin(1 as number | Strided));
    same<Floats>()(grad(price)(interleaved, 1));
    same<Floats>()(grad((x) => mul(x, interleaved))(interleaved));
    same<Floats>()(compile((x) => [x, interleaved])(1)[1]);
    same<Strided>()(grad((x) => sin(x)).into(interleaved, xs));
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
    // @ts-expect-error
    "an expression for checkGrads": () => compile((x) => (checkGrads(price, [x, 1]), x))(1),
    // @ts-expect-error
    "too few arguments for checkGrads": () => checkGrads(price, [1]),
    // @ts-expect-error
    "the gradients of an array": () => checkGrads(pair, [1]),
    // @ts-expect-error
    "an order that is none": () => checkGrads(price, [1, 2], { order: "2" }),
    // @ts-expect-error
    "no array of arguments": () => findNaN(price, xs),
    // @ts-expect-error
    "too many arguments for findNaN": () => findNaN(df, [1, 2]),
  };

  it.each(Object.entries(refused))("%s", (_name, call) => {
    expect(call).toThrow(/^(?!.*(undefined is not|Cannot read|is not iterable))/);
  });
});

describe("hovers", () => {
  /** The types of the variables in the code, as editors show them. */
  function shown(code: string): Record<string, string> {
    const path = fileURLToPath(new URL("hovers.ts", import.meta.url));
    const options: ts.CompilerOptions = {
      strict: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      types: [],
    };
    const host = ts.createCompilerHost(options);
    const { getSourceFile, fileExists } = host;
    host.fileExists = (name) => name === path || fileExists(name);
    host.getSourceFile = (name, ...rest) =>
      name === path ? ts.createSourceFile(path, code, ts.ScriptTarget.ES2022) : getSourceFile(name, ...rest);
    const program = ts.createProgram([path], options, host);
    const source = program.getSourceFile(path)!;
    expect(program.getSemanticDiagnostics(source).map(({ messageText }) => messageText)).toEqual([]);
    const checker = program.getTypeChecker();
    const types: Record<string, string> = {};
    const visit = (node: ts.Node) => {
      if (ts.isVariableDeclaration(node) && node.initializer && ts.isIdentifier(node.name))
        types[node.name.text] = checker.typeToString(checker.getTypeAtLocation(node.name));
      ts.forEachChild(node, visit);
    };
    visit(source);
    return types;
  }

  it("show what results are, not how that is told", () => {
    const code = `
      import { add, compile, grad, hessian, jvp, list, mean, mul, square, valueAndGrad } from "../ts/index.js";
      import type { Batch, Expr, Numeric, Operand, Scalar } from "../ts/index.js";
      declare const [xs, numeric, batch]: [Float32Array, Numeric, Batch];
      const ridge = (w: Expr, l: Expr, x: Expr) => add(mean(square(mul(w, x))), mul(l, square(w)));
      const either = compile(ridge)(1, 2, xs);
      const object = compile((x) => ({ a: x, b: [mean(x), { c: mul(x, 2) }] }))(xs);
      const scalar = compile((w: Scalar, x) => [w, x])(1, xs);
      const ofNumeric = valueAndGrad((x: Operand) => mean(square(x)))(numeric);
      const ofUnion = grad((w, x) => mean(mul(w, x)))(numeric, batch);
      const aux = grad((p: { w: Expr }, x) => [mean(mul(p.w, x)), { w: p.w, s: [mean(x)] }], { hasAux: true })({ w: 1 }, xs);
      const slope = grad((p: { w: Expr[]; b: Scalar }, x) => mean(mul(x, p.w[0]!, p.b)))({ w: list([1]), b: 2 }, xs);
      const hessians = hessian((w: Scalar, x: Expr) => mean(mul(w, x)))(1, xs);
      const tangents = jvp(ridge)([1, 2, xs], [1, 1, 1]);
    `;
    const floats = "Float32Array<ArrayBuffer>";
    expect(shown(code)).toEqual({
      ridge: "(w: Expr, l: Expr, x: Expr) => Either",
      either: `number | ${floats}`,
      object: `{ a: ${floats}; b: [number, { c: ${floats}; }]; }`,
      scalar: `[number | ${floats}, ${floats}]`,
      ofNumeric: `[value: number | ${floats}, gradient: number | ${floats}]`,
      ofUnion: `number | ${floats}`,
      aux: `[gradient: { w: number; }, aux: { w: number | ${floats}; s: [number]; }]`,
      slope: "{ w: List<number>; b: number; }",
      hessians: `[w: [w: number, x: ${floats}], x: [w: ${floats}, x: ${floats}]]`,
      tangents: `[value: number | ${floats}, derivative: number | ${floats}]`,
    });
  });
});
