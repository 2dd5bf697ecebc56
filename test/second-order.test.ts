// hvp, jacobian and hessian: values, structures, bytes, and what they refuse.

import { describe, expect, it } from "vitest";
import * as fluxion from "../ts/index.js";
import { by, ENGINES } from "./lib/engines.js";
import {
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
  vjp,
} from "./lib/untyped.js";

const { add, cos, div, dot, exp, logsumexp, mean, mul, neg, sin, square, sub, sum, variance } = ops;

const xs = Float32Array.of(1, -2, 0.5);
const ys = Float32Array.of(0.25, 3, -1);
const fill = (x: number) => new Float32Array(3).fill(x);
/** A weighted fit of a line: a loss of two numbers and two batches. */
const fit = (w: Value, b: Value, x: Value, y: Value) => mean(square(sub(add(mul(w, x), b), y)));
/** The same of a structure. */
const fitted = (p: Value, x: Value) => {
  const { a, b } = p as unknown as { a: Value; b: Value[] };
  return mean(square(sub(add(mul(a, x), b[0]), b[1])));
};

/** The gradient of a loss by u at z: at each element where z is a batch, a sum where it is a number. */
const inner = (y: Value, z: Value) => grad((u) => sum(square(sub(u, y))))(z);

describe.each(ENGINES)("with the engine %s", (engine) => {
  it("derivatives of a gradient are those at each element where that is a batch, and never summed", () => {
    by(engine, () => {
      const each = [sub(mul(2, xs), 4), fill(-2), fill(0)];
      expect(derivatives(inner, 2)(2, xs)).toEqual(each);
      expect(derivatives(inner, 2, { argnum: 1 })(2, xs)).toEqual([each[0], fill(2), fill(0)]);
      expect(jacobian(inner)(2, xs)).toEqual([fill(-2), fill(2)]);
      expect(jvp(inner)([2, xs], [1, 0])).toEqual([each[0], fill(-2)]);
      expect(vjp(inner)([2, xs], 1)).toEqual([each[0], [-6, fill(2)]]);
      expect(grad(inner, { argnums: 1 })(2, xs)).toEqual(fill(2));
      // By a batch it is the sum that has derivatives, of numbers each other.
      expect(grad(inner)(xs, 2)).toEqual(fill(-2));
      expect([grad(inner)(2, 3), derivatives(inner, 2)(2, 3)]).toEqual([-2, [2, -2, 0]]);
      // By the number, a gradient could be one number or one for each element.
      const ambiguous = "by a number, argument 0 (y), the derivative of a batch that sum enters is ambiguous";
      for (const call of [
        () => grad(inner)(2, xs),
        () => valueAndGrad(inner, { argnums: [0, 1] })(2, xs),
        () => hessian((y, z) => inner(mul(y, y), z))(2, xs),
        () => hvp((y, z) => inner(mul(y, y), z))([2, xs], [1, 0]),
        () => compile((y, z) => grad(inner)(y, z))(2, xs),
      ])
        expect(call).toThrow(ambiguous);
    });
  });

  it("hvp is the product of the Hessian with tangents, of losses and of functions at each element", () => {
    by(engine, () => {
      expect(hvp((x) => variance(x))([Float32Array.of(1, 2, 3, -1)], [Float32Array.of(0, 1, 1, 0)])).toEqual([
        Float32Array.of(-0.25, 0.25, 0.25, -0.25),
      ]);
      expect(hvp((w, x) => square(sum(add(w, x))))([2, xs], [1, 0])).toEqual([18, fill(6)]);
      expect(hvp((x) => mul(x, square(x)))([xs], [ys])).toEqual([mul(6, mul(xs, ys))]);
      expect(hvp((x, y) => mul(x, y))([2, 3], [5, 7])).toEqual([7, 5]);
      // By what argnums name alone, in their order, always as arrays.
      expect(hvp(fit, { argnums: [1, 0] })([1, 2, xs, ys], [1, 0])).toEqual([2, expect.closeTo(-1 / 3, 6)]);
      expect(hvp((w, x) => mean(square(mul(w, x))), { argnums: 0 })([2, xs], [1])).toEqual([mean(mul(2, square(xs)))]);
    });
  });

  it("jacobian has an entry for each output and argument, of elements by a number too", () => {
    by(engine, () => {
      expect(jacobian((w, b) => sub(add(mul(w, xs), b), ys))(2, 1)).toEqual([xs, fill(1)]);
      expect(jacobian((w, b) => sub(add(mul(w, xs), b), ys), { argnums: 1 })(2, 1)).toEqual(fill(1));
      expect(jacobian((x, y) => ({ p: mul(x, y), s: [sum(x)] }))(xs, ys)).toEqual({
        p: [ys, xs],
        s: [[fill(1), fill(0)]],
      });
      // Through a reduction, by a number: each element of the output has its own.
      const centred = (w: Value, x: Value) => mul(x, sub(w, mean(mul(w, x))));
      const [byNumber] = jacobian(centred, { argnums: [0] })(2, xs) as unknown as [Float32Array];
      const m = mean(xs) as number;
      byNumber.forEach((entry, i) => {
        expect(entry).toBeCloseTo(xs[i] * (1 - m), 6);
      });
      // A number in a call of numbers.
      expect(jacobian(centred)(2, 3)).toEqual([-6, -10]);
      // Of a number by a batch, the gradient; which argument is a batch, the call tells.
      const product = (x: Value, y: Value) => dot(x, y);
      expect(jacobian(product)(xs, ys)).toEqual([ys, xs]);
      expect(jacobian(product)(2, ys)).toEqual([sum(ys), fill(2)]);
    });
  });

  it("hessian has numbers by numbers, batches by a number and a batch, and equal entries twice", () => {
    by(engine, () => {
      expect(hessian((a, b) => mul(square(a), b))(2, 3)).toEqual([
        [6, 4],
        [4, 0],
      ]);
      expect(hessian((a, b) => mul(square(a), b))(xs, 3)).toEqual([
        [fill(6), mul(2, xs)],
        [mul(2, xs), fill(0)],
      ]);
      const h = hessian((w, x) => mean(mul(square(w), x)), { argnums: [0] })(2, xs);
      expect(h).toEqual([[expect.closeTo(2 * (mean(xs) as number), 6)]]);
      expect(hessian((w, x) => mean(mul(square(w), x)), { argnums: 0 })(2, xs)).toEqual(
        (h as unknown as number[][])[0][0],
      );
      const rows = hessian(fitted, { argnums: [0] })({ a: 1, b: fluxion.list([2, 0.5]) }, xs);
      const [[block]] = rows as unknown as [[{ a: Value; b: Record<number, Value> }]];
      expect(Object.keys(block)).toEqual(["a", "b"]);
      const { a, b } = block as unknown as { a: { a: number; b: number[] }; b: { a: number; b: number[] }[] };
      expect(a.a).toBeCloseTo(2 * (mean(square(xs)) as number), 6);
      expect([a.b[0], a.b[1], b[0].a, b[1].a]).toEqual([a.b[0], -a.b[0], a.b[0], -a.b[0]]);
      expect([b[0].b[0], b[0].b[1], b[1].b[1]]).toEqual([2, -2, 2]);
    });
  });

  it("no element at all", () => {
    by(engine, () => {
      const none = new Float32Array(0);
      expect(hvp((w, x) => sum(mul(square(w), x)))([2, none], [1, none])).toEqual([0, none]);
      expect(jacobian((w, x) => mul(w, x))(2, none)).toEqual([none, none]);
      expect(jacobian((w, x) => sum(mul(w, x)))(2, none)).toEqual([0, none]);
      expect(hessian((w, x) => sum(mul(square(w), x)), { argnums: [0] })(2, none)).toEqual([[0]]);
      expect(hessian((w, x) => mean(mul(square(w), x)), { argnums: [0] })(2, none)).toEqual([[NaN]]);
    });
  });

  it("into takes an array for each entry, equal ones too", () => {
    by(engine, () => {
      const out = [0, 1].map(() => [0, 1].map(() => new Float32Array(3)));
      const f = hessian((a, b) => mul(square(a), b));
      expect(f.into(out, xs, 3)).toEqual(f(xs, 3));
      const a = xs.slice();
      const rows = jacobian((x: Value) => [mul(x, square(x)), neg(x)]);
      const expected = rows(a);
      expect(rows.into([[a], [new Float32Array(3)]], a)).toEqual(expected);
      const one = [new Float32Array(1), new Float32Array(3)];
      hvp(fit, { argnums: [0, 2] }).into(one, [1, 2, xs, ys], [1, 0]);
      const both = hvp(fit, { argnums: [0, 2] })([1, 2, xs, ys], [1, 0]) as unknown as [number, Float32Array];
      expect([one[0][0], one[1]]).toEqual(both);
    });
  });
});

describe("in each other", () => {
  it("a Hessian is the Jacobian of the gradient, and hvp its product, both ways", () => {
    const f = (x: Value) => logsumexp(square(x));
    const forward = hvp(f)([xs], [ys]) as unknown as [Float32Array];
    expect(jvp(grad(f))([xs], [ys])).toEqual([grad(f)(xs), forward[0]]);
    const reverse = grad((x) => dot(grad(f)(x), ys))(xs);
    const pulled = vjp(grad(f))([xs], ys) as unknown as [unknown, [Float32Array]];
    forward[0].forEach((x, i) => {
      expect((reverse as Float32Array)[i]).toBeCloseTo(x, 5);
      expect(pulled[1][0][i]).toBeCloseTo(x, 5);
    });
    expect(jacobian((a, b) => grad((u, v) => mul(square(u), v), { argnums: [0, 1] })(a, b))(2, 3)).toEqual(
      hessian((a, b) => mul(square(a), b))(2, 3),
    );
  });

  it("higher orders", () => {
    expect(hessian(grad((x) => mul(square(x), square(x))))(2)).toEqual([[48]]);
    expect(
      jacobian(
        jacobian(
          jacobian((x) => exp(mul(2, x)), { argnums: 0 }),
          { argnums: 0 },
        ),
        { argnums: 0 },
      )(0),
    ).toBe(8);
    expect(hvp((x) => (hvp((u) => mul(u, mul(u, square(u))))([x], [1]) as unknown as [Value])[0])([1], [1])).toEqual([
      24,
    ]);
    const spread = (w: Value, x: Value) => mul(x, mean(mul(square(w), x)));
    const [[second]] = jacobian((w, x) => jacobian(spread, { argnums: [0] })(w, x), { argnums: [0] })(
      3,
      xs,
    ) as unknown as Float32Array[][];
    second.forEach((entry, i) => {
      expect(entry).toBeCloseTo(2 * xs[i] * (mean(xs) as number), 5);
    });
  });

  it("inside of functions they are expressions, with refusals of the outer call", () => {
    const inner = compile((w, x) => jacobian((u, v) => mul(v, mean(mul(u, v))))(w, x));
    expect(inner(2, 3)).toEqual([9, 12]);
    expect(() => inner(2, xs)).toThrow(/mean mixes the elements of a batch.*argument 1 \(x\) is one/);
    const newton = compile((x) => {
      const [[h]] = hessian((u) => mean(mul(square(u), square(u))))(x) as unknown as [[Value]];
      return sub(x, div(grad((u) => mean(mul(square(u), square(u))))(x), h));
    });
    expect(newton(3)).toBe(2);
    expect(() => newton(xs)).toThrow("the Hessian of a loss by a batch, argument 0 (x), has n × n entries");
  });
});

describe("as functions", () => {
  it("have a length, a name and a text", () => {
    expect([hvp(fit).length, jacobian(fit).length, hessian(fit).length]).toEqual([2, 4, 4]);
    expect([hvp(fit).name, jacobian(fit).name, hessian(sin).name]).toEqual([
      "hvp(fit)",
      "jacobian(fit)",
      "hessian(sin)",
    ]);
    expect(String(hvp((x, y) => mul(x, square(y)), { argnums: [1] }))).toBe("([x, y], [dy]) => [2 * x * dy]");
    expect(String(jacobian((x, y) => mul(x, y)))).toBe("(x, y) => [y, x]");
    expect(String(hessian((x, y) => mul(x, square(y))))).toContain("return [[0, a], [a, 2 * x]];");
  });

  it("become bytes, and are prepared", () => {
    const calls: [ReturnType<typeof compile>, unknown[]][] = [
      [hvp(fit, { argnums: [0] }), [[1, 2, xs, ys], [1]]],
      [jacobian(fit), [1, 2, xs, ys]],
      [hessian(fit, { argnums: [0, 1] }), [1, 2, xs, ys]],
    ];
    for (const [f, args] of calls) {
      const result = f(...args);
      expect(fromBytes(f.toBytes())(...args)).toEqual(result);
      const kinds = args.map((arg) => (Array.isArray(arg) ? arg.map(kindOf) : kindOf(arg)));
      expect(f.prepare(...kinds)(...args)).toEqual(result);
      expect(f.info().passes).toBeGreaterThan(0);
    }
  });

  it("compute equal entries once", () => {
    const single = compile((a, b, c) => mul(sin(a), mul(cos(b), exp(c))))
      .prepare(1, 1, 1)
      .info().ops;
    const whole = hessian((a, b, c) => mul(sin(a), mul(cos(b), exp(c))))
      .prepare(1, 1, 1)
      .info().ops;
    expect(whole).toBeLessThan(5 * single);
  });
});

function kindOf(value: unknown): string {
  return typeof value === "number" ? "number" : "batch";
}

describe("what is refused", () => {
  it("a loss twice by a batch", () => {
    const message =
      "hessian(fit): the Hessian of a loss by a batch, argument 2 (x), has n × n entries; use hvp(f), or name the " +
      "numbers with argnums";
    expect(() => hessian(fit)(1, 2, xs, ys)).toThrow(message);
    expect(() => hessian((x) => sum(sin(x)))(xs)).toThrow("argument 0 (x), has n × n entries");
    expect(hessian((x) => sum(sin(x)))(1)).toEqual([[neg(sin(1))]]);
  });

  it("a batch by a batch through a reduction", () => {
    const softmax = (x: Value) => div(exp(x), sum(exp(x)));
    expect(() => jacobian(softmax)(xs)).toThrow(/^jacobian\(softmax\): sum mixes the elements of a batch/);
    expect(() => hvp(softmax)([xs], [1])).toThrow(/^hvp\(softmax\): sum mixes the elements of a batch/);
    expect(() => hessian(softmax)(xs)).toThrow(/^hessian\(softmax\): sum mixes/);
    // By the number beside it, it has a meaning.
    expect(list(jacobian((w, x) => mul(w, softmax(x)), { argnums: [0] })(2, xs))).toEqual([softmax(xs as never)]);
  });

  it("options, argument numbers and functions that are none", () => {
    for (const [name, transform] of Object.entries({ hvp, jacobian, hessian })) {
      expect(() => transform(1 as never)).toThrow(`${name}: the first argument is a number; pass a function`);
      expect(() => transform(sin, { hasAux: true })).toThrow(
        `${name}: there is no option hasAux; the option is argnums`,
      );
      expect(() => transform(sin, 1)).toThrow(`${name}: the options are a number`);
      expect(() => transform(sin, { argnums: [] })).toThrow(`${name}: argnums is empty`);
      expect(() => transform(sin, { argnums: [0, 0] })).toThrow(`${name}: argnums names argument 0 twice`);
      expect(() => transform(sin, { argnums: -1 })).toThrow(RangeError);
      const call = name === "hvp" ? [[1], [1]] : [1];
      expect(() => transform((x) => sin(x), { argnums: 1 })(...call)).toThrow(`${name}(f): argnums 1 is out of range`);
      expect(transform((x) => sin(x), { argnums: undefined })(...call)).toEqual(transform((x) => sin(x))(...call));
    }
    expect(() => hvp((x) => [x, x])([1], [1])).toThrow(/^hvp\(f\): the function returned an array/);
    expect(() => hessian((x) => ({ x }))(1)).toThrow(/^hessian\(f\): the function returned an object/);
    expect(() => hvp(fit)([1, 2, xs, ys], [1])).toThrow(
      "hvp(fit): hvp takes as many tangents as arguments: 4 arguments, 1 tangent",
    );
    expect(() => hvp(fit, { argnums: [2] })([1, 2, xs, ys], [[1, 2]])).toThrow(
      "hvp(fit): tangent 0 has length 2, and argument 2 (x) has 3",
    );
    expect(() => hvp(fit, { argnums: [0] })([1, 2, xs, ys], [xs])).toThrow(
      "hvp(fit): tangent 0 is a batch, and argument 0 (w) a number",
    );
  });
});
