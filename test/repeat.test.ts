// Loops: against the same steps unrolled, which every other test is about, and against float32 and float64 loops in
// JavaScript, on both engines.

import { describe, expect, it } from "vitest";
import * as fluxion from "../ts/index.js";
import { alloc, customGrad, type Expr, findNaN, foreign, list, strided } from "../ts/index.js";
import { by, ENGINES, watched } from "./lib/engines.js";
import { expectClose, expectSameBits } from "./lib/floats.js";
import { float64 } from "./lib/float64.js";
import { generator } from "./lib/random.js";
import {
  type Call,
  compile,
  derivatives,
  grad,
  hessian,
  hvp,
  jacobian,
  jvp,
  ops,
  type Value,
  valueAndGrad,
  vjp,
} from "./lib/untyped.js";

const { abs, add, cos, div, exp, gt, mean, mul, sin, square, sub, sum, tanh, where } = ops;
const checkGrads = fluxion.checkGrads as unknown as (f: unknown, args: unknown, options?: unknown) => void;

type State = Value & Readonly<Record<string, Value>> & readonly Value[];
type Step = (state: State, i: Value) => unknown;
type Loop = (count: number, step: Step, init: unknown) => State;

const repeat = fluxion.repeat as unknown as Loop;
/** What a loop means. */
const unrolled: Loop = (count, step, init) => {
  let state = init as State;
  for (let i = 0; i < count; i++) state = step(state, i as Value) as State;
  return state;
};

const N = 8192 + 809;
const xs = Float32Array.from({ length: N }, (_, i) => Math.sin(i));
const ys = Float32Array.from({ length: N }, (_, i) => Math.cos(3 * i));

/** Numbers and structures of the same kinds, close to each other: relative to the largest of an array. */
function expectAlike(got: unknown, expected: unknown, what: string, tolerance = 1e-4): void {
  if (typeof expected === "number") {
    expect(typeof got, what).toBe("number");
    expectAlike(Float32Array.of(got as number), Float32Array.of(expected), what, tolerance);
  } else if (expected instanceof Float32Array) {
    expect(got instanceof Float32Array, `${what} is a batch`).toBe(true);
    const largest = expected.reduce((most, x) => (Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most), 1);
    expect((got as Float32Array).length, what).toBe(expected.length);
    (got as Float32Array).forEach((x, i) => {
      const isClose = Object.is(x, expected[i]) || Math.abs(x - expected[i]) <= tolerance * largest;
      if (!isClose) expect.fail(`${what}, element ${i}: ${x}, expected ${expected[i]}`);
    });
  } else {
    const [a, b] = [got, expected] as Record<string, unknown>[];
    expect(Object.keys(a), what).toEqual(Object.keys(b));
    for (const key of Object.keys(b)) expectAlike(a[key], b[key], `${what}.${key}`, tolerance);
  }
}

/** What a call gives; for one that is refused, the beginning of its message. */
function outcome(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return error.message.slice(0, 40);
  }
}

type Body = (loop: Loop, x: Value, w: Value) => Value;

const euler: Step = ([x, v], i) => [add(x, mul(0.1, v)), sub(v, mul(0.1, add(sin(x), mul(0.01, i))))];

const second = customGrad(
  (_, y) => y,
  (x, y) => [x, y],
) as unknown as (x: Value, y: Value) => Value;

const bodies: Readonly<Record<string, Body>> = {
  "of one value": (loop, x, w) => loop(20, (s) => add(s, mul(0.1, sin(mul(w, s)))), x),
  "of two": (loop, x, w) => loop(20, euler, [x, w])[0],
  "of an object": (loop, x, w) => loop(9, ({ a, b }) => ({ b: mul(0.9, a), a: sub(tanh(b), w) }), { a: x, b: 0 })["b"],
  "with a counter": (loop, x, w) => {
    const { s, k } = loop(7, ({ s, k }) => ({ s: add(s, mul(k, sin(s))), k: mul(0.5, k) }), { s: x, k: 1 });
    return add(s, mul(k, w));
  },
  "that closes over what is computed": (loop, x, w) => {
    const rate = exp(mul(-0.1, square(w)));
    return add(
      loop(7, (s) => mul(rate, sin(add(s, w))), x),
      rate,
    );
  },
  "of no step": (loop, x, w) =>
    mul(
      loop(0, (s) => sin(s), x),
      w,
    ),
  "of one step": (loop, x, w) => loop(1, (s, i) => mul(add(s, i), w), x),
  "that forgets": (loop, x, w) => loop(3, ([, b]) => [b, b], [x, w])[0],
  "within a loop": (loop, x, w) =>
    loop(
      3,
      (s, i) =>
        mul(
          0.5,
          loop(4, (t) => add(mul(0.5, t), mul(sin(s), w)), add(s, mul(0.1, i))),
        ),
      x,
    ),
  "with a choice": (loop, x, w) => loop(5, (s) => where(gt(s, 0.2), sub(s, mul(0.3, w)), add(s, 0.4)), x),
  "with a gradient in its step": (loop, x, w) => {
    const slope = grad((u) => square(sub(sin(u), w)));
    return loop(6, (s) => sub(s, mul(0.2, slope(s))), x);
  },
  "with a rule by more than its value takes": (loop, x, w) => loop(3, (s) => mul(w, second(s, x)), x),
  "above and below a reduction": (loop, x, w) =>
    mean(square(loop(5, (s) => add(mul(0.5, s), sin(w)), sub(x, mean(x))))),
  "with a reduction closed over": (loop, x, w) => {
    const m = mean(mul(x, w));
    return loop(5, (s) => mul(sin(s), m), x);
  },
};

const transforms: Readonly<Record<string, (f: (x: Value, w: Value) => Value) => Call>> = {
  compile: (f) => compile(f),
  valueAndGrad: (f) => valueAndGrad(f, { argnums: [0, 1] }),
  "grad of grad": (f) => grad(grad(f)),
  "grad of grad by another": (f) => grad(grad(f), { argnums: 1 }),
  "grad of grad of grad": (f) => grad(grad(grad(f)), { argnums: 1 }),
  jvp: (f) => ((x: Value, w: Value) => jvp(f)([x, w], [1, 0.5])) as Call,
  vjp: (f) => ((x: Value, w: Value) => vjp(f)([x, w], 1)) as Call,
  hvp: (f) => ((x: Value, w: Value) => hvp((x, w) => mean(f(x, w)))([x, w], [1, 0.5])) as Call,
  jacobian: (f) => jacobian(f),
  hessian: (f) => hessian(f),
  derivatives: (f) => derivatives(f, 3),
  "grad of a loss": (f) => grad((x, w) => mean(square(f(x, w))), { argnums: [0, 1] }),
  "grad of what jvp gives": (f) => grad((x, w) => jvp(f, [x, w], [1, 0.5])[1]),
};

describe.each(ENGINES)("by the engine that compiles: %s", (mode) => {
  describe.each(Object.entries(bodies))("a loop %s", (_, body) => {
    it.each(Object.entries(transforms))("is to %s as its steps are", (_, transform) => {
      const [got, expected] = [repeat, unrolled].map((loop) => transform((x, w) => body(loop, x, w)));
      for (const args of [
        [0.5, 1.25],
        [xs.slice(0, 9), 1.25],
        [0.5, ys.slice(0, 1030)],
        [xs.slice(0, 7), ys.slice(0, 7)],
      ]) {
        const [a, b] = [got, expected].map((f) => outcome(() => by(mode, () => f(...args))));
        if (typeof b === "string") expect(a).toBe(b);
        else expectAlike(a, b, "the result", 2e-3);
      }
    });
  });

  it("is right for random steps, in each transform, for all kinds of arguments", () => {
    const random = generator(81);
    const pick = (n: number) => Math.floor(random() * n);
    const makers: ((x: Value, y: Value) => Value)[] = [
      (x) => sin(x),
      (x) => tanh(x),
      (x, y) => mul(x, tanh(y)),
      (x, y) => mul(0.5, add(x, y)),
      (x, y) => sub(x, y),
      (x, y) => div(x, add(1, square(y))),
      (x, y) => where(gt(x, 0.1), x, y),
    ];
    for (let round = 0; round < 25; round++) {
      const size = 1 + pick(3);
      const chain = Array.from(
        { length: 2 + pick(5) },
        () => [makers[pick(makers.length)], random(), random()] as const,
      );
      const picks = Array.from({ length: size }, random);
      const starts = Array.from({ length: size }, (_, k) => pick(k === 0 ? 2 : 3));
      const [count, reduces] = [pick(6), random() < 0.4];
      const step =
        (w: Value): Step =>
        (state, i) => {
          const values = [...state, w, mul(0.1, i)];
          for (const [make, a, b] of chain)
            values.push(make(values[Math.floor(a * values.length)], values[Math.floor(b * values.length)]));
          return picks.map((p) => tanh(values[values.length - 1 - Math.floor(p * (chain.length + 1))]));
        };
      const f =
        (loop: Loop) =>
        (x: Value, w: Value): Value => {
          const ends = loop(
            count,
            step(w),
            starts.map((start) => [x, sin(w), 0.25][start]),
          );
          const value = picks.reduce<Value>((value, _, k) => add(value, mul(k + 1, ends[k])), mul(x, 0));
          return reduces ? mean(square(value)) : value;
        };
      for (const [name, transform] of Object.entries(transforms)) {
        for (const args of [
          [0.3, -0.7],
          [xs.slice(1, 8), -0.7],
          [0.3, ys.slice(1, 8)],
          [xs.slice(1, 8), ys.slice(1, 8)],
        ]) {
          const [got, expected] = [repeat, unrolled].map((loop) =>
            outcome(() => by(mode, () => transform(f(loop))(...args))),
          );
          if (typeof expected === "string") expect(got, `${name}, round ${round}`).toBe(expected);
          else expectAlike(got, expected, `${name}, round ${round}`, 2e-3);
        }
      }
    }
  });

  describe("arithmetic", () => {
    const step: Step = ({ a, b }, i) => ({ a: add(mul(0.75, a), b), b: sub(b, mul(a, mul(0.001, i))) });
    const { fround } = Math;
    /** The same in float32. */
    const exact = (count: number, x: number, y: number) => {
      let [a, b] = [fround(x), fround(y)];
      for (let i = 0; i < count; i++)
        [a, b] = [fround(fround(0.75 * a) + b), fround(b - fround(a * fround(fround(0.001) * i)))];
      return [a, b];
    };
    const f = (count: number) => compile((a, b) => repeat(count, step, { a, b }));

    it.each([0, 1, 2, 3, 100])("of %i steps has the bits of a loop in float32, for all lengths", (count) => {
      const g = f(count);
      const [a, b] = exact(count, 0.3, 0.4);
      expect(by(mode, () => g(0.3, 0.4))).toEqual({ a, b });
      for (const n of [0, 1, 3, 8, 63, 1023, N]) {
        const ends = Array.from(xs.subarray(0, n), (x, i) => exact(count, x, ys[i]));
        const got = by(mode, () => g(xs.slice(0, n), ys.slice(0, n))) as unknown as Record<string, Float32Array>;
        expectSameBits(
          got["a"],
          Float32Array.from(ends, ([a]) => a),
          `a of ${n}`,
        );
        expectSameBits(
          got["b"],
          Float32Array.from(ends, ([, b]) => b),
          `b of ${n}`,
        );
      }
    });

    it("is written into arrays: over its arguments, strided, and of alloc", () => {
      const g = f(10);
      const ends = Array.from(xs, (x, i) => exact(10, x, ys[i]));
      const [a, b] = [0, 1].map((k) => Float32Array.from(ends, (end) => end[k]));
      for (const [x, y] of [[xs.slice(), ys.slice()], alloc([N, N])]) {
        x.set(xs);
        y.set(ys);
        by(mode, () => g.into({ a: y, b: x }, x, y));
        expectSameBits(y, a);
        expectSameBits(x, b);
      }
      const pairs = Float32Array.from({ length: 2 * N }, (_, i) => (i % 2 === 0 ? xs : ys)[i >> 1]);
      const [even, odd] = [0, 1].map((offset) => strided(pairs, { offset, stride: 2 }));
      by(mode, () => g.into({ a: even, b: odd }, even, odd));
      expectSameBits(
        pairs,
        pairs.map((_, i) => (i % 2 === 0 ? a : b)[i >> 1]),
      );
    });
  });

  it("is right where elements need the fallback, in any step and with many states", () => {
    for (const size of [1, 3, 12]) {
      const f = (loop: Loop) => (x: Value) => {
        const step: Step = (state) => state.map((s, k) => mul(sin(s), add(k + 1, mul(1e9, gt(abs(s), 0.9)))));
        return loop(
          6,
          step,
          Array.from({ length: size }, (_, k) => mul(x, 1 + k / 10)),
        );
      };
      const x = xs.slice(0, 3001);
      expectAlike(
        by(mode, () => compile(f(repeat))(x)),
        by(mode, () => compile(f(unrolled))(x)),
        `of ${size}`,
        0,
      );
      const slopes = ENGINES.map((engine) => by(engine, () => grad((x) => sum(f(repeat)(x)[0]))(x)));
      expectSameBits(slopes[0], slopes[1]);
      expect(slopes[0].filter((x) => x !== 0).length).toBeGreaterThan(1000);
    }
  });

  it("gives each element the same for itself, in a batch and in a long one", () => {
    const g = valueAndGrad((x, w) => bodies["of two"](repeat, x, w), { argnums: [0, 1] });
    const [value, [dx, dw]] = by(mode, () => g(xs, ys)) as unknown as [Float32Array, Float32Array[]];
    for (const i of [0, 1, 8191, 8192, N - 1]) {
      expect(by(mode, () => g(xs[i], ys[i]))).toEqual([value[i], [dx[i], dw[i]]]);
      const one = by(mode, () => g(xs.slice(i, i + 1), ys[i]));
      expect(one).toEqual(
        [value, [dx, dw]].map((all) =>
          all instanceof Float32Array ? all.slice(i, i + 1) : all.map((d) => d.slice(i, i + 1)),
        ),
      );
    }
  });

  it("has the derivatives that a float64 loop has", () => {
    // The logistic map: s' = r s (1 - s), with its derivatives by r and s.
    const f = (r: Value, s: Value) => repeat(12, (s) => mul(r, mul(s, sub(1, s))), s);
    const got = by(mode, () => valueAndGrad(f, { argnums: [0, 1] })(2.75, 0.3)) as unknown as [number, number[]];
    let [s, dr, ds] = [0.3, 0, 1];
    for (let i = 0; i < 12; i++)
      [s, dr, ds] = [2.75 * s * (1 - s), s * (1 - s) + 2.75 * (1 - 2 * s) * dr, 2.75 * (1 - 2 * s) * ds];
    expectClose([got[0], ...got[1]], [s, dr, ds], 1e-5, 1e-6);
  });

  it("passes on what is thrown in its midst, and the next call is right", () => {
    let calls = 0;
    let at = Infinity;
    const op = foreign(
      (x: Float32Array) => {
        if (++calls === at) throw new RangeError("enough");
        return x.map((v) => v * v);
      },
      (x) => fluxion.mul(2, x),
    ) as unknown as (x: Value) => Value;
    const f = grad((x) => mean(repeat(5, (s) => mul(0.9, op(s)), x)));
    const expected = by(mode, () => f(xs));
    const all = calls;
    for (at of [1, 3, all]) {
      calls = 0;
      expect(() => by(mode, () => f(xs))).toThrow("enough");
    }
    at = Infinity;
    expect(by(mode, () => f(xs))).toEqual(expected);
  });

  it("may be entered again from a foreign function in its step", () => {
    let depth = 0;
    const op = foreign((x: Float32Array) => {
      if (depth++ === 0) {
        expect(f(xs)).toEqual(expected);
        expect(repeat(3, (s) => mul(s, 2), [1, 2])).toEqual(Float32Array.of(8, 16));
      }
      depth--;
      return x.map((v) => v * v);
    }) as unknown as (x: Value) => Value;
    const step =
      (op: (x: Value) => Value): Step =>
      ({ a, b }) => ({
        a: add(
          b,
          repeat(4, (t) => mul(0.5, sin(t)), op(a)),
        ),
        b: mul(0.5, op(b)),
      });
    const f = compile((x) => repeat(3, step(op), { a: x, b: mul(x, 0.5) })["a"]);
    const expected = by(mode, () => compile((x) => unrolled(3, step(square), { a: x, b: mul(x, 0.5) })["a"])(xs));
    expect(by(mode, () => f(xs))).toEqual(expected);
  });

  it("computes all that a call needs of it in one loop, with no derivative that nobody asked for", () => {
    let calls = 0;
    const counted = foreign(
      (x: Float32Array) => {
        calls += 1;
        return x;
      },
      () => 1,
    ) as unknown as (x: Value) => Value;
    const f = (x: Value, v: Value, k: Value, c: Value) =>
      repeat(10, ([x, v]) => [add(x, mul(0.1, v)), counted(sub(v, mul(0.1, add(mul(k, x), mul(c, v)))))], [x, v])[0];
    const args = [xs.slice(0, 100), 0.5, 1, 0.25];
    by(mode, () => valueAndGrad(f, { argnums: [0, 1, 2, 3] })(...args));
    expect(calls).toBe(10);
    calls = 0;
    by(mode, () => hessian(f, { argnums: [1, 2] })(...args));
    expect(calls).toBe(10);
  });
});

describe("what a loop gives", () => {
  it("is computed at once outside of functions, in the structure of init", () => {
    expect(repeat(5, (s) => mul(s, 2), 3)).toBe(96);
    expect(repeat(5, (s) => mul(s, 2), [1, 2])).toEqual(Float32Array.of(32, 64));
    expect(repeat(0, (s) => mul(s, 2), 0.1)).toBe(Math.fround(0.1));
    expect(repeat(0, (s) => mul(s, 2), [1, 2])).toEqual(Float32Array.of(1, 2));
    expect(repeat(3, (_, i) => i, 7)).toBe(2);
    expect(repeat(3, () => 4, Float32Array.of(1, 2))).toBe(4);
    expect(repeat(10, ([a, b]) => [b, add(a, b)], list([0, 1]))).toEqual({ 0: 55, 1: 89 });
    expect(
      repeat(2, ([a, b]) => [b, add(a, b)], [
        [1, 2],
        [3, 4],
      ]),
    ).toEqual([Float32Array.of(4, 6), Float32Array.of(7, 10)]);
    expect(
      repeat(2, (s) => ({ b: add(s["b"], 1), a: { c: mul((s["a"] as State)["c"], 2) } }), { a: { c: 3 }, b: [1, 2] }),
    ).toEqual({
      a: { c: 12 },
      b: Float32Array.of(3, 4),
    });
    const eleven = list(Array.from({ length: 11 }, (_, i) => i));
    expect(repeat(1, (s) => s.map((x, i) => mul(x, i)), eleven)).toEqual(
      list(Array.from({ length: 11 }, (_, i) => i * i)),
    );
    expect(repeat(1 << 20, (s) => add(s, 1), 0)).toBe(1 << 20);
  });

  it("is a number where it depends on no batch", () => {
    expect(repeat(3, ([s, k]) => [mul(s, k), add(k, 1)], [[1, 2], 1])).toEqual([Float32Array.of(6, 12), 4]);
    // A sum of what does not vary is refused, and so says which it is.
    const f = (pick: (s: State) => Value) =>
      compile((x, w) => add(sum(x), sum(pick(repeat(3, ([s, k]) => [mul(s, k), add(k, w)], [x, w])))));
    expect(f(([s]) => s)([1, 2], 1)).toBe(3 + 18);
    expect(() => f(([, k]) => k)([1, 2], 1)).toThrow("sum of a value that is one number in this call");
    expect(f(([, k]) => k)([1, 2], [1, 1])).toBe(3 + 8);
  });

  it("is an expression where init is one, or the step closes over one", () => {
    expect(compile((x) => repeat(3, (s) => mul(s, x), 1))(2)).toBe(8);
    expect(compile((x) => repeat(3, (s) => mul(s, x), [1, 2]))([2, 3])).toEqual(Float32Array.of(8, 54));
    expect(compile((x) => [repeat(3, (s) => mul(s, 2), 1), x])(2)).toEqual([8, 2]);
    expect((repeat(3, (s) => mul(s, 2), sin()) as unknown as Call)(0.5)).toBe(8 * sin(0.5));
    expect(grad(repeat(3, (s) => mul(s, 2), square()) as unknown as () => Value)(3)).toBe(48);
  });

  it("takes captured arrays, read anew at each call and cut into blocks as all else", () => {
    const data = ys.slice();
    const f = compile((x) => repeat(3, (s) => add(mul(0.5, s), data), x));
    const expected = () => compile((x) => unrolled(3, (s) => add(mul(0.5, s), data), x))(xs);
    expect(f(xs)).toEqual(expected());
    data.fill(2);
    expect(f(xs)).toEqual(expected());
    expect(() => f(xs.slice(1))).toThrow("batches differ in length");
    const half = strided(data, { stride: 2 });
    expect(compile((x) => repeat(3, (s) => add(s, half), x))(xs.slice(0, half.length))[1]).toBe(Math.fround(xs[1] + 6));
  });

  it("has derivatives of ops of a user's own in its step, as far as their rules go", () => {
    const data = Float32Array.of(1, 2, 3);
    // Its rule closes over an array, which nothing else takes.
    const scaled = foreign(
      (x: Float32Array) => x.map((v) => 2 * v),
      () => fluxion.mul(data, fluxion.constant(2)),
    ) as unknown as (x: Value) => Value;
    const f = (loop: Loop) => (x: Value) => loop(2, (s) => add(scaled(s), data), x);
    expect(grad(f(repeat))([1, 1, 1])).toEqual(Float32Array.of(4, 16, 36));
    expect(grad((x) => sum(f(repeat)(x)))([1, 1, 1])).toEqual(Float32Array.of(4, 16, 36));
    const half = foreign(function half(x: Float32Array) {
      return x.map((v) => v / 2);
    }) as unknown as (x: Value) => Value;
    const g = (x: Value, w: Value) => repeat(2, ([s, t]) => [half(s), mul(t, w)], [x, w]);
    expect(() => grad((x, w) => g(x, w)[0])(1, 2)).toThrow("the foreign function half has no rule");
    expect(() => grad((x, w) => add(g(x, w)[0], g(x, w)[1]))(1, 2)).toThrow("the foreign function half has no rule");
    expect(grad((x, w) => add(g(x, w)[0], g(x, w)[1]), { argnums: 1 })(1, 2)).toBe(12);
    expect(
      grad(
        grad((x, w) => add(g(x, w)[0], g(x, w)[1]), { argnums: 1 }),
        { argnums: 1 },
      )(1, 2),
    ).toBe(12);
    const softplus = customGrad(
      (x: Expr) => fluxion.log(fluxion.add(1, fluxion.exp(x))),
      (x) => fluxion.sigmoid(x),
    ) as unknown as (x: Value) => Value;
    for (const order of [1, 2])
      checkGrads((x: Value, w: Value) => repeat(4, (s) => mul(w, softplus(s)), x), [0.3, 0.7], { order });
    // And they may have loops in their rules, and be of loops.
    const power = customGrad(
      (x: Expr) => repeat(3, (s) => mul(s, x), 1) as Expr,
      (x) =>
        fluxion.mul(
          3,
          repeat(2, (s) => mul(s, x as Value), 1),
        ),
    ) as unknown as (x: Value) => Value;
    expect(grad(grad(power))(2)).toBe(12);
  });

  it("is what checkGrads and findNaN see", () => {
    checkGrads((x: Value, w: Value) => mean(bodies["of two"](repeat, x, w)), [xs.slice(0, 20), 0.5], { order: 2 });
    expect(findNaN((x) => repeat(3, (s) => fluxion.log(s), x), [2])).toMatchObject({ op: "repeat", inputs: [2] });
  });

  it("has as many derivatives as are asked for", () => {
    // The fourth derivatives of x^16, by squaring, and of x through w x.
    const f = (x: Value) => repeat(4, (s) => square(s), x);
    expectClose(derivatives(f, 4)(1), [1, 16, 240, 3360, 43680]);
    expect(grad(grad(grad(grad(f))))(1)).toBe(43680);
    expect(derivatives((x: Value, w: Value) => repeat(5, (s) => mul(s, w), x), 6)(2, 3)).toEqual([
      486, 243, 0, 0, 0, 0, 0,
    ]);
  });
});

describe("the kernel of a step", () => {
  it("and memory do not depend on the number of steps", () => {
    const bytes = [2, 1000, 1 << 20].map((count, i) => {
      const f = grad((x, w) => repeat(count, (s) => add(mul(0.5, s), sin(w)), x), { argnums: 1 });
      f(0.5, 1);
      const { modules } = watched(() => by("eager", () => f.prepare("batch", "number")));
      // The same kernels serve all three.
      expect(modules.length > 0).toBe(i === 0);
      by("eager", () => f(count > 1000 ? [0.5] : xs, 1));
      return f.info().bytes;
    });
    expect(new Set(bytes).size).toBe(1);
  });
});

describe("as text", () => {
  const scope = { ...Object.fromEntries(Object.keys(fluxion).map((name) => [name, float64(name)])), repeat: unrolled };
  const evaluated = (text: string) =>
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- that the text is JavaScript is what is tested
    (new Function(...Object.keys(scope), `return ${text}`) as (...values: unknown[]) => (...args: number[]) => unknown)(
      ...Object.values(scope),
    );

  it.each(Object.entries(bodies).filter(([name]) => !name.includes("reduction")))(
    "a loop %s is JavaScript that evaluates to it, with derivatives",
    (_, body) => {
      for (const name of ["compile", "valueAndGrad", "grad of grad"]) {
        const f = transforms[name]((x, w) => body(repeat, x, w));
        const text = String(f);
        expectAlike(evaluated(text)(0.5, 1.25), f(0.5, 1.25), text, 1e-4);
      }
    },
  );

  it("is as a person would write it", () => {
    expect(String(compile((x) => repeat(100, (s) => add(s, mul(0.1, sin(s))), x)))).toBe(
      "(x) => repeat(100, (a) => a + 0.1 * sin(a), x)",
    );
    expect(String(compile((x, w) => repeat(9, ([s, t], i) => [add(t, i), mul(s, w)], [x, 0])[0]))).toBe(
      "(x, w) => repeat(9, ({ a, b }, c) => ({ a: b + c, b: a * w }), { a: x, b: 0 }).a",
    );
    // Names of arguments that would hide a function, in the step too.
    expect(String(compile((sin, repeat2) => repeat(3, (s) => mul(ops["sin"](s), repeat2), sin)))).toBe(
      "(a, repeat2) => repeat(3, (b) => repeat2 * sin(b), a)",
    );
    expect(String(repeat(2, (s) => cos(s), sin()))).toBe("(x) => repeat(2, (a) => cos(a), sin(x))");
    expect((compile((x) => repeat(2, (s) => cos(s), x)) as unknown as { toMermaid(): string }).toMermaid()).toContain(
      "repeat(2, (a) =#62; cos(a), x)",
    );
  });

  it("it is, but not as bytes", () => {
    expect(() => compile((x) => repeat(2, (s) => cos(s), x)).toBytes()).toThrow(
      "compile(f) has a loop of repeat and cannot become bytes; loop in JavaScript",
    );
  });
});

describe("what is refused", () => {
  const step = (s: unknown) => s;
  it.each<[() => unknown, string, new (message: string) => Error]>([
    [() => repeat(2.5, step, 1), "repeat: count is 2.5; pass an integer from 0 to 16777216", RangeError],
    [() => repeat(-1, step, 1), "repeat: count is -1; pass an integer", RangeError],
    [() => repeat(2 ** 24 + 1, step, 1), "repeat: count is 16777217; pass an integer", RangeError],
    [() => repeat(NaN, step, 1), "repeat: count is NaN; pass an integer", RangeError],
    [() => repeat("5" as never, step, 1), "repeat: count is a string; pass an integer", TypeError],
    [() => compile((x) => repeat(x, step, 1))(3), "repeat: count is an expression; pass an integer", TypeError],
    [
      () => repeat(5, 2 as never, 1),
      "repeat: the step is a number; pass a function: repeat(count, (s, i) =>",
      TypeError,
    ],
    [() => repeat(5, step, "a"), "repeat: argument 2 (init) is a string; convert it", TypeError],
    [() => repeat(5, step, { a: { b: null } }), "repeat: argument 2 (init).a.b is null; pass a number", TypeError],
    [() => repeat(5, step, { a: new Float64Array(2) }), "repeat: argument 2 (init).a is a Float64Array", TypeError],
    [() => repeat(5, step, {}), "repeat: argument 2 (init) is an object; pass", TypeError],
    [() => repeat(5, step, { a: [1, 2], b: [1, 2, 3] }), "batches differ in length", RangeError],
    [() => repeat(5, ([a]) => [a], [sin(), 1]), "repeat: the step returned another structure than init has", TypeError],
    [() => repeat(5, () => [1, 2], 1), "repeat: the step returned another structure than init has", TypeError],
    [() => repeat(5, ({ a }) => ({ b: a }), { a: 1 }), "the step returned another structure than init has", TypeError],
    [
      () => repeat(5, () => undefined, 1),
      "repeat: the function returned undefined; did you forget to return?",
      TypeError,
    ],
    [() => repeat(5, () => ({ a: "b" }), { a: 1 }), "repeat: the function returned a string at .a", TypeError],
    [
      () => repeat(5, ([a]) => a, [1, 2]),
      "an array of numbers is a batch: for parameters one by one use list",
      TypeError,
    ],
    [() => repeat(5, (s) => (s as never as number) + 1, 1), "add", TypeError],
    [
      () => repeat(3, (s) => mul(s, mean(s)), [1, 2]),
      "the reduction mean, which needs all elements; loop in JavaScript",
      TypeError,
    ],
    [
      () => compile((x) => repeat(3, (s) => sub(s, sum(s)), x))(1),
      "repeat: the step contains the reduction sum",
      TypeError,
    ],
    [
      () => compile((x) => repeat(3, (s) => grad((u) => mean(square(u)))(s), x))([1, 2]),
      "repeat: the step contains the reduction sum, which needs",
      TypeError,
    ],
  ])("%s", (call, message, type) => {
    expect(call).toThrow(message);
    expect(call).toThrow(type);
  });

  it("expressions that escape a step", () => {
    let escaped: Value | undefined;
    repeat(3, (s) => (escaped = mul(s, 2)), 1);
    expect(() => compile((x) => mul(x, escaped))(1)).toThrow();
    repeat(3, (s) => (escaped = s as Value), 1);
    expect(() => compile((x) => mul(x, escaped))(1)).toThrow("an expression escaped its function: the argument s");
  });
});

describe("transforms in a step", () => {
  /** An op whose rule takes more than its value, and one whose rule is not the derivative of its value. */
  const OWN: Readonly<Record<string, (x: unknown, y: unknown) => unknown>> = {
    product: customGrad(
      (x: Expr, y: Expr) => fluxion.mul(x, fluxion.sin(y)),
      (x, y) => [fluxion.sin(y), fluxion.mul(x, fluxion.cos(y))],
    ) as never,
    rule: customGrad(
      (x: Expr, _: Expr) => fluxion.tanh(x),
      (x, y) => [fluxion.mul(x, y), fluxion.sin(y)],
    ) as never,
  };

  it.each(Object.keys(OWN))("derivatives of one's own, which take what their values do not: %s", (name) => {
    const over = (loop: Loop) => (x: Value, y: Value) => loop(3, (s) => OWN[name](tanh(s), y), x) as Value;
    const [f, expected] = [over(repeat), over(unrolled)];
    for (const args of [
      [0.5, 0.75],
      [0.5, xs],
      [xs, 0.75],
    ]) {
      for (const argnums of [0, 1]) {
        expectAlike(grad(f, { argnums })(...args), grad(expected, { argnums })(...args), `by ${argnums}`);
        for (const again of [0, 1])
          expectAlike(
            grad(grad(f, { argnums }), { argnums: again })(...args),
            grad(grad(expected, { argnums }), { argnums: again })(...args),
            `by ${argnums}, then by ${again}`,
          );
      }
      const tangents = args.map(() => 1);
      expectAlike(jvp(f)(args, tangents), jvp(expected)(args, tangents), "jvp");
    }
  });

  it("take tangents that are batches for batches alone", () => {
    const over = (loop: Loop) => (x: Value, y: Value) =>
      loop(2, (s) => (hvp((u) => sin(u))([y], [s]) as unknown as Value[])[0], x) as Value;
    for (const args of [
      [0.5, 0.75],
      [0.5, xs],
      [xs, xs],
    ])
      expectAlike(compile(over(repeat))(...args), compile(over(unrolled))(...args), "the value");
    expect(() => compile(over(repeat))(xs, 0.5)).toThrow(/^repeat: a tangent is a batch, and its value a number$/);
  });
});
