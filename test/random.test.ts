// Random programs: their derivatives of orders 1 and 2 against float64, within what float32s may be off, and every way
// to run them against each other, bit for bit.

import { describe, expect, it } from "vitest";
import { compile, fromBytes, grad, valueAndGrad } from "../ts/index.js";
import { prepare } from "../ts/core/load.js";
import { expectSameBits } from "./lib/floats.js";
import { generator, randomFunction } from "./lib/random.js";
import type { Bounded } from "./lib/running-error.js";

type Loose = {
  (...args: (number | Float32Array | number[])[]): unknown;
  into(out: unknown, ...args: (number | Float32Array)[]): unknown;
  toBytes(): Uint8Array;
};
const loose = (f: unknown) => f as Loose;

const SEEDS = Array.from({ length: 300 }, (_, seed) => seed);

/** A random function of one to three arguments, of at most so many steps, and points to try it at. */
function drawn(seed: number, steps: number) {
  const random = generator(seed);
  const argnums = Array.from({ length: 1 + Math.floor(3 * random()) }, (_, i) => i);
  const f = randomFunction(random, argnums.length, 2 + Math.floor((steps - 1) * random()));
  const points = Array.from({ length: 8 }, () => argnums.map(() => Math.fround(4 * random() - 2)));
  return { ...f, argnums, points };
}

/** Expects a number that a float32 evaluation may give. */
function expectBounded(actual: number, { value, error }: Bounded, what: string): void {
  expect(Math.abs(actual - value), `${what}: ${actual}, expected ${value}`).toBeLessThanOrEqual(error);
}

describe("gradients are those of hyper-dual numbers", () => {
  it.each(SEEDS)("seed %i", (seed) => {
    const { expression, exact, argnums, points } = drawn(seed, 15);
    const vg = loose(valueAndGrad(expression, { argnums }));
    for (const point of points) {
      const [value, gradient] = vg(...point) as [number, number[]];
      expectBounded(value, exact(point).value, `at ${point.join(", ")}`);
      gradient.forEach((partial, i) =>
        expectBounded(partial, exact(point, [i, i]).first[0], `at ${point.join(", ")}, by ${i}`),
      );
    }
  });
});

describe("second derivatives are those of hyper-dual numbers", () => {
  const seeds = SEEDS.slice(0, 100);
  const STEPS = 11;
  const pairs = (argnums: readonly number[]) => argnums.flatMap((i) => argnums.map((j): [number, number] => [i, j]));

  it.each(seeds)("seed %i", (seed) => {
    const { expression, exact, argnums, points } = drawn(seed, STEPS);
    for (const [i, j] of pairs(argnums)) {
      const second = loose(grad(grad(expression, { argnums: i }), { argnums: j }));
      for (const point of points) {
        expectBounded(
          second(...point) as number,
          exact(point, [i, j]).second,
          `at ${point.join(", ")}, by ${i} and ${j}`,
        );
      }
    }
  });

  it("and nothing else is within the bounds", () => {
    const exact = seeds.flatMap((seed) => {
      const { exact, argnums, points } = drawn(seed, STEPS);
      return pairs(argnums).flatMap((by) => points.map((point) => exact(point, by).second));
    });
    const relative = exact.filter(({ value }) => value !== 0).map(({ value, error }) => error / Math.abs(value));
    relative.sort((a, b) => a - b);
    expect(relative.length).toBeGreaterThan(1000);
    expect(relative[Math.floor(0.5 * relative.length)]).toBeLessThan(1e-5);
    expect(relative[Math.floor(0.98 * relative.length)]).toBeLessThan(1e-3);
    // 0 would not pass for any of them.
    expect(relative.at(-1)).toBeLessThan(0.1);
  });
});

describe("numbers, arrays of every length and stored functions give the same bits", () => {
  const special = [0, -0, 1, -1, NaN, Infinity, -Infinity, 1e-45, -1e-40, 3.4e38, 1e10, 0.1];

  it.each(Array.from({ length: 12 }, (_, seed) => 2000 + seed))("seed %i", (seed) => {
    const random = generator(seed);
    const { expression } = randomFunction(random, 2, 4 + Math.floor(random() * 8));
    const f = loose(
      seed % 2 === 0
        ? compile((x, y) => expression(x, y))
        : grad((x, y) => expression(x, y), { argnums: seed % 3 === 0 ? 1 : 0 }),
    );
    // After the envelope of a function of two arguments and one result comes its program.
    const block = prepare(f.toBytes().subarray(9), Uint8Array.of(1, 1))[1];
    const lengths = [...Array(68).keys(), block - 1, block, block + 1, 2 * block + 3];

    const longest = Math.max(...lengths);
    const draw = () => (random() < 0.1 ? special[Math.floor(random() * special.length)] : 8 * random() - 4);
    const xs = Float32Array.from({ length: longest }, draw);
    const ys = Float32Array.from({ length: longest }, draw);
    const all = xs.map((x, i) => f(x, ys[i]) as number);

    const stored = loose(fromBytes(f.toBytes() as Uint8Array<ArrayBuffer>));
    for (const n of lengths) {
      const [x, y, expected] = [xs.slice(0, n), ys.slice(0, n), all.subarray(0, n)];
      expectSameBits(f(x, y) as Float32Array, expected);
      // From an odd place in memory, in plain arrays, into a longer output, into an input, into an input shifted.
      const shifted = new Float32Array(n + 3);
      shifted.set(x, 1);
      expectSameBits(f(shifted.subarray(1, n + 1), [...y]) as Float32Array, expected);
      const out = new Float32Array(n + 2).fill(7);
      expect(stored.into(out, x, y)).toBe(out);
      expectSameBits(out, Float32Array.from([...expected, 7, 7]));
      f.into(shifted.subarray(3), shifted.subarray(1, n + 1), y);
      expectSameBits(shifted.subarray(3), expected);
      f.into(x, x, y);
      expectSameBits(x, expected);
    }
  });

  it("a number is an array of that number", () => {
    for (let seed = 3000; seed < 3050; seed++) {
      const random = generator(seed);
      const { expression } = randomFunction(random, 2, 3 + Math.floor(random() * 10));
      const f = loose(grad((x, y) => expression(x, y)));
      const xs = Float32Array.from({ length: 13 }, () => 8 * random() - 4);
      const y = 8 * random() - 4;
      const all = xs.map(() => y);
      expectSameBits(f(xs, y) as Float32Array, f(xs, all) as Float32Array);
      expectSameBits(f(y, xs) as Float32Array, f(all, xs) as Float32Array);
    }
  });
});
