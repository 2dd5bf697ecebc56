// Functions as text: as a person would write them, and as JavaScript that computes the same.

import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import * as fluxion from "../ts/index.js";
import {
  add,
  compile,
  cos,
  div,
  eq,
  type Expr,
  grad,
  log,
  lt,
  max,
  mul,
  neg,
  pow,
  reciprocal,
  sin,
  square,
  sub,
  valueAndGrad,
  where,
} from "../ts/index.js";
import { generator, randomFunction } from "./lib/random.js";

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
    expect(text((x) => square(square(x)))).toBe("(x) => (x ** 2) ** 2");
    expect(text((x, y) => where(lt(x, y), log(x), eq(x, y)))).toBe("(x, y) => where(x < y, log(x), x === y)");
    expect(text((x, y) => lt(lt(x, y), y))).toBe("(x, y) => (x < y) < y");
    expect(text((x, y) => max(x, y, 2))).toMatch(/^\(x, y\) => max\(max\(x, y\), 2\)$/);
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
    expect(constants.map((value) => text((x) => where(x, value, x)).replace(/^.*where\(x, (.*), x\)$/, "$1"))).toEqual(
      shortest,
    );
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

describe("the text computes what the function computes", () => {
  const names = Object.keys(fluxion).filter((name) => name in Math);
  const scope = {
    ...Object.fromEntries(names.map((name) => [name, Math[name as "sin"]])),
    where: (condition: number, x: number, y: number) => (condition ? x : y),
    logGrad: (x: number) => 1 / x,
    tanhGrad: (x: number) => 1 / Math.cosh(x) ** 2,
    atan2Grad: (y: number, x: number) => x / (x * x + y * y),
    hypotGrad: (x: number, y: number) => x / Math.hypot(x, y),
  };
  const evaluated = (source: string) => {
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- that the text is JavaScript is what is tested
    const evaluate = new Function(...Object.keys(scope), `return ${source}`) as (...values: unknown[]) => unknown;
    return evaluate(...Object.values(scope)) as (...args: number[]) => number;
  };

  it.each(Array.from({ length: 100 }, (_, seed) => 4000 + seed))("seed %i", (seed) => {
    const random = generator(seed);
    const { expression } = randomFunction(random, 2, 2 + Math.floor(random() * 12));
    for (const f of [compile((x, y) => expression(x, y)), grad((x, y) => expression(x, y))]) {
      const printed = evaluated(String(f));
      for (let i = 0; i < 4; i++) {
        const [x, y] = [Math.fround(2 * random() - 1), Math.fround(2 * random() - 1)];
        expect(Math.abs(printed(x, y) - f(x, y))).toBeLessThan(1e-3 * Math.max(1, Math.abs(f(x, y))));
      }
    }
  });
});
