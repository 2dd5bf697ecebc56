// What people write with reductions, in both directions: over the elements of a batch, where a reduction sums, and over
// components one by one, where ops of two arguments fold a list. Values and gradients against float64: the formulas of
// textbooks, and differences of them.

import { describe, expect, it } from "vitest";
import {
  add,
  amax,
  compile,
  div,
  dot,
  type Either,
  eq,
  exp,
  type Expr,
  grad,
  list,
  log,
  logaddexp,
  logsumexp,
  max,
  mean,
  mul,
  neg,
  softplus,
  sqrt,
  square,
  std,
  stopGradient,
  sub,
  sum,
  valueAndGrad,
  where,
} from "../ts/index.js";
import { expectClose } from "./lib/floats.js";

const x = [0.5, -1.25, 2, 0.75, -0.5];
const y = [1, 0.25, -2, 0.5, 1.5];
const weights = [0.5, 2, 1, 0.25, 1.5];
const X = Float32Array.from(x);
const Y = Float32Array.from(y);
const W = Float32Array.from(weights);

// The same in float64.
const total = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const average = (values: readonly number[]): number => total(values) / values.length;
const logTotal = (values: readonly number[]): number => Math.log(total(values.map(Math.exp)));
const softmaxOf = (values: readonly number[]): number[] => values.map((v) => Math.exp(v - logTotal(values)));
const deviationOf = (values: readonly number[]): number =>
  Math.sqrt(average(values.map((v) => (v - average(values)) ** 2)));

/** The list with another value at one index. */
function changed<T>(values: readonly T[], index: number, value: T): T[] {
  return values.map((old, i) => (i === index ? value : old));
}

/** The derivatives of f by every number of its argument, by central differences. */
function differences(f: (at: readonly number[]) => number, at: readonly number[]): number[] {
  const step = 1e-5;
  return at.map((value, i) => (f(changed(at, i, value + step)) - f(changed(at, i, value - step))) / (2 * step));
}

/** Expects value and gradient of a loss of one batch. */
function expectLoss(loss: (x: Expr) => Expr, formula: (at: readonly number[]) => number, at = x): void {
  const [value, gradient] = valueAndGrad(loss)(Float32Array.from(at)) as unknown as [number, Float32Array];
  expectClose([value], [formula(at)]);
  expectClose(gradient, differences(formula, at));
}

/** Expects value and gradient of a loss of a list of numbers, by components. */
function expectLossOfList(
  loss: (p: readonly Expr[]) => Expr,
  formula: (at: readonly number[]) => number,
  at: readonly number[] = x,
): void {
  const [value, gradient] = valueAndGrad(loss)(list(at)) as unknown as [number, Record<string, number>];
  expectClose([value], [formula(at)]);
  expectClose(Object.values(gradient), differences(formula, at));
}

describe("softmax", () => {
  const overBatch = (x: Expr) => exp(sub(x, logsumexp(x)));
  const overComponents = (parts: readonly Expr[]) => {
    const all = parts.reduce((a, b) => logaddexp(a, b));
    return parts.map((part) => exp(sub(part, all)));
  };

  it("over the batch", () => {
    expectClose(compile(overBatch)(X), softmaxOf(x));
    // Far from where exp overflows in float32.
    expectClose(compile(overBatch)(X.map((v) => v + 1000)), softmaxOf(x));
  });

  it("over components, at every element", () => {
    const [first, second] = compile(overComponents)([X, Y]);
    x.forEach((_, i) => {
      expectClose([first[i], second[i]], softmaxOf([x[i], y[i]]));
    });
  });

  it("over components that are numbers", () => {
    expectClose(Object.values(compile(overComponents)(list(x))), softmaxOf(x));
  });

  it("is differentiated in a loss, and refused without one, with the ways out", () => {
    expectLoss(
      (x) => dot(overBatch(x), Y),
      (at) => total(softmaxOf(at).map((p, i) => p * y[i])),
    );
    expect(() => grad(overBatch)(X)).toThrow(
      "mixes the elements of a batch, and the function's output is a batch in this call (argument 0 (x) is one); a " +
        "gradient is of one number: reduce the output too, with sum or mean, or use vjp(f) or jvp(f)",
    );
  });
});

describe("softmax cross-entropy", () => {
  it("over the batch: the scores of one sample, and where its class is 1", () => {
    const shown = Float32Array.of(0, 0, 1, 0, 0);
    expectLoss(
      (scores) => sub(logsumexp(scores), dot(shown, scores)),
      (at) => logTotal(at) - at[2],
    );
  });

  it("over components: the scores of every sample, and its class as a number", () => {
    const classes = Float32Array.of(0, 1, 2, 1, 0);
    const loss = (scores: readonly Expr[], label: Expr) => {
      const all = scores.reduce((a, b) => logaddexp(a, b));
      const shown = scores.map((score, k) => where(eq(label, k), score, 0));
      return mean(sub(all, add(...shown)));
    };
    const [value, gradients] = valueAndGrad(loss)([X, Y, W], classes);
    const scores = [x, y, weights];
    const lossOf = (of: readonly (readonly number[])[]): number =>
      average(x.map((_, i) => logTotal(of.map((score) => score[i])) - of[classes[i]][i]));
    expectClose([value], [lossOf(scores)]);
    scores.forEach((score, k) => {
      expectClose(
        gradients[k],
        differences((at) => lossOf(changed(scores, k, at)), score),
      );
    });
  });
});

describe("the likelihood of a mixture", () => {
  // Log densities of normal distributions, without their constant.
  const part = (x: Expr | Float32Array, { centre, width, share }: Record<string, Expr>) =>
    sub(sub(log(share), log(width)), mul(0.5, square(div(sub(x, centre), width))));
  const partOf = (x: number, [centre, width, share]: readonly number[]): number =>
    Math.log(share) - Math.log(width) - 0.5 * ((x - centre) / width) ** 2;
  const parts = [
    [-1, 0.5, 0.25],
    [0.5, 1, 0.5],
    [2, 0.75, 0.25],
  ];

  it("over components: K of them at every point, and the mean over points", () => {
    const loss = (components: readonly Record<"centre" | "width" | "share", Expr>[], x: Expr) =>
      neg(mean(components.map((c) => part(x, c)).reduce((a, b) => logaddexp(a, b))));
    const lossOf = (numbers: readonly number[]): number =>
      -average(x.map((x) => logTotal([0, 3, 6].map((k) => partOf(x, numbers.slice(k, k + 3))))));
    const [value, gradient] = valueAndGrad(loss)(
      parts.map(([centre, width, share]) => ({ centre: centre, width: width, share: share })),
      X,
    );
    expectClose([value], [lossOf(parts.flat())]);
    const slopes = Object.values(gradient).flatMap(({ centre, width, share }) => [centre, width, share]);
    expectClose(slopes, differences(lossOf, parts.flat()));
  });

  it("over the batch: its elements are the components, of one point", () => {
    const loss = (centres: Expr, x: Expr) => neg(logsumexp(neg(mul(0.5, square(sub(x, centres))))));
    const lossOf = (at: readonly number[]): number => -logTotal(at.map((c) => -0.5 * (0.3 - c) ** 2));
    const [value, gradient] = valueAndGrad(loss)(X, 0.3);
    expectClose([value], [lossOf(x)]);
    expectClose(gradient, differences(lossOf, x));
  });
});

describe("standardising", () => {
  const overBatch = (x: Expr) => div(sub(x, mean(x)), std(x));
  const overComponents = (parts: readonly Expr[]) => {
    const centre = div(add(...parts), parts.length);
    const spread = sqrt(div(add(...parts.map((part) => square(sub(part, centre)))), parts.length));
    return parts.map((part) => div(sub(part, centre), spread));
  };
  const standardised = (values: readonly number[]): number[] =>
    values.map((v) => (v - average(values)) / deviationOf(values));
  const lossOf = (at: readonly number[]): number => total(standardised(at).map((v, i) => v * v * v * y[i]));

  it("over the batch", () => {
    expectClose(compile(overBatch)(X), standardised(x));
    expectLoss((x) => dot(mul(overBatch(x), square(overBatch(x))), Y), lossOf);
    expect(() => grad(overBatch)(X)).toThrow("reduce the output too, with sum or mean, or use vjp(f) or jvp(f)");
  });

  it("over components", () => {
    const parts = compile(overComponents)([X, Y, W]);
    x.forEach((_, i) => {
      expectClose(
        parts.map((part) => part[i]),
        standardised([x[i], y[i], weights[i]]),
      );
    });
    expectLossOfList((parts) => add(...overComponents(parts).map((v, i) => mul(mul(v, square(v)), y[i]))), lossOf);
  });

  it("of data that is closed over is by constants", () => {
    const scaled = (x: Expr) => div(sub(x, mean(X)), std(X));
    expectClose(
      compile(scaled)(Y),
      y.map((v) => (v - average(x)) / deviationOf(x)),
    );
    expectClose(
      grad(scaled)(Y),
      y.map(() => 1 / deviationOf(x)),
    );
  });
});

describe("ridge", () => {
  const fitOf = ([slope, bias]: readonly number[]): number =>
    average(x.map((v, i) => (slope * v + bias - y[i]) ** 2)) + 0.1 * (slope * slope + bias * bias);

  it("over components: a penalty for each, added in a loop", () => {
    const loss = (p: readonly Expr[], x: Expr, y: Expr) => {
      let loss: Either = mean(square(sub(add(mul(p[0], x), p[1]), y)));
      for (const parameter of p) loss = add(loss, mul(0.1, square(parameter)));
      return loss;
    };
    const [value, gradient] = valueAndGrad(loss)(list([0.5, -1]), X, Y);
    expectClose([value as number], [fitOf([0.5, -1])]);
    expectClose(Object.values(gradient), differences(fitOf, [0.5, -1]));
  });

  it("over the batch: parameters as a batch beside data that is one sample", () => {
    const loss = (w: Expr, x: Expr, label: Expr) =>
      add(sub(softplus(dot(w, x)), mul(label, dot(w, x))), mul(0.1, dot(w, w)));
    const lossOf = (at: readonly number[]): number => {
      const score = total(at.map((w, i) => w * x[i]));
      return Math.log1p(Math.exp(score)) - score + 0.1 * total(at.map((w) => w * w));
    };
    const [value, gradient] = valueAndGrad(loss)(W, X, 1);
    expectClose([value as number], [lossOf(weights)]);
    expectClose(gradient, differences(lossOf, weights));
  });
});

describe("weighted means", () => {
  const weighted = (values: readonly number[]): number => total(values.map((v, i) => v * weights[i])) / total(weights);

  it("over the batch, by values and by weights", () => {
    expectLoss((x) => div(dot(W, x), sum(W)), weighted);
    const byWeights = (at: readonly number[]): number => total(x.map((v, i) => v * at[i])) / total(at);
    expectLoss((w) => div(dot(w, X), sum(w)), byWeights, weights);
  });

  it("over components", () => {
    expectLossOfList((parts) => div(add(...parts.map((part, i) => mul(weights[i], part))), total(weights)), weighted);
    const mixed = compile((w: readonly Expr[], parts: readonly Expr[]) =>
      div(add(...parts.map((part, i) => mul(w[i], part))), add(...w)),
    )([W, X], [X, Y]);
    expectClose(
      mixed,
      x.map((_, i) => (weights[i] * x[i] + x[i] * y[i]) / (weights[i] + x[i])),
    );
  });
});

describe("the largest", () => {
  it("of a batch, and of components", () => {
    expectClose(
      compile((x) => sub(x, amax(x)))(X),
      x.map((v) => v - 2),
    );
    expectClose(
      compile((parts: readonly Expr[]) => parts.reduce((a, b) => max(a, b)))([X, Y]),
      x.map((v, i) => Math.max(v, y[i])),
    );
    expectClose(
      compile((x) => exp(sub(x, stopGradient(amax(x)))))(X),
      x.map((v) => Math.exp(v - 2)),
    );
  });
});

describe("what is refused names the way out", () => {
  it.each<[string, () => unknown, string]>([
    [
      "a reduction of several values",
      () => compile((a, b) => (logsumexp as unknown as (...args: Expr[]) => Expr)(a, b))(1, 2),
      "[a, b].reduce(logaddexp)",
    ],
    ["max of one batch", () => compile((x) => max(x))(X), "amax(x)"],
    ["an element of a batch", () => compile((x) => (x as unknown as Expr[])[0])(X), "list(numbers)"],
    [
      "the derivative of a batch by a number, beside a mean",
      () => grad((w, x) => div(x, add(w, mean(x))))(2, X),
      "reduce the output (for a loss), use jacobian(f) or jvp(f)",
    ],
    [
      "the sum of a number beside batches",
      () => compile((w, x) => add(sum(w), mean(x)))(2, X),
      "mul(count(a), mean(a))",
    ],
  ])("%s", (_, call, way) => {
    expect(call).toThrow(way);
  });
});

it("a minibatch is an argument; what a function closes over is read once", () => {
  let batch = X;
  const closed = grad((w) => mean(mul(w, batch)));
  const open = grad((w, x) => mean(mul(w, x)));
  expectClose([closed(1), open(1, batch)], [average(x), average(x)]);
  batch = Y;
  expectClose([closed(1), open(1, batch)], [average(x), average(y)]);
});
