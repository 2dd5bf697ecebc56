// Rules that take derivatives of functions, `customGrad(f, (x) => grad(g)(x))`, give what the same rule gives that has the
// derivative written out, in every kind of call. And rules that take the value, for a value and a rule of whatever ops.

import { describe, expect, it } from "vitest";
import { foreign as typedForeign, customGrad as typedCustomGrad, repeat as typedRepeat } from "../ts/index.js";
import {
  type Call,
  compile,
  derivatives,
  fromBytes,
  grad,
  hessian,
  hvp,
  jacobian,
  jvp,
  list,
  ops,
  type Value,
  valueAndGrad,
} from "./lib/untyped.js";

const { add, cos, div, exp, mean, mul, neg, sin, square, sub, sum, where } = ops as Record<
  string,
  (...args: unknown[]) => Value
>;

type Fn = (...args: Value[]) => Value;
const customGrad = typedCustomGrad as unknown as (f: Fn, rule: (...args: Value[]) => unknown) => Fn;
const foreign = typedForeign as unknown as (
  f: (x: Float32Array) => Float32Array,
  rule?: (...args: Value[]) => unknown,
) => Fn;
const repeat = typedRepeat as unknown as (count: number, step: Fn, init: Value) => Value;

const first = (value: Value) => list(value)[0] as Value;
const second = (value: Value) => list(value)[1] as Value;
const twice = compile((t) => mul(2, grad((v) => sin(v))(t)));

/** The derivative of the sine at u. Not by vjp, which is a sum over the elements, and differentiated as one. */
const rules: Record<string, (u: Value) => unknown> = {
  grad: (u) => grad((v) => sin(v))(u),
  "grad of a closure": (u) => grad((v) => sub(sin(add(v, u)), sin(add(v, u, 0))).add(sin(v)))(u),
  "the second of valueAndGrad": (u) => second(valueAndGrad((v) => sin(v))(u)),
  "grad of grad": (u) => neg(grad(grad((v) => cos(v)))(u)),
  hessian: (u) => neg(first(first(hessian((v) => cos(v))(u)))),
  jacobian: (u) => first(jacobian((v) => sin(v))(u)),
  hvp: (u) => neg(first(hvp((v) => cos(v))([u], [1]))),
  jvp: (u) => second(jvp((v) => sin(v))([u], [1])),
  derivatives: (u) => second(derivatives((v) => sin(v), 2)(u)),
  "a compiled function of grad": (u) => twice(u).div(2),
  "grad of an own op": (u) => grad(customGrad(sin, (v) => grad((t) => sin(t))(v)))(u),
};

const X = Float32Array.from({ length: 9 }, (_, i) => (i - 4) / 3);

/** Functions of w and x in which the op takes w, x, or both; a loss where they end in a mean. */
const uses: Record<string, (op: Fn) => Fn> = {
  "of the first": (op) => (w, x) => mul(op(w), x),
  "of the second": (op) => (w, x) => mul(w, op(x)),
  "of both": (op) => (w, x) => op(mul(w, x)),
  "loss of the first": (op) => (w, x) => mean(mul(op(w), x)),
  "loss of the second": (op) => (w, x) => mean(mul(op(x), w)),
  "loss of both": (op) => (w, x) => mean(exp(op(mul(w, x)))),
  "of a loss": (op) => (w, x) => op(mean(mul(w, x))),
  "under itself": (op) => (w, x) => mul(op(op(w)), x),
};

const calls: Record<string, readonly unknown[]> = {
  "a number and a batch": [0.5, X],
  "a batch and a number": [X, 0.5],
  batches: [X, X.map((x) => x / 2 + 0.25)],
  numbers: [0.5, -0.75],
};

/** What is made of a function. Some calls are refused, for a mean mixes elements: with either op they are. */
const transforms: Record<string, (f: Fn) => Call> = {
  compile: (f) => compile(f),
  grad: (f) => grad(f, { argnums: [0, 1] }),
  "grad of grad": (f) => grad(grad(f)),
  "grad of grad by the other": (f) => grad(grad(f), { argnums: 1 }),
  jvp: (f) => ((...args: unknown[]) => jvp(f)(args, [1, 1])) as Call,
  hvp: (f) => ((...args: unknown[]) => hvp(f)(args, [1, 0.5])) as Call,
  jacobian: (f) => jacobian(f),
  hessian: (f) => hessian(f),
  derivatives: (f) => derivatives(f, 3),
  "through bytes": (f) => fromBytes(grad(f, { argnums: [0, 1] }).toBytes()),
};

/** What a call gives, or the kind of error that it throws. */
function resultOf(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return (error as Error).constructor;
  }
}

/** Expects the same structure and kinds, and numbers within 2^-19 of each other or of 1. */
function expectAlike(actual: unknown, expected: unknown, what: string): void {
  if (typeof expected === "number") {
    expect(actual, what).toBeTypeOf("number");
    expect(Math.abs((actual as number) - expected), `${what}: ${actual as number}, expected ${expected}`).toBeLessThan(
      2 ** -19 * Math.max(1, Math.abs(expected)),
    );
    return;
  }
  if (typeof expected !== "object" || expected === null) {
    expect(actual, what).toBe(expected);
    return;
  }
  expect((actual as object).constructor, what).toBe(expected.constructor);
  expect(Object.keys(actual as object), what).toEqual(Object.keys(expected));
  for (const [key, value] of Object.entries(expected))
    expectAlike((actual as Record<string, unknown>)[key], value, `${what}.${key}`);
}

/** Expects of a function with an op of one's own what it is with the sine, or with another op. */
function expectAsWith(own: Fn, make: (op: Fn) => Fn, transform: (f: Fn) => Call, what: string, op = sin as Fn): void {
  for (const [call, args] of Object.entries(calls)) {
    const expected = resultOf(() => transform(make(op))(...args));
    expectAlike(
      resultOf(() => transform(make(own))(...args)),
      expected,
      `${what}, ${call}`,
    );
  }
}

describe.each(Object.entries(rules))("customGrad by %s", (_, rule) => {
  const own = customGrad(sin, (u) => rule(u));
  it.each(Object.entries(uses))("%s", (use, make) => {
    for (const [name, transform] of Object.entries(transforms)) expectAsWith(own, make, transform, `${use}, ${name}`);
  });
});

it("foreign functions too", () => {
  const own = foreign(
    (x) => x.map(Math.sin),
    (u) => grad((v) => sin(v))(u),
  );
  for (const [use, make] of Object.entries(uses))
    for (const [name, transform] of Object.entries(transforms))
      if (name !== "through bytes") expectAsWith(own, make, transform, `${use}, ${name}`);
});

/** Sines with another derivative, or none. */
const sines: Record<string, Fn> = {
  ops: (u) => sin(u),
  "an op with a rule": customGrad(sin, () => 5),
  "a foreign function": foreign((x) => x.map(Math.sin)),
  "a foreign function with a rule": foreign(
    (x) => x.map(Math.sin),
    () => 5,
  ),
  "a loop": (u) => repeat(1, (s) => sin(s), u),
};

const squares: Record<string, Fn> = {
  ops: (y) => square(y),
  "an op with a rule": customGrad(square, (y) => mul(2, y)),
  "an op with a rule of its own value": (y) => {
    const more = customGrad(
      (p) => add(square(p), 1),
      (p, q) => mul(2, p, div(q, add(square(p), 1))),
    );
    return sub(more(y), 1);
  },
  "a foreign function": foreign(
    (y) => y.map((v) => v * v),
    (y) => mul(2, y),
  ),
  "a loop": (y) => repeat(2, (s, i) => where(i, s, square(s)), y),
  "a derivative in which it is a constant": (y) => grad((v) => mul(v, square(y)))(y),
};

describe.each(Object.entries(sines))("a rule of the value, which is %s", (_, value) => {
  const rule = (square: Fn) => (u: Value, y: Value) => mul(u, square(y));
  const expected = customGrad(sin, rule(square));
  const others: typeof uses = {
    "of both": uses["of both"],
    "loss of both": uses["loss of both"],
    "in a loop": (op) => (w, x) => repeat(2, (s) => add(x, op(mul(w, s))), w),
  };
  it.each(Object.entries(squares))("in %s", (_, square) => {
    const own = customGrad(value, rule(square));
    for (const [use, make] of Object.entries(others))
      for (const [name, transform] of Object.entries({
        ...transforms,
        "grad of grad of grad": (f: Fn) => grad(grad(grad(f))),
      }))
        if (name !== "through bytes") expectAsWith(own, make, transform, `${use}, ${name}`, expected);
  });
});

it.each(Object.entries(squares))("a foreign function's rule of its value in %s", (_, squared) => {
  const [own, expected] = [squared, square as Fn].map((square) =>
    foreign(
      (x) => x.map(Math.sin),
      (u, y) => mul(u, square(y)),
    ),
  ) as [Fn, Fn];
  for (const [name, transform] of Object.entries(transforms))
    if (name !== "through bytes") expectAsWith(own, uses["of both"], transform, name, expected);
});

it("outside of rules they are one number by a number, too", () => {
  const slope: Fn = (w) => grad((v) => sin(v))(w);
  expectAlike(compile((w, x) => mean(add(x, slope(w))))(0.5, X), Math.cos(0.5), "in a loss");
  // A condition at a point, beside the residuals of data.
  const loss: Fn = (w, x) => add(mean(mul(w, x, x)), slope(mul(w, 0)));
  expectAlike(compile(loss)(0.5, X), 0.5 * (X.reduce((sum, x) => sum + x * x, 0) / X.length) + 1, "a penalty");
  expect(() => compile((w, x) => add(sum(slope(w)), mean(x)))(0.5, X)).toThrow(
    "sum of a value that is one number in this call (argument 0 (w) is a number)",
  );
});
