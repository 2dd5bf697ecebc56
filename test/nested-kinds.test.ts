// Transforms inside of functions mean what they mean outside: what they give has the same values and kinds there.

import { describe, expect, it } from "vitest";
import { expectClose } from "./lib/floats.js";
import {
  compile,
  derivatives,
  grad,
  hessian,
  hvp,
  jacobian,
  jvp,
  list,
  ops,
  type Value,
  valueAndGrad,
  vjp,
} from "./lib/untyped.js";

const { add, mean, mul, sin, stopGradient, sum } = ops;
const xs = Float32Array.of(1, 2, 3);

/** The derivative of a function of one argument by each transform. */
const DERIVATIVES: Readonly<Record<string, (f: (u: Value) => Value, x: Value) => unknown>> = {
  grad: (f, x) => grad(f)(x),
  valueAndGrad: (f, x) => list(valueAndGrad(f)(x))[1],
  jacobian: (f, x) => jacobian(f, { argnums: 0 })(x),
  jvp: (f, x) => list(jvp(f)([x], [1]))[1],
  vjp: (f, x) => (list(vjp(f)([x], 1))[1] as unknown[])[0],
  derivatives: (f, x) => list(derivatives(f, 1)(x))[1],
};

describe.each(Object.entries(DERIVATIVES))("%s", (_, derivative) => {
  it("of a linear function is reduced to one number", () => {
    const f = compile((x) => mean(derivative((u) => mul(2, u), x)));
    expect(f(xs)).toBe(2);
    expect(f(5)).toBe(2);
    expect(grad((x) => add(mean(derivative((u) => mul(2, u), x)), mean(x)))(xs)).toEqual(xs.map(() => 1 / 3));
  });

  it("by a number among batches is that by the number", () => {
    const f = compile((w, x) =>
      add(
        x,
        derivative((u) => sin(u), w),
      ),
    );
    expect(f(0.5, xs)).toEqual(xs.map((x) => x + Math.fround(Math.cos(0.5))));
  });
});

describe("second derivatives that are 0", () => {
  it("are one number in a loss", () => {
    expect(compile((x) => mean(list(hvp((u) => mul(2, u))([x], [1]))[0]))(xs)).toBe(0);
    expect(compile((x) => mean(hessian((u) => mul(2, u), { argnums: 0 })(x)))(xs)).toBe(0);
    expect(compile((x) => mean(list(derivatives((u: Value) => mul(2, u), 2)(x))[2]))(xs)).toBe(0);
  });

  it("are a number if they are those of a loss", () => {
    const along = jvp((u) => mean(stopGradient(u)));
    expect(list(along([xs], [1]))[1]).toBe(0);
    expect(compile((x) => list(along([x], [1]))[1])(xs)).toBe(0);
  });
});

describe("a loss that depends on no argument any more once it is simplified", () => {
  const captured = Float32Array.of(1, 2, 3);
  it.each<[string, (x: Value) => unknown]>([
    ["a mean of captured numbers", (x) => mean(mul(captured, ops.pow(x, 0)))],
    ["a gradient of 0", (x) => mean((list(vjp((u) => stopGradient(u))([captured], x))[1] as Value[])[0])],
    ["a product with a Hessian of 0", (x) => mean(list(hvp((u) => sum(u))([captured], [x]))[0])],
    ["a derivative of 0", (x) => mean(list(jvp((u) => stopGradient(u))([captured], [x]))[1])],
  ])("is one number in functions that call it: %s", (_, f) => {
    let call = compile((x) => f(x));
    const expected = call(xs);
    expect(typeof expected).toBe("number");
    for (let depth = 0; depth < 3; depth++) {
      const inner = call;
      call = compile((x) => inner(x));
      expect(call(xs)).toBe(expected);
      expect(call(2)).toBe(expected);
    }
  });
});

describe("what a function closes over", () => {
  it("is one number if it is the result of a reduction", () => {
    const inside = (transform: (f: (u: Value) => Value, w: Value) => unknown) =>
      compile((w, x) => {
        const m = mean(x);
        return transform((u) => mul(u, m), w);
      })(0.5, xs);
    expect(compile((w, x) => mul(w, mean(x)))(0.5, xs)).toBe(1);
    expect(inside((f, w) => compile(f)(w))).toBe(1);
    expect(inside((f, w) => jvp(f)([w], [1]))).toEqual([1, 2]);
    expect(inside((f, w) => vjp(f)([w], 1))).toEqual([1, [2]]);
    expect(() => inside((f, w) => sum(compile(f)(w)))).toThrow("sum of a value that is one number in this call");
    expect(grad((w, x) => compile((u) => mul(u, mean(x)))(w))(0.5, xs)).toBe(2);
  });

  it("is a batch if it is one", () => {
    expect(compile((w, x) => compile((u) => mul(u, x))(w))(2, xs)).toEqual(xs.map((x) => 2 * x));
    expect(compile((w, x) => vjp((u) => mul(u, x))([w], 1))(2, xs)).toEqual([xs.map((x) => 2 * x), [6]]);
    expect(compile((w, x) => sum(compile((u) => mul(u, ops.pow(x, 0)))(w)))(2, xs)).toBe(6);
  });
});

it("an elementwise function of transforms at depth 3 is no loss", () => {
  const along = (f: (u: Value) => Value, x: Value, t: unknown) => list(hvp(f)([x], [t]))[0] as Value;
  const f = (y: Value, z: Value) => along((b) => sin(along((c) => along((d) => sin(d), c, y), b, b)), y, z);
  // d/dz of what is linear in z.
  expectClose(grad(f, { argnums: 1 })(xs, 0.5), [...f(xs as Value, 1 as Value)]);
});
