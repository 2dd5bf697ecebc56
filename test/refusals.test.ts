// Calls of functions with reductions that have no one meaning: each message to the letter, and nothing written.

import { describe, expect, it } from "vitest";
import { AMBIGUOUS, BY_ELEMENT, COTANGENT, COUNTS, MIXES, SQUARE, TANGENT } from "../ts/core/layout.js";
import { constant } from "../ts/index.js";
import { type Call, compile, grad, ops, type Value, valueAndGrad } from "./lib/untyped.js";

const { add, count, div, dot, exp, log, logsumexp, mean, mul, norm, square, std, sub, sum, variance } = ops;
const xs = Float32Array.of(1, 2, 3);

/** Expects the call, into arrays too, to throw such a TypeError, and that nothing is written. */
function expectRefusal(f: Call, args: readonly unknown[], text: string, outputs = 1): void {
  expect(() => f(...args)).toThrow(new TypeError(text));
  const out = Array.from({ length: outputs }, () => Float32Array.of(7, 7, 7));
  expect(() => f.into(outputs === 1 ? out[0] : out, ...args)).toThrow(new TypeError(text));
  expect(out.flatMap((array) => [...array])).toEqual(Array.from({ length: 3 * outputs }, () => 7));
}

it("reasons have the order of their texts", () => {
  expect([MIXES, AMBIGUOUS, COUNTS, BY_ELEMENT, TANGENT, COTANGENT, SQUARE]).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

describe("a gradient of an output that is a batch, through a reduction", () => {
  const text = (op: string, argument: string, label = "grad(f)") =>
    `${label}: ${op} mixes the elements of a batch, and the function's output is a batch in this call (${argument} is ` +
    "one); a gradient is of one number: reduce the output too, with sum or mean, or use vjp(f) or jvp(f)";

  it("is refused by a batch and by a number", () => {
    const softmax = (x: Value) => div(exp(x), sum(exp(x)));
    expectRefusal(
      grad((x) => softmax(x)),
      [xs],
      text("sum", "argument 0 (x)"),
    );
    // A number is a batch of one.
    expect(grad((x) => softmax(x))(0.5)).toBe(0);
    const penalised = grad((w, l, x) => add(mean(mul(w, x)), mul(l, w)), { argnums: [0, 1] });
    expectRefusal(penalised, [2, xs, xs], text("mean", "argument 1 (l)"), 2);
    expect(penalised(2, 3, xs)).toEqual([5, 2]);
    for (const [name, op] of Object.entries({ norm, std, variance, amax: ops.amax, dot: (x: unknown) => dot(x, x) }))
      expectRefusal(
        grad((x) => sub(x, op(x))),
        [xs],
        text(name, "argument 0 (x)"),
      );
  });

  it("is refused of a captured array", () => {
    expectRefusal(
      grad((w) => mul(sum(mul(w, xs)), xs)),
      [2],
      text("sum", "a captured array"),
    );
  });

  it("names the leaf of a structure, though there are more leaves than arguments", () => {
    const f = grad((p, x) => {
      const { a, c } = p as unknown as Record<string, Value>;
      return sub(mul(x, c), mean(mul(a, x)));
    });
    expect(() => f({ a: 1, b: 2, c: 3 }, xs)).toThrow(new TypeError(text("mean", "argument 1 (x)")));
    expect(() => f({ a: 1, b: 2, c: xs }, 2)).toThrow(new TypeError(text("mean", "argument 0 (p).c")));
  });

  it("is refused in the second order where the first is a batch", () => {
    expectRefusal(grad(grad((x) => logsumexp(x))), [xs], text("sum", "argument 0 (x)", "grad(grad(f))"));
    expect(grad(grad((x) => sum(square(x))))(xs)).toEqual(Float32Array.of(2, 2, 2));
  });

  it("is refused inside another function, by that function's arguments", () => {
    const outer = compile((y) => grad((x) => sub(x, mean(x)))(mul(y, 2)));
    expectRefusal(outer, [xs], text("mean", "argument 0 (y)", "compile(f)"));
    expect(outer(2)).toBe(0);
  });

  it("names a batch, where the output is one for a derivative in it, or the sum was one for a number", () => {
    const boundary = grad((w, x) => add(mean(mul(w, x)), grad((u) => ops.sin(mul(w, u)))(constant(0))));
    expect(() => boundary(xs, 2)).toThrow(text("mean", "argument 0 (w)"));
    expect(boundary(2, xs)).toBe(3);
    const slope = (w: Value, x: Value) => mul(x, grad((v) => sum(ops.sin(mul(v, x))))(w));
    for (const argnums of [0, 1])
      expectRefusal(grad(slope, { argnums }), [2, xs], text("sum", "argument 1 (x)", "grad(slope)"));
  });

  it("is not where no path to an argument passes the reduction", () => {
    expect(grad((x, c) => sub(x, mean(c)))(xs, xs)).toEqual(Float32Array.of(1, 1, 1));
    expect(grad((x) => mul(x, ops.stopGradient(mean(x))))(xs)).toEqual(Float32Array.of(2, 2, 2));
  });
});

describe("a gradient by a number of a batch that a reduction enters", () => {
  const text = (op: string, argument: string) =>
    `grad(f): by a number, ${argument}, the derivative of a batch that ${op} enters is ambiguous: reduce the output (for ` +
    "a loss), use jacobian(f) or jvp(f) for the derivative of each element, or close over the data that " +
    `${op} reads`;

  it("is refused, and by a batch is that of each element", () => {
    const f = grad((t, x) => mul(t, sub(x, mean(x))));
    expectRefusal(f, [2, xs], text("mean", "argument 0 (t)"));
    expect(f(xs, xs)).toEqual(Float32Array.of(-1, 0, 1));
    expect(f(2, 5)).toBe(0);
    // Data that is closed over is a constant.
    expect(grad((t, x) => mul(t, sub(x, mean(xs))))(2, xs)).toEqual(Float32Array.of(-1, 0, 1));
  });
});

describe("a reduction of a number among batches", () => {
  const instead = {
    sum:
      "leave out the sum for the number itself, or write mul(count(a), mean(a)) for n times it (for a batch that is " +
      "its sum)",
    norm: "abs(a), or sqrt(mul(count(a), mean(square(a))))",
    dot: "mul(a, b), or mul(count(a), mean(mul(a, b)))",
    logsumexp: "a, or add(log(count(a)), logmeanexp(a))",
  };
  const text = (op: keyof typeof instead, why: string, n = "3 elements", label = "compile(f)") =>
    `${label}: ${op} of a value that is one number in this call (${why}) among batches of ${n}: ${instead[op]}`;
  const reductions = { sum, norm, dot: (x: unknown) => dot(x, 3), logsumexp };

  it.each(Object.entries(reductions))("is refused of %s, with what is to blame", (name, op) => {
    const key = name as keyof typeof instead;
    const f = compile((w, x) => add(op(w), mean(x)));
    expectRefusal(f, [2, xs], text(key, "argument 0 (w) is a number"));
    expectRefusal(f, [2, xs.subarray(1, 2)], text(key, "argument 0 (w) is a number", "1 element"));
    expect(() => f.prepare("number", "batch")).toThrow(
      new TypeError(text(key, "argument 0 (w) is a number", "n elements")),
    );
    expect(f(2, 3)).toBe(Math.fround(op(2) + 3));
    expect(f(xs, 3)).toBe(Math.fround(op(xs) + 3));
    expect(f(xs, xs)).toBe(Math.fround(op(xs) + 2));
    expectRefusal(
      compile((x) => op(mean(x))),
      [xs],
      text(key, "it is the result of a reduction"),
    );
    expectRefusal(
      compile((x) => [op(constant(2)), mean(x)]),
      [xs],
      text(key, "a constant"),
      2,
    );
    // In the gradient too.
    expectRefusal(
      grad((x) => op(mean(x))),
      [xs],
      text(key, "it is the result of a reduction", "3 elements", "grad(f)"),
    );
    const gradient = grad((w, x) => add(op(w), mean(mul(w, x))));
    expectRefusal(gradient, [2, xs], text(key, "argument 0 (w) is a number", "3 elements", "grad(f)"));
    const both = valueAndGrad((w, x) => add(op(w), mean(mul(w, x))));
    expectRefusal(both, [2, xs], text(key, "argument 0 (w) is a number", "3 elements", "valueAndGrad(f)"), 2);
  });

  it("is not of what means the same once or n times, nor of what is not used", () => {
    const f = compile((w, x) => [mean(w), ops.amax(w), variance(w), ops.any(w), ops.logmeanexp(w), count(w), mean(x)]);
    expect(f(2, xs)).toEqual([2, 2, 0, 1, 2, 3, 2]);
    expect(
      compile((w, x) => {
        sum(w);
        return mean(x);
      })(2, xs),
    ).toBe(2);
    // Sums of derivatives are no refusals: they are by the rules of gradients.
    expect(grad((w, x) => mean(add(w, log(x))))(2, xs)).toBe(1);
    // What simplifies away depends on its argument all the same.
    expect(compile((x) => sum(x.pow(0)))(xs)).toBe(3);
    expect(() => compile((w, x) => [sum(w.pow(0)), mean(x)])(2, xs)).toThrow("argument 0 (w) is a number");
  });

  it("goes by whatever calls it: an expression in another function", () => {
    const inner = compile((a) => sum(a));
    const outer = compile((w, x) => add(inner(mul(w, 2)), mean(x)));
    expectRefusal(outer, [2, xs], text("sum", "argument 0 (w) is a number"));
    expect(outer(xs, xs)).toBe(14);
  });
});

describe("a reduction of several values", () => {
  const text = (op: string, got: number, instead: string) =>
    `${op} reduces one value over the elements of the batch and got ${got}; over values one by one write ${instead}`;
  const instead: Readonly<Record<string, string>> = {
    sum: "add(a, b), or add(...list) for a list",
    mean: "div(add(a, b), 2), or div(add(...list), list.length)",
    norm: "hypot(a, b)",
    amax: "max(a, b)",
    amin: "min(a, b)",
    any: "or(a, b)",
    all: "and(a, b)",
    logsumexp: "[a, b].reduce(logaddexp)",
  };

  it.each(Object.entries(instead))("%s names the op over arguments", (name, way) => {
    const op = ops[name];
    for (const call of [
      () => op(xs, xs),
      () => op(1, 2),
      () => op(xs, undefined),
      () => compile((x, y) => op(x, y))(xs, 2),
      () => compile((x, y) => op([x, y]))(xs, 2),
      () => compile((x, y) => (x as unknown as Record<string, (y: unknown) => unknown>)[name](y))(xs, 2),
      () => op(ops.sin(), 2),
    ])
      expect(call).toThrow(new TypeError(text(name, 2, way)));
    expect(() => op(1, 2, 3)).toThrow(new TypeError(text(name, 3, way)));
    // An array that does not hold the first argument at the second is none that map passes.
    expect(() => op(xs, 0, [1])).toThrow(new TypeError(text(name, 3, way)));
    expect(() => [xs, xs].reduce(op as never)).toThrow(new TypeError(text(name, 4, way)));
  });

  it("others say that they take one", () => {
    for (const name of ["count", "logmeanexp"])
      expect(() => ops[name](xs, xs)).toThrow(
        new TypeError(`${name} reduces one value over the elements of the batch and got 2`),
      );
    expect(() => variance(xs, 1, 2)).toThrow("variance reduces one value over the elements of the batch and got 3");
    expect(() => compile((x, y) => std([x, y]))(1, 2)).toThrow("std reduces one value");
  });
});

it("a ddof is a number, of 0 or more, known when traced", () => {
  const text = (op: string, shown: string) =>
    `${op}: ddof is ${shown}; pass a number, 0 or more, that is known when the function is traced`;
  for (const [ddof, shown] of [
    ["a", '"a"'],
    [-1, "-1"],
    [NaN, "NaN"],
    [-Infinity, "-Infinity"],
    [null, "null"],
    [[1], "an array"],
    [true, "a boolean"],
  ]) {
    expect(() => variance(xs, ddof)).toThrow(new TypeError(text("variance", shown as string)));
    expect(() => compile((x) => std(x, ddof))(xs)).toThrow(new TypeError(text("std", shown as string)));
  }
  expect(() => compile((x, d) => variance(x, d))(xs, 1)).toThrow(new TypeError(text("variance", "an expression")));
});
