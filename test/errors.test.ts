// Every refusal: its kind, its message, that it changed no buffer, and that the next call works.

import { describe, expect, it } from "vitest";
import * as fluxion from "../ts/index.js";
import {
  add,
  clamp,
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
  pow,
  sin,
  valueAndGrad,
  where,
} from "../ts/index.js";

/** A value of a type that TypeScript would refuse here. */
const wrong = (value: unknown) => value as never;

/** A function without its type. */
const untyped = (f: unknown) => f as (...args: unknown[]) => unknown;

const xs = Float32Array.of(1, 2, 3);
const df = grad((x, rate) => mul(rate, sin(x)));
const vg = valueAndGrad((x, a) => mul(x, a), { argnums: [0, 1] });

/** Expects the call to throw such an error, to leave the arrays as they are, and to leave the core in working order. */
function expectRefusal(call: () => unknown, kind: new () => Error, ...parts: (string | RegExp)[]): void {
  const before = [...xs];
  let error: unknown;
  try {
    call();
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(kind);
  for (const part of parts) expect((error as Error).message).toMatch(part);
  expect([...xs]).toEqual(before);
  expect(df(0, 2)).toBe(2);
}

/** 1 within so many arrays. */
function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = [value];
  return value;
}

function detached(): Float32Array {
  const floats = Float32Array.of(1, 2);
  structuredClone(floats, { transfer: [floats.buffer] });
  return floats;
}

describe("an argument that is no value", () => {
  const cases: [what: string, value: unknown, ...parts: (string | RegExp)[]][] = [
    ["a string", "1", "is a string", "Number("],
    ["a BigInt", 1n, "is a BigInt", "Number("],
    ["a boolean", true, "is a boolean", "1 for true and 0 for false"],
    ["undefined", undefined, "is undefined", "pass a number"],
    ["null", null, "is null", "pass a number"],
    ["a symbol", Symbol(), "is a symbol", "pass a number"],
    ["a Float64Array", new Float64Array(3), "is a Float64Array", "Float32Array.from(array)"],
    ["an Int32Array", new Int32Array(3), "is an Int32Array", "Float32Array.from(array)"],
    ["a Uint8Array", new Uint8Array(3), "is a Uint8Array", "Float32Array.from(array)"],
    ["a BigInt64Array", new BigInt64Array(3), "is a BigInt64Array", "Float32Array.from(array, Number)"],
    ["a DataView", new DataView(new ArrayBuffer(8)), "is a DataView", "view.byteLength / 4"],
    ["an ArrayBuffer", new ArrayBuffer(8), "is an ArrayBuffer", "new Float32Array(buffer)"],
    ["a SharedArrayBuffer", new SharedArrayBuffer(8), "is a SharedArrayBuffer", "new Float32Array(buffer)"],
    ["an object", { x: 1 }, "is an object", "pass a number"],
    ["a Map", new Map(), "is a Map", "pass a number"],
    ["an object of a class", new (class Tensor {})(), "is a Tensor", "pass a number"],
    ["a Date", new Date(), "is a Date", "pass a number"],
    ["a promise", Promise.resolve(1), "is a Promise", "await it"],
    ["a function", () => 1, "is a function", "f(x)"],
    ["an op", cos, "is a function", "sin(cos())"],
    ["a transferred array", detached(), "transferred", "copy"],
    ["a string in an array", [1, "2"], /element 1 of argument \d.* is a string/, "Number("],
    ["a hole in an array", [1, , 2], /element 1 of argument \d.* is undefined/],
    ["a nested array", [[1], [2]], /element 0 of argument \d.* is an array/, ".flat()"],
    ["an array of arrays", [xs, xs], /element 0 of argument \d.* is a Float32Array/, ".flat()"],
  ];

  describe.each(cases)("%s", (what, value, ...parts) => {
    it("in an op", () => {
      expectRefusal(() => sin(wrong(value)), TypeError, /^sin: .*argument 0 \(x\)/, ...parts);
      expectRefusal(() => mul(xs, wrong(value)), TypeError, /^mul: .*argument 1 \(y\)/, ...parts);
    });

    it("in an op while tracing", () => {
      expectRefusal(() => grad((x) => mul(x, wrong(value)))(1), TypeError, /^mul: .*argument 1 \(y\)/, ...parts);
      expectRefusal(() => grad((x) => x.where(1, wrong(value)))(1), TypeError, /^where: .*argument 2 \(y\)/, ...parts);
    });

    it("in a composed expression", () => {
      expectRefusal(() => sin(cos())(wrong(value)), TypeError, /argument 0 \(x\)/, ...parts);
    });

    // To a function these are structures: test/structures.test.ts.
    if (["an object", "a nested array", "an array of arrays"].includes(what)) return;
    it("in a differentiated function", () => {
      expectRefusal(() => df(xs, wrong(value)), TypeError, /^grad\(f\): .*argument 1 \(rate\)/, ...parts);
      expectRefusal(
        () => df.into(new Float32Array(3), xs, wrong(value)),
        TypeError,
        /^grad\(f\): .*argument 1 \(rate\)/,
        ...parts,
      );
    });
  });
});

describe("lengths that differ", () => {
  it("of arguments", () => {
    const call = () => df(xs, Float32Array.of(1, 2));
    expectRefusal(call, RangeError, /^grad\(f\): .*argument 0 \(x\) has 3 and argument 1 \(rate\) has 2/);
    expectRefusal(
      () => add(xs, [1, 2, 3, 4]),
      RangeError,
      /^add: .*argument 0 \(x\) has 3 and argument 1 \(y\) has 4/,
      "one length",
    );
    expectRefusal(() => df([], xs), RangeError, /has 0 and .* has 3/);
  });

  it("of captured arrays", () => {
    const weighted = grad((x) => mul(x, xs));
    expectRefusal(
      () => weighted(Float32Array.of(1, 2)),
      RangeError,
      /argument 0 \(x\) has 2 and a captured array has 3/,
    );
    expect([...(weighted(1) as unknown as Float32Array)]).toEqual([1, 2, 3]);
  });
});

describe("the number of arguments", () => {
  it("of a differentiated function", () => {
    const call = untyped(df);
    expectRefusal(() => call(1), TypeError, /^grad\(f\) takes 2 arguments, got 1$/);
    expectRefusal(() => call(), TypeError, "takes 2 arguments, got 0");
    expectRefusal(() => call(1, 2, 3), TypeError, "takes 2 arguments, got 3");
    expectRefusal(() => untyped(df.into)(new Float32Array(1), 1), TypeError, "takes 2 arguments, got 1");
    const one = untyped(
      grad(function square(x) {
        return mul(x, x);
      }),
    );
    expectRefusal(() => one(1, 2), TypeError, /^grad\(square\) takes 1 argument, got 2$/);
    expectRefusal(() => [1, 2].map((...args) => one(...args)), TypeError, "takes 1 argument, got 3");
  });

  it("of functions of functions", () => {
    const second = untyped(grad(grad((x, y) => mul(x, y))));
    expectRefusal(() => second(1), TypeError, /^grad\(grad\(f\)\) takes 2 arguments, got 1$/);
    expectRefusal(() => second(1, 2, 3), TypeError, "takes 2 arguments, got 3");
    const d = untyped(grad(sin));
    expectRefusal(() => d(1, 2), TypeError, /^grad\(sin\) takes 1 argument, got 2$/);
    expectRefusal(() => d(), TypeError, /^grad\(sin\) takes 1 argument, got 0$/);
  });

  it("of ops", () => {
    expectRefusal(() => untyped(pow)(1), TypeError, /^pow takes 2 arguments, got 1$/);
    expectRefusal(() => untyped(pow)(), TypeError, /^pow takes 2 arguments, got 0$/);
    expectRefusal(() => untyped(pow)(1, 2, 3), TypeError, /^pow takes 2 arguments, got 3$/);
    expectRefusal(() => untyped(where)(1, 2), TypeError, /^where takes 3 arguments, got 2$/);
    expectRefusal(() => untyped(clamp)(1, 2, 3, 4), TypeError, /^clamp takes 3 arguments, got 4$/);
    expectRefusal(() => untyped(leakyRelu)(1, 2, 3), TypeError, /^leakyRelu takes at most 2 arguments, got 3$/);
    expectRefusal(() => untyped(max)(), TypeError, /^max takes at least 1 argument, got 0$/);
    expectRefusal(() => untyped(add)(), TypeError, /^add takes at least 1 argument, got 0$/);
    expectRefusal(
      () => grad((x) => (x.pow as unknown as () => Expr)())(1),
      TypeError,
      /^pow takes 2 arguments, got 1$/,
    );
    expectRefusal(() => grad((x) => untyped(x.pow.bind(x))(1, 2) as Expr)(1), TypeError, /^pow takes 2 .*, got 3$/);
    expectRefusal(() => untyped(grad(pow))(1, 2, 3), TypeError, /^grad\(pow\) takes 2 arguments, got 3$/);
    expectRefusal(() => untyped(sin(cos()))(), TypeError, "takes 1 argument, got 0");
  });

  it("counts four as two where they are those of reduce, and as four elsewhere", () => {
    // What reduce passes, by hand: the one exception to "every operand counts".
    expect(max(9, 2, 0, [2, 30])).toBe(9);
    expect([...(max(9, 2, 0, [3, 30]) as unknown as Float32Array)]).toEqual([9, 30]);
    expect([...(max(9, 2, 0.5, [2, 30]) as unknown as Float32Array)]).toEqual([9, 30]);
    expect(max(9, 2, 0, 30)).toBe(30);
    expectRefusal(() => untyped(pow)(9, 2, 0, [3, 30]), TypeError, "got 4");
    expectRefusal(() => untyped(pow)(9, 2, 0, [2, 30], 1), TypeError, "got 5");
    expectRefusal(() => untyped(where)(9, 2, 0, [2, 30]), TypeError, "got 4");
    expect(pow(...([3, NaN, 1, [1, NaN]] as unknown as [number, number]))).toBeNaN();
    expectRefusal(() => untyped(pow)(3, 0, 1, [1, -0]), TypeError, "got 4");
    // A method has its receiver beside them.
    const method = compile((x) => x.max(2, 0, [2, 30]));
    expect([...(method(9) as unknown as Float32Array)]).toEqual([9, 30]);
  });

  it("counts three where they are those of map", () => {
    expect([1, 2].map((x, i) => add(x, i))).toEqual([1, 3]);
    expect([1, 2].map(add as never)).toEqual([1, 2].map((x, i, all) => add(x, i, all)));
    expectRefusal(() => [1, 2].map(pow as never), TypeError, "takes 2 arguments, got 3");
    expect([1, 2].map(sin)).toEqual([sin(1), sin(2)]);
  });

  it("of optional and rest parameters", () => {
    const optional = untyped(grad((x: Expr, y: Expr | number = 3) => mul(x, y)));
    expect([optional(1), optional(1, 5)]).toEqual([3, 5]);
    expectRefusal(() => optional(1, 5, 6), TypeError, "takes 2 arguments, got 3");
    const rest = grad((x: Expr, ...others: Expr[]) => hypot(x, ...others), { argnums: 2 });
    expect(rest(0, 0, 3, 0)).toBe(1);
    expectRefusal(() => untyped(rest)(), TypeError, "takes 1 argument, got 0");
  });

  it("does not depend on the arguments being used", () => {
    expect(grad((_x, y) => sin(y))(1, 2)).toBe(0);
    expect(compile((...all) => all.map(() => 7))(1, 2)).toEqual([7, 7]);
  });
});

describe("a constant", () => {
  it("is an expression", () => {
    expect(String(constant(0.1))).toBe("0.1");
    expect(compile((...ws) => ws.reduce((sum, w) => add(sum, mul(w, w)), constant(0)))(1, 2, 3)).toBe(14);
    expect(grad((x) => mul(x, constant(3)))(xs)).toEqual(Float32Array.of(3, 3, 3));
    expect(compile(() => constant(0.1))()).toBe(Math.fround(0.1));
  });

  it("is a number", () => {
    for (const value of ["1", undefined, null, xs, [1], true, 1n])
      expectRefusal(() => constant(wrong(value)), TypeError, /^constant: the value is .*; pass a number$/);
  });
});

describe("argnums", () => {
  const make = (argnums: unknown) => grad((x, y) => mul(x, y), { argnums } as never);

  it("must be distinct counts", () => {
    expectRefusal(() => make("0"), TypeError, /^grad: argnums is a string/);
    expectRefusal(() => make([0, null]), TypeError, /^grad: argnums is null/);
    expectRefusal(() => make(-1), RangeError, /^grad: .*-1/);
    expectRefusal(() => make(0.5), RangeError, /^grad: .*0\.5/);
    expectRefusal(() => make([NaN]), RangeError, /^grad: .*NaN/);
    expectRefusal(() => make([1, 0, 1]), RangeError, "argument 1 twice");
    expectRefusal(() => make([]), RangeError, "argnums is empty");
    expectRefusal(() => valueAndGrad((x) => x, { argnums: -1 } as never), RangeError, /^valueAndGrad: /);
  });

  it("must be among the arguments", () => {
    const far = untyped(make(2));
    expectRefusal(() => far(1, 2), RangeError, /^grad\(f\): argnums 2 is out of range: the function has 2 arguments/);
    expectRefusal(
      () => untyped(grad(() => 1))(),
      RangeError,
      "argnums 0 is out of range: the function has 0 arguments",
    );
  });

  it("is the only option", () => {
    expectRefusal(() => grad((x) => x, { argnum: 1 } as never), TypeError, "no option argnum; the option is argnums");
    expectRefusal(() => grad((x) => x, 1 as never), TypeError, "the options are a number");
    expectRefusal(() => grad((x) => x, [1] as never), TypeError, "the options are an array");
    expectRefusal(() => grad((x) => x, null as never), TypeError, "the options are null");
  });
});

describe("the function", () => {
  it("must be a function", () => {
    expectRefusal(
      () => grad(wrong(3)),
      TypeError,
      /^grad: the first argument is a number; pass a function: grad\(\(x\) => \.\.\.\)/,
    );
    expectRefusal(() => compile(wrong(undefined)), TypeError, /^compile: the first argument is undefined/);
    expectRefusal(
      () => compile((x) => untyped(grad)(sin(x)) as Expr)(1),
      TypeError,
      /^grad: the argument is an expression, not a function/,
    );
  });

  it("must return a value", () => {
    const returning = (value: unknown) => () => grad((x) => (void x, value) as Expr)(1);
    expectRefusal(
      returning(undefined),
      TypeError,
      /^grad\(f\): the function returned undefined; did you forget to return\?/,
    );
    expectRefusal(returning(null), TypeError, "returned null", "return an expression");
    expectRefusal(returning("x"), TypeError, "returned a string", "return an expression");
    expectRefusal(returning(true), TypeError, "returned a boolean", "gt, ge, lt");
    expectRefusal(returning({}), TypeError, "returned an object");
    expectRefusal(returning(cos), TypeError, "returned a function; call it");
    expectRefusal(returning(Promise.resolve()), TypeError, "returned a Promise", "async");
    expectRefusal(returning(new Float64Array(3)), TypeError, "returned a Float64Array");
    expectRefusal(returning(sin(cos())), TypeError, "waits for its argument", "return f(x)");
    expectRefusal(() => compile(() => [1, wrong("x")])(), TypeError, /^compile\(f\): the function returned a string/);
    expectRefusal(() => compile(() => [])(), TypeError, "empty array");
  });

  it("must return one value to have a gradient", () => {
    expectRefusal(
      () => grad(((x: Expr) => [x, x]) as unknown as (x: Expr) => Expr)(1),
      TypeError,
      "for several outputs use jacobian",
    );
    expectRefusal(
      () => valueAndGrad(vg as unknown as (x: Expr, a: Expr) => Expr)(1, 2),
      TypeError,
      /^valueAndGrad\(valueAndGrad\(f\)\): .*jacobian$/,
    );
  });

  it("has no patterns for parameters", () => {
    const call =
      (f: unknown, ...args: number[]) =>
      () =>
        untyped(grad(f as (x: Expr) => Expr))(...args);
    const parts = ["or write (a, b) => ... for ({ a, b }) => ..."];
    const objects = [
      ({ a, b }: { a: Expr; b: Expr }) => add(a, b),
      ({ a, b }: { a: Expr; b: Expr }) => a.mul(b),
      ({ a = 1, b = 2 }) => add(a, b),
      ({ a: { b } }: { a: { b: Expr } }) => b,
      ([a, b]: Expr[]) => add(a, b),
      function named({ a }: { a: Expr }) {
        return a;
      },
      { method: ([a]: Expr[]) => a, short({ a }: { a: Expr }) { return a } }.short, // prettier-ignore
    ];
    for (const f of objects)
      expectRefusal(call(f, 1), TypeError, /^grad\(.*\): the function destructures argument 0, /, ...parts);
    const second = (x: Expr, { b }: { b: Expr }) => add(x, b);
    expectRefusal(call(second, 1, 2), TypeError, "destructures argument 1, ", ...parts);
    const third = (x: Expr, y = 2, [z]: Expr[] = []) => add(x, y, z);
    expectRefusal(call(third, 1, 2, 3), TypeError, "destructures argument 2, ", ...parts);
    // A pattern that has its default, one of the rest, and those of functions within, are the user's own.
    const options = (x: Expr, { k }: { k: number } = { k: 3 }) => mul(x, k);
    expect(untyped(grad(options as unknown as (x: Expr) => Expr))(2)).toBe(3);
    expect(grad((...[x, y]) => mul(x, y))(2, 5)).toBe(5);
    expect(grad((x) => [{ k: 2 }].map(({ k }) => mul(x, k))[0])(1)).toBe(2);
  });

  it("may have anything for a name, and for a length", () => {
    for (const value of [Symbol("f"), { toString: () => "g" }, 3, undefined, null, ""]) {
      const named = Object.defineProperty((x: Expr) => x, "name", { value });
      expectRefusal(() => untyped(grad(named))(1, 2), TypeError, /^grad\(f\) takes 1 argument, got 2$/);
    }
    for (const value of [Symbol("f"), "1", -1, 0.5, NaN, Infinity, undefined]) {
      const f = Object.defineProperty((x: Expr) => mul(x, 2), "length", { value });
      expect(grad(f)(1)).toBe(2);
      expect(grad(f).length).toBe(0);
    }
    class Odd {
      static readonly name: never = Symbol() as never;
    }
    expectRefusal(() => sin(wrong(new Odd())), TypeError, "is an object");
    const array = Object.assign(Object.setPrototypeOf([1, 2], null) as number[], {});
    expect(String(compile((x) => mul(x, array)))).toBe("(x) => x * Array(2)");
  });

  it("is read in linear time", () => {
    // A quadratic search takes minutes for this one.
    for (const gap of [" ".repeat(2 ** 20), "x".repeat(2 ** 20), "x = 1, ".repeat(2 ** 17), " \n".repeat(2 ** 19)]) {
      for (const source of [`function${gap}`, `(${gap}`, `${gap}=`, `function (${gap}`, `async${gap}`, `f(x,${gap}`]) {
        const f = Object.assign((x: Expr) => x, {});
        const original = Function.prototype.toString;
        Function.prototype.toString = function (this: unknown) {
          return this === f ? source : original.call(this);
        };
        try {
          expect(grad(f)(1)).toBe(1);
        } finally {
          Function.prototype.toString = original;
        }
      }
    }
  });

  it("returns arrays without holes, and not without end", () => {
    const returning = (value: unknown) => () => compile(() => value as Expr)();
    expectRefusal(returning([1, , 2]), TypeError, /^compile\(f\): the function returned undefined at \[1\]; /);
    expectRefusal(returning([1, [2, "x"]]), TypeError, "returned a string at [1][1]; ");
    const cycle: unknown[] = [1];
    cycle.push([cycle]);
    const ring = "[1][0]".repeat(50);
    expectRefusal(returning(cycle), RangeError, "nested deeper than 100", "contains itself", `at ${ring}; `);
    expectRefusal(returning(nested(20_000)), RangeError, "nested deeper than 100", `at ${"[0]".repeat(100)}; `);
    // The limit of bytes is the same.
    expectRefusal(returning(nested(101)), RangeError, "nested deeper than 100");
    const deepest = compile(() => nested(100) as Expr);
    expect(deepest()).toEqual(nested(100));
    expect(fromBytes(deepest.toBytes())()).toEqual(nested(100));
    // After the magic, the version, no section and no arguments: one more array of one.
    const [head, tail] = [deepest.toBytes().slice(0, 6), deepest.toBytes().slice(6)];
    expectRefusal(() => fromBytes(Uint8Array.of(...head, 3, ...tail)), TypeError, "nested deeper than 100 arrays");
  });

  it("captures no more arrays than a program has inputs", () => {
    const arrays = Array.from({ length: 70_000 }, () => Float32Array.of(1));
    const message = /^fluxion: a function may have 65536 arguments and captured arrays together, and this one has 7000/;
    expectRefusal(() => compile((x) => [x, ...arrays])(1), RangeError, message, "split it");
    expectRefusal(() => grad((x) => arrays.reduce((sum: Expr, a) => add(sum, a), x))(1), RangeError, message);
    expectRefusal(() => add(sin(), ...arrays)(1), RangeError, message);
  });

  it("may throw, and be called again", () => {
    let fail = true;
    const moody = grad((x) => {
      if (fail) throw new SyntaxError("moody");
      return sin(x);
    });
    expectRefusal(() => moody(0), SyntaxError, "moody");
    fail = false;
    expect(moody(0)).toBe(1);
  });
});

describe("expressions", () => {
  const inside = (use: (x: Expr) => unknown) => () => grad((x) => use(x) as Expr)(1);

  it("are not for JavaScript's operators", () => {
    expectRefusal(
      inside((x) => wrong(x) + 1),
      TypeError,
      /add\(x, y\)/,
      "where",
    );
    expectRefusal(
      inside((x) => wrong(x) * 2),
      TypeError,
      "mul",
    );
    expectRefusal(
      inside((x) => -wrong(x)),
      TypeError,
      "neg",
    );
    expectRefusal(
      inside((x) => (wrong(x) > 1 ? x : 1)),
      TypeError,
      "gt",
      "where",
    );
    expectRefusal(
      inside((x) => wrong(x) == 1),
      TypeError,
      "eq",
    );
    for (const name of ["sin", "exp", "max", "hypot", "pow", "round"] as const)
      expectRefusal(
        inside((x) => (Math[name] as (x: number) => number)(wrong(x))),
        TypeError,
        "Math's functions",
        'exp(x) for Math.exp(x), with import { exp } from "fluxion"',
      );
    expectRefusal(() => Math.exp(wrong(sin(cos()))), TypeError, "Math's functions");
    expectRefusal(() => wrong(sin(cos())) + 1, TypeError, "add");
  });

  it("are text where text is asked for", () => {
    let text = "";
    grad((x) => ((text = `${x.mul(2)}`), x))(1);
    expect(text).toBe("2 * x");
  });

  it("do not escape their function", () => {
    let leaked: Expr | undefined;
    grad((x) => (leaked = x))(1);
    const escaped = leaked!;
    expectRefusal(() => sin(escaped), TypeError, "escaped", "argument x");
    expectRefusal(() => escaped.add(1), TypeError, "escaped");
    expectRefusal(() => df(escaped, 1), TypeError, "escaped");
    expectRefusal(() => sin(cos())(escaped), TypeError, "escaped");
    expectRefusal(() => compile(() => escaped)(), TypeError, "escaped");
    expectRefusal(() => grad((y) => mul(y, escaped))(1), TypeError, "escaped");

    grad((x) => (leaked = sin(x)))(1);
    expectRefusal(() => grad((y) => mul(y, leaked!))(1), TypeError, "escaped");
    expect(String(leaked)).toBe("sin(x)");

    let inner: ((x: number) => unknown) | undefined;
    grad((x) => ((inner = mul(sin(), x) as never), x))(1);
    expectRefusal(() => inner!(1), TypeError, "escaped");
  });
});

describe("into", () => {
  const refuse = (out: unknown, kind: new () => Error, ...parts: (string | RegExp)[]) =>
    expectRefusal(() => vg.into(wrong(out), xs, 2), kind, /^valueAndGrad\(f\): /, ...parts);
  const floats = (n: number) => new Float32Array(n).fill(7);

  it("wants the structure of the result", () => {
    refuse(floats(3), TypeError, "out must be an array of 2 outputs", "a Float32Array");
    refuse([floats(3)], TypeError, "out must be an array of 2 outputs", "is 1 element");
    refuse([floats(3), [floats(3)]], TypeError, /out\[1\] must be an array of 2 outputs/, "is 1 element");
    refuse([floats(3), [floats(3), floats(3), floats(3)]], TypeError, "is 3 elements");
    refuse([[floats(3)], [floats(3), floats(3)]], TypeError, /out\[0\] must be a Float32Array/, "an array");
    refuse(
      [floats(3), [floats(3), new Float64Array(3)]],
      TypeError,
      /out\[1\]\[1\] must be a Float32Array/,
      "a Float64Array",
    );
    refuse(undefined, TypeError, "out must be an array", "undefined");
    expectRefusal(() => df.into(wrong([1, 2]), xs, 2), TypeError, "out must be a Float32Array", "an array");
  });

  it("wants room for every element", () => {
    refuse([floats(3), [floats(2), floats(3)]], RangeError, /out\[1\]\[0\] has length 2, and 3 elements must fit/);
    expectRefusal(() => df.into(floats(0), 1, 2), RangeError, "out has length 0, and 1 element must fit");
    expectRefusal(() => df.into(detached(), xs, 2), RangeError, "length 0");
  });

  it("wants outputs apart", () => {
    const one = floats(8);
    const before = [...one];
    refuse([one, [one, floats(3)]], RangeError, /out\[0\] and out\[1\]\[0\] overlap/);
    refuse([one.subarray(0, 3), [floats(3), one.subarray(2)]], RangeError, /out\[0\] and out\[1\]\[1\] overlap/);
    expect([...one]).toEqual(before);
    // What is not written may overlap.
    vg.into([one, [one.subarray(3), floats(3)]], xs, 2);
    expect([...one]).toEqual([2, 4, 6, 2, 2, 2, 7, 7]);
  });

  it("checks all before it writes", () => {
    const out = [floats(3), [floats(3), floats(3)]] as const;
    const all = [out[0], ...out[1]];
    expectRefusal(() => vg.into(out, xs, wrong([1, 2])), RangeError, "length");
    expectRefusal(() => vg.into(out, xs, wrong("2")), TypeError, "a string");
    expectRefusal(() => vg.into(out, xs, wrong([1, 2, "3"])), TypeError, "element 2");
    for (const array of all) expect([...array]).toEqual([7, 7, 7]);
  });

  it("takes no expressions", () => {
    expectRefusal(() => compile((x) => df.into(floats(1), wrong(x), 1) as never)(1), TypeError, /into .*expression/);
    expectRefusal(() => df.into(floats(1), wrong(sin(cos())), 1), TypeError, /into .*expression/);
  });
});

describe("bytes", () => {
  it("hold no captured arrays", () => {
    const weighted = grad((x) => mul(x, xs));
    expectRefusal(
      () => weighted.toBytes(),
      TypeError,
      /^grad\(f\): .*captured an array.*pass the array as an argument/,
    );
    const call = (x: Expr) => (grad((y) => mul(x, y)).toBytes(), x);
    expectRefusal(() => compile(call)(1), TypeError, "enclosing function", "pass them as arguments");
  });

  it("must be bytes", () => {
    expectRefusal(
      () => fromBytes(wrong("flf")),
      TypeError,
      /^fromBytes: the argument is a string; pass the Uint8Array/,
    );
    expectRefusal(() => fromBytes(wrong(new ArrayBuffer(3))), TypeError, "is an ArrayBuffer");
    expectRefusal(() => fromBytes(new Uint8Array(3)), TypeError, /^fromBytes: .*unknown format or version/);
  });

  it("take as many arguments as the function did", () => {
    const f = fromBytes(df.toBytes());
    expectRefusal(() => f(1), TypeError, /^fromBytes takes 2 arguments, got 1$/);
    expectRefusal(() => f(1, 2, 3), TypeError, "takes 2 arguments, got 3");
  });
});

it("no name is exported that is not public", () => {
  const names = Object.keys(fluxion).filter((name) => !/^[a-z][A-Za-z0-9]*$/.test(name) || /Grad$/.test(name));
  expect(names).toEqual(["customGrad", "valueAndGrad"]);
});
