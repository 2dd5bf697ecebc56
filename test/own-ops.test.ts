// Ops of a user's own: the tutorial's idea, a class with a value and a gradient, composed with other ops and
// differentiated through. Values and derivatives are compared with analytic formulas in float64, and ops of the package
// with the same ops by a rule.

import { describe, expect, it } from "vitest";
import * as fluxion from "../ts/index.js";
import {
  add,
  alloc,
  compile,
  cos,
  customGrad,
  div,
  exp,
  type Expr,
  foreign,
  fromBytes,
  grad,
  inPlace,
  mean,
  mul,
  neg,
  type Operand,
  sin,
  square,
  stopGradient,
  sub,
  sum,
  tanh,
  valueAndGrad,
  where,
} from "../ts/index.js";
import { expectClose } from "./lib/floats.js";
import { generator } from "./lib/random.js";
import { ARGUMENTS, DATA, fast, randomFunction } from "./lib/random-losses.js";

/** The Bessel function of the first kind of order n, by its integral: periodic, so that the trapezoidal rule is exact. */
function besselJ(n: number, x: number): number {
  const points = 32;
  let sum = 0;
  for (let k = 0; k < points; k++) {
    const angle = (2 * Math.PI * k) / points;
    sum += Math.cos(n * angle - x * Math.sin(angle));
  }
  return sum / points;
}

/** An op as the tutorial writes them: a class with a value, and a gradient in terms of such ops. No ops express it. */
class Bessel {
  static readonly #known = new Map<number, (x: Expr) => Expr>();

  static of(n: number): (x: Expr) => Expr {
    const known = Bessel.#known.get(n) ?? new Bessel(n).op;
    Bessel.#known.set(n, known);
    return known;
  }

  readonly op;
  constructor(readonly n: number) {
    this.op = foreign(
      (x) => this.value(x),
      (x) => this.gradient(x),
    );
  }

  value(x: Float32Array): Float32Array {
    return x.map((each) => besselJ(this.n, each));
  }

  gradient(x: Expr): Expr {
    return mul(0.5, sub(Bessel.of(this.n - 1)(x), Bessel.of(this.n + 1)(x)));
  }
}

const bessel = new Bessel(0).op;

/** A function in float64 with its first two derivatives. */
type Jet = readonly [value: number, first: number, second: number];
type Analytic = (x: number) => Jet;

const jets: Record<"sin" | "cos" | "bessel", Analytic> = {
  sin: (x) => [Math.sin(x), Math.cos(x), -Math.sin(x)],
  cos: (x) => [Math.cos(x), -Math.sin(x), -Math.cos(x)],
  bessel: (x) => [besselJ(0, x), -besselJ(1, x), 0.5 * (besselJ(2, x) - besselJ(0, x))],
};

/** f(g(x)) by the chain rule. */
const after =
  (f: Analytic, g: Analytic): Analytic =>
  (x) => {
    const [u, du, ddu] = g(x);
    const [y, dy, ddy] = f(u);
    return [y, dy * du, ddy * du * du + dy * ddu];
  };

const J = bessel;
const compositions = [
  { name: "J", composed: J(), traced: (x: Expr) => J(x), exact: jets.bessel },
  { name: "sin(J)", composed: sin(J()), traced: (x: Expr) => sin(J(x)), exact: after(jets.sin, jets.bessel) },
  { name: "J(cos)", composed: J(cos()), traced: (x: Expr) => J(cos(x)), exact: after(jets.bessel, jets.cos) },
  {
    name: "sin(J(cos))",
    composed: sin(J(cos())),
    traced: (x: Expr) => sin(J(cos(x))),
    exact: after(jets.sin, after(jets.bessel, jets.cos)),
  },
  {
    name: "J(sin(J))",
    composed: J(sin(J())),
    traced: (x: Expr) => J(sin(J(x))),
    exact: after(jets.bessel, after(jets.sin, jets.bessel)),
  },
];

const points = (length: number) => Float32Array.from({ length }, (_, i) => 3 * Math.sin(1 + i));
const RTOL = 1e-5;
const ATOL = 2e-6;

describe.each(compositions)("$name, where J is a class of the user's", ({ composed, traced, exact }) => {
  const first = grad(traced);
  const second = grad(first);
  const each = (order: 0 | 1 | 2, xs: Iterable<number>) => Array.from(xs, (x) => exact(x)[order]);

  it("at numbers", () => {
    for (const x of points(7)) {
      expectClose([composed(x), compile(traced)(x)], [exact(x)[0], exact(x)[0]], RTOL, ATOL);
      expectClose([first(x), second(x), grad(composed)(x)], [exact(x)[1], exact(x)[2], exact(x)[1]], RTOL, ATOL);
    }
  });

  it.each([0, 1, 2, 3, 4, 5, 7, 64, 1023])("at batches of %d", (length) => {
    const xs = points(length);
    expectClose(composed(xs), each(0, xs), RTOL, ATOL);
    expectClose(first(xs), each(1, xs), RTOL, ATOL);
    expectClose(second(xs), each(2, xs), RTOL, ATOL);
    const [y, dy] = valueAndGrad(traced)([...xs]);
    expectClose(y, each(0, xs), RTOL, ATOL);
    expectClose(dy, each(1, xs), RTOL, ATOL);
  });

  it("into arrays of alloc, over its argument, and strided", () => {
    const length = 8195;
    const [xs, out] = alloc([length, length]);
    xs.set(points(length));
    const expected = each(1, xs);
    expectClose(first.into(out, xs), expected, RTOL, ATOL);
    expectClose(first.into(xs, xs), expected, RTOL, ATOL);
    expect(inPlace(xs)).toBe(true);
    const pairs = new Float32Array(14);
    points(7).forEach((x, i) => (pairs[2 * i] = x));
    const view = fluxion.strided(pairs, { stride: 2 });
    first.into(fluxion.strided(pairs, { stride: 2, offset: 1 }), view);
    expectClose(
      pairs.filter((_, i) => i % 2 === 1),
      each(1, points(7)),
      RTOL,
      ATOL,
    );
  });

  it("as a loss: by a batch each element's derivative, by a number the sum", () => {
    const xs = points(8200);
    const byBatch = valueAndGrad((x) => sum(traced(x)))(xs);
    const total = each(0, xs).reduce((a, b) => a + b);
    expectClose([byBatch[0]], [total], 1e-5, 1e-3);
    expectClose(byBatch[1], each(1, xs), RTOL, ATOL);
    const w = 0.75;
    const scaled = xs.map((x) => w * x);
    const byNumber = grad((w, x) => mean(traced(mul(w, x))))(w, xs);
    const expected = xs.reduce((sum, x, i) => sum + x * exact(scaled[i])[1], 0) / xs.length;
    expectClose([byNumber], [expected], 1e-4, 1e-5);
  });
});

describe("customGrad", () => {
  it("has the value of the function and the derivative of the rule, of every order", () => {
    // Deliberately another derivative: 3 x, whose derivative is 3.
    const f = customGrad(
      (x) => sin(x),
      (x) => mul(3, x),
    );
    expect([f(2), grad(f)(2), grad(grad(f))(2), grad(grad(grad(f)))(2)]).toEqual([Math.fround(Math.sin(2)), 6, 3, 0]);
    expect(grad((x) => exp(f(square(x))))(0.5)).toBeCloseTo(Math.exp(Math.sin(0.25)) * 0.75, 5);
  });

  it("gives the rule the arguments and the value, once a trace", () => {
    let calls = 0;
    const e = customGrad(
      (x) => exp(x),
      (x, y) => {
        calls++;
        expect(String(x)).toMatch(/^\w$/);
        return y;
      },
    );
    const g = grad((x) => e(x));
    g(1);
    g(2);
    g([1, 2]);
    expect(calls).toBe(1);
    // The derivative of the value is the rule again, though floor has none.
    const stairs = customGrad(
      (x) => fluxion.floor(x),
      (_, y) => mul(2, y),
    );
    let d = compile((x) => stairs(x));
    for (let order = 0; order < 4; order++) {
      expect(d(3.5)).toBe(3 * 2 ** order);
      d = grad(d);
    }
  });

  it("differentiates by several arguments, of which one may be a number", () => {
    const f = customGrad(
      (x, y) => mul(x, y),
      (x, y) => [mul(10, y), mul(100, x)],
    );
    expect(grad(f, { argnums: [0, 1] })(2, 3)).toEqual([30, 200]);
    const xs = Float32Array.of(1, 2, 3);
    expect(grad((w, x) => sum(f(w, x)))(2, xs)).toBe(60);
    expect(grad((w, x) => sum(f(w, x)), { argnums: 1 })(2, xs)).toEqual(Float32Array.of(200, 200, 200));
  });

  it("stops at a partial derivative of 0, where an adjoint is infinite too", () => {
    const f = customGrad(
      (x, y) => mul(x, y),
      (_, y) => [y, 0],
    );
    expect(grad((y) => div(1, f(0, y)))(1)).toBe(0);
    expect(grad((x) => f(x, 2))(1)).toBe(2);
    const none = customGrad(
      (x) => square(x),
      () => 0,
    );
    expect(grad((x) => div(1, none(x)))(0)).toBe(0);
  });

  it("of a function that reduces: by a batch at each element, by a number in all", () => {
    const f = customGrad(
      (x) => sum(square(x)),
      (x) => mul(2, x),
    );
    const xs = Float32Array.of(1, -2, 3);
    expect(valueAndGrad(f)(xs)).toEqual([14, Float32Array.of(2, -4, 6)]);
    expect(grad((w) => f(mul(w, xs)))(2)).toBe(56);
    expect(grad((x) => square(f(x)))(xs)).toEqual(Float32Array.of(56, -112, 168));
    expect(grad(f)(3)).toBe(6);
    const message = "customGrad mixes the elements of a batch, and the function's output is a batch in this call";
    expect(() => grad((x) => mul(x, f(x)))(xs)).toThrow(message);
    expect(grad((x) => mul(x, stopGradient(f(x))))(xs)).toEqual(Float32Array.of(14, 14, 14));
  });

  it("keeps what it depends on, whatever it is simplified to", () => {
    const f = customGrad(
      (x) => fluxion.pow(x, 0),
      (x) => cos(x),
    );
    expect(compile((x) => f(x))([1, 2])).toEqual(Float32Array.of(1, 1));
    expect(grad(f)([1, 2])).toEqual(cos([1, 2]));
    const inner = compile((x) => f(x));
    expect(compile((x) => add(inner(x), 1))([1, 2])).toEqual(Float32Array.of(2, 2));
    expect(grad((x) => sum(inner(x)))([1, 2])).toEqual(cos([1, 2]));
  });

  it("goes through bytes, and is printed as its value", () => {
    const f = customGrad(
      (x) => tanh(x),
      (_, y) => sub(1, square(y)),
    );
    const g = compile((x) => sin(f(x)));
    expect(String(g)).toBe("(x) => sin(tanh(x))");
    const stored = fromBytes<typeof g>(g.toBytes());
    const own = grad(stored);
    expect(own(0.5)).toBe(grad(g)(0.5));
    expect(grad(own)(0.5)).toBe(grad(grad(g))(0.5));
    expect(grad(own)(0.5)).toBeCloseTo(grad(grad((x) => sin(tanh(x))))(0.5), 5);
    expect(fromBytes(grad(g).toBytes())(0.5)).toBe(grad(g)(0.5));
  });

  it("is called as ops are", () => {
    const one = customGrad(
      (x) => square(x),
      (x) => mul(2, x),
    );
    const two = customGrad(
      (x, y) => add(x, y),
      () => [1, 1],
    );
    expect([1, 2, 3].map(one)).toEqual([1, 4, 9]);
    expect([1, 2, 3].reduce(two)).toBe(6);
    expect(sin(one())(3)).toBe(sin(9));
    expect(one(sin())(3)).toBe(square(sin(3)));
    expect(one([1, 2])).toEqual(Float32Array.of(1, 4));
    expect([one.length, two.length]).toEqual([1, 2]);
    const sumOfAll = compile((...list) => list.reduce(two));
    expect(sumOfAll(1, 2, 4)).toBe(7);
    expect(grad(one).name).toMatch(/^grad\(customGrad\(\w+\)\)$/);
  });

  it("takes arguments for parameters with a default", () => {
    const scaled = customGrad(
      (x: Expr, scale: Operand = 2) => mul(x, scale),
      (...[x, scale, value]: Expr[]) => (value ? [scale, x] : 2),
    );
    const products = foreign((x: Float32Array, y = x) => x.map((element, i) => element * y[i]));
    expect([scaled(3), scaled(3, 5), products(3), products(3, 5)]).toEqual([6, 15, 9, 15]);
    expect(() => (scaled as (...args: number[]) => number)(1, 2, 3)).toThrow("takes 2 arguments, got 3");
  });

  describe("however the parameters are written", () => {
    /** The function of this source, in which f is an op. */
    const written = (source: string, op: unknown): ((x: Expr, ...others: Operand[]) => Expr) =>
      // eslint-disable-next-line @typescript-eslint/no-implied-eval -- The source is what matters.
      (new Function("f", `return ${source};`) as (op: unknown) => (x: Expr, ...others: Operand[]) => Expr)(op);
    const rule = (...all: Expr[]): number | number[] => (all.length === 2 ? 1 : all.slice(1).map(() => 1));

    it.each([
      "x, y = 2",
      "\n  x,\n  y = 2,\n",
      "x, y = Math.max(1, 2)",
      "x, y = [1, 2][1]",
      "x, y = { a: 2, b: 3 }.a",
      "x, // the point\n y = 2",
      "x, /* (its scale) */ y = 2",
      "x, ä = 2, y = ä",
      "x, y = (1 + 1), ...others",
      "x, y = (() => 2)()",
    ])("takes those with a default of (%s)", (parameters) => {
      for (const source of [`(${parameters}) => f(x, y)`, `function (${parameters}) { return f(x, y); }`]) {
        const op = customGrad(written(source, mul), rule);
        expect([op(3), op(3, 5)]).toEqual([6, 15]);
      }
    });

    it.each(["x", "x,", "x /* no angle, (a length) */", "ä"])("refuses more of (%s)", (parameters) => {
      const op = customGrad(written(`(${parameters}) => f(2)`, square), rule);
      expect(op(3)).toBe(4);
      expect(() => op(3, 5)).toThrow("takes 1 argument, got 2");
    });

    it("takes what `arguments` reads", () => {
      const op = customGrad(written("function () { return f(...arguments); }", mul), rule);
      expect(op(2, 3, 4)).toBe(24);
    });
  });

  it("may have rules in terms of each other", () => {
    const sine: (x: Expr) => Expr = customGrad(
      (x) => sin(x),
      (x) => cosine(x),
    );
    const cosine: (x: Expr) => Expr = customGrad(
      (x) => cos(x),
      (x) => neg(sine(x)),
    );
    let [own, builtIn] = [compile(sine), compile((x) => sin(x))];
    for (let order = 0; order < 6; order++) {
      expect(own(0.5)).toBe(builtIn(0.5));
      [own, builtIn] = [grad(own), grad(builtIn)];
    }
    const table: (x: Expr) => Expr = foreign(
      (x: Float32Array) => sin(x),
      (x) => neg(coTable(x)),
    );
    const coTable: (x: Expr) => Expr = foreign(
      (x: Float32Array) => neg(cos(x)),
      (x) => table(x),
    );
    expect([grad(table)(0.5), grad(grad(table))(0.5)]).toEqual([cos(0.5), -sin(0.5)]);
  });

  it("may be used in rules, and around functions of an enclosing trace", () => {
    const inner = customGrad(
      (x) => sin(x),
      (x) => mul(2, cos(x)),
    );
    const outer = customGrad(
      (x) => square(x),
      (x) => inner(x),
    );
    expect(grad(grad(outer))(0.5)).toBe(Math.fround(2 * cos(0.5)));
    // What a function closes over is a constant to its derivative.
    const f = (x: Expr, y: Expr) =>
      customGrad(
        (u) => mul(u, y),
        () => mul(7, y),
      )(x);
    expect(grad(f, { argnums: [0, 1] })(2, 3)).toEqual([21, 0]);
  });

  it("calls itself in its rule with fewer of the arguments", () => {
    type F = (...xs: Expr[]) => Expr;
    const total = (xs: Expr[]) => xs.reduce((sum, x) => sum.add(x));
    // By each argument, the value for the first one alone: x.
    const f: F = customGrad(
      (...xs: Expr[]) => total(xs),
      (...all: Expr[]) => (all.length === 2 ? 1 : all.slice(1).map(() => f(all[0]))),
    );
    expect(grad((x: Expr, y: Expr) => f(x, y), { argnums: [0, 1] })(3, 5)).toEqual([3, 3]);
  });
});

describe("in forward mode and of the second order at once", () => {
  type Transform = (f: unknown, ...rest: unknown[]) => (...args: unknown[]) => never;
  const { jvp, vjp, hvp, jacobian, hessian } = fluxion as unknown as Record<string, Transform>;
  const xs = Float32Array.of(0.5, -1, 2);
  const exact = (k: 0 | 1 | 2) => Array.from(xs, (x) => jets.bessel(x)[k]);

  it("jvp, vjp, hvp, jacobian and hessian go through rules", () => {
    expectClose(
      jvp((x: Expr) => J(x))([xs], [2])[1],
      exact(1).map((d) => 2 * d),
      RTOL,
      ATOL,
    );
    expectClose(
      vjp((x: Expr) => J(x))([xs], 2)[1][0],
      exact(1).map((d) => 2 * d),
      RTOL,
      ATOL,
    );
    expectClose(
      hvp((x: Expr) => sum(J(x)))([xs], [xs])[0],
      exact(2).map((d, i) => d * xs[i]),
      RTOL,
      ATOL,
    );
    expectClose(hessian((x: Expr) => J(x), { argnums: 0 })(xs), exact(2), RTOL, ATOL);
    expectClose(jacobian((x: Expr) => J(x), { argnums: 0 })(xs), exact(1), RTOL, ATOL);
    const half = foreign((x: Float32Array) => x.map((v) => v / 2));
    expect(() => jvp((x: Expr) => half(x))([1], [1])).toThrow("the foreign function f has no rule");
    expect(() => hvp((x: Expr) => half(x))([1], [1])).toThrow("the foreign function f has no rule");
    expect(jvp((x: Expr, y: Expr) => mul(y, stopGradient(half(x))))([4, 3], [1, 2])).toEqual([6, 4]);
  });

  it("tangents are summed where a value reduces, as the gradient is", () => {
    const f = customGrad(
      (x) => sum(square(x)),
      (x) => mul(2, x),
    );
    expect(jvp((x: Expr) => f(x))([xs], [xs])).toEqual([5.25, 10.5]);
    expect(jvp((w: Expr) => f(mul(w, xs)))([2], [1])).toEqual([21, 21]);
    expect(hvp((x: Expr) => f(x))([xs], [1])[0]).toEqual(Float32Array.of(2, 2, 2));
    // With a number for the value and each element for the derivative: attached by more than it depends on.
    const g = customGrad(
      (w, x) => mul(w, mean(x)),
      (w, x) => [mean(x), div(w, fluxion.count(x))],
    );
    const [y, dy] = jvp((w: Expr, x: Expr) => g(w, x))([3, xs], [0, 1]) as readonly number[];
    expect(y).toBe(1.5);
    expect(dy).toBeCloseTo(3, 6);
  });

  it("the value in a rule has the derivative of the rule", () => {
    const stairs = customGrad(
      (x) => fluxion.floor(x),
      (_, y) => mul(2, y),
    );
    expect(jvp(grad((x: Expr) => stairs(x)))([3.5], [1])).toEqual([6, 12]);
    expect(hessian((x: Expr) => stairs(x), { argnums: 0 })(3.5)).toBe(12);
    const table = foreign(
      (x: Float32Array) => x.map(Math.floor),
      (_, y) => mul(2, y),
    );
    expect(hvp((x: Expr) => table(x))([3.5], [1])).toEqual([12]);
    expect(grad(grad(grad(table)))(3.5)).toBe(24);
  });
});

/** Ops of the package by rules of their own, as a language of random functions. */
const custom = {
  ...fast,
  ops: {
    ...fast.ops,
    sin: customGrad(
      (x) => sin(x),
      (x) => cos(x),
    ),
    tanh: customGrad(
      (x) => tanh(x),
      (_, y) => sub(1, square(y)),
    ),
    sigmoid: customGrad(
      (x) => fluxion.sigmoid(x),
      (_, y) => mul(y, sub(1, y)),
    ),
    square: customGrad(
      (x) => square(x),
      (x) => mul(2, x),
    ),
    mul: customGrad(
      (x, y) => mul(x, y),
      (x, y) => [y, x],
    ),
    add: customGrad(
      (x, y) => add(x, y),
      () => [1, 1],
    ),
    sub: customGrad(
      (x, y) => sub(x, y),
      () => [1, -1],
    ),
    div: customGrad(
      (x, y) => div(x, y),
      (_, y, z) => [div(1, y), neg(div(z, y))],
    ),
    sum: customGrad(
      (x) => sum(x),
      () => 1,
    ),
    dot: customGrad(
      (x, y) => fluxion.dot(x, y),
      (x, y) => [y, x],
    ),
    norm: customGrad(
      (x) => fluxion.norm(x),
      (x, y) => where(y, div(x, y), 0),
    ),
  },
} as unknown as typeof fast;

/** What a call gives, as a list after 0 for a number and 1 for a batch; or by which rule it is refused. */
function outcome(call: () => unknown): readonly number[] | string {
  try {
    const value = call();
    return typeof value === "number" ? [0, value] : [1, ...(value as Float32Array)];
  } catch (error) {
    const { message } = error as Error;
    return ["mixes the elements", "ambiguous", "count("].find((part) => message.includes(part)) ?? message;
  }
}

describe("random functions with rules of their own are what they are without", () => {
  for (const group of Array.from({ length: 8 }, (_, i) => i)) {
    it(`of kinds ${group.toString(2).padStart(ARGUMENTS, "0")}, where 1 is a batch, to the third order`, () => {
      const random = generator(200 + group);
      let compared = 0;
      for (let i = 0; i < 25; i++) {
        const f = randomFunction(random, 1 + Math.floor(4 * random()));
        const args = Array.from({ length: ARGUMENTS }, (_, k) => {
          const elements = Float32Array.from(DATA, () => 3 * random() - 1.5);
          return (group >> k) & 1 ? elements : elements[0];
        });
        const order = [0, 1, 2].map(() => Math.floor(ARGUMENTS * random()));
        const derivatives = [custom, fast].map((language) => {
          let g: unknown = (w: Expr, x: Expr, y: Expr) => f(language, [w, x, y]);
          const all = [compile(g as (w: Expr) => Expr) as (...args: unknown[]) => unknown];
          for (const argnums of order) {
            g = grad(g as (...args: Expr[]) => Expr, { argnums });
            all.push(g as (typeof all)[0]);
          }
          return all;
        });
        derivatives[0].forEach((own, k) => {
          const [got, expected] = [outcome(() => own(...args)), outcome(() => derivatives[1][k](...args))];
          const what = `order ${k} of function ${i}: ${String(derivatives[1][0])}, by ${order.join()}`;
          // A sum inside of a function with a rule refuses its value alone, for its derivative is not used.
          if (expected === "count(") return;
          if (typeof got === "string" || typeof expected === "string") {
            expect(got, what).toBe(expected);
            return;
          }
          compared++;
          expect(got.length, what).toBe(expected.length);
          const largest = Math.max(1, ...expected.filter((x) => Number.isFinite(x)).map(Math.abs));
          expected.forEach((x, e) => {
            if (Object.is(got[e], x)) return;
            expect(Math.abs(got[e] - x), `${what}, element ${e}: ${got[e]}, expected ${x}`).toBeLessThan(
              2e-4 * largest,
            );
          });
        });
      }
      expect(compared).toBeGreaterThan(25);
    });
  }
});
