// Forward and reverse mode: jvp and vjp, as transforms and in the direct form, of values and structures.

import { describe, expect, it } from "vitest";
import { type Call, compile, fromBytes, grad, hvp, jvp, ops, type Value, vjp } from "./lib/untyped.js";
import * as fluxion from "../ts/index.js";
import type { Expr } from "../ts/index.js";
import { by, ENGINES } from "./lib/engines.js";

const { add, any, cos, count, div, exp, mean, mul, neg, sin, square, stopGradient, sub, sum, where, gt, sqrt } = ops;

const xs = Float32Array.of(1, -2, 0.5);
const ys = Float32Array.of(0.25, 3, -1);
const zip = (f: (x: number, y: number) => number) => xs.map((x, i) => f(x, ys[i]));
/** The sum of products, as the package adds. */
const dotted = (a: Float32Array, b: Float32Array) => fluxion.dot(a, b);
const product = (x: Value, y: Value) => mul(x, sin(y));

describe.each(ENGINES)("with the engine %s", (engine) => {
  it("jvp gives value and derivative in a direction, of the value's kind", () => {
    by(engine, () => {
      const push = jvp(product);
      expect(push([2, 1], [1, 0])).toEqual([sin(1) * 2, sin(1)]);
      expect(push([xs, ys], [1, 0])).toEqual([mul(xs, sin(ys)), sin(ys)]);
      expect(push([xs, ys], [xs, ys])).toEqual([mul(xs, sin(ys)), add(mul(xs, sin(ys)), mul(ys, mul(cos(ys), xs)))]);
      // By a number beside a batch, each element its own derivative.
      expect(push([2, ys], [1, 0])).toEqual([mul(2, sin(ys)), sin(ys)]);
      const loss = jvp((w, x) => mean(square(mul(w, x))));
      expect(loss([2, xs], [1, 0])).toEqual([mean(square(mul(2, xs))), mean(mul(4, square(xs)))]);
      expect(loss([2, xs], [0, ys])[1]).toBeCloseTo((8 / 3) * dotted(xs, ys), 5);
      expect(typeof loss([2, xs], [0, ys])[0]).toBe("number");
    });
  });

  it("vjp gives the value and what a cotangent comes to, each of its argument's kind", () => {
    by(engine, () => {
      const pull = vjp(product);
      expect(pull([2, 1], 3)).toEqual([2 * sin(1), [3 * sin(1), 6 * cos(1)].map(Math.fround)]);
      expect(pull([xs, ys], 1)).toEqual([mul(xs, sin(ys)), [sin(ys), mul(xs, cos(ys))]]);
      expect(pull([xs, ys], ys)[1]).toEqual([mul(ys, sin(ys)), mul(ys, mul(cos(ys), xs))]);
      // By a number, the sum over the elements.
      const [, [byNumber, byBatch]] = pull([2, ys], xs) as unknown as [unknown, [number, Float32Array]];
      expect(byNumber).toBeCloseTo(dotted(xs, sin(ys)), 6);
      expect(byBatch).toEqual(mul(mul(xs, 2), cos(ys)));
      expect(vjp((w, x) => [mul(w, x), sum(x)])([2, xs], [1, 10])).toEqual([
        [mul(2, xs), sum(xs)],
        [sum(xs), Float32Array.of(12, 12, 12)],
      ]);
    });
  });

  it("arguments that number and batch share are told apart by the call, not by the trace", () => {
    by(engine, () => {
      let traces = 0;
      const f = (x: Value, y: Value) => {
        traces++;
        return mul(x, y);
      };
      const [push, pull] = [jvp(f), vjp(f)];
      expect(push([2, 3], [1, 1])).toEqual([6, 5]);
      expect(push([xs, 3], [1, 0])).toEqual([mul(xs, 3), new Float32Array(3).fill(3)]);
      expect(traces).toBe(1);
      expect(pull([2, 3], 1)).toEqual([6, [3, 2]]);
      expect(pull([2, ys], 1)).toEqual([mul(2, ys), [sum(ys), new Float32Array(3).fill(2)]]);
      expect(traces).toBe(2);
    });
  });

  it("no element at all", () => {
    by(engine, () => {
      const none = new Float32Array(0);
      expect(jvp(product)([none, none], [1, none])).toEqual([none, none]);
      expect(jvp((x) => sum(x))([none], [1])).toEqual([0, 0]);
      expect(jvp((x) => mean(x))([none], [1])).toEqual([NaN, NaN]);
      expect(jvp((x) => mean(x))([none], [none])).toEqual([NaN, NaN]);
      expect(vjp((w, x) => sum(mul(w, x)))([2, none], 1)).toEqual([0, [0, none]]);
      expect(vjp((w, x) => mean(mul(w, x)))([2, none], 1)).toEqual([NaN, [NaN, none]]);
    });
  });

  it("branches that are not taken leave no trace", () => {
    by(engine, () => {
      const root = (x: Value) => where(gt(x, 0), sqrt(x), mul(x, 2));
      expect(jvp(root)([Float32Array.of(-1, 0, 4)], [1])[1]).toEqual(Float32Array.of(2, 2, 0.25));
      expect(vjp(root)([Float32Array.of(-1, 0, 4)], 1)[1]).toEqual([Float32Array.of(2, 2, 0.25)]);
      // Through what is not taken there is a root of 0, with an infinite derivative, and then a sum.
      const hidden = (x: Value) => sum(where(gt(x, 1), 0, sqrt(where(gt(x, 0), 0, x))));
      expect(jvp(hidden)([Float32Array.of(2, 1)], [1])[1]).toBe(0);
      expect(jvp((x) => sum(sqrt(where(gt(x, 0), 0, x))))([xs], [1])[1]).toBe(NaN);
    });
  });

  it("into writes values and derivatives, over inputs too", () => {
    by(engine, () => {
      const [a, b, t] = [xs.slice(), ys.slice(), Float32Array.of(1, 0, 2)];
      const expected = jvp(product)([a, b], [t, 0]) as unknown as Float32Array[];
      const out = [new Float32Array(3), t];
      expect(jvp(product).into(out, [a, b], [t, 0])).toBe(out);
      expect(out).toEqual(expected);
      const pulled = vjp(product)([a, b], xs);
      const gradients = [new Float32Array(3), [a, b]];
      vjp(product).into(gradients, [a, b], xs);
      expect(gradients).toEqual(pulled);
      const loss = [new Float32Array(1), new Float32Array(1)];
      jvp((x) => mean(x)).into(loss, [xs], [1]);
      expect(loss.map(([x]) => x)).toEqual([mean(xs), 1]);
      expect(() => jvp(product).into([a, a], [a, b], [1, 1])).toThrow("out[0] and out[1] overlap");
    });
  });
});

describe("the direct form", () => {
  it("of jvp is the transform's", () => {
    expect(jvp(product, [xs, ys], [ys, 1])).toEqual(jvp(product)([xs, ys], [ys, 1]));
  });

  it("of vjp gives the value and a pullback, which reads the arguments at its call", () => {
    const x = xs.slice();
    const [value, pullback] = vjp(product, x, 2) as unknown as [Float32Array, (cotangent: unknown) => unknown];
    expect(value).toEqual(mul(x, sin(2)));
    expect(pullback(1)).toEqual(vjp(product)([x, 2], 1)[1]);
    x.fill(5);
    expect(pullback(ys)).toEqual(vjp(product)([x, 2], ys)[1]);
    expect(value).not.toEqual(mul(x, sin(2)));
  });

  it("traces a function once", () => {
    let traces = 0;
    const f = (x: Value) => {
      traces++;
      return sin(x);
    };
    for (let i = 0; i < 3; i++) {
      jvp(f, [i], [1]);
      const [, pullback] = vjp(f, i) as unknown as [number, (cotangent: number) => unknown];
      expect(pullback(1)).toEqual([cos(i)]);
    }
    expect(traces).toBe(3);
  });

  it("of an op, and of a composed expression", () => {
    expect(jvp(sin, [1], [2])).toEqual([sin(1), Math.fround(2 * cos(1))]);
    expect(jvp(sin(cos()) as never)([1], [1])[0]).toBe(sin(cos(1)));
    const [value, pullback] = vjp(fluxion.hypot, 3, 4) as unknown as [number, (cotangent: number) => unknown];
    expect([value, pullback(5)]).toEqual([5, [3, 4]]);
  });

  it("refuses what is no function", () => {
    for (const f of [undefined, 1, {}, xs]) {
      expect(() => jvp(f as never)).toThrow(/^jvp: the first argument is .*; pass a function/);
      expect(() => jvp(f as never, [1], [1])).toThrow(/^jvp: the first argument is .*; pass a function/);
      expect(() => vjp(f as never, 1)).toThrow(/^vjp: the first argument is .*; pass a function/);
    }
  });
});

describe("over structures", () => {
  const f = (p: { a: Value; b: Value[] }, x: Value) => ({
    loss: mean(square(sub(mul(p.a, x), p.b[0]))),
    each: [mul(p.b[1], x)],
  });
  const p = { a: 2, b: fluxion.list([1, 3]) };

  it("tangents have the structure of the argument, and derivatives that of the value", () => {
    const g = f as unknown as (...args: Value[]) => unknown;
    const [value, derivative] = jvp(g)([p, xs], [{ b: { 1: 10, 0: 0 }, a: 1 }, 0]) as unknown as unknown[];
    expect(value).toEqual(compile(g)(p, xs));
    expect(derivative).toEqual({
      each: [mul(10, xs)],
      loss: expect.closeTo(mean(mul(mul(2, sub(mul(2, xs), 1)), xs)), 5) as number,
    });
  });

  it("a cotangent is read along the structure of the value, where [1] is no batch", () => {
    const g = f as unknown as (...args: Value[]) => unknown;
    const [, gradients] = vjp(g)([p, xs], { loss: 0, each: [1] }) as unknown as unknown[];
    expect(gradients).toEqual([{ a: 0, b: { 0: 0, 1: sum(xs) } }, new Float32Array(3).fill(3)]);
    expect(vjp((x) => [sum(x), mul(x, 3)])([xs], [2, 1])[1]).toEqual([Float32Array.of(5, 5, 5)]);
  });

  it("an array and a list stand for each other, of more than ten numbers too", () => {
    const { add, list, mul } = fluxion;
    const f = (ws: Expr[]) => ws.reduce((sum, w, i) => add(mul(sum, w), i));
    const at = list(Array.from({ length: 12 }, (_, i) => 1 + i / 8));
    const along = Array.from({ length: 12 }, (_, i) => i - 4);
    const known = fluxion.jvp(f)([at], [list(along)]);
    expect(known[1]).toBeGreaterThan(0);
    expect(fluxion.jvp(f)([at], [along])).toEqual(known);
    expect(fluxion.hvp(f)([at], [along])).toEqual(fluxion.hvp(f)([at], [list(along)]));
    expect(fluxion.jvp(({ w }: { w: Expr[] }) => f(w))([{ w: at }], [{ w: along }])).toEqual(known);
    const pair = (x: Value) => [sin(x), cos(x)];
    expect(vjp(pair)([1], list([1, 2]))).toEqual(vjp(pair)([1], [1, 2]));
    // In a function, the list is an array already.
    expect(fluxion.compile((ws: Expr[]) => fluxion.jvp(f)([ws], [list(along)]))(at)).toEqual(known);
    expect(() => fluxion.jvp(f)([at], [along.slice(1)])).toThrow("tangent 0[11] is missing");
    expect(() => fluxion.jvp(f)([at], [[...along, 1]])).toThrow("tangent 0 takes the structure { 0, 1, 10, 11, 2");
  });

  it("lists of tangents are lists, whatever is in them", () => {
    expect(jvp(product)([2, 1], [1, 0])).toEqual([2 * sin(1), sin(1)]);
    expect(jvp(product)([[1, 2], 3], [[1, 1], 0])[1]).toEqual(new Float32Array(2).fill(sin(3)));
    expect(jvp(product)([fluxion.strided(xs, { stride: 1 }), 3], [1, 0])[1]).toEqual(new Float32Array(3).fill(sin(3)));
  });

  it("each property is read once, before anything is written", () => {
    let reads = 0;
    const tangent = {
      get a() {
        reads++;
        return 1;
      },
    };
    expect(jvp((p) => mul((p as unknown as { a: Value }).a, 2))([{ a: 3 }], [tangent])).toEqual([6, 2]);
    expect(reads).toBe(1);
  });
});

describe("in each other", () => {
  it("jvp of jvp is the second derivative, and of grad a product with the Hessian", () => {
    const second = jvp(jvp((x) => sin(x)));
    expect(second([[1], [1]], [[1], [0]])).toEqual([
      [sin(1), cos(1)],
      [cos(1), neg(sin(1))],
    ]);
    const g = grad((x) => mean(mul(x, square(x))));
    expect(jvp(g)([xs], [ys])).toEqual([g(xs), zip((x, y) => (6 * x * y) / 3)]);
  });

  it("vjp of jvp, jvp of vjp, and gradients of both", () => {
    const f = (x: Value) => sum(exp(mul(x, 0.5)));
    const forward = vjp((x: Value) => jvp(f, [x], [ys])[1])([xs], 1)[1] as unknown as Float32Array[];
    const reverse = jvp((x: Value) => (vjp(f)([x], 1) as unknown as [Value, [Value]])[1][0])([xs], [ys])[1];
    const expected = zip((x, y) => 0.25 * Math.exp(0.5 * x) * y);
    for (const got of [forward[0], reverse, grad((x) => jvp(f, [x], [ys])[1])(xs)]) {
      expected.forEach((y, i) => {
        expect((got as unknown as Float32Array)[i]).toBeCloseTo(y, 5);
      });
    }
  });

  it("read lists as lists in whatever is made of them", () => {
    const whole = compile(jvp((x) => sin(x)));
    expect(whole([1], [2])).toEqual(jvp((x) => sin(x))([1], [2]));
    expect(whole([xs], [[0, 0, 1]])[1]).toEqual(Float32Array.of(0, -0, cos(0.5)));
    expect(vjp(jvp((x) => square(x)))([[3], [1]], [1, 0])[1]).toEqual([[6], [0]]);
  });

  it("inside of functions they are expressions, and mean the same", () => {
    const inner = compile((x: Value, t: Value) => jvp((u) => mul(u, x), [x], [t]));
    expect(inner(2, 3)).toEqual([4, 6]);
    expect(inner(xs, ys)).toEqual([mul(xs, xs), mul(xs, ys)]);
    const pulled = compile((x: Value, c: Value) => {
      const [y, pullback] = vjp((u: Value) => mul(u, x), x) as unknown as [Value, (c: Value) => [Value]];
      return [y, ...pullback(c), ...pullback(y)];
    });
    expect(pulled(2, 3)).toEqual([4, 6, 8]);
    expect(pulled(xs, 1)).toEqual([mul(xs, xs), xs, mul(xs, mul(xs, xs))]);
  });

  it("a tangent that is a batch in a call where its argument is a number is refused there", () => {
    const inner = compile((x: Value, t: Value) => jvp((u) => sin(u), [x], [t]));
    expect(() => inner(1, xs)).toThrow(/^compile\(f\): argument 1 \(t\) is a batch, and argument 0 \(x\) a number$/);
    const pulled = compile((x: Value, c: Value) => vjp((u) => sum(u))([x], c));
    expect(() => pulled(xs, ys)).toThrow(/^compile\(f\): argument 1 \(c\) is a batch, and the value a number$/);
    // An elementwise value is a batch if any argument is.
    expect(compile((x: Value, c: Value) => vjp((u) => sin(u))([x], c))(xs, ys)).toEqual([sin(xs), [mul(ys, cos(xs))]]);
  });

  it("captured arrays are batches of the call", () => {
    expect(jvp((w) => mul(w, xs))([2], [3])).toEqual([mul(2, xs), mul(3, xs)]);
    expect(vjp((w) => mul(w, xs))([2], ys)).toEqual([mul(2, xs), [expect.closeTo(dotted(xs, ys), 6)]]);
    expect(() => jvp((w) => mul(w, xs)).toBytes()).toThrow(/captured an array cannot become bytes/);
  });

  it("count among numbers", () => {
    expect(jvp((x) => div(sum(x), count(x)))([xs], [1])[1]).toBeCloseTo(1, 6);
    expect(jvp((x) => stopGradient(x))([1], [1])).toEqual([1, 0]);
  });
});

describe("as functions", () => {
  it("have a length, a name and a text", () => {
    expect([jvp(product).length, vjp(product).length]).toEqual([2, 2]);
    expect([jvp(product).name, vjp(sin).name]).toEqual(["jvp(product)", "vjp(sin)"]);
    expect(String(jvp((x) => sin(x)))).toBe("([x], [dx]) => [sin(x), dx * cos(x)]");
    expect(String(vjp((x, y) => mul(x, y)))).toContain("([x, y], c) =>");
    expect(String(jvp((c, dc) => mul(c, dc)))).toMatch(/^\(\[c, dc\], \[dc_, ddc\]\) =>/);
    const nested = jvp((p) => sin((p as unknown as { a: Value }).a));
    nested([{ a: 1 }], [{ a: 1 }]);
    expect(String(nested)).toBe("([p], [dp]) => [sin(p.a), dp.a * cos(p.a)]");
  });

  it("are prepared, and tell how they ran", () => {
    const f = jvp(product).prepare(["batch", "number"], ["batch", "number"]);
    expect(f.info().engine).toBe("jit");
    f([xs, 1], [xs, 1]);
    expect(f.info().passes).toBe(1);
    const g = vjp((x) => mean(square(x)));
    g([xs], 1);
    expect(g.info().passes).toBe(1);
  });

  it("become bytes, which read lists as lists", () => {
    for (const f of [jvp(product), vjp(product)]) {
      const back = fromBytes(f.toBytes());
      const second = f.name.startsWith("jvp") ? [1, 2] : 3;
      expect(back([2, 1], second)).toEqual(f([2, 1], second));
      expect(back([xs, ys], second)).toEqual(f([xs, ys], second));
      expect(compile(back)([2, 1], second)).toEqual(f([2, 1], second));
      expect(String(fromBytes(f.toBytes()))).toContain("sin(x[1])");
      expect(fromBytes(f.toBytes()).toBytes()).toEqual(f.toBytes());
    }
    const back = fromBytes(jvp(product).toBytes());
    expect(() => back([2], [1, 1])).toThrow(
      "fromBytes: argument 0 (x) takes the structure [value, value], got [value]",
    );
  });
});

describe("what is refused", () => {
  const push = jvp(product);
  const pull = vjp((x, y) => [mul(x, y), sum(y)]);
  const refuse = (message: string, f: Call, ...args: unknown[]) => {
    const pattern = new RegExp(`^${message.replace(/[()[\]{}.]/g, "\\$&")}`);
    expect(() => f(...args)).toThrow(pattern);
    if (f === push) expect(() => f.into([new Float32Array(3), new Float32Array(3)], ...args)).toThrow(pattern);
  };

  it("lists that are none, or of another length", () => {
    refuse("jvp(product) takes 2 arguments, got 1", push, [1, 2]);
    refuse("jvp(product) takes 2 arguments, got 3", push, [1, 2], [1, 2], [3]);
    refuse("jvp(product): the first argument is a number; pass an array", push, 1, 2);
    refuse("jvp(product): the first argument is a Float32Array", push, xs, [1, 2]);
    refuse("jvp(product): the second argument is a number; pass an array", push, [1, 2], 1);
    refuse("jvp(product): the function takes 2 arguments, got 1", push, [1], [1]);
    refuse("jvp(product): the function takes 2 arguments, got 3", push, [1, 2, 3], [1, 1, 1]);
    refuse("jvp(product): jvp takes as many tangents as arguments: 2 arguments, 1 tangent", push, [1, 2], [1]);
    refuse("jvp(product): jvp takes as many tangents as arguments: 2 arguments, 3 tangents", push, [1, 2], [1, 2, 3]);
  });

  it("tangents of another kind, length or structure", () => {
    refuse("jvp(product): tangent 0 is a batch, and argument 0 (x) a number", push, [1, xs], [xs, 1]);
    refuse("jvp(product): tangent 1 has length 2, and argument 1 (y) has 3", push, [1, xs], [1, [1, 2]]);
    // A batch for a number is one of any length.
    refuse("jvp(product): tangent 0 is a batch, and argument 0 (x) a number", push, [1, xs], [[1, 2], 1]);
    refuse("jvp(product): tangent 1 is a string; convert it with Number(...)", push, [1, 2], [1, "2"]);
    refuse("jvp(product): tangent 1 is undefined; pass", push, [1, 2], [1, undefined]);
    refuse("jvp(product): tangent 0 takes the structure value, got { a }", push, [1, 2], [{ a: 1 }, 1]);
    refuse("jvp(product): element 1 of tangent 0 is a string", push, [xs, 2], [[1, "2", 3], 1]);
    const nested = jvp((p, x) => mul((p as unknown as { a: Value; b: Value[] }).a, x));
    const p = { a: 1, b: [{ c: 1 }, { c: 2 }] };
    refuse("jvp(f): tangent 0.b is missing", nested, [p, 1], [{ a: 1 }, 1]);
    refuse("jvp(f): tangent 0.b[1].c is missing", nested, [p, 1], [{ a: 1, b: [{ c: 1 }, {}] }, 1]);
    refuse("jvp(f): tangent 0.b[1] is missing", nested, [p, 1], [{ a: 1, b: [{ c: 1 }] }, 1]);
    refuse("jvp(f): tangent 0.a is a boolean", nested, [p, 1], [{ ...p, a: true }, 1]);
    refuse(
      "jvp(f): tangent 0 takes the structure { a, b: [{ c }, { c }] }, got { a, b: [{ c }, { c }], d }",
      nested,
      [p, 1],
      [{ ...p, d: 1 }, 1],
    );
    refuse("jvp(f): tangent 0.a is a batch, and argument 0 (p).a a number", nested, [p, xs], [{ ...p, a: xs }, 1]);
  });

  it("cotangents of another kind, length or structure", () => {
    refuse("vjp(f) takes 2 arguments, got 1", pull, [1, 2]);
    refuse("vjp(f): the cotangent[1] is a batch, and the value a number", pull, [1, xs], [1, xs]);
    refuse("vjp(f): the cotangent[0] is a batch, and the value a number", pull, [1, 2], [xs, 1]);
    refuse("vjp(f): the cotangent[0] has length 2, and argument 1 (y) has 3", pull, [1, xs], [[1, 2], 1]);
    refuse("vjp(f): the cotangent[1] is a batch, and the value a number", pull, [1, xs], [1, [1, 2]]);
    refuse(
      "vjp(f): the cotangent[1] is a batch, and the value a number",
      pull,
      [1, xs],
      [
        [1, 2],
        [1, 2],
      ],
    );
    refuse("vjp(f): the cotangent[1] is missing", pull, [1, 2], [1]);
    refuse(
      "vjp(f): the cotangent takes the structure [value, value], got [value, value, value]",
      pull,
      [1, 2],
      [1, 2, 3],
    );
    refuse("vjp(f): the cotangent takes the structure [value, value], got value", pull, [1, 2], 1);
    refuse("vjp(f): the cotangent[0] is null", pull, [1, 2], [null, 1]);
    refuse("vjp(product): the cotangent is a batch, and the value a number", vjp(product), [1, 2], xs);
  });

  it("tangents and cotangents of another kind that no derivative is computed from", () => {
    const flat = fluxion.customGrad(
      (x, y) => fluxion.add(x, y),
      () => [1, 0],
    ) as unknown as Call;
    const functions: ((x: Value, y: Value) => unknown)[] = [
      () => 3,
      (x) => x,
      (x) => [sin(x), mul(x, 2)],
      (x, y) => mul(x, stopGradient(y)),
      (x, y) => mul(x, count(y)),
      (x, y) => flat(x, y),
      (x, y) => ({ a: stopGradient(mean(y)), b: any(x) }),
    ];
    for (const f of functions) {
      const text = (i: number) => `jvp(f): tangent ${i} is a batch, and argument ${i} (${"xy"[i]}) a number`;
      refuse(
        text(1),
        jvp((x, y) => f(x, y)),
        [xs, 2],
        [1, ys],
      );
      refuse(
        text(1),
        jvp((x, y) => f(x, y)),
        [1, 2],
        [1, ys],
      );
      refuse(
        text(0),
        jvp((x, y) => f(y, x)),
        [1, xs],
        [[1, 2], 1],
      );
      expect(() => compile((x) => jvp((x, y) => f(x, y))([x, 2], [x, x]))(xs)).toThrow(
        "compile(f): argument 0 (x) is a batch, and a constant or the result of a reduction a number",
      );
      jvp((x, y) => f(x, y))([xs, 2], [1, 3]);
      jvp((x, y) => f(x, y))([xs, xs], [1, ys]);
    }
    for (const loss of [any, count, (x: Value) => stopGradient(sum(x)), (x: Value) => gt(mean(x), 0)]) {
      const text = "vjp(f): the cotangent is a batch, and the value a number";
      refuse(
        text,
        vjp((x) => loss(x)),
        [xs],
        ys,
      );
      refuse(
        text,
        vjp((x) => loss(x)),
        [xs],
        [1, 2],
      );
      expect(() => (vjp((x) => loss(x), xs) as unknown as [unknown, Call])[1](ys)).toThrow(text);
      refuse(
        text.replace("gent is", "gent.l is"),
        vjp((x) => ({ l: loss(x), x })),
        [xs],
        { l: ys, x: 1 },
      );
      expect(vjp((x) => loss(x))([xs], 2)[1]).toEqual([new Float32Array(3)]);
    }
    refuse(
      "vjp(f): the cotangent is a batch, and the value a number",
      vjp((_) => 3),
      [2],
      xs,
    );
    const product = hvp((x, y) => sum(mul(x, y)), { argnums: [1] });
    refuse("hvp(f): tangent 0 is a batch, and argument 1 (y) a number", product, [xs, 2], [ys]);
    expect(product([xs, 2], [1])).toEqual([0]);
  });

  it("a refusal of the value is one of its derivatives", () => {
    refuse(
      "jvp(f): sum of a value that is one number in this call",
      jvp((w, x) => add(sum(w), sum(x))),
      [1, xs],
      [1, 1],
    );
    refuse(
      "vjp(f): sum of a value that is one number in this call",
      vjp((w, x) => add(sum(w), sum(x))),
      [1, xs],
      1,
    );
  });

  it("what a getter does meanwhile", () => {
    const shrinking = [1, 2] as unknown[];
    const tangents = [
      {
        get a() {
          shrinking.length = 0;
          return 1;
        },
      },
    ];
    const f = jvp((p) => sin((p as unknown as { a: Value }).a));
    expect(f([{ a: 0 }], tangents)).toEqual([0, 1]);
    const throwing = [
      {
        get a(): number {
          throw new RangeError("mine");
        },
      },
    ];
    const out = [new Float32Array(1), new Float32Array(1)];
    expect(() => f.into(out, [{ a: 1 }], throwing)).toThrow("mine");
    expect(out.map(([x]) => x)).toEqual([0, 0]);
  });
});
