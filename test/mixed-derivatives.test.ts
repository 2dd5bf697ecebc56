// Derivatives by several arguments, and beyond the third, where factors are 0 and infinite. (Those by one argument are
// in more-edge-cases.json.)

import { describe, expect, it } from "vitest";
import { add, celu, grad, neg, sigmoid, sinc, squareplus, sub, xlog1py, xlogy } from "../ts/index.js";
import type { Expr } from "../ts/index.js";
import { expectWithin } from "./lib/floats.js";

type F = (x: Expr, y: Expr) => Expr;
type Numeric = number | Float32Array;

/** Expects a derivative by these arguments in turn, of numbers and in lanes of a batch. */
function expectDerivative(f: F, by: readonly number[], point: readonly [number, number], expected: number): void {
  const df = by.reduce<F>((g, argnums) => grad(g, { argnums }), f) as unknown as (x: Numeric, y: Numeric) => Numeric;
  const batches = point.map((x) => Float32Array.of(0.75, x, 0.75, 0.75, x)) as [Float32Array, Float32Array];
  const lanes = df(...batches) as Float32Array;
  for (const actual of [df(...point) as number, lanes[1], lanes[4]]) expectWithin(actual, expected, 16);
}

/** The loss of the logit z where the label is t. */
const crossEntropy: F = (t, z) => {
  const p = sigmoid(z);
  return neg(add(xlogy(t, p), xlog1py(sub(1, t), neg(p))));
};

describe("xlogy differentiates as x / y", () => {
  for (const [by, point, expected] of [
    [[0, 1], [0, 0.5], 2],
    [[1, 0], [0, 0.5], 2],
    [[1], [0, 0], 0],
    [[1, 1], [0, 0], 0],
    [[1], [0, 1e-45], 0],
    [[1, 1], [0, 1e-45], 0],
    [[1], [2, 0], Infinity],
    [[1], [2, -0], Infinity],
    [[1], [0, -1], NaN],
    [[1], [1e-45, 1e-45], 1],
  ] as const) {
    it(`by ${by.join(", ")} at ${point.join(", ")} is ${expected}`, () => {
      expectDerivative((x, y) => xlogy(x, y), by, point, expected);
      if (Math.abs(point[1]) !== 1e-45) {
        expectDerivative((x, y) => xlog1py(x, y), by, [point[0], point[1] - 1], expected);
      }
    });
  }
});

it("the cross-entropy of a label that is an argument, where the probability rounds to 1", () => {
  expectDerivative(crossEntropy, [1], [1, 20], -2.0611537e-9);
  expectDerivative(crossEntropy, [1], [0, -200], 0);
});

it("celu by alpha at alpha = 0, where x / alpha is infinite", () => {
  for (const [by, expected] of [
    [[1], -1],
    [[0], 0],
    [[1, 1], 0],
    [[0, 1], 0],
    [[1, 0], 0],
    [[0, 0], 0],
  ] as const) {
    expectDerivative((x, alpha) => celu(x, alpha), by, [-1, 0], expected);
    expectDerivative((x, alpha) => celu(x, alpha), by, [-1, 1e-40], expected);
  }
});

it("squareplus by x and b, where x is a small negative number, and at b = 0", () => {
  const x = Math.fround(-1e-3);
  expectDerivative((x, b) => squareplus(x, b), [0, 1], [x, 4], -x / 4 / (x * x + 4) ** 1.5);
  expectDerivative((x, b) => squareplus(x, b), [1, 0], [-2, 0], 2 / 4 / 8);
  expectDerivative((x, b) => squareplus(x, b), [1, 1], [-2, 0], -1 / 8 / 8);
});

it("sinc of order 4 at 0", () => {
  expect(grad(grad(grad(grad((x) => sinc(x)))))(0)).toBeCloseTo(0.2, 6);
});
