// derivatives: results and kinds, what it nests in, refusals, and random functions with reductions against gradients of
// gradients in float64.

import { describe, expect, it } from "vitest";
import {
  add,
  amax,
  compile,
  cos,
  derivatives,
  div,
  exp,
  type Expr,
  fromBytes,
  grad,
  list,
  log,
  mean,
  mul,
  pow,
  relu,
  sin,
  sqrt,
  square,
  stopGradient,
  sub,
  sum,
  variance,
} from "../ts/index.js";
import { expectClose } from "./lib/floats.js";
import { generator } from "./lib/random.js";
import { ARGUMENTS, DATA, fast, randomFunction, slow } from "./lib/random-losses.js";
import { evaluate, outcome, type Plain, Refused, type Value } from "./lib/slow-evaluator.js";

const xs = Float32Array.of(0.5, 1, 2);
/** For what the compiler refuses. */
const untyped = derivatives as unknown as (
  f: unknown,
  order: unknown,
  options?: unknown,
) => ((...args: unknown[]) => unknown) & { into(out: unknown, ...args: unknown[]): unknown };

describe("derivatives", () => {
  it("are numbers of numbers, and batches of batches", () => {
    expect(derivatives((x) => mul(x, square(x)), 4)(2)).toEqual([8, 12, 12, 6, 0]);
    const results = derivatives((x) => mul(x, square(x)), 4)(xs);
    expect(results.map((result) => [...result])).toEqual([
      [0.125, 1, 8],
      [0.75, 3, 12],
      [3, 6, 12],
      [6, 6, 6],
      [0, 0, 0],
    ]);
    expect(derivatives(sin, 3)(0)).toEqual([0, 1, -0, -1]);
    expect(derivatives(sin(cos()), 0)(1)).toEqual([compile(sin(cos()))(1)]);
    expect(derivatives((x) => (sin(x), 3), 2)(1)).toEqual([3, 0, 0]);
    expect(derivatives((_x, y) => y, 1)(xs, 2)).toEqual([Float32Array.of(2, 2, 2), Float32Array.of(0, 0, 0)]);
    expect(derivatives(exp, 2)(new Float32Array(0))).toEqual([1, 2, 3].map(() => new Float32Array(0)));
  });

  it("are by the argument that is named, the first if none is", () => {
    const f = (x: Expr, a: Expr) => mul(pow(x, 3), square(a));
    expect(derivatives(f, 2)(2, 3)).toEqual([72, 108, 108]);
    expect(derivatives(f, 2, { argnum: 0 })(2, 3)).toEqual([72, 108, 108]);
    expect(derivatives(f, 2, { argnum: 1 })(2, 3)).toEqual([72, 48, 16]);
    expect(derivatives(f, 1, { argnum: 1 })(xs, 3)[1]).toEqual(xs.map((x) => 6 * x ** 3));
    // A number beside batches: each element has its own.
    expect(derivatives(f, 1, { argnum: 1 })(xs, 3)[1]).toBeInstanceOf(Float32Array);
  });

  it("go up to order 32, whose factorial float32 has", () => {
    const all = derivatives(exp, 32)(0.5);
    expect(all.length).toBe(33);
    expectClose(
      all,
      all.map(() => Math.exp(0.5)),
      8,
    );
    // 32 times that of 1 / (1 - x).
    const [last] = derivatives((x) => div(1, sub(1, x)), 32)(0).slice(-1);
    expectClose([last], [2.631308369336935e35], 8);
  });

  it("nest in and around the other transforms", () => {
    const f = (x: Expr) => sin(cos(sin(x)));
    const [, , , third] = derivatives(f, 3)(0.7);
    expectClose([grad((x) => derivatives(f, 2)(x)[2])(0.7)], [third], 8);
    expectClose([derivatives(grad(f), 2)(0.7)[2]], [third], 8);
    expectClose([compile((x) => derivatives(f, 3)(mul(x, 1))[3])(0.7)], [third], 2);
    expectClose([derivatives((x) => derivatives(f, 2)(x)[1], 2)(0.7)[2]], [third], 8);
    // A free variable of the enclosing function: d/da of d²/dx² of exp(a x) is 2 a e^(a x) + a² x e^(a x).
    const mixed = grad((a, x) => derivatives((u) => exp(mul(a, u)), 2)(x)[2]);
    expectClose([mixed(2, 0.5)], [6 * Math.E], 8);
    expect(derivatives((x) => mul(x, stopGradient(x)), 2)(3)).toEqual([9, 3, 0]);
  });

  it("are written into arrays, printed, prepared and stored", () => {
    const f = derivatives((x) => mul(x, square(x)), 2);
    const out = [new Float32Array(3), new Float32Array(3), new Float32Array(3)] as const;
    expect(f.into(out, xs)).toBe(out);
    expect(out).toEqual(f(xs));
    expect(f.length).toBe(1);
    expect(String(derivatives((x) => square(x), 2))).toBe("(x) => [x ** 2, 2 * x, 2]");
    const stored = fromBytes<typeof f>(f.prepare("batch").toBytes());
    expect(stored(xs)).toEqual(f(xs));
    expect(stored(2)).toEqual(f(2));
    expect(
      derivatives(f.toString.bind(f) && exp, 1)
        .prepare("number")
        .info().engine,
    ).not.toBe("none");
  });

  it("leave out what a branch does not take", () => {
    expect(derivatives((x) => sqrt(relu(x)), 3)(-1)).toEqual([0, 0, 0, 0]);
    expect(derivatives((x) => add(log(relu(x)), x), 2)(-1).slice(1)).toEqual([1, 0]);
  });
});

describe("derivatives by a number, through reductions", () => {
  it("are numbers", () => {
    expect(derivatives((w, x) => mean(square(mul(w, x))), 3)(2, xs)).toEqual([7, 7, 3.5, 0]);
    expectClose(derivatives((w) => variance(mul(w, xs)), 2)(2), [14 / 9, 14 / 9, 7 / 9], 4);
    expect(derivatives((w) => sum(pow(mul(w, xs), 3)), 4)(1)).toEqual([9.125, 27.375, 54.75, 54.75, 0]);
    expect(derivatives((w, x) => sum(add(w, x)), 2)(1, xs)).toEqual([6.5, 3, 0]);
    // Of numbers alone, and of no elements.
    expect(derivatives((w, x) => sum(mul(w, x)), 2)(2, 3)).toEqual([6, 3, 0]);
    expect(derivatives((w, x) => sum(mul(w, x)), 2)(2, [])).toEqual([0, 0, 0]);
  });

  it("share between equal largest elements", () => {
    expect(derivatives((w) => amax(mul(w, [1, 2, 2])), 2)(3)).toEqual([6, 2, 0]);
  });

  it("are refused of a batch, as gradients are", () => {
    const f = derivatives((w, x) => sub(x, mean(mul(w, x))), 2);
    expect(f(2, 3)).toEqual([-3, -3, 0]);
    expect(() => f(2, xs)).toThrow(
      new TypeError(
        "derivatives(f): mean mixes the elements of a batch, and the function's output is a batch in this call " +
          "(argument 1 (x) is one); a gradient is of one number: reduce the output too, with sum or mean, or use " +
          "vjp(f) or jvp(f)",
      ),
    );
    const g = derivatives((w, x) => mul(w, mul(x, mean(x))), 1);
    expect(() => g(2, xs)).toThrow("derivatives(f): by a number, argument 0 (w), the derivative of a batch that mean");
  });
});

describe("derivatives by a batch, through a reduction", () => {
  const text = (label: string, op: string, argument: string) =>
    `${label}: ${op} mixes elements, so that ${argument} has no n-th derivative by element; use hvp(f), or jvp of jvp ` +
    "for a direction";

  it("are refused by name, and nothing is written", () => {
    const f = derivatives((x) => sum(sin(x)), 2);
    expect(f(0)).toEqual([0, 1, -0]);
    expect(() => f(xs)).toThrow(new TypeError(text("derivatives(f)", "sum", "argument 0 (x)")));
    const out = [Float32Array.of(7), Float32Array.of(7, 7, 7), Float32Array.of(7, 7, 7)] as const;
    expect(() => f.into(out, xs)).toThrow(TypeError);
    expect(out.flatMap((array) => [...array])).toEqual([7, 7, 7, 7, 7, 7, 7]);
    // Where the output is a batch too, no other reduction would help.
    const softmax = derivatives((x) => div(exp(x), sum(exp(x))), 1);
    expect(() => softmax(xs)).toThrow(new TypeError(text("derivatives(f)", "sum", "argument 0 (x)")));
  });

  it("are refused inside another function", () => {
    const outer = compile((y) => derivatives((x) => variance(x), 1)(mul(y, 2))[1]);
    expect(() => outer(xs)).toThrow(new TypeError(text("compile(f)", "variance", "argument 0 (y)")));
  });

  it("are not where no path to the argument passes it, nor at order 0", () => {
    expect(derivatives((x, c) => mul(square(x), mean(c)), 2)(xs, xs)[2]).toEqual(Float32Array.of(7 / 3, 7 / 3, 7 / 3));
    expect(derivatives((x) => sum(x), 0)(xs)).toEqual([3.5]);
    // The gradient of a sum is by each element.
    expectClose(
      derivatives(
        grad((x) => sum(sin(x))),
        1,
      )(xs)[1],
      [...xs].map((x) => -Math.sin(x)),
    );
  });
});

describe("derivatives refuse", () => {
  it("orders that are no counts up to 32", () => {
    for (const order of [2.5, -1, 33, NaN, Infinity])
      expect(() => untyped(sin, order)).toThrow(
        new RangeError(`derivatives: order counts derivatives, an integer from 0 to 32, and is ${order}`),
      );
    const text = (what: string) => `derivatives: order counts derivatives, an integer from 0 to 32, and is ${what}`;
    expect(() => untyped(sin, "2")).toThrow(new TypeError(text("a string")));
    expect(() => untyped(sin, undefined)).toThrow(new TypeError(text("undefined")));
    expect(() => untyped(sin, 2n)).toThrow(new TypeError(text("a BigInt")));
  });

  it("options that are none", () => {
    const wrong = (options: unknown) => () => untyped(sin, 1, options);
    expect(wrong(1)).toThrow(new TypeError("derivatives: the options are a number; pass an object: { argnum: ... }"));
    expect(wrong({ argnums: 0 })).toThrow(
      new TypeError("derivatives: there is no option argnums; the option is argnum"),
    );
    expect(wrong({ argnum: -1 })).toThrow(
      new RangeError("derivatives: argnum counts arguments from 0, and -1 is no such count"),
    );
    expect(wrong({ argnum: [0] })).toThrow(
      new TypeError("derivatives: argnum is an array; pass the index of an argument"),
    );
    expect(() => untyped(sin, 1, { argnum: 1 })(1)).toThrow(
      new RangeError("derivatives(sin): argnum 1 is out of range: the function has 1 argument, and the first is 0"),
    );
  });

  it("what is no function of one value", () => {
    expect(() => untyped(1, 1)).toThrow(TypeError);
    expect(() => untyped((x: Expr) => [x, x], 1)(1)).toThrow(
      "the function returned an array; return one expression or number",
    );
    const f = (p: { a: Expr }, x: Expr) => mul(p.a, x);
    const text = (argument: number) =>
      `derivatives(f): derivatives are by one value, and argument ${argument} is an object or list; name another with ` +
      "argnum, or use hvp(f)";
    expect(() => untyped(f, 1)({ a: 1 }, 2)).toThrow(new TypeError(text(0)));
    expect(untyped(f, 1, { argnum: 1 })({ a: 3 }, 2)).toEqual([6, 3]);
    expect(() => untyped((w: readonly Expr[]) => w[0], 1)(list([1, 2]))).toThrow("is an object or list");
  });

  it("programs that get too large, within seconds", () => {
    const long = (x: Expr) => {
      for (let i = 0; i < 10_000; i++) x = sin(mul(x, x));
      return x;
    };
    expect(() => derivatives(long, 32)(1)).toThrow(RangeError);
    expectClose([derivatives((x) => long(x), 1)(0)[1]], [0]);
  });
});

const HIGHEST = 3;

describe("derivatives of random functions with reductions", () => {
  for (const group of Array.from({ length: 8 }, (_, i) => i)) {
    it(`are those of nested gradients for kinds ${group.toString(2).padStart(ARGUMENTS, "0")}, where 1 is a batch`, () => {
      const random = generator(900 + group);
      let [compared, refused] = [0, 0];
      for (let i = 0; i < 150; i++) {
        const f = randomFunction(random, 1 + Math.floor(5 * random()));
        const args = Array.from({ length: ARGUMENTS }, (_, k) => {
          const elements = Float32Array.from(DATA, () => 3 * random() - 1.5);
          return (group >> k) & 1 ? elements : elements[0];
        });
        const plain = args.map((arg) => (typeof arg === "number" ? arg : [...arg]));
        const argnum = Math.floor(ARGUMENTS * random());
        const expression = (w: Expr, x: Expr, y: Expr) => f(fast, [w, x, y]);
        const all = untyped(expression, HIGHEST, { argnum });
        const results = outcomeOf(() => all(...args));
        const gradient = outcomeOf(() => (grad(expression, { argnums: argnum }) as typeof all)(...args));
        for (let order = 0; order <= HIGHEST; order++) {
          const nested = (values: readonly Value[], k: number): Value =>
            k === 0
              ? f(slow, values)
              : slow.grad((u) =>
                  nested(
                    values.map((value, j) => (j === argnum ? u : value)),
                    k - 1,
                  ),
                )(values[argnum]);
          const expected = outcome(() => evaluate((...values) => nested(values, order), plain)[0]);
          const what = `order ${order} by argument ${argnum} of function ${i}, ${String(all)}`;
          if (expected === undefined) continue;
          if (expected instanceof Refused) {
            expect(results, `${what} is refused by rule ${expected.rule}`).toBeInstanceOf(TypeError);
            refused++;
            break;
          }
          if (results instanceof TypeError) {
            // A loss has a gradient by a batch, and no derivatives.
            if (results.message.includes("hvp(f)")) expect(typeof args[argnum], what).toBe("object");
            continue;
          }
          const got = (results as (number | Float32Array)[])[order];
          expectSame(got, expected, what);
          // Of every order the kind of the gradient.
          if (order > 0) expect(typeof got, `the kind of ${what}`).toBe(typeof gradient);
          compared++;
        }
      }
      expect(compared).toBeGreaterThan(100);
      if (group > 0) expect(refused).toBeGreaterThan(0);
    });
  }
});

function outcomeOf(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    return error;
  }
}

/** Expects the elements. Of a derivative that is 0 everywhere the slow evaluator does not know the kind. */
function expectSame(got: number | Float32Array, expected: Plain, what: string): void {
  const [actual, wanted] = [got, expected].map((value) => (typeof value === "number" ? [value] : [...value]));
  const largest = Math.max(1, ...wanted.map(Math.abs));
  const length = Math.max(actual.length, wanted.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [actual, wanted].map((values) => (values.length === 1 ? values[0] : values[i]));
    const isClose = Object.is(x, y) || Math.abs(x - y) <= 2e-4 * largest;
    if (!isClose) expect.fail(`${what}, element ${i}: ${x}, expected ${y}`);
  }
}
