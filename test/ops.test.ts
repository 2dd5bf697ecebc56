// Ops as functions: what they compute is what Math computes, however they are called.

import { describe, expect, it } from "vitest";
import * as fluxion from "../ts/index.js";
import {
  abs,
  compile,
  type Expr,
  grad,
  hypot,
  leakyRelu,
  max,
  min,
  mul,
  sin,
  squareplus,
  valueAndGrad,
  where,
} from "../ts/index.js";
import { table } from "../ts/program/table.js";
import { bitsOf, ulps } from "./lib/floats.js";
import { evaluateInOtherRealm } from "./lib/other-realm.js";
import { generator } from "./lib/random.js";

type Op = (...args: (number | Float32Array | readonly number[] | Expr)[]) => unknown;
const ops = fluxion as unknown as Readonly<Record<string, Op>>;
/** The ops of one element; test/reductions.test.ts has the others. */
const rows = Object.values(table).filter((row) => row.name !== "" && !row.reduces);

/** What ops are that Math does not have. */
const others: Record<string, (x: number, y: number, z: number) => number> = {
  neg: (x) => -x,
  square: (x) => x * x,
  reciprocal: (x) => 1 / x,
  not: (x) => +(x === 0),
  stopGradient: (x) => x,
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  div: (x, y) => x / y,
  gt: (x, y) => +(x > y),
  ge: (x, y) => +(x >= y),
  lt: (x, y) => +(x < y),
  le: (x, y) => +(x <= y),
  eq: (x, y) => +(x === y),
  ne: (x, y) => +(x !== y),
  and: (x, y) => +(x !== 0 && y !== 0),
  or: (x, y) => +(x !== 0 || y !== 0),
  where: (condition, x, y) => (condition !== 0 ? x : y),
  rem: (x, y) => x % y,
  mod: (x, y) => (x % y !== 0 && x < 0 !== y < 0 ? (x % y) + y : x % y),
  copysign: (x, y) => (Number.isNaN(y) ? y : Math.abs(x) * (y < 0 || Object.is(y, -0) ? -1 : 1)),
  clamp: (x, lo, hi) => Math.min(Math.max(x, lo), hi),
  isNaN: (x) => +Number.isNaN(x),
  isFinite: (x) => +Number.isFinite(x),
  relu: (x) => (x <= 0 ? 0 : x),
  leakyRelu: (x, slope) => (x > 0 ? x : slope * x),
};

describe.each(rows)("$name", ({ name, args, least, unaryForm }) => {
  const op = ops[name];
  // Of the others there is nothing in JavaScript to compare with: the crate's tests do.
  const exact = (others[name] ?? Math[name as "sin"]) as ((...args: number[]) => number) | undefined;
  const random = generator(7);
  const draw = () =>
    Math.fround(random() < 0.2 ? [0, -0, 1, -1, NaN, Infinity, -Infinity][Math.floor(7 * random())] : 6 * random() - 3);
  const points = Array.from({ length: 37 }, () => args.map(draw));
  const columns = args.map((_, i) => Float32Array.from(points, (point) => point[i]));

  if (exact !== undefined) {
    it("is what JavaScript computes, rounded", () => {
      for (const point of points) {
        const expected = exact(...point);
        const label = `${name}(${point.join(", ")}), expected ${expected}`;
        expect(ulps(op(...point) as number, expected), label).toBeLessThanOrEqual(1);
      }
    });
  }

  it("has the same bits of numbers, arrays, plain arrays, expressions and as a method", () => {
    const expected = bitsOf(points.map((point) => op(...point) as number));
    const batch = (f: unknown) => bitsOf((f as Op)(...columns) as Float32Array);
    expect(batch(op)).toEqual(expected);
    expect(bitsOf(op(...columns.map((column) => [...column])) as Float32Array)).toEqual(expected);
    expect(batch(compile((...xs) => op(...xs) as Expr))).toEqual(expected);
    expect(batch(compile((x, ...rest) => (x as unknown as Record<string, Op>)[name](...rest) as Expr))).toEqual(
      expected,
    );
  });

  it("is a function with a name and a length", () => {
    expect(op.name).toBe(name);
    expect(op.length).toBe(least);
  });

  if (args.length > 1 && unaryForm === undefined) {
    it("refuses further arguments", () => {
      const message = new RegExp(`^${name} takes (at most )?${args.length} arguments, got ${args.length + 1}$`);
      const further = (call: Op) => {
        expect(() => call(...points[0], 1)).toThrow(message);
        expect(() => call(...points[0], 1)).toThrow(TypeError);
      };
      further(op);
      further((...xs) => op(...xs.map((x) => [x as number])));
      further((...xs) => compile((x) => op(x, ...xs.slice(1)) as Expr)(1));
      further((x, ...rest) => compile((e) => (e as unknown as Record<string, Op>)[name](...rest) as Expr)(x as number));
      further((...xs) => op(sin(), ...xs.slice(1)));
      expect(() => (grad(op as never) as unknown as Op)(...points[0], 1)).toThrow(/takes \d arguments, got \d$/);
    });
  }

  if (unaryForm !== undefined) {
    // hypot carries the error of its roundings along from four operands on.
    it.each(name === "hypot" ? [1, 2, 3] : [1, 2, 3, 4, 7])("folds %i arguments from the left", (count) => {
      const many = Array.from({ length: 29 }, () => Array.from({ length: count }, draw));
      const fold = (values: number[]) =>
        count === 1 ? op(values[0]) : values.reduce((result, value) => op(result, value) as number);
      const expected = bitsOf(many.map((values) => fold(values) as number));
      const batches = Array.from({ length: count }, (_, i) => Float32Array.from(many, (values) => values[i]));
      const batch = (f: unknown) => bitsOf((f as Op)(...batches) as Float32Array);
      expect(bitsOf(many.map((values) => op(...values) as number))).toEqual(expected);
      expect(batch(op)).toEqual(expected);
      // Of one expression, max and min are refused.
      if (count === 1 && /^m(ax|in)$/.test(name)) return;
      expect(batch(compile((...xs) => op(...xs) as Expr))).toEqual(expected);
      expect(batch(compile((x, ...rest) => (x as unknown as Record<string, Op>)[name](...rest) as Expr))).toEqual(
        expected,
      );
      // Composed, with an op of no effect for the argument of its own; what it shares with the others are arrays.
      const composed = op(fluxion.fround(), ...batches.slice(1)) as Op;
      expect(bitsOf(composed(batches[0]) as Float32Array)).toEqual(expected);
      const withItself = op(...batches.map(() => fluxion.fround())) as Op;
      expect(bitsOf(withItself(batches[0]) as Float32Array)).toEqual(
        bitsOf(op(...batches.map(() => batches[0])) as Float32Array),
      );
    });
  }

  if (args.length === 2) {
    it("goes through reduce", () => {
      const values = points.slice(0, 6).map(([x]) => x);
      const batches = values.map((value) => Float32Array.of(value, 1));
      const expected = values.slice(1).reduce((result, value) => op(result, value) as number, values[0]);
      const first = (result: unknown) => bitsOf([(result as Float32Array)[0]]);
      expect(bitsOf([values.reduce(op as never)])).toEqual(bitsOf([expected]));
      expect(bitsOf([Float32Array.from(values).reduce(op as never)])).toEqual(bitsOf([expected]));
      expect(bitsOf([values.slice(1).reduce(op as never, values[0])])).toEqual(bitsOf([expected]));
      expect(bitsOf([[...values].reverse().reduceRight(op as never)])).toEqual(bitsOf([expected]));
      expect(first(batches.reduce(op as never))).toEqual(bitsOf([expected]));
      expect(first(batches.map((batch) => [...batch]).reduce(op as never))).toEqual(bitsOf([expected]));
      const traced = compile((...xs) => xs.reduce(op as never)) as unknown as Op;
      expect(bitsOf([traced(...values) as number])).toEqual(bitsOf([expected]));
      expect(first(traced(...batches))).toEqual(bitsOf([expected]));
    });
  }

  if (args.length === 1) {
    it("ignores further arguments", () => {
      const point = points.find((point) => !point.some(Number.isNaN))!;
      expect(op(...point, "anything" as never)).toBe(op(...point));
      const withOneMore = compile((...xs) => op(...xs, "anything" as never) as Expr) as unknown as Op;
      expect(bitsOf(withOneMore(...columns) as Float32Array)).toEqual(bitsOf(op(...columns) as Float32Array));
    });
  }
});

describe("variadic ops", () => {
  it("fold over any number of arguments", () => {
    expect(max(3, 1, 4, 1, 5)).toBe(5);
    expect(min(3, [1, 5], 2)).toEqual(Float32Array.of(1, 2));
    expect(hypot(2, 3, 6)).toBe(7);
    expect(compile((x, y, z) => x.max(y, z))(1, 3, 2)).toBe(3);
    expect(grad((x, y, z) => hypot(x, y, z), { argnums: [0, 1, 2] })(2, 3, 6).map((d) => d.toFixed(5))).toEqual([
      "0.28571",
      "0.42857",
      "0.85714",
    ]);
  });

  it("round once or twice, however many arguments there are", () => {
    const random = generator(5);
    for (let count = 2; count <= 12; count++) {
      const columns = Array.from({ length: count }, () =>
        Float32Array.from({ length: 2000 }, () => 20 * random() - 10),
      );
      const lengths = hypot(...(columns as [Float32Array, ...Float32Array[]]));
      lengths.forEach((length, i) => {
        const exact = Math.sqrt(columns.reduce((sum, column) => sum + column[i] ** 2, 0));
        const unit = 2 ** (Math.floor(Math.log2(exact)) - 23);
        expect(Math.abs(length - exact) / unit, `${count} arguments`).toBeLessThanOrEqual(count === 3 ? 1 : 0.501);
      });
    }
    expect(hypot(1, 1, 1, 1)).toBe(2);
    expect(hypot(NaN, 1, 2, 3, -Infinity)).toBe(Infinity);
    expect(hypot(NaN, 1, 2, 3)).toBeNaN();
    expect(hypot(0, -0, 0, 0)).toBe(0);
    expect(hypot(3e38, 3e38, 1, 1)).toBe(Infinity);
    expect(hypot(1e-45, 1e-45, 1e-45, 1e-45)).toBe(hypot(hypot(1e-45, 1e-45, 1e-45), 1e-45));
    expect(
      grad((a, b, c, d) => hypot(a, b, c, d), { argnums: [0, 1, 2, 3] })(1, -1, 1, 5).map((x) => x.toFixed(5)),
    ).toEqual(["0.18898", "-0.18898", "0.18898", "0.94491"]);
  });

  it("of one argument are what Math gives", () => {
    expect([max(-3), min(-3), hypot(-3)]).toEqual([-3, -3, 3]);
    expect(max(0.1)).toBe(Math.fround(0.1));
    const xs = Float32Array.of(-1, 2);
    const copy = max(xs);
    expect(copy).toEqual(xs);
    expect(copy).not.toBe(xs);
    expect(hypot(xs)).toEqual(abs(xs));
    expect(grad((x) => hypot(x))(-3)).toBe(-1);
  });
});

describe("ops with a default", () => {
  const slope = Math.fround(0.01);

  it("take it where the argument is left out or undefined", () => {
    expect(leakyRelu(-2)).toBe(Math.fround(-2 * slope));
    expect(leakyRelu(-2, undefined)).toBe(leakyRelu(-2));
    expect(leakyRelu(-2, 0.5)).toBe(-1);
    expect(leakyRelu([-2, 4])).toEqual(Float32Array.of(-2 * slope, 4));
    expect(leakyRelu([-2, 4], 0.25)).toEqual(Float32Array.of(-0.5, 4));
    expect(leakyRelu(-2, [0.25, 0.5])).toEqual(Float32Array.of(-0.5, -1));
    expect(leakyRelu([-2, -2], [0.25, 0.5])).toEqual(Float32Array.of(-0.5, -1));
    expect(squareplus(0)).toBe(1);
    expect(squareplus(0, 16)).toBe(2);
  });

  it("compose like ops of one argument", () => {
    expect(leakyRelu()(-2)).toBe(leakyRelu(-2));
    expect(sin(leakyRelu())([-2, 1])).toEqual(sin(leakyRelu([-2, 1])));
    expect(leakyRelu(sin(), 0.5)(-1)).toBe(leakyRelu(sin(-1), 0.5));
    expect(leakyRelu(-1, sin())(0.5)).toBe(-sin(0.5));
    expect(grad(leakyRelu())(-2)).toBe(slope);
    expect(leakyRelu.length).toBe(1);
  });

  it("are methods", () => {
    const xs = Float32Array.of(-2, 4);
    expect(compile((x) => x.leakyRelu())(xs)).toEqual(leakyRelu(xs));
    expect(compile((x) => x.leakyRelu(0.5))(xs)).toEqual(leakyRelu(xs, 0.5));
    expect(compile((x, y) => x.leakyRelu(y))(xs, 0.5)).toEqual(leakyRelu(xs, 0.5));
    expect(leakyRelu().leakyRelu()(-1)).toBe(Math.fround(-slope * slope));
  });

  it("are differentiated as functions of one argument, or by both", () => {
    const df = grad(leakyRelu);
    expect(df.length).toBe(1);
    expect([df(-2), df(0), df(2)]).toEqual([slope, slope, 1]);
    expect(df([-2, 2])).toEqual(Float32Array.of(slope, 1));
    expect(df(-2, 0.5)).toBe(0.5);
    expect(grad(leakyRelu, { argnums: [0, 1] })(-2, 0.5)).toEqual([0.5, -2]);
    expect(valueAndGrad(leakyRelu, { argnums: 1 })([-2, 3], 0.5)).toEqual([
      Float32Array.of(-1, 3),
      Float32Array.of(-2, 0),
    ]);
    expect(() => grad(leakyRelu, { argnums: 1 })(-2)).toThrow(RangeError);
    expect(() => (df as unknown as Op)(1, 2, 3)).toThrow("takes 2 arguments, got 3");
    expect(grad((x, s) => squareplus(x, s), { argnums: 1 })(0, 4)).toBe(0.125);
    expect(String(compile(squareplus))).toBe("(x) => squareplus(x, 4)");
  });

  it("refuse a third argument, and with it what map hands on", () => {
    expect([-2, -2].map((x) => leakyRelu(x))).toEqual([leakyRelu(-2), leakyRelu(-2)]);
    expect(() => [-2, -2].map(leakyRelu as unknown as Op)).toThrow("leakyRelu takes at most 2 arguments, got 3");
  });
});

describe("arguments", () => {
  it("are rounded to float32", () => {
    expect(fluxion.add(0.1, 0)).toBe(Math.fround(0.1));
    expect(compile((x) => x.add(0.1))(0)).toBe(Math.fround(0.1));
    expect(mul(16777217, 1)).toBe(16777216);
  });

  it("may be empty", () => {
    expect(sin([])).toEqual(new Float32Array(0));
    expect(mul(new Float32Array(0), 3)).toEqual(new Float32Array(0));
    expect(where([], 1, [])).toEqual(new Float32Array(0));
  });

  it("may be shared memory, or Float32Arrays of a class of one's own, or of another realm", async () => {
    const shared = new Float32Array(new SharedArrayBuffer(12));
    shared.set([1, 2, 3]);
    expect(sin(shared)).toEqual(sin([1, 2, 3]));
    const df = grad((x) => mul(x, x));
    df.into(shared, shared);
    expect([...shared]).toEqual([2, 4, 6]);

    let constructed = 0;
    class Vector extends Float32Array {
      constructor(...args: [number]) {
        super(...args);
        constructed++;
      }
    }
    const vector = new Vector(5000).fill(2);
    expect(df(vector).constructor).toBe(Float32Array);
    df.into(vector, vector);
    expect(vector[4999]).toBe(4);
    expect(constructed).toBe(1);

    const batch = (await evaluateInOtherRealm("Float32Array.of(1, 2)")) as Float32Array;
    expect(df(batch)).toEqual(Float32Array.of(2, 4));
    expect(df((await evaluateInOtherRealm("[1, 2]")) as number[])).toEqual(Float32Array.of(2, 4));
  });
});
