// findNaN: which op makes NaN or an infinity of finite numbers.

import { describe, expect, it } from "vitest";
import {
  type Expr,
  findNaN as typed,
  foreign,
  jacobian as typedJacobian,
  jvp as typedJvp,
  list,
  strided,
  vjp as typedVjp,
} from "../ts/index.js";
import type { NotFinite } from "../ts/index.js";
import { compile, grad, ops, type Value, valueAndGrad } from "./lib/untyped.js";

const { add, div, exp, gt, isFinite, log, logsumexp, mean, mul, norm, sqrt, square, sub, sum, variance, where } = ops;
type Untyped = (f: unknown) => unknown;
const [jvp, vjp, jacobian] = [typedJvp, typedVjp, typedJacobian] as unknown as [Untyped, Untyped, Untyped];
const findNaN = typed as unknown as (f: unknown, args: unknown) => NotFinite | null;
const xs = Float32Array.of(3, 2, 1, 0, -1);

/** Of a finding, all but the text. */
const found = (f: unknown, ...args: unknown[]) => {
  const { text = "", ...others } = findNaN(f, args) ?? {};
  expect(text).toBe(text.trim());
  return others;
};

describe("findNaN", () => {
  it("finds the op, the lowest element and its operands", () => {
    expect(findNaN((x: Value) => log(sub(x, 1)), [xs])).toEqual({
      op: "log",
      element: 2,
      inputs: [0],
      value: -Infinity,
      text: "log of 0 is -Infinity at element 2; its operands are (x) => [x - 1]",
    });
    expect(found((x: Value, y: Value) => div(x, y), 1, [2, 0])).toEqual({
      ...{ op: "div", element: 1, inputs: [1, 0], value: Infinity },
    });
    expect(found((x: Value) => add(sqrt(x), log(x)), -2)).toEqual({ op: "sqrt", element: 0, inputs: [-2], value: NaN });
    expect(found(ops.log, 0)).toEqual({ op: "log", element: 0, inputs: [0], value: -Infinity });
    expect(found((p: { a: Value[] }) => log(p.a[1]), { a: list([1, 0]) })).toMatchObject({ op: "log", inputs: [0] });
    expect(findNaN((p: { a: Value[] }) => log(p.a[1]), [{ a: list([1, 0]) }])!.text).toContain("(p) => [p.a[1]]");
  });

  it("finds nothing where all results are finite, or arguments are not", () => {
    expect(findNaN((x: Value) => log(x), [Float32Array.of(1, 2)])).toBeNull();
    expect(findNaN((x: Value) => log(x), [Float32Array.of(1, NaN, Infinity)])).toBeNull();
    expect(findNaN((x: Value) => mul(x, Infinity), [1])).toBeNull();
    expect(findNaN((x: Value) => div(1, exp(x)), [1000])).toBeNull();
    expect(findNaN((x: Value) => log(x), [[]])).toBeNull();
  });

  it("takes the first in the order of the program, also beyond a block", () => {
    const n = 5000;
    const x = new Float32Array(n).fill(1);
    x[4500] = 0;
    const y = new Float32Array(n).fill(1);
    y[17] = -1;
    const f = (x: Value, y: Value) => add(log(x), sqrt(y));
    expect(found(f, x, y)).toEqual({ op: "log", element: 4500, inputs: [0], value: -Infinity });
    expect(found((x: Value, y: Value) => f(y, x), x, y)).toEqual({ op: "log", element: 17, inputs: [-1], value: NaN });
    const pairs = strided(
      Float32Array.from({ length: 2 * n }, (_, i) => (i === 9001 ? 0 : 1)),
      {
        ...{ offset: 1, stride: 2 },
      },
    );
    expect(found(ops.log, pairs)).toMatchObject({ op: "log", element: 4500 });
  });

  it("passes over what a where did not choose", () => {
    const safe = (x: Value) => where(gt(x, 0), log(x), 0);
    expect(findNaN(safe, [xs])).toBeNull();
    expect(findNaN((x: Value) => sum(safe(x)), [xs])).toBeNull();
    // A condition that is NaN holds.
    expect(found((x: Value) => where(x, log(x), 0), [0, NaN, 1])).toEqual({});
    const other = (x: Value) => add(safe(x), sqrt(sub(x, 2)));
    expect(found(other, xs)).toEqual({ op: "sqrt", element: 2, inputs: [-1], value: NaN });
    expect(found((x: Value) => sum(other(x)), xs)).toEqual({ op: "sqrt", element: 2, inputs: [-1], value: NaN });
    // A sum that overflows, too.
    const guarded = (x: Value) => where(isFinite(sum(exp(mul(x, 40)))), sum(exp(mul(x, 40))), log(sub(x, x)));
    expect(found(guarded, xs)).toMatchObject({ op: "log", element: 0 });
    expect(findNaN((x: Value) => logsumexp(mul(x, 1e30)), [xs])).toBeNull();
  });

  it("finds reductions, and what they reduce", () => {
    expect(findNaN((x: Value) => sum(mul(x, 1e38)), [[3, 3, 3]])).toEqual({
      op: "sum",
      element: undefined,
      inputs: [],
      value: Infinity,
      text: "sum of finite elements is Infinity; its operands are (x) => [1e+38 * x]",
    });
    expect(found((x: Value) => mul(x, sum(exp(mul(x, 50)))), xs)).toEqual({
      ...{ op: "exp", element: 0, inputs: [150], value: Infinity },
    });
    expect(found((x: Value) => mean(add(x, mean(log(add(x, 1))))), xs)).toMatchObject({ op: "log", element: 4 });
    expect(found((x: Value) => mul(2, mean(x)), [])).toEqual({
      op: "mean",
      element: undefined,
      inputs: [],
      value: NaN,
    });
    expect(found((x: Value) => variance(x, 1), 3)).toMatchObject({ op: "variance", value: NaN, inputs: [] });
    expect(found((x: Value) => ops.std(x, 2), [1, 2])).toMatchObject({ op: "std", value: Infinity, inputs: [] });
    expect(found((x: Value) => div(x, norm(x)), [0, 0])).toEqual({ op: "div", element: 0, inputs: [0, 0], value: NaN });
    const captured = Float32Array.of(1, 0);
    expect(found((w: Value) => mean(log(mul(w, captured))), 2)).toMatchObject({ op: "log", element: 1, inputs: [0] });
    // Through a sum of a gradient by a number.
    expect(
      found(
        grad((w, x) => mean(sqrt(mul(w, x)))),
        1,
        [4, 0],
      ),
    ).toMatchObject({ element: 1, value: Infinity });
  });

  it("reads derivatives as what a person can call", () => {
    expect(found(grad(log), 0)).toEqual({ op: "1 / x", element: 0, inputs: [0], value: Infinity });
    expect(found(grad(sqrt), xs)).toMatchObject({ element: 4, value: NaN, op: "sqrt" });
    const f = valueAndGrad((w, x) => mean(log(mul(w, x))), { argnums: [0, 1] });
    expect(found(f, 1, [1, 0])).toMatchObject({ op: "log", element: 1 });
    const list = { op: "log", element: 1, inputs: [0], value: -Infinity };
    expect(found(jvp(log), [[1, 0]], [1])).toEqual(list);
    expect(found(vjp(log), [[1, 0]], 1)).toEqual(list);
    // Of the two ways of jacobian the one that the call takes.
    const scaled = (w: Value, x: Value) => mul(w, mean(log(x)));
    expect(found(jacobian(scaled), 2, [1, 0])).toMatchObject({ op: "log", element: 1 });
    expect(found(jacobian(scaled), 0.5, 0)).toMatchObject({ op: "log", element: 0 });
    expect(
      found(
        jacobian((x: Value) => mul(x, mean(sqrt(x)))),
        0,
      ),
    ).toMatchObject({ element: 0, value: Infinity });
    expect(found(grad(grad((x) => ops.pow(x, 1.5))), 0)).toMatchObject({ element: 0, value: Infinity });
    expect(
      found(
        compile((x) => [x, { a: log(x) }] as unknown),
        xs,
      ),
    ).toMatchObject({ op: "log", element: 3 });
  });

  it("names foreign functions, and looks at what they get", () => {
    const data = Float32Array.of(1, 0, 2, 1, 1);
    const logarithm = foreign(
      function ln(x: Float32Array) {
        return x.map((v) => Math.log(v));
      },
      (x) => div(1, x) as Expr,
    ) as unknown as (x: Value) => Value;
    const expected = { op: "ln", element: 2, inputs: [0], value: -Infinity };
    expect(found((x: Value) => mul(data, logarithm(sub(x, 1))), xs)).toEqual(expected);
    expect(found((x: Value) => sum(logarithm(sub(x, 1))), xs)).toEqual(expected);
    // What it gets is not finite: the op before it is to blame.
    expect(found((x: Value) => logarithm(div(data, x)), xs)).toEqual({
      ...{ op: "div", element: 3, inputs: [1, 0], value: Infinity },
    });
    expect(
      found(
        grad((x: Value) => logarithm(x)),
        0,
      ),
    ).toEqual({ op: "reciprocal", element: 0, inputs: [0], value: Infinity });
  });

  it("refuses what the call refuses", () => {
    expect(() => findNaN(3, [])).toThrow(/the first argument is a number; pass a function/);
    expect(() => findNaN(log, xs)).toThrow(
      new TypeError("findNaN: the second argument is a Float32Array; pass the arguments of the function as an array"),
    );
    expect(() => findNaN(log, ["a"])).toThrow(/argument 0 \(x\) is a string/);
    expect(() => findNaN(log, [])).toThrow(/takes 1 argument, got 0/);
    expect(() => findNaN((x: Value, y: Value) => add(x, y), [xs, [1]])).toThrow(/batches differ in length/);
    expect(() => findNaN((w: Value, x: Value) => add(sum(w), x), [1, xs])).toThrow(/leave out the sum/);
    const outside = /this takes numbers, and an argument or something that the function closes over is an expression/;
    expect(() => compile((x) => (findNaN(log, [x]), x))(1)).toThrow(outside);
    expect(() => compile((x) => (findNaN((y: Value) => add(x, y), [1]), x))(1)).toThrow(outside);
    expect(() => findNaN((x: Value) => square(x), [new Float64Array(1)])).toThrow(/is a Float64Array/);
  });
});
