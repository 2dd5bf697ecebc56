// Functions inside functions: gradients of gradients, closures over outer arguments, captured arrays.

import { describe, expect, it } from "vitest";
import {
  add,
  compile,
  cos,
  div,
  exp,
  type Expr,
  grad,
  mul,
  neg,
  sin,
  square,
  sub,
  tanh,
  valueAndGrad,
} from "../ts/index.js";
import { expectClose } from "./lib/floats.js";

const xs = Float32Array.of(0.5, 1, 2);

describe("nested gradients do not confuse their variables", () => {
  it("d/dx x · (d/dy x y) = 2x", () => {
    expect(grad((x) => mul(x, grad((y) => mul(x, y))(x)))(3)).toBe(6);
    expect([...grad((x) => mul(x, grad((y) => mul(x, y))(x)))(xs)]).toEqual([1, 2, 4]);
  });

  it("d/dx x · (d/dy (x + y) at 1) = 1, the case that names the confusion", () => {
    expect(grad((x) => mul(x, grad((y) => add(x, y))(1)))(5)).toBe(1);
  });

  it("called with a number inside, an expression comes out", () => {
    // d/dx of d/dy (x² y³) at y = 2 is 2x · 12.
    const f = (x: Expr) => grad((y) => mul(square(x), mul(y, square(y))))(2);
    expect(grad(f)(3)).toBe(72);
  });

  it("three deep", () => {
    // The innermost, at z = y, is 2 x y²; so d/dy of 2 x² y³ at y = x is 6 x⁴, and x times that has 30 x⁴.
    const f = (x: Expr) => mul(x, grad((y) => mul(mul(x, y), grad((z) => mul(mul(x, y), square(z)))(y)))(x));
    expect(grad(f)(2)).toBe(30 * 16);
    expect(compile(f)(2)).toBe(6 * 32);
  });

  it("by the outer variable only, where the inner one is bound to it", () => {
    const f = (x: Expr, a: Expr) => sin(mul(x, a));
    // f_x as a function of both, differentiated by a.
    const mixed = grad((x, a) => grad(f)(x, a), { argnums: 1 });
    expectClose([mixed(0.5, 2)], [Math.cos(1) - Math.sin(1)]);
    expectClose([grad(grad(f), { argnums: 1 })(0.5, 2)], [Math.cos(1) - Math.sin(1)]);
  });

  it("a function that closes over an argument serves every trace", () => {
    const outer = (x: Expr) => {
      const scaled = grad((y) => mul(x, square(y)));
      return add(scaled(1), scaled(x)); // 2x + 2x²
    };
    expect(grad(outer)(3)).toBe(14);
    expect(compile(outer)(3)).toBe(24);
    expect([...grad(outer)(xs)]).toEqual([4, 6, 10]);
  });
});

it("a function outside that uses the argument of whichever trace calls it is traced for each", () => {
  let current: Expr | undefined;
  const inner = grad((y) => mul(current!, square(y)));
  const outer = (x: Expr) => ((current = x), inner(x));
  expect(compile(outer)(3)).toBe(18);
  expect(grad(outer)(3)).toBe(12);
});

describe("a gradient is an expression like any other", () => {
  const price = (s: Expr, k: Expr) => mul(s, tanh(div(s, k)));

  it("in one kernel with its value", () => {
    const all = compile((s, k) => [price(s, k), ...grad(price, { argnums: [0, 1] })(s, k)]);
    const [value, [ds, dk]] = valueAndGrad(price, { argnums: [0, 1] })(xs, 2);
    expect(all(xs, 2)).toEqual([value, ds, dk]);
    expect(all(1, 2)).toHaveLength(3);
  });

  it("in the structure that the function returns", () => {
    const f = compile((x) => [x, [sin(x), [1, neg(x)]]]);
    expect(f(0)).toEqual([0, [0, [1, -0]]]);
    expect(f([0, 1])).toEqual([
      Float32Array.of(0, 1),
      [sin(Float32Array.of(0, 1)), [Float32Array.of(1, 1), Float32Array.of(-0, -1)]],
    ]);
    expect(compile(valueAndGrad((x) => square(x)))(3)).toEqual([9, 6]);
  });

  it("shares what it has in common", () => {
    const [y, dy] = valueAndGrad((x) => exp(sin(x)))(xs);
    expectClose(
      dy,
      [...y].map((value, i) => value * Math.cos(xs[i])),
    );
  });

  it("of a constant is 0", () => {
    expect(grad((_x) => 3)(1)).toBe(0);
    expect(valueAndGrad((_x) => 0.1)([1, 2])).toEqual([Float32Array.of(0.1, 0.1), new Float32Array(2)]);
  });
});

describe("captured arrays", () => {
  it("are hidden arguments, read at every call", () => {
    const weights = Float32Array.of(1, 2, 3);
    const df = grad((x) => mul(square(x), weights));
    expect([...df(xs)]).toEqual([1, 4, 12]);
    weights[0] = 10;
    expect([...df(xs)]).toEqual([10, 4, 12]);
  });

  it("make the result an array, also of numbers", () => {
    const weights = [1, 2, 3];
    expect(compile((x) => mul(x, weights))(2)).toEqual(Float32Array.of(2, 4, 6));
    expect(compile(() => Float32Array.from(weights))()).toEqual(Float32Array.of(1, 2, 3));
    expect(compile((x) => [x, Float32Array.from(weights)])(7)).toEqual([
      Float32Array.of(7, 7, 7),
      Float32Array.of(1, 2, 3),
    ]);
  });

  it("count once, however often they are met", () => {
    const df = grad((x) => mul(sub(x, xs), sub(x, xs)));
    expect([...(df(1) as unknown as Float32Array)]).toEqual([1, 0, -2]);
    expect(String(df)).toMatch(/^\(x\) => .*Float32Array\(3\)/);
  });

  it("go through composition and nested functions", () => {
    const f = sin().mul(xs);
    expect(f(1)).toEqual(mul(Math.fround(Math.sin(1)), xs));
    expectClose(
      grad((x) => f(x))(xs),
      [...xs].map((x) => x * Math.cos(x)),
    );
    const inner = grad((x: Expr) => mul(square(x), xs));
    expect([...grad((x) => inner(x))(xs)]).toEqual([1, 2, 4]);
    expect(compile((x) => grad((y, w) => mul(square(y), w))(x, xs))(1)).toEqual(Float32Array.of(1, 2, 4));
  });

  it("may be written to by the call itself", () => {
    const state = Float32Array.of(1, 2, 3);
    const step = compile((rate) => sub(state, mul(rate, state)));
    step.into(state, 0.5);
    expect([...state]).toEqual([0.5, 1, 1.5]);
  });
});

describe("composed expressions", () => {
  it("share their argument", () => {
    const f = mul(sin(), cos());
    expectClose(
      f(xs),
      [...xs].map((x) => Math.sin(x) * Math.cos(x)),
    );
    expectClose(
      grad(f)(xs),
      [...xs].map((x) => Math.cos(2 * x)),
    );
  });

  it("compose with expressions and with each other", () => {
    const f = sin().add(1);
    const g = square();
    expect(String(f(g))).toBe("(x) => sin(x ** 2) + 1");
    expect(String(g(f))).toBe("(x) => (sin(x) + 1) ** 2");
    expectClose(
      f(g)(xs),
      [...xs].map((x) => Math.sin(x * x) + 1),
    );
    expectClose(
      grad((x) => f(mul(x, 2)))(xs),
      [...xs].map((x) => 2 * Math.cos(2 * x)),
    );
  });

  it("close over an outer argument", () => {
    const f = (x: Expr, a: Expr) => mul(sin(), a)(x);
    expectClose([grad(f, { argnums: 1 })(1, 5)], [Math.sin(1)]);
  });

  it("ignore further arguments, as ops do", () => {
    expect([0, 1].map(sin())).toEqual([0, sin(1)]);
    expect([0, 1].map(sin)).toEqual([0, sin(1)]);
  });

  it("have the length and the manners of functions", () => {
    const f = sin(cos());
    expect(f).toBeInstanceOf(Function);
    expect((f as unknown as () => void).length).toBe(1);
    expect(compile(f)(1)).toBe(f(1));
  });
});

describe("lengths and names", () => {
  it("are those of the function", () => {
    const named = (first: Expr, second: Expr) => mul(first, second);
    expect(grad(named).length).toBe(2);
    expect(grad((...all: Expr[]) => all[0]).length).toBe(0);
    expect((grad(named) as unknown as { name: string }).name).toBe("grad(named)");
    expect((valueAndGrad(grad(named)) as unknown as { name: string }).name).toBe("valueAndGrad(grad(named))");
    expect(String(grad(grad(named)))).toBe("(first, second) => 0");
  });
});

it("a function is traced once for each number of arguments, at its first call", () => {
  let traces = 0;
  const df = grad((x: Expr, ...others: Expr[]) => (traces++, others.reduce((a, b) => mul(a, b), x)));
  expect(traces).toBe(0);
  df(1);
  df([1, 2]);
  df.into(new Float32Array(1), 1);
  expect(traces).toBe(1);
  expect(df(1, 3)).toBe(3);
  df([1], 3);
  expect(traces).toBe(2);
});

it("ten thousand ops in a row are no problem, nor is a tree of 2^200 leaves", () => {
  const chain = (x: Expr) => {
    for (let i = 0; i < 10_000; i++) x = i % 2 === 0 ? x.add(1) : x.sub(1);
    return x;
  };
  expect(compile(chain)(0.5)).toBe(0.5);
  expect(grad(chain)([0.5, 1])).toEqual(Float32Array.of(1, 1));
  expect(grad(grad(chain))(1)).toBe(0);

  const tree = (x: Expr) => {
    for (let i = 0; i < 200; i++) x = mul(0.5, add(x, x));
    return x;
  };
  expect(compile(tree)(3)).toBe(3);
  expect(grad(tree)(3)).toBe(1);
  expect(String(compile(tree)).length).toBeLessThan(20_000);

  let composed = sin();
  for (let i = 0; i < 10_000; i++) composed = composed.add(1).sub(1);
  expect(composed(0)).toBe(0);
  expect(String(composed).length).toBeLessThan(200_000);
});
