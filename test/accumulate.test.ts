// Sums that kernels add up themselves give the bits of those that the core adds up, which test/reductions.test.ts compares
// with their definition: for every length, wherever the arrays lie, with elements that need the fallback in any block.

import { describe, expect, it } from "vitest";
import { alloc, inPlace, strided, useMemory } from "../ts/index.js";
import { by } from "./lib/engines.js";
import { textOfBytes } from "./lib/floats.js";
import { generator } from "./lib/random.js";
import { compile, ops, valueAndGrad, type Value } from "./lib/untyped.js";

const { add, amax, cos, div, dot, exp, log, mean, mul, norm, sin, square, sub, sum, tanh, variance } = ops;

/** From fewer elements than are worth it to several blocks, with and without a rest. */
const LENGTHS = [4095, 4096, 4097, 5119, 8192, 9216, 20_000, 70_001];
const LONGEST = 70_001;

/** Functions of two batches and a number. */
const functions: Record<string, (x: Value, y: Value, w: Value) => unknown> = {
  sum: (x) => sum(x),
  mean: (_, y) => mean(y),
  norm: (x) => norm(x),
  dot: (x, y) => dot(x, y),
  "dot with itself": (x) => dot(x, x),
  "dot with a constant": (x) => dot(x, 3),
  "dot with a number": (x, _, w) => dot(x, w),
  "dot of a number": (x, _, w) => dot(w, x),
  "dot with a number, beside others": (x, y, w) => [sum(sin(y)), dot(w, x), dot(cos(x), w), dot(y, sin(w)), mul(w, y)],
  "dot with a mean": (x, y) => [dot(x, mean(y)), sum(sin(y))],
  "several of inputs": (x, y) => [sum(x), mean(y), dot(y, x), norm(sub(x, y)), sum(y)],
  "of functions of functions": (x, y) => [sum(sin(exp(sin(x)))), dot(sin(x), tanh(cos(mul(y, x)))), mean(log(exp(y)))],
  "of more values than there are parameters": (x, y) =>
    Array.from({ length: 24 }, (_, i) => sum(add(mul(i, x), mul(y, add(y, i))))),
  // A tile has 64 elements, and a chunk of them many tiles, the lanes of whose sums are kept in between.
  "of so many values that tiles are short": (x, y) =>
    Array.from({ length: 140 }, (_, i) => (i % 3 === 0 ? dot(add(i, x), sin(y)) : sum(mul(x, add(sin(y), i))))),
  "with batches for results": (x, y) => [sum(x), mul(x, y), dot(x, sin(y)), sin(x), x],
  "a value that is a result, too": (x, y) => {
    const product = mul(x, sin(y));
    return [product, sum(product), product];
  },
  "in several passes": (x, y) => [div(exp(sin(x)), sum(exp(sin(x)))), variance(y), mean(square(sub(y, mean(x))))],
  "with an extreme": (x, y) => [sum(x), amax(y)],
};

/** Of any exponent, so that every order of additions gives other bits. */
function batch(seed: number): Float32Array {
  const random = generator(seed);
  return Float32Array.from({ length: LONGEST }, () => (random() - 0.5) * 2 ** Math.floor(20 * random() - 15));
}
const first = batch(1);
const second = batch(2);

const foreign = new WebAssembly.Memory({ initial: 16 });
useMemory(foreign);
const [inOne, inOther] = alloc([LONGEST + 1, LONGEST + 1]);

/** Where two batches may lie; the last is unaligned. */
const layouts: Record<string, (i: 0 | 1) => Float32Array> = {
  ordinary: () => new Float32Array(LONGEST),
  alloced: (i) => [inOne, inOther][i].subarray(0, LONGEST),
  "of another's memory": (i) => new Float32Array(foreign.buffer, 4 * LONGEST * i, LONGEST),
  unaligned: (i) => [inOne, inOther][i].subarray(1),
};

/** The bits of all parts, as text: arrays of these lengths are slow to compare element by element. */
const bitsOfAll = (result: unknown) =>
  (Array.isArray(result) ? (result as unknown[]) : [result]).map((part) =>
    textOfBytes(typeof part === "number" ? Float32Array.of(part) : (part as Float32Array)),
  );

describe.each(Object.entries(functions))("%s", (_, f) => {
  const run = (x: unknown, y: unknown) => bitsOfAll(compile((x, y, w) => f(x, y, w))(x, y, 2.5));

  it.each(Object.entries(layouts))("%s", (_, layout) => {
    const [xs, ys] = [layout(0), layout(1)];
    xs.set(first);
    ys.set(second);
    for (const n of LENGTHS) {
      const [x, y] = [xs.subarray(0, n), ys.subarray(0, n)];
      expect(
        by("eager", () => run(x, y)),
        `${n} elements`,
      ).toEqual(by("off", () => run(x, y)));
    }
    // Nothing was written to what is read.
    expect([xs, ys].map(textOfBytes)).toEqual([first, second].map(textOfBytes));
  });

  it("strided", () => {
    const data = new Float32Array(2 * LONGEST);
    first.forEach((x, i) => (data[2 * i] = x));
    second.forEach((y, i) => (data[2 * i + 1] = y));
    for (const n of [4097, 20_000]) {
      const columns = [0, 1].map((offset) => strided(data, { stride: 2, offset, length: n }));
      expect(by("eager", () => run(columns[0], columns[1]))).toEqual(
        by("off", () => run(first.subarray(0, n), second.subarray(0, n))),
      );
    }
  });

  it("with elements that need the fallback", () => {
    const n = 20_000;
    const [xs, ys] = [inOne.subarray(0, n), inOther.subarray(0, n)];
    for (const at of [0, 1023, 1024, 8191, 8192, 12_345, 16_384, 19_455, 19_456, n - 1]) {
      xs.set(first.subarray(0, n));
      ys.set(second.subarray(0, n));
      xs[at] = 1e10;
      ys[n - 1 - at] = -3e30;
      const expected = by("off", () => run(xs, ys));
      expect(
        by("eager", () => run(xs, ys)),
        `at ${at}`,
      ).toEqual(expected);
      expect(
        by("eager", () => run(xs.slice(), ys)),
        `at ${at}, staged`,
      ).toEqual(expected);
    }
  });
});

it("works in place on arrays of one alloc, and tells so", () => {
  const n = 65_536;
  const [xs, ys] = alloc([n, n]);
  xs.set(first.subarray(0, n));
  ys.set(second.subarray(0, n));
  expect(inPlace(xs, ys)).toBe(true);
  const loss = valueAndGrad((a, b, x, y) => mean(square(sub(add(a, mul(b, x)), y))), { argnums: [0, 1] });
  loss.prepare("number", "number", "batch", "batch");
  const result = loss(0.5, 2, xs, ys);
  expect(loss.info()).toMatchObject({ engine: "jit", inPlace: true, passes: 1 });
  expect(loss(0.5, 2, xs.slice(), ys)).toEqual(result);
  expect(loss.info()).toMatchObject({ engine: "jit", inPlace: false });
});

it("adds up what is left of whole chunks after them, whichever engine ran before", () => {
  const total = compile((x) => [sum(sin(x)), dot(x, x)]);
  for (const n of [100, 70_001, 5000, 3, 69_632, 1024])
    for (const mode of ["eager", "off", "hot"] as const)
      expect(
        by(mode, () => total(first.subarray(0, n))),
        `${n}, ${mode}`,
      ).toEqual(by("off", () => compile((x) => [sum(sin(x)), dot(x, x)])(first.subarray(0, n))));
});
