// Gradients of losses, by numbers and by batches, against formulas in float64.

import { describe, expect, it } from "vitest";
import { bitsOf, expectClose, expectWithin } from "./lib/floats.js";
import { generator, randomFunction } from "./lib/random.js";
import { compile, fromBytes, grad, list, ops, valueAndGrad, type Value } from "./lib/untyped.js";

const { add, div, dot, exp, gt, log, logsumexp, max, mean, mul, norm, sin, square, std, stopGradient, sub, sum } = ops;
const { variance, where } = ops;

function batch(n: number, seed: number): Float32Array {
  const random = generator(seed);
  return Float32Array.from({ length: n }, () => 4 * random() - 2);
}

const total = (xs: ArrayLike<number>) => Array.from(xs).reduce((total, x) => total + x, 0);
const average = (xs: ArrayLike<number>) => total(xs) / xs.length;

/** The derivative of each reduction by each element, where its value is y. */
const derivatives: Readonly<Record<string, (xs: readonly number[], y: number) => number[]>> = {
  sum: (xs) => xs.map(() => 1),
  mean: (xs) => xs.map(() => 1 / xs.length),
  norm: (xs, y) => xs.map((x) => (y === 0 ? 0 : x / y)),
  amax: (xs, y) => xs.map((x) => (x === y ? 1 / xs.filter((other) => other === y).length : 0)),
  amin: (xs, y) => xs.map((x) => (x === y ? 1 / xs.filter((other) => other === y).length : 0)),
  variance: (xs) => xs.map((x) => (2 * (x - average(xs))) / xs.length),
  std: (xs, y) => xs.map((x) => (y === 0 ? 0 : (x - average(xs)) / (xs.length * y))),
  logsumexp: (xs, y) => xs.map((x) => (Math.abs(y) === Infinity ? 0 : Math.exp(x - y))),
  logmeanexp: (xs, y) => xs.map((x) => Math.exp(x - y) / xs.length),
  any: (xs) => xs.map(() => 0),
  all: (xs) => xs.map(() => 0),
  count: (xs) => xs.map(() => 0),
};

describe.each(Object.entries(derivatives))("the gradient of %s", (name, derivative) => {
  const op = ops[name];

  it("by a batch is the derivative by each element", () => {
    for (const n of [1, 2, 7, 130, 1025, 9000]) {
      const xs = batch(n, n).map((x, i) => (i % 5 === 0 ? -1 : x));
      const [value, gradient] = list(valueAndGrad((x) => op(x))(xs)) as [number, Float32Array];
      expect(value).toBe(op(xs));
      expectClose(gradient, derivative([...xs], value), 1e-5, 3e-7 / n);
      // Of what is reduced, by the chain rule.
      const chained = grad((x) => mul(3, op(sin(x))))(xs);
      const ys = sin(xs);
      const outer = derivative([...ys], op(ys));
      expectClose(
        chained,
        outer.map((factor, i) => 3 * factor * Math.cos(xs[i])),
        1e-5,
        1e-6,
      );
    }
  });

  it("by a number is the sum over the elements, of one", () => {
    const xs = batch(300, 1);
    const w = Math.fround(0.7);
    const ys = Array.from(xs, (x) => Math.fround(w * x));
    const [value, gradient] = list(valueAndGrad((w, x) => op(mul(w, x)))(w, xs)) as [number, number];
    const expected = total(derivative(ys, value).map((factor, i) => factor * xs[i]));
    expect(typeof gradient).toBe("number");
    expect(Math.abs(gradient - expected)).toBeLessThanOrEqual(2e-5 * Math.max(1, Math.abs(expected)));
    // The number as a batch of equal ones: the sum of what each has.
    const ofBatch = grad((w, x) => op(mul(w, x)))(new Float32Array(300).fill(w), xs);
    expect(Math.abs(total(ofBatch) - gradient)).toBeLessThanOrEqual(2e-5 * Math.max(1, Math.abs(expected)));
    // With numbers alone, as of a batch of one.
    const alone = grad((w, x) => op(mul(w, x)))(0.5, 1.25);
    expectWithin(alone, grad((w, x) => op(mul(w, x)))(Float32Array.of(0.5), Float32Array.of(1.25))[0], 1);
  });
});

describe("special points", () => {
  const zeros = new Float32Array(3);

  it("have a derivative of 0 where the root of a sum is 0", () => {
    expect(grad((x) => norm(x))(zeros)).toEqual(zeros);
    expect(grad((x) => std(x))(Float32Array.of(2, 2))).toEqual(new Float32Array(2));
    expect(grad((w, x) => norm(mul(w, x)))(0, Float32Array.of(1, 2))).toBe(0);
  });

  it("share the derivative of equal extremes", () => {
    expect(grad((x) => ops.amax(x))(Float32Array.of(1, 3, 3, 2))).toEqual(Float32Array.of(0, 0.5, 0.5, 0));
    expect(grad((x) => ops.amin(x))(Float32Array.of(1, 0, -0, 0))).toEqual(
      Float32Array.of(0, 1, 1, 1).map((x) => x / 3),
    );
  });

  it("of logsumexp at infinities", () => {
    const gradient = grad((x) => logsumexp(x));
    expect(gradient(Float32Array.of(1000, -1000, -Infinity))).toEqual(Float32Array.of(1, 0, 0));
    expect(gradient(new Float32Array(2).fill(-Infinity))).toEqual(new Float32Array(2));
    expect(gradient(Float32Array.of(Infinity, 1))).toEqual(new Float32Array(2));
  });

  it("in a branch that no element takes add nothing, not even NaN", () => {
    const f = (w: Value, x: Value) => sum(where(gt(x, 0), mul(log(w), x), 0));
    expect(grad(f)(0, Float32Array.of(-1, -2))).toBe(0);
    expect(grad(f)(0, Float32Array.of(-1, 2))).toBe(Infinity);
    expect(grad((w, x) => where(gt(sum(x), 0), log(w), w))(0, Float32Array.of(-1))).toBe(1);
  });

  it("of no element: a number 0, and NaN of a mean", () => {
    const none = new Float32Array(0);
    expect(grad((w, x) => sum(mul(w, x)))(2, none)).toBe(0);
    expect(grad((w, x) => mean(mul(w, x)), { argnums: [0, 1] })(2, none)).toEqual([NaN, none]);
    expect(list(valueAndGrad((x) => sum(square(x)))(none))).toEqual([0, none]);
  });

  it("of what no argument reaches are 0 of the argument's kind", () => {
    const xs = batch(4, 3);
    expect(grad((_, x) => mean(x), { argnums: [0, 1] })(2, xs)).toEqual([0, new Float32Array(4).fill(0.25)]);
    expect(grad((_, x) => mean(x))(xs, xs)).toEqual(new Float32Array(4));
    // Inside another function, and from bytes, as well.
    const nested = compile((w, x) => grad((_, x) => mean(x))(w, x));
    expect(nested(2, xs)).toBe(0);
    expect(add(1, nested(2, xs))).toBe(1);
    expect(compile((w, x) => add(1, nested(w, x)))(2, xs)).toBe(1);
    expect(fromBytes(nested.toBytes())(2, xs)).toBe(0);
    expect(nested(xs, 2)).toEqual(new Float32Array(4));
    // Whatever arguments are constants or the same expression: by a number, of a number, it is a number.
    const slope = grad((t, a, x) => add(mul(t, a), mean(x)));
    for (const f of [
      (t: Value, a: Value, x: Value) => slope(t, a, x),
      (_: Value, a: Value, x: Value) => slope(2, a, x),
      (t: Value, _: Value, x: Value) => slope(t, 3, x),
    ])
      expect(compile(f)(2, 3, xs)).toBe(3);
    expect(compile((t, x) => slope(t, t, x))(3, xs)).toBe(3);
    // Of what has no reduction below it, a batch if any argument is.
    expect(compile((w, x) => [grad((w) => mul(2, w))(w), mean(x)])(2, xs)).toEqual([
      new Float32Array(4).fill(2),
      mean(xs),
    ]);
    expect(grad((w, x) => stopGradient(mean(mul(w, x))))(2, xs)).toBe(0);
  });
});

describe("a loss of several arguments", () => {
  const [xs, ys] = [batch(700, 5), batch(700, 6)];
  const mse = (w: Value, b: Value, x: Value, y: Value) => mean(square(sub(y, add(mul(w, x), b))));
  const exact = (w: number, b: number) => {
    const errors = Array.from(xs, (x, i) => ys[i] - (w * x + b));
    return {
      value: average(errors.map((e) => e * e)),
      w: average(errors.map((e, i) => -2 * e * xs[i])),
      b: average(errors.map((e) => -2 * e)),
      x: errors.map((e) => (-2 * e * w) / 700),
      y: errors.map((e) => (2 * e) / 700),
    };
  };

  it("has gradients of the kinds of its arguments", () => {
    const { value, w, b, x, y } = exact(0.5, 0.25);
    const [got, gradients] = list(valueAndGrad(mse, { argnums: [0, 1, 2, 3] })(0.5, 0.25, xs, ys));
    expectClose([got as number], [value]);
    const [dw, db, dx, dy] = gradients as [number, number, Float32Array, Float32Array];
    expectClose([dw, db], [w, b]);
    expectClose(dx, x, 1e-5, 1e-9);
    expectClose(dy, y, 1e-5, 1e-9);
  });

  it("takes its data as arguments, in batches of any length", () => {
    const f = valueAndGrad(mse);
    for (const [first, last] of [
      [0, 700],
      [0, 3],
      [3, 4],
      [100, 500],
      [4, 4],
    ]) {
      const [x, y] = [xs.subarray(first, last), ys.subarray(first, last)];
      const n = last - first;
      const errors = Array.from(x, (x, i) => y[i] - (0.5 * x + 0.25));
      const [value, dw] = list(f(0.5, 0.25, x, y)) as number[];
      if (n === 0) expect([value, dw]).toEqual([NaN, NaN]);
      else expectClose([value, dw], [average(errors.map((e) => e * e)), average(errors.map((e, i) => -2 * e * x[i]))]);
    }
  });

  it("may close over its data", () => {
    const f = valueAndGrad((w, b) => mse(w, b, xs as Value, ys as Value), { argnums: [0, 1] });
    const [value, [dw, db]] = list(f(0.5, 0.25)) as [number, number[]];
    const passed = list(valueAndGrad(mse, { argnums: [0, 1] })(0.5, 0.25, xs, ys));
    expect([value, [dw, db]]).toEqual(passed);
    // By a batch, one for each element.
    const ws = new Float32Array(700).fill(0.5);
    expect(typeof f(ws, 0.25)[0]).toBe("number");
    expectClose([total((list(f(ws, 0.25))[1] as [Float32Array])[0])], [dw]);
  });

  it("has a penalty that is a number", () => {
    const ridge = (w: Value, l: Value, x: Value) => add(mean(square(mul(w, x))), mul(l, square(w)));
    const m = average(xs.map((x) => x * x));
    expectClose(list(valueAndGrad(ridge, { argnums: [0, 1] })(2, 0.1, xs)).flat() as number[], [
      4 * m + 0.4,
      4 * m + 0.4,
      4,
    ]);
  });

  it("goes down in steps of one program", () => {
    const step = compile((w, x) => sub(w, mul(0.125, grad((w, x) => mean(square(mul(w, x))))(w, x))));
    const m = average(xs.map((x) => x * x));
    expectClose([step(0.5, xs)], [0.5 - 0.125 * 2 * 0.5 * m]);
    const twice = compile((w, x) => step(step(w, x), x));
    expectClose([twice(0.5, xs)], [0.5 * (1 - 0.25 * m) ** 2]);
  });
});

describe("orders", () => {
  const [xs, vs] = [batch(50, 8), batch(50, 9)];

  it("of a sum of elements are those of each element", () => {
    expectClose(
      grad(grad((x) => sum(sin(x))))(xs),
      Array.from(xs, (x) => -Math.sin(x)),
    );
    const third = grad(grad(grad((w, x) => sum(exp(mul(w, x))))));
    expectClose([third(0.5, xs)], [total(xs.map((x) => x ** 3 * Math.exp(0.5 * x)))]);
  });

  it("of a variance know that its mean moves", () => {
    for (const ddof of [0, 1]) {
      const product = grad((x, v) => dot(grad((u) => variance(u, ddof))(x), v))(xs, vs);
      const m = average(vs);
      expectClose(
        product,
        Array.from(vs, (v) => (2 * (v - m)) / (50 - ddof)),
        1e-5,
        1e-7,
      );
    }
  });

  it("of logsumexp are a product with its Hessian", () => {
    const product = grad((x, v) => dot(grad((u) => logsumexp(u))(x), v))(xs, vs);
    const z = total(Array.from(xs, (x) => Math.exp(x)));
    const p = Array.from(xs, (x) => Math.exp(x) / z);
    const mixed = total(p.map((p, i) => p * vs[i]));
    expectClose(
      product,
      p.map((p, i) => p * (vs[i] - mixed)),
      1e-5,
      1e-7,
    );
  });

  it("of losses in losses", () => {
    // The slope of the minimiser's own loss.
    const inner = (w: Value, x: Value) => mean(square(sub(mul(w, x), 1)));
    const outer = (w: Value, x: Value, v: Value) => mean(mul(inner(sub(w, mul(0.1, grad(inner)(w, x))), x), v));
    const f = (w: number) => {
      const a = average(xs.map((x) => x * x));
      const b = average(xs);
      const moved = w - 0.1 * 2 * (w * a - b);
      return average(xs.map((x) => (moved * x - 1) ** 2)) * average(vs);
    };
    const expected = (f(0.5 + 1e-4) - f(0.5 - 1e-4)) / 2e-4;
    expectClose([grad(outer)(0.5, xs, vs)], [expected], 1e-4, 1e-5);
  });
});

it("idioms over the batch and over components", () => {
  const logits = [batch(40, 10), batch(40, 11), batch(40, 12)];
  const label = Float32Array.from({ length: 40 }, (_, i) => i % 3);
  // Over components: cross-entropy of three classes, element by element; over the batch: its mean.
  const loss = (a: Value, b: Value, c: Value, label: Value) => {
    const all = [a, b, c];
    const normaliser = all.reduce((x, y) => ops.logaddexp(x, y));
    const chosen = all.map((x, k) => mul(x, ops.eq(label, k))).reduce((x, y) => add(x, y));
    return mean(sub(normaliser, chosen));
  };
  const gradients = list(grad(loss, { argnums: [0, 1, 2] })(...logits, label)) as Float32Array[];
  gradients.forEach((gradient, k) => {
    const expected = Array.from(gradient, (_, i) => {
      const z = total(logits.map((logit) => Math.exp(logit[i])));
      return (Math.exp(logits[k][i]) / z - Number(label[i] === k)) / 40;
    });
    expectClose(gradient, expected, 1e-5, 1e-7);
  });
  const weighted = (x: Value, w: Value) => div(dot(w, x), sum(w));
  const w = logits[1].map((x) => Math.exp(x));
  expectClose([compile(weighted)(logits[0], w)], [total(logits[0].map((x, i) => w[i] * x)) / total(w)]);
  // The largest of a list that may have one member.
  expect(compile((...xs) => mean(xs.reduce((x, y) => max(x, y))))(Float32Array.of(1, 3))).toBe(2);
});

describe("random functions", () => {
  it.each(Array.from({ length: 60 }, (_, seed) => 7000 + seed))("seed %i", (seed) => {
    const random = generator(seed);
    const { expression, exact } = randomFunction(random, 2, 2 + Math.floor(random() * 6));
    const n = [3, 40, 1100, 8200][seed % 4];
    const xs = Float32Array.from({ length: n }, () => 2 * random() - 1);
    const w = Math.fround(2 * random() - 1);
    const points = Array.from(xs, (x) => exact([w, x], [0, 1]));
    const loss = (w: Value, x: Value) => mean(expression(w, x));
    const [value, [dw, dx]] = list(valueAndGrad(loss, { argnums: [0, 1] })(w, xs)) as [number, [number, Float32Array]];
    const size = (values: number[]) => average(values.map(Math.abs));
    const values = points.map(({ value }) => value.value);
    const byNumber = points.map(({ first }) => first[0].value);
    const tolerance = 1e-4 * (1 + size(values) + size(byNumber));
    expect(Math.abs(value - average(values))).toBeLessThan(tolerance);
    expect(Math.abs(dw - average(byNumber))).toBeLessThan(tolerance);
    expectClose(
      dx.map((d) => d * n),
      points.map(({ first }) => first[1].value),
      1e-4,
      1e-4 * (1 + size(byNumber)),
    );
    // A number is as its batch of equal entries, summed, and has the bits of a captured array's.
    const ofBatch = grad(loss)(new Float32Array(n).fill(w), xs);
    expect(Math.abs(total(ofBatch) - dw)).toBeLessThan(tolerance);
    expect(bitsOf([grad((w) => loss(w, xs as Value))(w)])).toEqual(bitsOf([dw]));
    // Bytes are the function, for all kinds of arguments.
    const stored = fromBytes(valueAndGrad(loss, { argnums: [0, 1] }).toBytes());
    expect(stored(w, xs)).toEqual([value, [dw, dx]]);
    expect(stored(w, 0.5)).toEqual(valueAndGrad(loss, { argnums: [0, 1] })(w, 0.5));
    expect((list(stored(xs, xs))[1] as Float32Array[])[0]).toEqual(grad(loss)(xs, xs));
  });
});
