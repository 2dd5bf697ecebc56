// When kernels are compiled, by what a function tells of itself, never by a clock.

import { describe, expect, it } from "vitest";
import { compile, type Expr, sin, valueAndGrad } from "../ts/index.js";
import { expectSameBits } from "./lib/floats.js";

let unique = 0;
/** A chain of so many ops that no other test has. */
const chain = (ops: number, step: (x: Expr, i: number) => Expr) => {
  const seed = 1 + ++unique / 1024;
  return compile((x: Expr) => Array.from({ length: ops }, (_, i) => i).reduce(step, x.mul(seed)));
};
const sines = (ops: number) => chain(ops, (x) => sin(x));
const arithmetic = (ops: number) => chain(ops, (x, i) => (i % 2 === 0 ? x.mul(1 - i / 1e6) : x.add(i / 1e6)));
const times = (count: number, call: () => unknown) => {
  for (let i = 0; i < count; i++) call();
};
const batch = (n: number) => new Float32Array(n).fill(0.5);
const pause = () => new Promise((resolve) => setTimeout(resolve, 5));

describe("a program that gains nothing stays on tiles:", () => {
  it.each([100, 1000])("%i sines of a batch", async (ops) => {
    const f = sines(ops);
    times(20, () => f(batch(1000)));
    await pause();
    times(100, () => f(batch(16_384 / (ops / 100))));
    expect(f.info().engine).toBe("tiles");
    expect(f.prepare("batch").info().engine).toBe("tiles");
  });

  it("1000 sines of a number", async () => {
    const f = sines(1000);
    times(500, () => f(0.5));
    await pause();
    f(0.5);
    expect(f.info().engine).toBe("tiles");
    expect(f.prepare("number").info().engine).toBe("tiles");
  });
});

describe("a long compilation is no part of a short call:", () => {
  it.each([
    ["400 sines of a number", sines(400), 0.5, 500],
    ["100 ops of arithmetic on 64 elements", arithmetic(100), batch(64), 2000],
    ["1000 ops of arithmetic on 64 elements", arithmetic(1000), batch(64), 500],
  ] as const)("%s", async (_what, f, x, calls) => {
    const before = f(x);
    times(calls, () => f(x));
    expect(f.info().engine).toBe("tiles");
    await pause();
    const after = f(x);
    expect(f.info().engine).toBe("jit");
    expectSameBits(
      Float32Array.from(typeof after === "number" ? [after] : after),
      Float32Array.from(typeof before === "number" ? [before] : before),
    );
  });

  it("which happens all the same where no call waits", () => {
    const f = arithmetic(200);
    times(30_000, () => f(batch(64)));
    expect(f.info().engine).toBe("jit");
  });

  it("is part of a call that is longer", () => {
    const f = arithmetic(200);
    times(2, () => f(batch(100_000)));
    expect(f.info().engine).toBe("jit");
  });
});

it("a long function of one number is compiled in its first call, if that is quicker than to trace it", () => {
  const steps = Array.from({ length: 100 }, (_, i) => i);
  const f = valueAndGrad((x: Expr) => steps.reduce((x, i) => x.mul(0.9).add(i).sub(x.mul(0.01)), sin(x)));
  f(0.5);
  expect(f.info().engine).toBe("jit");
});

it("ops count, not elements alone", () => {
  const [short, long] = [arithmetic(2), arithmetic(60)];
  times(20, () => short(batch(1000)));
  times(20, () => long(batch(1000)));
  expect([short.info().engine, long.info().engine]).toEqual(["tiles", "jit"]);
});
