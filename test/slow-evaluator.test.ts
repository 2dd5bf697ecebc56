// The slow evaluator that others are compared with: its derivatives agree with each other and with formulas, and it
// knows kinds and refusals.

import { describe, expect, it } from "vitest";
import { generator } from "./lib/random.js";
import { ARGUMENTS, DATA, randomFunction, slow } from "./lib/random-losses.js";
import {
  evaluate,
  evaluateGradient,
  evaluateJvp,
  gradient,
  ops,
  type Plain,
  Refused,
  Undecided,
  type Value,
} from "./lib/slow-evaluator.js";

const { add, div, exp, logsumexp, mean, mul, square, stopGradient, sub, sum, variance } = ops;
const xs = [...DATA];

const dot = (x: Plain, y: Plain) =>
  typeof x === "number" ? x * (y as number) : x.reduce((sum, u, i) => sum + u * (y as readonly number[])[i], 0);

describe("slow evaluator", () => {
  it("has gradients whose product with a direction is the derivative in that direction", () => {
    const random = generator(1);
    let losses = 0;
    for (let i = 0; i < 300; i++) {
      const f = randomFunction(random, 5);
      const loss = (...values: Value[]) => mean(mul(f(slow, values), f(slow, values)));
      const operand = (k: number): Plain => ((i >> k) & 1 ? xs.map(() => random() - 0.5) : random() - 0.5);
      const [args, directions] = [0, 1].map(() => Array.from({ length: ARGUMENTS }, (_, k) => operand(k)));
      try {
        const gradients = args.map((_, k) => evaluateGradient(loss, args, k));
        const [, [along]] = evaluateJvp(loss, args, directions);
        const product = gradients.reduce<number>((total, g, k) => total + dot(g, directions[k]), 0);
        expect(product).toBeCloseTo(along as number, 8);
        losses++;
      } catch (error) {
        if (!(error instanceof Refused || error instanceof Undecided)) throw error;
      }
    }
    expect(losses).toBeGreaterThan(100);
  });

  it("knows softmax, and the Hessian of variance", () => {
    const weights = xs.map((x) => Math.exp(x));
    const total = weights.reduce((sum, w) => sum + w, 0);
    (evaluateGradient((x) => logsumexp(x), [xs]) as readonly number[]).forEach((g, i) => {
      expect(g).toBeCloseTo(weights[i] / total, 12);
    });
    const direction = xs.map((_, i) => i);
    const product = evaluateGradient((x, v) => ops.dot(gradient((u) => variance(u))(x), v), [xs, direction]);
    (product as readonly number[]).forEach((h, i) => expect(h).toBeCloseTo((2 / 7) * (i - 3), 12));
  });

  it("gives kinds by what varies", () => {
    const loss = (w: Value, x: Value) => mean(square(mul(w, x)));
    expect(evaluate(loss, [0.5, xs])).toEqual([expect.any(Number)]);
    expect(evaluate((w, x) => [add(loss(w, x), w), w], [0.5, xs])).toEqual([expect.any(Number), xs.map(() => 0.5)]);
    expect(evaluateGradient(loss, [0.5, xs], 0)).toEqual(expect.any(Number));
    expect(evaluateGradient(loss, [0.5, xs], 1)).toHaveLength(7);
    expect(evaluateGradient((w, x) => mul(w, x), [0.5, xs], 0)).toEqual(xs);
    expect(evaluateGradient((w) => sum(mul(w, DATA)), [2])).toBeCloseTo(xs.reduce((sum, x) => sum + x));
    expect(evaluateGradient((w, x) => sum(mul(w, x)), [2, []])).toBe(0);
  });

  it("refuses by each rule", () => {
    const softmax = (x: Value) => div(exp(x), sum(exp(x)));
    expect(() => evaluateGradient(softmax, [xs])).toThrow("a: sum");
    expect(() => evaluateGradient((t, x) => mul(t, sub(x, mean(x))), [2, xs])).toThrow("b: ");
    expect(() => evaluate((x, a) => mul(x, sum(a)), [xs, 1])).toThrow("c: sum");
    expect(evaluateGradient((x) => mul(x, stopGradient(mean(x))), [xs])).toHaveLength(7);
    expect(evaluate((x, a) => mul(x, mean(a)), [xs, 1])).toEqual([xs]);
  });
});
