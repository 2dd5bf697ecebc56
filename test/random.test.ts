// Random programs: their gradients against float64, and every way to run them against each other, bit for bit.

import { describe, expect, it } from "vitest";
import { compile, type Expr, fromBytes, grad, valueAndGrad } from "../ts/index.js";
import { prepare } from "../ts/core/load.js";
import { bitsOf } from "./lib/floats.js";
import { generator, randomFunction } from "./lib/random.js";

type Loose = {
  (...args: (number | Float32Array | number[])[]): unknown;
  into(out: unknown, ...args: (number | Float32Array)[]): unknown;
  toBytes(): Uint8Array;
};
const loose = (f: unknown) => f as Loose;

describe("gradients are those of float64", () => {
  it.each(Array.from({ length: 300 }, (_, seed) => seed))("seed %i", (seed) => {
    const random = generator(seed);
    const args = 1 + Math.floor(random() * 3);
    const { expression, exact } = randomFunction(random, args, 2 + Math.floor(random() * 14));
    const argnums = Array.from({ length: args }, (_, i) => i);
    const vg = loose(valueAndGrad(expression, { argnums }));
    for (let i = 0; i < 8; i++) {
      const point = argnums.map(() => Math.fround(4 * random() - 2));
      const [value, gradient] = vg(...point) as [number, number[]];
      const expected = exact(point);
      const tolerance = 3e-5 * expected.largest;
      expect(Math.abs(value - expected.value)).toBeLessThan(tolerance);
      gradient.forEach((partial, j) => expect(Math.abs(partial - expected.partials[j]!)).toBeLessThan(tolerance));
    }
  });
});

describe("second derivatives are differences of gradients", () => {
  it.each(Array.from({ length: 60 }, (_, seed) => 1000 + seed))("seed %i", (seed) => {
    const random = generator(seed);
    const { expression, exact } = randomFunction(random, 1, 2 + Math.floor(random() * 8));
    const second = grad(grad((x: Expr) => expression(x)));
    for (let i = 0; i < 4; i++) {
      const x = Math.fround(4 * random() - 2);
      const h = 1e-5;
      const [before, after] = [exact([x - h]), exact([x + h])];
      const expected = (after.partials[0]! - before.partials[0]!) / (2 * h);
      const largest = Math.max(before.largest, after.largest) ** 2;
      expect(Math.abs(second(x) - expected)).toBeLessThan(2e-4 * Math.max(1, Math.abs(expected), largest));
    }
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
    // After the envelope of a function of one result comes its program.
    const block = prepare(f.toBytes().subarray(5), Uint8Array.of(1, 1))[1]!;
    const lengths = [...Array(68).keys(), block - 1, block, block + 1, 2 * block + 3];

    const longest = Math.max(...lengths);
    const draw = () => (random() < 0.1 ? special[Math.floor(random() * special.length)]! : 8 * random() - 4);
    const xs = Float32Array.from({ length: longest }, draw);
    const ys = Float32Array.from({ length: longest }, draw);
    const expected = bitsOf(Array.from(xs, (x, i) => f(x, ys[i]!) as number));

    const stored = loose(fromBytes(f.toBytes() as Uint8Array<ArrayBuffer>));
    for (const n of lengths) {
      const [x, y] = [xs.slice(0, n), ys.slice(0, n)];
      expect(bitsOf(f(x, y) as Float32Array)).toEqual(expected.slice(0, n));
      // From an odd place in memory, in plain arrays, into a longer output, into an input, into an input shifted.
      const shifted = new Float32Array(n + 3);
      shifted.set(x, 1);
      expect(bitsOf(f(shifted.subarray(1, n + 1), [...y]) as Float32Array)).toEqual(expected.slice(0, n));
      const out = new Float32Array(n + 2).fill(7);
      expect(stored.into(out, x, y)).toBe(out);
      expect(bitsOf(out)).toEqual([...expected.slice(0, n), ...bitsOf([7, 7])]);
      f.into(shifted.subarray(3), shifted.subarray(1, n + 1), y);
      expect(bitsOf(shifted.subarray(3))).toEqual(expected.slice(0, n));
      f.into(x, x, y);
      expect(bitsOf(x)).toEqual(expected.slice(0, n));
    }
  });

  it("a number is an array of that number", () => {
    for (let seed = 3000; seed < 3050; seed++) {
      const random = generator(seed);
      const { expression } = randomFunction(random, 2, 3 + Math.floor(random() * 10));
      const f = loose(grad((x, y) => expression(x, y)));
      const xs = Float32Array.from({ length: 13 }, () => 8 * random() - 4);
      const y = 8 * random() - 4;
      expect(bitsOf(f(xs, y) as Float32Array)).toEqual(
        bitsOf(
          f(
            xs,
            xs.map(() => y),
          ) as Float32Array,
        ),
      );
      expect(bitsOf(f(y, xs) as Float32Array)).toEqual(
        bitsOf(
          f(
            xs.map(() => y),
            xs,
          ) as Float32Array,
        ),
      );
    }
  });
});
