// Structures: plain objects and arrays of numbers, batches and expressions, as results of functions and as arguments.

import { describe, expect, it } from "vitest";
import { add, compile, cos, type Expr, fromBytes, mul, sin } from "../ts/index.js";

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
