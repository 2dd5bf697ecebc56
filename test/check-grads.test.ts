// checkGrads: right derivatives pass, at any point, and wrong ones are found.

import { describe, expect, it } from "vitest";
import { checkGrads as typed, customGrad, type Expr, foreign, list, type Mismatch } from "../ts/index.js";
import { table } from "../ts/program/table.js";
import { generator } from "./lib/random.js";
import { ARGUMENTS, DATA, fast, randomFunction } from "./lib/random-losses.js";
import { compile, grad, ops, type Value } from "./lib/untyped.js";

const { add, div, dot, exp, log, logsumexp, mean, mul, norm, relu, round, sin, square, sub, sum, where } = ops;
const jvp = ops["jvp"] as unknown as (f: unknown) => (...args: unknown[]) => unknown;
const checkGrads = typed as unknown as (f: unknown, args: unknown, options?: unknown) => void;

/** The mismatches; none if it passes. */
function mismatches(f: unknown, args: unknown[], options?: unknown): readonly Mismatch[] {
  try {
    checkGrads(f, args, options);
    return [];
  } catch (error) {
    const found = (error as { mismatches?: readonly Mismatch[] }).mismatches;
    if (found === undefined) throw error;
    expect(found.length).toBeGreaterThan(0);
    return found;
  }
}

/** A value that is larger than its derivative says, by this part: stairs are flat, and here too low to be seen. */
const steeper = (x: Value, part: number, f: (x: Value) => Value = (x) => x) =>
  add(f(x), mul(part, f(div(round(mul(x, 2 ** 18)), 2 ** 18))));

const random = generator(13);
const batch = (n: number, low = -2, high = 2) => Float32Array.from({ length: n }, () => low + (high - low) * random());

const unary = Object.values(table).filter(({ name, args, reduces }) => name !== "" && args.length === 1 && !reduces);
const points = Float32Array.from({ length: 40 }, (_, i) => 0.03 + 0.0487 * i);

describe("checkGrads of ops", () => {
  it("has no false alarm", () => {
    for (const { name } of unary) {
      expect(mismatches(ops[name], [points], { order: 2 }), name).toEqual([]);
      expect(mismatches(ops[name], [batch(40, -30, 30)]), name).toEqual([]);
    }
    for (const { name, args } of Object.values(table).filter(
      ({ name, args, reduces }) => name !== "" && args.length > 1 && !reduces,
    )) {
      // Jumps that are nearer to each other than the least step are past telling.
      const ranges = /^(rem|mod)$/.test(name)
        ? [[2, 9]]
        : [
            [-2, 2],
            [0.1, 9],
          ];
      for (const [low, high] of ranges) {
        const inputs = args.map(() => batch(60, low, high));
        const f = (...xs: Value[]) => ops[name](...xs);
        expect(mismatches(f, inputs), name).toEqual([]);
        for (let i = 0; i < 5; i++) {
          const numbers = inputs.map((x) => x[i]);
          expect(mismatches(f, numbers, { order: 2 }), `${name}(${numbers.join()})`).toEqual([]);
        }
      }
    }
  });

  it("finds derivatives that are wrong by 1 %", () => {
    let [wrong, found] = [0, 0];
    for (const { name } of unary) {
      const op = ops[name];
      const slopes = grad(op)(points) as Float32Array;
      const off = mismatches((x: Value) => steeper(x, 0.01, op), [points]);
      wrong += slopes.filter((slope) => slope !== 0 && Number.isFinite(slope)).length;
      found += off.length;
      for (const { argument, path, element, order, analytic, numeric, bound } of off) {
        expect([argument, path, order]).toEqual([0, "", 1]);
        expect(Math.abs(analytic / slopes[element!] - 1)).toBeLessThan(1e-4);
        expect(Math.abs(numeric - 1.01 * analytic)).toBeLessThan(0.005 * Math.abs(analytic));
        expect(Math.abs(analytic - numeric)).toBeGreaterThan(4 * bound);
      }
    }
    expect(found / wrong).toBeGreaterThan(0.82);
  });
});

describe("checkGrads of losses", () => {
  const xs = batch(1000);
  const line = (w: Value, b: Value, x: Value) => mean(square(sub(sin(x), add(mul(w, x), b))));

  it("passes right ones, to the second order, of any kinds", () => {
    expect(mismatches(line, [1, 2, xs], { order: 2 })).toEqual([]);
    expect(mismatches(line, [0.3, -0.5, 0.25], { order: 3 })).toEqual([]);
    expect(mismatches(line, [batch(7), 1, batch(7)], { order: 2 })).toEqual([]);
    for (const f of [logsumexp, norm, mean, sum, ops.variance, ops.std, ops.amax, ops.logmeanexp, ops.any, ops.count])
      for (const n of [1, 2, 33])
        expect(
          mismatches((x: Value) => f(x), [batch(n)], { order: 2 }),
          f.name,
        ).toEqual([]);
    expect(mismatches((x: Value, y: Value) => dot(x, y), [xs, batch(1000)], { order: 2 })).toEqual([]);
    const inner = (x: Value) => sum(exp(mul(-1, square(sub(x, mean(x))))));
    expect(mismatches(inner, [batch(9)], { order: 2 })).toEqual([]);
  });

  it("passes random ones", () => {
    const random = generator(79);
    let passed = 0;
    for (let i = 0; i < 150; i++) {
      const chain = randomFunction(random, 1 + Math.floor(6 * random()));
      const f = (x: Value, y: Value, z: Value) => chain(fast, [x, y, z]);
      const areBatches = random() < 0.7;
      const args = Array.from({ length: ARGUMENTS }, () => (areBatches ? batch(DATA.length) : batch(1)[0]));
      try {
        expect(mismatches(i % 2 === 0 ? f : (...xs: [Value, Value, Value]) => sum(f(...xs)), args), String(i)).toEqual(
          [],
        );
        passed++;
      } catch (error) {
        // Those that calls of grad refuse, too.
        if (!(error instanceof TypeError)) throw error;
      }
    }
    expect(passed).toBeGreaterThan(75);
  });

  it("finds wrong ones", () => {
    const found = mismatches((w: Value, b: Value, x: Value) => line(steeper(w, 0.01), b, x), [1, 2, xs]);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ argument: 0, path: "", element: undefined, order: 1 });
    const fields = ["argument", "path", "element", "order", "analytic", "numeric", "bound"];
    expect(Object.keys(found[0])).toEqual(fields);
    for (const f of [logsumexp, norm, mean, (x: Value) => sum(sin(x))]) {
      const directions = mismatches((x: Value) => f(steeper(x, 0.01)), [batch(100)]);
      expect(directions.length).toBeGreaterThan(0);
      expect(directions.length).toBeLessThanOrEqual(8);
      expect(directions[0]).toMatchObject({ argument: 0, element: undefined, order: 1 });
    }
    // At one element of several.
    const few = batch(10, 1, 2);
    const one = Float32Array.from(few, (_, i) => +(i === 5));
    expect(mismatches((x: Value) => sum(square(where(one, steeper(x, 0.1), x))), [few]).length).toBeGreaterThan(0);
  });

  it("finds derivatives that are wrong at the second order alone", () => {
    // The slope is as said but for its own, by stairs.
    const f = (x: Value) => square(div(round(mul(x, 2 ** 18)), 2 ** 18));
    const stairs = (x: Value) => mul(x, div(round(mul(x, 2 ** 18)), 2 ** 18));
    expect(mismatches(f, [1]).map(({ order }) => order)).toEqual([1]);
    expect(mismatches((x: Value) => grad(stairs)(x), [1]).map(({ order }) => order)).toEqual([1]);
    const orders = mismatches((x: Value) => mul(0.001, stairs(x)), [batch(5, 1, 2)], { order: 2 });
    expect(new Set(orders.map(({ order }) => order))).toEqual(new Set([1, 2]));
  });

  it("is by leaves of structures, or by argnums", () => {
    const f = (p: { a: Value; w: Value[] }, x: Value) => mean(square(sub(mul(steeper(p.w[1], 0.02), x), p.a)));
    const p = { a: 0.5, w: list([1, 2]) };
    const found = mismatches(f, [p, xs]);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ argument: 0, path: ".w[1]" });
    expect(() => checkGrads(f, [p, xs])).toThrow(/by argument 0 \(p\)\.w\[1\], the derivative of order 1 is/);
    expect(mismatches(f, [p, xs], { argnums: 1 })).toEqual([]);
    expect(mismatches(f, [p, xs], { argnums: [1, 0], order: 1 })).toHaveLength(1);
  });
});

describe("checkGrads", () => {
  it("holds what stopGradient stops", () => {
    expect(mismatches((x: Value) => mul(ops.stopGradient(x), x), [points], { order: 2 })).toEqual([]);
    expect(mismatches((x: Value) => mean(mul(ops.stopGradient(exp(x)), x)), [points], { order: 2 })).toEqual([]);
    expect(mismatches((x: Value) => mul(ops.stopGradient(mean(x)), x), [points])).toEqual([]);
  });

  it("compares elements that are spread over a long batch", () => {
    const x = batch(10_000);
    const found = mismatches((x: Value) => steeper(x, 0.02), [x])
      .map(({ element }) => element!)
      .sort((a, b) => a - b);
    expect(found.length).toBeGreaterThan(200);
    expect(found.length).toBeLessThanOrEqual(256);
    expect(found[0]).toBeLessThan(500);
    expect(found.at(-1)).toBeGreaterThan(9500);
    expect(mismatches((w: Value, x: Value) => mul(steeper(w, 0.02), x), [3, x], { argnums: 0 }).length).toBeGreaterThan(
      200,
    );
  });

  it("skips kinks, and where the function is not finite", () => {
    for (const f of [relu, ops.abs, ops.sign, ops.floor, ops.hardTanh, (x: Value) => ops.max(x, 0)])
      for (const x of [0, 1e-6, 0.001, -0.01, 0.1, 1]) expect(mismatches(f, [x], { order: 2 }), String(x)).toEqual([]);
    expect(mismatches((x: Value) => add(relu(x), mul(100, ops.pow(x, 3))), [0])).toEqual([]);
    expect(mismatches(log, [Float32Array.of(-1, 0, 0.001, NaN, Infinity)], { order: 2 })).toEqual([]);
    const text = (f: unknown, x: Float32Array) => {
      try {
        checkGrads(f, [x]);
      } catch (error) {
        return (error as Error).message;
      }
      return "";
    };
    expect(text((x: Value) => relu(steeper(x, 0.1)), Float32Array.of(1, 0, NaN, 2, -1))).toMatch(
      /^checkGrads\(f\): by argument 0 \(x\) at element \d, the derivative of order 1 is 1, and by finite differences 1\.[\d.]+ ± [\de.-]+; 2 differ so, and 2 cannot be told, near a kink or not finite$/,
    );
  });

  it("checks rules of a user's own, of foreign functions among captured arrays, too", () => {
    const data = Float32Array.of(1, 2, 3);
    const cube = (slope: number) =>
      foreign(
        (x) => x.map((v) => v ** 3),
        (x) => mul(slope, square(x)) as Expr,
      ) as unknown as (x: Value) => Value;
    const exponential = (slope: number) =>
      customGrad(
        (x) => exp(x) as Expr,
        (_, y) => mul(slope, y) as Expr,
      ) as unknown as (x: Value) => Value;
    for (const [own, right] of [
      [cube, 3],
      [exponential, 1],
    ] as const) {
      const elementwise = (slope: number) => (x: Value) => sin(own(slope)(mul(x, data)));
      const loss = (slope: number) => (w: Value, x: Value) =>
        mean(mul(ops.stopGradient(own(slope)(x)), own(slope)(mul(w, x))));
      const point = Float32Array.of(0.1, 0.2, 0.3);
      expect(mismatches(elementwise(right), [point], { order: 2 })).toEqual([]);
      expect(mismatches(loss(right), [0.5, data], { order: 2 })).toEqual([]);
      expect(mismatches(elementwise(1.1 * right), [point])).not.toEqual([]);
      expect(mismatches(loss(1.1 * right), [0.5, data]).map(({ argument }) => argument)).toContain(0);
    }
  });

  it("finds NaN where the function is smooth", () => {
    const f = (x: Value) => mul(ops.stopGradient(0), where(1, x, 0));
    expect(mismatches(f, [1])).toEqual([]);
    const wrong = (x: Value) => add(x, mul(0, ops.sqrt(mul(0, x))));
    expect(mismatches(wrong, [1])[0].analytic).toBeNaN();
  });

  it("is of functions of this package, too", () => {
    expect(
      mismatches(
        compile((x) => sin(x)),
        [points],
      ),
    ).toEqual([]);
    expect(
      mismatches(
        grad((x) => sin(x)),
        [points],
        { order: 2 },
      ),
    ).toEqual([]);
    const along = (x: Value, t: Value) => (jvp((y: Value) => sin(y))([x], [t]) as Value[])[1];
    expect(mismatches(along, [points, points], { order: 2 })).toEqual([]);
    const captured = batch(5);
    expect(mismatches((w: Value) => mean(sin(mul(w, captured))), [2], { order: 2 })).toEqual([]);
    expect(mismatches((w: Value) => sin(mul(w, captured)), [2], { order: 2 })).toEqual([]);
  });

  it("refuses what is no call, and options that are none", () => {
    expect(() => checkGrads(3, [])).toThrow(/the first argument is a number; pass a function/);
    expect(() => checkGrads(sin, 3)).toThrow(
      new TypeError("checkGrads: the second argument is a number; pass the arguments of the function as an array"),
    );
    expect(() => checkGrads(sin, ["a"])).toThrow(/argument 0 \(x\) is a string/);
    expect(() => checkGrads((x: Value) => div(exp(x), sum(exp(x))), [points])).toThrow(/use vjp\(f\) or jvp\(f\)/);
    expect(() => checkGrads((x: Value) => [x, x], [1])).toThrow(
      "checkGrads(f): the function returned an array; return one expression or number",
    );
    expect(() => compile((x) => (checkGrads(sin, [x]), x))(1)).toThrow(/this takes numbers/);
    for (const order of [0, 1.5, NaN, Infinity])
      expect(() => checkGrads(sin, [1], { order })).toThrow(
        new RangeError(`checkGrads(sin): order counts derivatives, an integer from 1, and is ${order}`),
      );
    expect(() => checkGrads(sin, [1], { order: "2" })).toThrow(TypeError);
    expect(() => checkGrads(sin, [1], { argnums: 1 })).toThrow(/argnums 1 is out of range/);
    expect(() => checkGrads(sin, [1], { argnums: [0, 0] })).toThrow(/names argument 0 twice/);
    expect(() => checkGrads(sin, [1], { argnum: 0 })).toThrow(/there is no option argnum/);
    expect(() => checkGrads(sin, [1], 3)).toThrow(/the options are a number/);
    expect(() => checkGrads(sin, [1], null)).toThrow(/the options are null/);
  });
});
