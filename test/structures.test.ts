// Structures: plain objects and arrays of numbers, batches and expressions, as results of functions and as arguments.

import { describe, expect, it } from "vitest";
import * as fluxion from "../ts/index.js";
import {
  add,
  compile,
  constant,
  cos,
  type Expr,
  fromBytes,
  grad,
  list,
  max,
  mul,
  sin,
  square,
  strided,
  valueAndGrad,
} from "../ts/index.js";
import { readTree } from "../ts/program/read-tree.js";
import { areEqual, leafPaths, textOf, unflatten } from "../ts/program/tree.js";
import { evaluateInOtherRealm } from "./lib/other-realm.js";
import { generator } from "./lib/random.js";

type Call = {
  (...args: unknown[]): unknown;
  into: (out: unknown, ...args: unknown[]) => unknown;
  prepare: (...args: unknown[]) => Call;
  toBytes: () => Uint8Array;
};

/** Of any type: the types of structures are tested elsewhere. */
const compiled = (f: (...args: never[]) => unknown) => compile(f as () => Expr) as unknown as Call;

const xs = Float32Array.of(0, 0.5, 1);
const circle = compiled((t: Expr) => ({ y: sin(t), x: cos(t), "a key": [t, { __: 1 }] }));

describe("a result that is an object", () => {
  it("has its structure, with keys in JavaScript's order", () => {
    const result = circle(0) as object;
    expect(result).toEqual({ "a key": [0, { __: 1 }], x: 1, y: 0 });
    expect(Object.keys(result)).toEqual(["a key", "x", "y"]);
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
    expect(circle(xs)).toEqual({ x: cos(xs), y: sin(xs), "a key": [xs, { __: new Float32Array(3).fill(1) }] });
    const many = compiled((x: Expr) => ({ b: x, 10: x, a: x, 9: x, B: x, é: x }));
    expect(Object.keys(many(1) as object)).toEqual(["9", "10", "B", "a", "b", "é"]);
  });

  it("is fresh at each call", () => {
    const [one, other] = [circle(0), circle(0)] as { "a key": unknown }[];
    expect(one).not.toBe(other);
    expect(one["a key"]).not.toBe(other["a key"]);
  });

  it("is of expressions within a trace", () => {
    const inner = compiled((x: Expr) => {
      const { x: c, y: s } = circle(x) as { x: Expr; y: Expr };
      return { sum: add(mul(c, c), mul(s, s)) };
    });
    expect((inner(0.3) as { sum: number }).sum).toBeCloseTo(1, 6);
  });

  it("has keys like any other where Object has something of that name", () => {
    const odd = compiled((x: Expr) => Object.fromEntries(["__proto__", "constructor"].map((key) => [key, x])));
    const result = odd(2) as object;
    expect(Object.entries(result)).toEqual([
      ["__proto__", 2],
      ["constructor", 2],
    ]);
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
    expect(String(odd)).toBe('(x) => ({ ["__proto__"]: x, constructor: x })');
    expect(fromBytes(odd.toBytes())(2 as never)).toEqual(result);
  });

  it("may have no prototype, and getters, which are read once", () => {
    let reads = 0;
    const f = compiled((x: Expr) => {
      const result = Object.create(null, {
        a: { enumerable: true, get: () => (reads++, sin(x)) },
        hidden: { enumerable: false, get: () => expect.fail("read") },
      }) as object;
      return Object.assign(result, { b: 1, [Symbol("c")]: 2 });
    });
    expect(f(0)).toEqual({ a: 0, b: 1 });
    expect(reads).toBe(1);
  });

  it("is printed as JavaScript", () => {
    expect(String(circle)).toBe('(t) => ({ "a key": [t, { __: 1 }], x: cos(t), y: sin(t) })');
    const shared = compiled((x: Expr) => ({ 1: sin(x), a: sin(x) }));
    expect(String(shared)).toBe("(x) => {\n  const a = sin(x);\n  return { 1: a, a: a };\n}");
    // What is printed is run.
    type Scope = (...functions: unknown[]) => Call;
    for (const f of [circle, shared])
      // eslint-disable-next-line @typescript-eslint/no-implied-eval -- of nothing but what is printed
      expect((new Function("sin", "cos", `return ${String(f)}`) as Scope)(Math.sin, Math.cos)(0)).toEqual(f(0));
  });

  it("is written into an object", () => {
    const floats = () => new Float32Array(3);
    const out = { y: floats(), "a key": [floats(), { __: floats() }], x: floats() };
    expect(circle.into(out, xs)).toBe(out);
    expect(out).toEqual(circle(xs));
    // Fields of a prototype are none, and its own need not be of one.
    expect(circle.into(Object.assign(Object.create(null) as object, out), xs)).toEqual(circle(xs));
  });

  it("goes through bytes", () => {
    const back = fromBytes(circle.toBytes()) as unknown as Call;
    expect(back(xs)).toEqual(circle(xs));
    expect(Object.keys(back(0) as object)).toEqual(["a key", "x", "y"]);
    expect(back.toBytes()).toEqual(circle.toBytes());
    expect(String(back).replaceAll(/\bx\b(?!:)/g, "t")).toBe(String(circle));
  });

  it("is nothing else than a plain object", () => {
    const returning = (value: unknown) => () => compiled(() => value)();
    class Point {
      x = 1;
    }
    expect(returning({ a: new Point() })).toThrow(/^compile\(f\): the function returned a Point at \.a; return an/);
    expect(returning([{ b: { "c d": "x" } }])).toThrow('returned a string at [0].b["c d"]; ');
    expect(returning({ a: undefined })).toThrow("returned undefined at .a; ");
    expect(returning({})).toThrow("the function returned an empty object; return at least one expression");
    expect(returning({ a: [] })).toThrow("the function returned an empty object");
    expect(compiled((x: Expr) => [x, {}, []])(3)).toEqual([3, {}, []]);
    const cycle: Record<string, unknown> = { x: 1 };
    cycle.a = cycle;
    expect(returning(cycle)).toThrow(RangeError);
    expect(returning(cycle)).toThrow("contains itself, at .a.a");
    // A chain of objects that hold the next one twice is a tree of 2 ** 90 parts.
    let wide: unknown = {};
    for (let i = 0; i < 90; i++) wide = { a: wide, b: wide };
    expect(returning(wide)).toThrow(RangeError);
  });
});

describe("into refuses an object", () => {
  const floats = () => new Float32Array(3).fill(7);
  const whole = () => ({ x: floats(), y: floats(), "a key": [floats(), { __: floats() }] as unknown });
  const refuse = (out: unknown, message: string | RegExp) => {
    expect(() => circle.into(out, xs)).toThrow(TypeError);
    expect(() => circle.into(out, xs)).toThrow(message);
  };

  it("without one of the keys", () => {
    const { x, ...rest } = whole();
    refuse(rest, /^compile\(f\): out\.x is missing$/);
    refuse({ x }, 'out["a key"] is missing');
    refuse({ ...whole(), "a key": [floats(), {}] }, 'out["a key"][1].__ is missing');
  });

  it("with other keys", () => {
    refuse({ ...whole(), b: floats() }, /^compile\(f\): out has b, which a call does not return$/);
    refuse({ ...whole(), "a key": [floats(), { __: floats(), "": 1 }] }, 'out["a key"][1] has "", which a call');
    refuse({ ...whole(), zz: undefined }, "out has zz, ");
  });

  it("in the place of another kind of thing, and another in its place", () => {
    refuse(floats(), "out must be an object with the keys a key, x, y, as a call returns, and is a Float32Array");
    refuse([floats(), floats(), floats()], "out must be an object with the keys a key, x, y, as a call returns");
    refuse({ ...whole(), x: {} }, "out.x must be a Float32Array to write to, and is an object");
    refuse({ ...whole(), "a key": {} }, 'out["a key"] must be an array of 2 outputs, as a call returns');
  });

  it("and changes none", () => {
    const out = whole();
    const all = [out.x, out.y];
    refuse({ ...out, b: 1 }, "out has b");
    expect(() => circle.into({ ...out, y: out.x }, xs)).toThrow("out.x and out.y overlap");
    expect(() => circle.into({ ...out, y: out.y.subarray(1) }, xs)).toThrow("out.y has length 2, and 3 elements");
    for (const array of all) expect([...array]).toEqual([7, 7, 7]);
  });

  it("whose getters fail", () => {
    const out = Object.defineProperty(whole(), "x", {
      get() {
        throw new EvalError("no");
      },
    });
    expect(() => circle.into(out, xs)).toThrow(EvalError);
    expect([...out.y]).toEqual([7, 7, 7]);
  });
});

const differentiated = (f: unknown, options?: object) => grad(f as never, options as never) as unknown as Call;
const withValue = (f: unknown, options?: object) => valueAndGrad(f as never, options as never) as unknown as Call;

/** Of parameters in an object, and data. */
interface Line {
  w: Expr;
  b: Expr;
}
const line = (p: Line, x: Expr) => add(mul(p.w, x), square(p.b));

describe("an argument that is an object", () => {
  it("is the same as its leaves as arguments of their own", () => {
    const flat = valueAndGrad((w, b, x) => line({ w, b }, x), { argnums: [0, 1, 2] });
    const [value, [dw, db, dx]] = flat(2, xs, 0.5);
    const result = withValue(line, { argnums: [0, 1] })({ w: 2, b: xs }, 0.5);
    expect(result).toEqual([value, [{ w: dw, b: db }, dx]]);
    expect(differentiated(line)({ w: 2, b: 3 }, 0.5)).toEqual({ b: 6, w: 0.5 });
    expect(differentiated(line, { argnums: [1] })({ w: 2, b: 3 }, 0.5)).toEqual([2]);
    expect(compiled(line as never)({ w: 2, b: 3 }, 0.5)).toBe(10);
  });

  it("may be destructured, nested, hold arrays, and be beside others", () => {
    const f = ({ a, layers: [first, { w }] }: { a: Expr; layers: [Expr, { w: Expr }] }, x: Expr, [y]: [Expr]) =>
      mul(a, first, w, x, y);
    const result = differentiated(f, { argnums: [0, 2] })({ a: 2, layers: { 0: 3, 1: { w: 5 } } }, 7, [xs]);
    const times = (k: number) => Float32Array.from(xs, (x) => k * x);
    expect(result).toEqual([
      { a: times(105), layers: { 0: times(70), 1: { w: times(42) } } },
      [new Float32Array(3).fill(210)],
    ]);
    const inner = compiled(({ a: { b = 2 } }: { a: { b?: Expr | number } }) => mul(b, 3));
    expect([inner({ a: { b: 5 } }), inner({ a: {} })]).toEqual([15, 6]);
  });

  it("may have any kind of leaf", () => {
    const product = compiled((p: { a: Expr; b: { c: Expr }; d: Expr; e: Expr }) => mul(p.a, p.b.c, p.d, p.e));
    const c = strided(Float32Array.of(1, 9, 2, 9, 3, 9), { stride: 2 });
    expect(product({ a: [1, 2, 3], b: { c }, d: Float32Array.of(1, 1, 2), e: 2 })).toEqual(Float32Array.of(2, 8, 36));
    // Within a trace: expressions, numbers, arrays and views, and all of them together.
    const outer = compile((x, y) => product({ a: x, b: { c }, d: [1, 1, 2], e: y }) as Expr);
    expect(outer(3, 2)).toEqual(Float32Array.of(6, 12, 36));
    expect(grad((x) => product({ a: x, b: { c: x }, d: 2, e: 1 }) as Expr)(3)).toBe(12);
    expect((product({ a: sin(), b: { c: 2 }, d: 2, e: 1 }) as (x: number) => number)(0)).toBe(0);
  });

  it("may have its keys in any order", () => {
    let traces = 0;
    const f = differentiated((p: Line, x: Expr) => (traces++, line(p, x)));
    const results = [f({ w: 2, b: 3 }, 5), f({ b: 3, w: 2 }, 5)] as object[];
    expect(results).toEqual([
      { b: 6, w: 5 },
      { b: 6, w: 5 },
    ]);
    expect(results.map(Object.keys)).toEqual([
      ["b", "w"],
      ["b", "w"],
    ]);
    expect(traces).toBe(1);
    const all = compiled((p: Record<string, Expr>) => p);
    expect(Object.keys(all({ é: 1, b: 1, 10: 1, B: 1, 9: 1, "": 1 }) as object)).toEqual([
      "9",
      "10",
      "",
      "B",
      "b",
      "é",
    ]);
  });

  it("comes to the function as a fresh plain object", () => {
    const seen: object[] = [];
    const given = Object.freeze({ a: 1, b: Object.freeze([xs, { c: 3 }]) });
    const f = (p: { a: Expr; b: unknown[] }) => (seen.push(p, p.b), (p.a = sin(p.a)), p.b.pop(), p.a);
    compiled(f)(given);
    differentiated(f)(given);
    expect(seen).not.toContain(given);
    expect(new Set(seen).size).toBe(4);
    for (const object of seen.filter((value) => !Array.isArray(value)))
      expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
  });

  it("may be empty, without anything to differentiate by", () => {
    expect(differentiated((_p: object, x: Expr) => sin(x))({}, 1)).toEqual({});
    expect(withValue((_p: object, x: Expr) => mul(x, 2), { argnums: [0, 1] })({ a: {} }, 1)).toEqual([
      2,
      [{ a: {} }, 2],
    ]);
  });

  it("of no prototype, and of another realm", async () => {
    const f = differentiated((p: { a: Expr }) => sin(p.a));
    expect(f(Object.assign(Object.create(null) as object, { a: 0 }))).toEqual({ a: 1 });
    expect(f((await evaluateInOtherRealm("({ a: 0 })")) as { a: number })).toEqual({ a: 1 });
  });

  it("has keys like any other where Object has something of that name", () => {
    const argument = JSON.parse('{ "__proto__": 2, "constructor": { "valueOf": 3 } }') as object;
    const f = (p: Record<string, Expr>) => {
      const { valueOf } = p.constructor as unknown as { valueOf: Expr };
      return mul(Object.getOwnPropertyDescriptor(p, "__proto__")!.value as Expr, valueOf);
    };
    const gradient = differentiated(f)(argument) as object;
    expect(Object.keys(gradient)).toEqual(["__proto__", "constructor"]);
    expect(Object.entries(gradient)).toEqual([
      ["__proto__", 3],
      ["constructor", { valueOf: 2 }],
    ]);
    expect(Object.getPrototypeOf(gradient)).toBe(Object.prototype);
  });

  it("is nested in transforms of transforms", () => {
    const f = ({ a, b }: { a: Expr; b: Expr }) => mul(square(a), sin(b));
    const second = differentiated((p: { a: Expr; b: Expr }) => (differentiated(f)(p) as { a: Expr }).a);
    expect(second({ a: 3, b: 0.5 })).toEqual({ a: 2 * sin(0.5), b: Math.fround(6 * cos(0.5)) });
    expect(compiled(withValue(f) as never)({ a: 3, b: 0 })).toEqual([0, { a: 0, b: 9 }]);
  });

  it("leaves captured arrays as they are", () => {
    const weights = Float32Array.of(1, 2);
    const f = differentiated((p: { a: Expr }) => mul(square(p.a), weights));
    expect(f({ a: 3 })).toEqual({ a: Float32Array.of(6, 12) });
    weights[0] = 5;
    expect(f({ a: 3 })).toEqual({ a: Float32Array.of(30, 12) });
    expect(() => f({ a: [1, 2, 3] })).toThrow("argument 0 (p).a has 3 and a captured array has 2");
  });

  it("is written into", () => {
    const f = withValue(line);
    const out = [new Float32Array(3), { w: new Float32Array(3), b: new Float32Array(3) }];
    expect(f.into(out, { w: xs, b: 2 }, 3)).toBe(out);
    expect(out).toEqual(f({ w: xs, b: 2 }, 3));
    expect(() => f.into([out[0], { w: out[0], b: out[0] }], { w: xs, b: 2 }, 3)).toThrow("out[0] and out[1].b overlap");
    expect(() => f.into([out[0], { w: out[0] }], { w: xs, b: 2 }, 3)).toThrow("out[1].b is missing");
    const inside = compile((x) => f.into(out, { w: x, b: 1 }, 1) as Expr);
    expect(() => inside(1)).toThrow("into writes numbers");
  });
});

describe("a list", () => {
  it("is a plain object of numbers", () => {
    expect(list([0.1, 0.2])).toEqual({ 0: 0.1, 1: 0.2 });
    expect(list(Float32Array.of(1, 2))).toEqual({ 0: 1, 1: 2 });
    expect(Object.getPrototypeOf(list([1]))).toBe(Object.prototype);
  });

  it("comes to the function as an array, and back as an object", () => {
    const polynomial = (ws: Expr[], x: Expr) => ws.reduceRight((sum, w) => add(mul(sum, x), w), constant(0));
    const df = differentiated(polynomial);
    expect(df(list([1, 2, 3]), 2)).toEqual({ 0: 1, 1: 2, 2: 4 });
    expect(df({ 2: 3, 0: 1, 1: 2 }, 2)).toEqual({ 0: 1, 1: 2, 2: 4 });
    expect(df(list([1, 2, 3]), xs)).toEqual({ 0: new Float32Array(3).fill(1), 1: xs, 2: square(xs) });
    expect(Object.values(df(list([4, 5]), 3) as object)).toEqual([1, 3]);
  });

  it("of more than ten is in order", () => {
    const numbers = Array.from({ length: 25 }, (_, i) => i);
    const seen = compiled((p: { w: Expr[] }) => p.w.map((w, i) => mul(w, 10 ** (i % 3))));
    expect(seen({ w: list(numbers) })).toEqual(numbers.map((w, i) => w * 10 ** (i % 3)));
    const gradient = differentiated(([...ws]: Expr[]) => ws.map((w, i) => mul(w, i)).reduce(add))(list(numbers));
    expect(Object.values(gradient as object)).toEqual(numbers);
  });

  it("is an array in every way", () => {
    const f = (ws: Expr[]) => {
      expect(ws).toBeInstanceOf(Array);
      const [first, ...others] = ws;
      let sum = constant(0);
      for (const w of ws) sum = add(sum, w);
      return mul(sum, first, ws.length, others.length, ws.at(-1)!);
    };
    expect(compiled(f)(list([1, 2, 3]))).toBe(6 * 1 * 3 * 2 * 3);
  });

  it("is only what has the keys 0 to k - 1", () => {
    const isArray = (argument: unknown) => {
      let answer: boolean | undefined;
      compiled((p: unknown) => ((answer = Array.isArray(p)), 1))(argument);
      return answer;
    };
    expect([{ 0: 1 }, { 1: 1, 0: 1 }, [xs, xs]].map(isArray)).toEqual([true, true, true]);
    const others = [{}, { 1: 1 }, { 0: 1, 2: 1 }, { 0: 1, a: 1 }, { "00": 1 }, { "0": 1, "01": 1 }, { "-0": 1 }];
    for (const other of others) expect(isArray(other)).toBe(false);
  });

  it("is refused of anything but numbers", () => {
    const refuse = (value: unknown, message: string) => {
      expect(() => list(value as number[])).toThrow(TypeError);
      expect(() => list(value as number[])).toThrow(message);
    };
    refuse("12", "list: the argument is a string; pass an array of numbers");
    refuse(undefined, "list: the argument is undefined");
    refuse([], "list: the argument is an array; pass an array of numbers, at least one");
    refuse([1, "2"], "list: element 1 is a string; pass an array of numbers");
    refuse([1, , 2], "list: element 1 is undefined"); // eslint-disable-line no-sparse-arrays -- a hole is refused
    refuse([xs], "list: element 0 is a Float32Array");
  });
});

describe("an expression is no list", () => {
  const uses: Record<string, (x: never) => unknown> = {
    "its first element": (x: Expr[]) => x[0],
    "a later element": (x: Expr[]) => x[3],
    iteration: (x: Iterable<Expr>) => [...x][0],
    "a pattern": (x: Expr[]) => {
      const [first] = x;
      return first;
    },
    "Array.from": (x: Iterable<Expr>) => Array.from(x)[0],
    length: (x: Expr[]) => x.length,
    map: (x: Expr[]) => x.map((w) => w),
    forEach: (x: Expr[]) => {
      x.forEach(() => undefined);
    },
    reduce: (x: Expr[]) => x.reduce((a, b) => add(a, b)),
    slice: (x: Expr[]) => x.slice(1),
    at: (x: Expr[]) => x.at(0),
  };
  it.each(Object.entries(uses))("for %s", (_name, use) => {
    const message =
      "an array of numbers is a batch: for parameters one by one use list(numbers), an object or arguments";
    const f = differentiated((x: Expr) => use(sin(x) as never));
    expect(() => f([1, 2])).toThrow(TypeError);
    expect(() => f([1, 2])).toThrow(message);
    expect(() => f([1, 2])).toThrow("reduce a batch with sum or mean");
    expect(() => f({ a: 1 }, 2)).toThrow(TypeError);
  });

  it("also one that waits for its argument, but for its length", () => {
    const f = sin(cos()) as unknown as Expr[];
    expect(f.length).toBe(1);
    for (const use of ["map", "at", "slice", "0", Symbol.iterator] as const)
      expect(() => (f as unknown as Record<PropertyKey, unknown>)[use]).toThrow("use list(numbers)");
  });

  it("and ops and conversions do not take it for one", () => {
    const f = compile((x, y) => [max(x, y, 0, y), add(x, y, 0, [x, y] as never)].length && mul(x, y));
    expect(() => f(2, 3)).toThrow("element 0 of argument 3 is an expression; pass the elements one by one");
    expect(compile((x, y) => [x, y].reduce(add as never))(2, 3)).toBe(5);
    expect(compile((x, y) => [[x], y].flat().concat(x))(2, 3)).toEqual([2, 3, 2]);
    expect(compile((x) => Object.assign({}, { x }).x)(2)).toBe(2);
    expect(compile((x) => [String(x), JSON.stringify({ x })].length)(2)).toBe(2);
  });
});

describe("a refused argument", () => {
  const f = differentiated((p: { a: Expr }, x: Expr) => mul(p.a, x));
  const refuse = (argument: unknown, message: string | RegExp, kind: new () => Error = TypeError) => {
    const out = { a: new Float32Array(3).fill(7) };
    for (const call of [() => f(argument, xs), () => f.into(out, argument, xs), () => f.prepare(argument, xs)]) {
      expect(call).toThrow(kind);
      expect(call).toThrow(message);
    }
    expect([...out.a]).toEqual([7, 7, 7]);
    expect(f({ a: 1 }, 2)).toEqual({ a: 2 });
  };
  class Parameters {
    a = 1;
  }

  it.each<[string, unknown, string]>([
    ["a string", { a: "1" }, ".a is a string; convert it with Number(...)"],
    ["a boolean", { a: 1, b: true }, ".b is a boolean; pass 1 for true"],
    ["null", { a: null }, ".a is null; pass a number"],
    ["undefined", { a: 1, z: undefined }, ".z is undefined; pass a number"],
    ["a symbol", { a: Symbol() }, ".a is a symbol; pass a number"],
    ["a function", { a: () => 1 }, ".a is a function; pass its value"],
    ["a Date", { layers: [xs, { w: new Date() }] }, ".layers[1].w is a Date; pass a number"],
    ["a Map", { "a key": new Map() }, '["a key"] is a Map; pass a number'],
    ["a Promise", { 0: Promise.resolve(1) }, "[0] is a Promise; await it first"],
    ["a Float64Array", { a: new Float64Array(3) }, ".a is a Float64Array; convert it with Float32Array.from(array)"],
    ["an instance of a class", { a: new Parameters() }, ".a is a Parameters; pass a number"],
    ["an instance itself", new Parameters(), " is a Parameters; pass a number"],
    ["an instance of an instance", Object.create({ a: 1 }), " is an object; pass a number"],
    ["a string in an array", { a: [xs, "1"] }, ".a[1] is a string"],
    ["a string among numbers", { a: [1, "2"] }, "element 1 of argument 0 (p).a is a string"],
    ["a number among arrays", { a: [xs, 2] }, ".a mixes numbers and other values; use an object"],
    ["an array among numbers", { a: [2, xs] }, ".a mixes numbers and other values; use an object"],
    ["an object among numbers", [2, {}], " mixes numbers and other values; use an object"],
    ["holes", { a: [, xs] }, ".a[0] is undefined"], // eslint-disable-line no-sparse-arrays -- a hole is refused
  ])("is %s", (_name, argument, end) => {
    refuse(argument, end.startsWith("element") ? end : `grad(f): argument 0 (p)${end}`);
  });

  it("mixes numbers with expressions", () => {
    const inner = compiled((p: { a: Expr }) => p.a);
    for (const a of [(x: Expr) => [1, x], (x: Expr) => [x, 1]])
      expect(() => compile((x) => inner({ a: a(x) }) as Expr)(1)).toThrow("argument 0 (p).a mixes numbers and");
  });

  it("contains itself, or is deeper than 100", () => {
    const cycle: Record<string, unknown> = { a: 1 };
    cycle.self = cycle;
    refuse(cycle, /^grad\(f\): argument 0 \(p\) contains itself$/);
    const ring: unknown[] = [xs];
    ring.push(ring);
    refuse({ a: 1, b: { ring } }, /^grad\(f\): argument 0 \(p\)\.b\.ring contains itself$/);
    let deep: unknown = 1;
    for (let i = 0; i < 100; i++) deep = i % 2 ? [deep, xs] : { deep };
    const leaf = (p: unknown): unknown => (Array.isArray(p) ? leaf(p[0]) : ((p as { deep?: unknown }).deep ?? p));
    const dig = (p: unknown) => {
      while (Array.isArray(p) || "deep" in (p as object)) p = leaf(p);
      return sin(p as Expr);
    };
    expect(compiled(dig)(deep)).toEqual(new Float32Array(3).fill(sin(1)));
    refuse([deep], "grad(f): argument 0 (p) is nested deeper than 100");
    // What is there twice, but not within itself, is two.
    const part = { w: 1 };
    expect(
      differentiated((p: { a: { w: Expr }; b: { w: Expr } }) => mul(p.a.w, p.b.w, 3))({ a: part, b: part }),
    ).toEqual({
      a: { w: 3 },
      b: { w: 3 },
    });
    let wide: unknown = {};
    for (let i = 0; i < 90; i++) wide = [wide, wide];
    expect(() => f(wide, 1)).toThrow("grad(f): argument 0 (p) is nested deeper than 100 or of more than 1048576 parts");
  });

  it("has batches of other lengths", () => {
    const two = (p: { a: Expr; b: Expr[] }, x: Expr) => mul(p.a, p.b[0], x);
    const call = (a: unknown, b: unknown, x: unknown) => () => differentiated(two)({ a, b: [b] }, x);
    expect(call([1, 2], xs, 1)).toThrow(RangeError);
    expect(call([1, 2], xs, 1)).toThrow(
      "grad(two): batches differ in length: argument 0 (p).a has 2 and argument 0 (p).b[0] has 3; " +
        "pass arrays of one length, or numbers, which broadcast (for a list of parameters use list)",
    );
    expect(call(1, xs, [1, 2])).toThrow(/argument 0 \(p\)\.b\[0\] has 3 and argument 1 \(x\) has 2; [^(]*$/);
    expect(call(1, [1, 2], xs)).toThrow("(for a list of parameters use list)");
  });

  it("is one of too many, or has too many leaves", () => {
    expect(() => f({ a: 1 })).toThrow("grad(f) takes 2 arguments, got 1");
    expect(() => f({ a: 1 }, 1, { a: 1 })).toThrow("grad(f) takes 2 arguments, got 3");
    const many = Object.fromEntries(Array.from({ length: 1e5 }, (_, i) => [`k${i}`, i]));
    refuse(many, "may have 65536 arguments and captured arrays together, and this one has 100001", RangeError);
    const most = Object.fromEntries(Array.from({ length: 60_000 }, (_, i) => [`k${i}`, i]));
    const gradient = differentiated((p: Record<string, Expr>) => square(p.k9))(most) as Record<string, number>;
    expect([Object.keys(gradient).length, gradient.k9, gradient.k10]).toEqual([60_000, 18, 0]);
  });

  it("is one value for a pattern, or an object for an op", () => {
    const g = differentiated(({ a }: { a: Expr }) => a);
    expect(() => g(1)).toThrow("grad(f): the function destructures argument 0, which is one value");
    expect(() => String(g)).toThrow("the function destructures argument 0");
    expect(() => compiled((p: Expr) => mul(p, 2))({ a: 1 })).toThrow("mul: argument 0 (x) is an object");
    expect(() => compiled((p: Expr) => mul(p, 2))([xs])).toThrow("mul: element 0 of argument 0 (x) is an expression");
    expect(() => differentiated(sin)({ a: 1 })).toThrow("sin: argument 0 (x) is an object");
  });

  it("escapes under its path", () => {
    let leaked: Expr | undefined;
    compiled((p: { a: Expr[] }) => (leaked = p.a[1]))({ a: list([1, 2]) });
    expect(() => sin(leaked!)).toThrow("the argument p.a[1] was used after the function had been traced");
  });
});

describe("a user's code", () => {
  const f = withValue((p: { a: Expr; b: Expr }) => mul(p.a, p.b));

  it("runs once for each property, before the checks", () => {
    const log: string[] = [];
    const spy = (target: object, name: string): object =>
      new Proxy(target, {
        get(inner, key, receiver) {
          if (typeof key === "string") log.push(`${name}.${key}`);
          return Reflect.get(inner, key, receiver) as unknown;
        },
      });
    const g = compiled((p: { a: Expr[]; b: Expr }) => (log.push("traced"), mul(p.a[0], p.b)));
    const argument = () => spy({ b: spy([2, 3], "b"), a: spy([xs.subarray(1)], "a") }, "p");
    expect(g(argument())).toEqual(Float32Array.of(1, 3));
    // The array of numbers is told from a list by its elements before it is copied.
    const before = ["p.a", "a.length", "a.0", "p.b", "b.length", "b.0"];
    expect(log.slice(0, before.length)).toEqual(before);
    expect(log.filter((line) => /^[pa]\./.test(line))).toEqual(["p.a", "a.length", "a.0", "p.b"]);
    log.length = 0;
    expect(g(argument())).toEqual(Float32Array.of(1, 3));
    expect(log.filter((line) => /^[pa]\./.test(line))).toEqual(["p.a", "a.length", "a.0", "p.b"]);
    expect(log).not.toContain("traced");
  });

  it("may fail, and nothing has happened", () => {
    const out = [new Float32Array(1).fill(7), { a: new Float32Array(1).fill(7), b: new Float32Array(1).fill(7) }];
    const argument = {
      a: 1,
      get b(): number {
        throw new EvalError("no");
      },
    };
    expect(() => f(argument)).toThrow(EvalError);
    expect(() => f.into(out, argument)).toThrow(EvalError);
    expect(() => f(new Proxy({}, { ownKeys: () => ["a", "a"] }))).toThrow(TypeError);
    expect(out.flatMap((x) => (x instanceof Float32Array ? [...x] : Object.values(x).map(([y]) => y)))).toEqual([
      7, 7, 7,
    ]);
    expect(f({ a: 2, b: 3 })).toEqual([6, { a: 3, b: 2 }]);
  });

  it("may change what was read, which the checks see", () => {
    const a = new Float32Array(3);
    const argument = {
      a,
      get b() {
        structuredClone(a.buffer, { transfer: [a.buffer] });
        return xs;
      },
    };
    expect(() => f(argument)).toThrow("the buffer of argument 0 (p).a was transferred away");
  });

  it("may add and drop keys while they are read", () => {
    const argument: Record<string, unknown> = {
      get a() {
        argument.c = "a string";
        delete argument.b;
        return 1;
      },
      b: 2,
    };
    expect(() => f(argument)).toThrow("argument 0 (p).b is undefined");
  });
});

describe("traces", () => {
  it("are made once for each structure, and kept for the last 32", () => {
    let traces = 0;
    const f = compiled((...all: unknown[]) => (traces++, all.length));
    const structures = Array.from({ length: 33 }, (_, i) => ({ [`k${i}`]: 1 }));
    for (const structure of structures) f(structure);
    expect(traces).toBe(33);
    for (const structure of structures.slice(1)) f(structure);
    expect(traces).toBe(33);
    f(structures[0]);
    expect(traces).toBe(34);
    // The one after it was used least recently.
    f(structures[2]);
    expect(traces).toBe(34);
    f(structures[1]);
    expect(traces).toBe(35);
    f(1, 2);
    f(3, xs);
    f([1, 2], 3);
    expect(traces).toBe(36);
  });

  it("do not depend on kinds, nor on what the leaves are", () => {
    let traces = 0;
    const f = compiled((p: { a: Expr; b: Expr[] }) => (traces++, add(p.a, p.b[0])));
    expect(f({ a: 1, b: [xs] })).toEqual(add(xs, 1));
    expect(f({ b: [[1, 2]], a: 1 })).toEqual(Float32Array.of(2, 3));
    expect(compile((x) => f({ a: x, b: [[1, 2]] }) as Expr)(1)).toEqual(Float32Array.of(2, 3));
    expect(f({ b: [strided(xs, { stride: 2 })], a: xs.subarray(1) })).toEqual(Float32Array.of(0.5, 2));
    expect(traces).toBe(1);
    // A list and an array are two structures.
    expect(f({ a: 1, b: list([2]) })).toBe(3);
    expect(traces).toBe(2);
  });

  it("of leaves of an enclosing function are made anew", () => {
    const outer = compiled((p: { a: Expr }) => {
      const inner = compiled((q: { b: Expr }) => mul(p.a, q.b));
      return add(inner({ b: 1 }) as Expr, inner({ b: p.a }) as Expr);
    });
    expect(outer({ a: 3 })).toBe(12);
    expect(outer({ a: xs })).toEqual(add(xs, square(xs)));
  });
});

describe("a function of objects", () => {
  const f = () => differentiated((p: { a: Expr; b: Expr[] }, x: Expr) => mul(p.a, sin(p.b[0]), p.b[1], x));

  it("is prepared by kinds in its structure", () => {
    const g = f();
    expect(g.prepare({ a: "number", b: { 0: "batch", 1: "number" } }, "number")).toBe(g);
    const info = (g as unknown as { info(): { engine: string; ops: number } }).info;
    expect(info().engine).not.toBe("none");
    expect(info().ops).toBeGreaterThan(3);
    expect(() => g.prepare({ a: "numbers" }, 1)).toThrow("argument 0 (p).a is a string");
    expect(() => g({ a: "number", b: { 0: "batch", 1: "number" } }, 1)).toThrow("argument 0 (p).a is a string");
    expect(g({ a: 2, b: { 0: xs, 1: 0.5 } }, 4)).toEqual({
      a: Float32Array.from(xs, (x) => 2 * sin(x)),
      b: { 0: Float32Array.from(xs, (x) => 4 * cos(x)), 1: Float32Array.from(xs, (x) => 8 * sin(x)) },
    });
  });

  it("is printed with the names of its arguments", () => {
    const printed = (g: unknown, ...kinds: unknown[]) => String(compiled(g as never).prepare(...kinds));
    expect(
      printed(
        (p: { a: Expr; "b c": Expr[] }, x: Expr) => mul(p.a, p["b c"][1], x),
        { a: "number", "b c": { 0: "number", 1: "number" } },
        "batch",
      ),
    ).toBe('(p, x) => p.a * p["b c"][1] * x');
    expect(printed(({ a }: { a: Expr }, [b]: [Expr]) => ({ s: add(a, b) }), { a: 1 }, [xs])).toBe(
      "(x, y) => ({ s: x.a + y[0] })",
    );
    expect(String(f().prepare({ a: "number", b: ["number", "number"] }, "number"))).toBe(
      "(p, x) => {\n  const a = sin(p.b[0]);\n  return { a: p.b[1] * x * a, b: [p.a * p.b[1] * x * cos(p.b[0]), p.a * x * a] };\n}",
    );
    // Not under the name of a function that the text calls.
    expect(
      printed((sin_: Expr, exp: { a: Expr; b: Expr }) => mul(fluxion.exp(exp.a), exp.b, sin_), 1, { a: 1, b: 1 }),
    ).toBe("(sin_, a) => sin_ * a.b * exp(a.a)");
    let text = "";
    compiled((p: { a: Expr }) => ((text = String(mul(p.a, 2))), p.a))({ a: 1 });
    expect(text).toBe("2 * p.a");
    // A leaf of an enclosing function's argument beside one of the same name.
    compiled((p: { a: Expr }) => {
      const outer = p.a;
      text = printed((p: { a: Expr }) => mul(p.a, outer), { a: 1 });
      return outer;
    })({ a: 1 });
    expect(text).toBe("(p) => p.a * p1.a");
  });

  it("says before its first call that it is to be prepared", () => {
    const ofList = differentiated((ws: Expr[], x: Expr) => mul(ws[0], x, ...ws));
    const ofPattern = compiled(({ a, b }: { a: Expr; b: Expr }) => add(a, b));
    for (const g of [f(), ofList, ofPattern, differentiated(ofPattern)]) {
      for (const show of [String, () => g.toBytes(), () => (g as unknown as { toMermaid(): string }).toMermaid()]) {
        expect(() => show(g)).toThrow(TypeError);
        expect(() => show(g)).toThrow(
          /\(\w\)+: a function of objects or lists is called or prepared before it is printed/,
        );
      }
    }
    const doubled = compiled((p: { a: Expr }) => mul(p.a, 2));
    expect(() => doubled.toBytes()).toThrow("each argument it throws: mul: argument 0 (x) is undefined; pass");
    const own = new RangeError("mine");
    const thrower = compiled(() => {
      throw own;
    });
    expect(() => String(thrower)).toThrow(own);
  });

  it("goes through bytes, with its structure", () => {
    const g = f();
    const there = g({ a: 2, b: { 0: xs, 1: 3 } }, 5);
    const back = fromBytes(g.toBytes()) as unknown as Call;
    expect(back({ b: { 1: 3, 0: xs }, a: 2 }, 5)).toEqual(there);
    expect(back.length).toBe(2);
    expect(back.toBytes()).toEqual(g.toBytes());
    expect(String(back)).toBe(String(g).replaceAll(/\bx\b/g, "y").replaceAll(/\bp\b/g, "x"));
    expect(
      differentiated((p: { b: Expr[] }) => (back({ ...p, b: Object.fromEntries(p.b.entries()) }, 1) as { a: Expr }).a)({
        a: 2,
        b: list([1, 3]),
      }),
    ).toEqual(differentiated((p: unknown) => (g(p, 1) as { a: Expr }).a)({ a: 2, b: list([1, 3]) }));
    const refuse = (message: string, ...args: unknown[]) => {
      expect(() => back(...args)).toThrow(TypeError);
      expect(() => back(...args)).toThrow(message);
    };
    refuse("fromBytes: argument 0 (x) takes the structure { a, b: { 0, 1 } }, got { a }", { a: 1 }, 1);
    refuse(
      "argument 0 (x) takes the structure { a, b: { 0, 1 } }, got { a, b: [value, value] }",
      { a: 1, b: [xs, xs] },
      1,
    );
    refuse("argument 0 (x) takes the structure { a, b: { 0, 1 } }, got value", 1, 1);
    refuse("argument 1 (y) takes the structure value, got { z }", { a: 1, b: list([1, 2]) }, { z: 1 });
    refuse("fromBytes takes 2 arguments, got 1", { a: 1, b: list([1, 2]) });
    refuse("argument 0 (x).b[1] is a string", { a: 1, b: [xs, "x"] }, 1);
    // Of version 1, and of leaves alone, none is taken.
    expect(() => fromBytes(grad((x) => sin(x)).toBytes())({ a: 1 } as never)).toThrow(
      "takes the structure value, got { a }",
    );
  });

  it("with any key goes through bytes", () => {
    const keys = [
      "__proto__",
      "",
      "é",
      "\ud83d\ude00",
      "\ud800",
      "\udc00\ud800",
      "a".repeat(300),
      "1",
      "10",
      "2",
      "\0",
    ];
    const argument = Object.fromEntries(keys.map((key, i) => [key, i]));
    const g = compiled((p: object) => p);
    expect(g(argument)).toEqual(argument);
    const back = fromBytes(g.toBytes()) as unknown as Call;
    expect(back(argument)).toEqual(argument);
    expect(Object.keys(back(argument) as object)).toEqual(Object.keys(g(argument) as object));
  });
});

describe("hasAux", () => {
  const f = (x: Expr, { a }: { a: Expr }) => [mul(square(x), a), { s: sin(x), n: 3, l: [a, [x]] }];

  it("gives what the function returns beside its value", () => {
    const aux = { s: Math.fround(Math.sin(2)), n: 3, l: [5, [2]] };
    expect(differentiated(f, { hasAux: true })(2, { a: 5 })).toEqual([20, aux]);
    expect(withValue(f, { hasAux: true })(2, { a: 5 })).toEqual([[20, aux], 20]);
    const both = withValue(f, { hasAux: true, argnums: [1, 0] });
    expect(both(2, { a: 5 })).toEqual([
      [20, aux],
      [{ a: 4 }, 20],
    ]);
    expect(differentiated(f, { hasAux: true, argnums: [1] })(2, { a: 5 })).toEqual([[{ a: 4 }], aux]);
    expect(differentiated((x: Expr) => [sin(x), cos(x)], { hasAux: true })(xs)).toEqual([cos(xs), cos(xs)]);
    expect(differentiated((x: Expr) => [sin(x), {}], { hasAux: true })(0)).toEqual([1, {}]);
    expect(differentiated((_x: Expr) => [1, 2], { hasAux: true })(3)).toEqual([0, 2]);
    expect(differentiated(f, { hasAux: false, argnums: 0 })).toBeInstanceOf(Function);
  });

  it("captures, nests, is written, printed and stored", () => {
    const weights = Float32Array.of(1, 2, 3);
    const g = withValue((x: Expr) => [mul(square(x), weights), { w: mul(x, weights) }], { hasAux: true });
    expect(g(2)).toEqual([[Float32Array.of(4, 8, 12), { w: Float32Array.of(2, 4, 6) }], Float32Array.of(4, 8, 12)]);
    const out = [[new Float32Array(3), { w: new Float32Array(3) }], new Float32Array(3)];
    expect(g.into(out, 2)).toEqual(g(2));
    expect(() => g.into([out[0]], 2)).toThrow("out must be an array of 2 outputs");
    const h = withValue(f, { hasAux: true, argnums: [1, 0] });
    const back = fromBytes(h.prepare("number", { a: "number" }).toBytes()) as unknown as Call;
    expect(back(xs, { a: 5 })).toEqual(h(xs, { a: 5 }));
    expect(String(differentiated((x: Expr) => [square(x), { s: sin(x) }], { hasAux: true }))).toBe(
      "(x) => [2 * x, { s: sin(x) }]",
    );
    // The gradient of a part of aux, inside; and of what aux closes over.
    const inner = differentiated((x: Expr) => [square(x), { cube: mul(x, x, x) }], { hasAux: true });
    expect(differentiated((x: Expr) => (inner(x) as [Expr, { cube: Expr }])[1].cube)(2)).toBe(12);
    const closing = (y: Expr) => differentiated((x: Expr) => [mul(x, y), { y, xy: add(x, y) }], { hasAux: true })(3);
    expect(compiled(closing)(5)).toEqual([5, { y: 5, xy: 8 }]);
  });

  it("is refused in words", () => {
    const refuse = (g: unknown, message: string | RegExp, options: object = { hasAux: true }) => {
      for (const transform of [differentiated, withValue]) {
        const call = () => transform(g, options)(2);
        expect(call).toThrow(TypeError);
        expect(call).toThrow(message);
      }
    };
    refuse((x: Expr) => x, "with hasAux the function returns [value, aux], and returned an expression");
    refuse((x: Expr) => [x], "with hasAux the function returns [value, aux], and returned an array of 1");
    refuse((x: Expr) => ({ x }), "with hasAux the function returns [value, aux], and returned an object");
    refuse((x: Expr) => [[x, x], x], "(f): the function returned an array, and a gradient is of one value");
    refuse((x: Expr) => [{ x }, x], "(f): the function returned an object, and a gradient is of one value");
    refuse((x: Expr) => [x, { note: "a" }], /\(f\): aux\.note is a string; return an expression or a number$/);
    refuse((x: Expr) => [x, [1, { b: () => x }]], "(f): aux[1].b is a function; call it");
    refuse((x: Expr) => [x, undefined], "(f): aux is undefined; return an expression or a number");
    refuse((x: Expr) => [x, [sin(cos())]], "still waits for its argument");
    refuse((x: Expr) => ["a", x], "(f): the function returned a string; return");
    refuse(
      (x: Expr) => [x, x],
      "returned an array; for [value, aux] pass hasAux, for several outputs use jacobian",
      {},
    );
    refuse((x: Expr) => x, /^(grad|valueAndGrad): hasAux is a number; pass true or false$/, { hasAux: 1 });
    refuse((x: Expr) => x, "there is no option aux; the option is argnums, or hasAux", { aux: true });
  });
});

describe("random structures", () => {
  const random = generator(7);
  const below = (n: number) => Math.floor(random() * n);
  const KEYS = ["a", "b", "c d", "0", "1", "2", "10", "__proto__", "é", ""];

  /** A structure with a value for each leaf, an object or an array at the top. */
  function structure(depth: number, value: () => unknown): unknown {
    const part = () => (depth === 0 || below(3) === 0 ? value() : structure(depth - 1, value));
    if (below(3) === 0) return Array.from({ length: 1 + below(3) }, () => [part()]);
    const keys = KEYS.filter(() => below(3) === 0);
    if (below(4) === 0) return Object.fromEntries(Array.from({ length: 1 + below(12) }, (_, i) => [i, part()]));
    return Object.fromEntries(keys.sort(() => below(3) - 1).map((key) => [key, part()]));
  }

  it("come back as they went", () => {
    let leaves = 0;
    const reading = {
      isArgument: true,
      takesLists: false,
      isLeaf: (value: unknown) => value instanceof Float32Array,
      take: (value: unknown) => values.push(value) - 1,
      error: (_value: unknown, path: string) => new Error(path),
    };
    let values: unknown[] = [];
    for (let i = 0; i < 150; i++) {
      values = [];
      const there = structure(4, () => new Float32Array([leaves++]));
      const tree = readTree(there, reading);
      expect(unflatten(tree, values)).toEqual(there);
      const again = [...values];
      values = [];
      expect(areEqual(readTree(there, reading), tree)).toBe(true);
      expect(values).toEqual(again);
      values = [];
      expect(textOf(readTree(unflatten(tree, again), reading))).toBe(textOf(tree));
      // Paths lead to the leaves.
      for (const [number, leaf] of again.entries()) {
        const { path } = leafPaths([tree])[number];
        // eslint-disable-next-line @typescript-eslint/no-implied-eval -- a path is JavaScript
        if (!path.includes("__proto__")) expect((new Function("x", `return x${path}`) as Call)(there)).toBe(leaf);
      }
    }
    expect(leaves).toBeGreaterThan(1000);
  });

  it("have texts of their own", () => {
    const trees = new Map<string, string>();
    for (let i = 0; i < 5000; i++) {
      const there = structure(2, () => xs);
      let count = 0;
      const tree = readTree(there, {
        isArgument: false,
        takesLists: false,
        isLeaf: (value) => value === xs,
        take: () => count++,
        error: (_value, path) => new Error(path),
      });
      const text = textOf(tree);
      const exact = JSON.stringify(tree);
      expect(trees.get(text) ?? exact).toBe(exact);
      trees.set(text, exact);
    }
    expect(trees.size).toBeGreaterThan(1000);
  });

  it("are taken by functions, and come back from them and from bytes", () => {
    for (let i = 0; i < 200; i++) {
      const there = structure(3, () => [random(), random()].map(Math.fround));
      const seen: Expr[] = [];
      const gather = (p: unknown): unknown =>
        typeof p === "object" && Object.getPrototypeOf(p) !== Object.prototype && !Array.isArray(p)
          ? seen.push(p as Expr)
          : Object.values(p as object).forEach(gather);
      const f = differentiated((p: unknown) => {
        seen.length = 0;
        gather(p);
        return seen.reduce((sum, x) => add(sum, mul(x, square(x))), constant(0));
      });
      const gradient = f(there);
      const tripled = (value: unknown): unknown =>
        Array.isArray(value) && typeof value[0] === "number"
          ? Float32Array.from(value as number[], (x) => Math.fround(3 * Math.fround(x * x)))
          : Array.isArray(value)
            ? value.map(tripled)
            : Object.fromEntries(Object.entries(value as object).map(([key, part]) => [key, tripled(part)]));
      expect(rounded(gradient)).toEqual(rounded(tripled(there)));
      expect((fromBytes(f.toBytes()) as unknown as Call)(there)).toEqual(gradient);
    }
  });

  /** Without the last digits of float32s. */
  function rounded(value: unknown): unknown {
    if (value instanceof Float32Array) return Array.from(value, (x) => Number(x.toPrecision(5)));
    if (Array.isArray(value)) return value.map(rounded);
    return Object.fromEntries(Object.entries(value as object).map(([key, part]) => [key, rounded(part)]));
  }
});
