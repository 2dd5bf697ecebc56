// Functions as text, as a person would write them. That the text computes the same: mathematics.test.ts.

import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import * as fluxion from "../ts/index.js";
import {
  add,
  atan2,
  compile,
  cos,
  div,
  eq,
  exp,
  type Expr,
  grad,
  hypot,
  log,
  lt,
  max,
  min,
  mul,
  neg,
  pow,
  reciprocal,
  rem,
  sin,
  square,
  sub,
  tanh,
  valueAndGrad,
  where,
} from "../ts/index.js";

const text = (f: (...args: Expr[]) => Expr | number) => String(compile(f));

describe("a function", () => {
  it("is an arrow function in infix notation, with the names of its source", () => {
    expect(String(grad((x) => sin(cos(x))))).toBe("(x) => -(cos(cos(x)) * sin(x))");
    expect(text((rate, time) => mul(rate, sin(time)))).toBe("(rate, time) => rate * sin(time)");
    expect(
      text(function price(s, k) {
        return sub(s, k);
      }),
    ).toBe("(s, k) => s - k");
    expect(String(grad(fluxion.atan2))).toMatch(/^\(y, x\) => /);
    expect(String(sin(cos()))).toBe("(x) => sin(cos(x))");
  });

  it("names arguments itself where the source does not", () => {
    expect(text((...all) => add(all[0] ?? 0, all[1] ?? 1))).toBe("() => 1");
    const sum = compile((...all) => all.reduce((a, b) => add(a, b)));
    sum(1, 2, 3, 4);
    expect(String(sum)).toBe("(x0, x1, x2, x3) => x0 + x1 + x2 + x3");
  });

  it("shows the derivative of each element of a batch by a number, and of one number the gradient", () => {
    const of = (f: (w: Expr, x: Expr) => Expr) => String(fluxion.jacobian((w, x) => f(w, x), { argnums: 0 }));
    expect(of((w, x) => mul(x, fluxion.sum(mul(w, sin(x)))))).toBe("(w, x) => x * sum(sin(x))");
    expect(of((w, x) => add(x, fluxion.sum(mul(w, 2))))).toBe("(w, x) => sum(2)");
    expect(of((w, x) => grad((u: Expr) => fluxion.sum(mul(w, u)))(x))).toBe("(w, x) => sumFor(x, 1)");
    expect(of((w, x) => fluxion.sum(mul(w, sin(x))))).toBe("(w, x) => sumFor(w, sin(x))");
    // Differentiated once more, it is of the same values.
    const squares = (w: Expr, x: Expr) => fluxion.jacobian((v) => mul(x, fluxion.sum(mul(square(v), x))))(w)[0];
    expect(String(fluxion.jacobian((w, x) => squares(w, x), { argnums: 0 }))).toBe("(w, x) => x * sum(2 * x)");
  });

  it("names no argument as a function that it calls", () => {
    expect(String(grad((sin) => sin.sin()))).toBe("(sin) => cos(sin)");
    expect(text((sin) => sin.sin())).toBe("(a) => sin(a)");
    expect(text((sin, a) => sin.sin().mul(sin.sin().add(a)))).toBe(
      "(b, a) => {\n  const c = sin(b);\n  return c * (a + c);\n}",
    );
    // Those that are in the text alone.
    expect(text((exp, where) => exp.add(where))).toBe("(exp, where) => exp + where");
    // The argument of an outer function, too.
    const inner: string[] = [];
    grad((cos) => (inner.push(String(compile((x) => x.mul(cos.cos())))), cos))(1);
    expect(inner).toEqual(["(x) => x * cos(a)"]);
  });

  it("shows the structure of its result", () => {
    expect(String(compile((x) => [x, [sin(x), 1]]))).toBe("(x) => [x, [sin(x), 1]]");
    expect(String(valueAndGrad((x) => square(x)))).toBe("(x) => [x ** 2, 2 * x]");
  });

  it("defines what it uses more than once", () => {
    expect(text((x) => mul(sin(x), add(sin(x), 1)))).toBe("(x) => {\n  const a = sin(x);\n  return a * (a + 1);\n}");
    // Not under a name that is taken.
    expect(text((a, b) => mul(sin(a), add(sin(a), b)))).toMatch(/const c = sin\(a\);/);
  });

  it("has the parentheses that it needs and no others", () => {
    expect(text((x, y, z) => sub(x, sub(y, z)))).toBe("(x, y, z) => x - (y - z)");
    expect(text((x, y, z) => sub(sub(x, y), z))).toBe("(x, y, z) => x - y - z");
    expect(text((x, y, z) => mul(add(x, y), z))).toBe("(x, y, z) => z * (x + y)");
    expect(text((x, y, z) => add(z, add(y, x)))).toBe("(x, y, z) => x + y + z");
    expect(text((x) => add(1, mul(x, 2)))).toBe("(x) => 2 * x + 1");
    expect(text((x, y, z) => div(x, mul(y, z)))).toBe("(x, y, z) => x / (y * z)");
    expect(text((x, y) => pow(add(x, y), neg(y)))).toBe("(x, y) => (x + y) ** -y");
    expect(text((x, y) => pow(neg(x), y))).toBe("(x, y) => (-x) ** y");
    expect(text((x, y, z) => pow(pow(x, y), z))).toBe("(x, y, z) => (x ** y) ** z");
    expect(text((x, y, z) => pow(x, pow(y, z)))).toBe("(x, y, z) => x ** y ** z");
    expect(text((x, y) => neg(mul(x, y)))).toBe("(x, y) => -(x * y)");
    expect(text((x) => reciprocal(add(x, 1)))).toBe("(x) => 1 / (x + 1)");
    expect(text((x) => square(sin(x)))).toBe("(x) => sin(x) ** 2");
    expect(text((x) => square(neg(x)))).toBe("(x) => x ** 2");
    expect(text((x) => neg(square(x)))).toBe("(x) => -(x ** 2)");
    expect(text((x, y) => mul(x, rem(y, 3)))).toBe("(x, y) => y % 3 * x");
    expect(text((x, y) => rem(mul(x, y), add(x, 3)))).toBe("(x, y) => x * y % (x + 3)");
    expect(text((x, y) => where(lt(x, y), log(x), eq(x, y)))).toBe("(x, y) => where(x < y, log(x), x === y)");
    expect(text((x, y) => lt(lt(x, y), y))).toBe("(x, y) => (x < y) < y");
  });

  it("has one call of ops that take any number of arguments", () => {
    expect(text((x, y) => max(x, y, 2))).toBe("(x, y) => max(x, y, 2)");
    expect(text((x, y) => max(x, min(y, 1, 2)))).toBe("(x, y) => max(x, min(y, 1, 2))");
    expect(text((x, y, z) => hypot(x, y, z))).toBe("(x, y, z) => hypot(x, y, z)");
    const ofFive = (a: Expr, b: Expr, c: Expr, d: Expr, e: Expr) => hypot(a, b, c, d, e);
    expect(String(compile(ofFive))).toBe("(a, b, c, d, e) => hypot(a, b, c, d, e)");
    expect(String(grad(ofFive, { argnums: 3 }))).toBe("(a, b, c, d, e) => d / hypot(a, b, c, d, e)");
    // Not a call that has a name of its own.
    expect(text((x, y) => mul(hypot(x, y), hypot(x, y, 1)))).toBe(
      "(x, y) => {\n  const a = hypot(x, y);\n  return a * hypot(a, 1);\n}",
    );
  });

  it("compares a truth value with a number as numbers", () => {
    expect(text((x, y) => eq(lt(x, y), y))).toBe("(x, y) => y === +(x < y)");
    expect(text((x, y) => eq(lt(x, y), lt(y, x)))).toBe("(x, y) => x < y === y < x");
  });

  it("has the shortest constants", () => {
    const constants = [0.1, -0.5, 1 / 3, 16777217, 1e-45, 3.4028234663852886e38, Infinity, -Infinity, NaN, -0];
    const shortest = [
      "0.1",
      "-0.5",
      "0.33333334",
      "16777216",
      "1e-45",
      "3.4028235e+38",
      "Infinity",
      "-Infinity",
      "NaN",
      "-0",
    ];
    expect(
      constants.map((value) => text((x, y) => where(x, value, y)).replace(/^.*where\(x, (.*), y\)$/, "$1")),
    ).toEqual(shortest);
  });
});

describe("a derivative", () => {
  it("is mathematics", () => {
    const printed = (f: (x: Expr) => Expr) => [String(grad(f)), String(grad(grad(f)))].map((t) => t.slice(7));
    expect(printed((x) => pow(x, 3))).toEqual(["3 * x ** 2", "6 * x"]);
    expect(printed((x) => pow(x, 0.5))).toEqual(["0.5 / x ** 0.5", "-0.25 / x ** 1.5"]);
    expect(printed((x) => div(1, pow(x, 2)))).toEqual(["-2 / x ** 3", "6 / x ** 4"]);
    expect(printed((x) => log(x))).toEqual(["1 / x", "-1 / x ** 2"]);
    expect(printed((x) => sin(mul(x, 3)))).toEqual(["3 * cos(3 * x)", "-9 * sin(3 * x)"]);
    expect(String(grad((x) => tanh(x)))).toBe("(x) => 1 - tanh(x) ** 2");
    expect(String(grad((x, y) => pow(x, y)))).toBe("(x, y) => y * x ** (y - 1)");
    expect(String(grad(grad((x, y) => pow(x, y))))).toBe("(x, y) => y * (y - 1) * x ** (y - 2)");
    expect(String(grad((x, y) => atan2(x, y)))).toBe("(x, y) => y / (y ** 2 + x ** 2)");
  });

  it("makes no choice twice", () => {
    expect(String(grad(grad((x) => where(lt(x, 0), exp(x), x))))).toBe("(x) => where(x < 0, exp(x), 0)");
    // A condition that holds is any number but 0.
    expect(text((x) => where(x, mul(x, sin(x)), mul(x, cos(x))))).toBe("(x) => where(x, x * sin(x), 0)");
  });

  it("leaves the stored program as it is", () => {
    const f = grad((x) => tanh(x));
    const bytes = f.toBytes();
    expect(String(f)).not.toContain("Grad");
    expect(f.toBytes()).toEqual(bytes);
    expect(fluxion.fromBytes<typeof f>(bytes)(9)).toBe(f(9));
  });
});

describe("sums and products", () => {
  it("are written as one fraction, with one sign", () => {
    expect(text((x, y) => div(mul(x, 6), mul(y, 3)))).toBe("(x, y) => 2 * x / y");
    expect(text((x) => div(x, 3))).toBe("(x) => x / 3");
    expect(text((x, y) => mul(div(x, y), div(y, mul(x, x))))).toBe("(x, y) => 1 / x");
    expect(text((x, y) => add(x, mul(y, -2)))).toBe("(x, y) => x - 2 * y");
    expect(text((x, y) => sub(mul(x, -2), mul(y, 3)))).toBe("(x, y) => -2 * x - 3 * y");
    expect(text((x, y) => add(mul(x, y), mul(mul(y, 3), x)))).toBe("(x, y) => 4 * x * y");
    expect(text((x) => add(x, -1))).toBe("(x) => x - 1");
    expect(text((x) => add(mul(x, 0), 0))).toBe("(x) => 0");
    expect(text((x) => pow(add(x, 1), 0))).toBe("(x) => 1");
  });

  it("do not overflow where the function does not", () => {
    expect(text((x) => mul(mul(x, 1e-30), 1e-30))).toBe("(x) => 1.00000001e-60 * x");
    expect(text((x) => mul(mul(x, Infinity), 0))).toBe("(x) => NaN * x");
  });
});

describe("an expression", () => {
  it("is text while it is traced", () => {
    const seen: string[] = [];
    compile((x, y) => {
      seen.push(
        String(x.mul(2).add(y)),
        String(grad((z) => (seen.push(String(mul(x, z))), z)).length),
        inspect(sin(x)),
      );
      grad((x1) => (seen.push(String(mul(x, x1))), x1))(x);
      return x;
    })(1, 2);
    expect(seen).toEqual(["2 * x + y", "1", "Expr sin(x)", "x * x1"]);
  });

  it("shows itself in the console", () => {
    expect(inspect(sin(cos()))).toBe("Expr (x) => sin(cos(x))");
    expect(inspect([sin()])).toBe("[ Expr (x) => sin(x) ]");
    expect(Object.keys(sin(cos()))).toEqual([]);
  });
});
