// Reductions as users call them: the bits of their definition, of whatever holds the elements, whatever engine runs.

import { describe, expect, it } from "vitest";
import { alloc, strided } from "../ts/index.js";
import { load } from "../ts/core/load.js";
import { bitsOf, expectSameBits } from "./lib/floats.js";
import { generator } from "./lib/random.js";
import { KINDS, type Kind, reduced } from "./lib/reduce-reference.js";
import { compile, grad, list, ops, type Value } from "./lib/untyped.js";

const {
  add,
  count,
  dot,
  exp,
  fround,
  logmeanexp,
  logsumexp,
  max,
  mean,
  min,
  mul,
  sin,
  square,
  std,
  sub,
  sum,
  variance,
} = ops;

/** A reduction, of a value and of what is not undefined. */
function reduce(kind: Kind, x: unknown, second?: unknown): Value {
  return second === undefined ? ops[kind](x) : ops[kind](x, second);
}

/** Of any exponent, so that every order of additions gives other bits. */
function batch(n: number, seed: number): Float32Array {
  const random = generator(seed);
  return Float32Array.from({ length: n }, () => (random() - 0.5) * 2 ** Math.floor(40 * random() - 20));
}

/** Lengths around those of vectors, tiles, chunks and blocks. */
const LENGTHS = [
  ...Array.from({ length: 131 }, (_, n) => n),
  ...[1023, 1024, 1025, 2049, 4095, 4097, 8191, 8192, 8193, 9216, 16383, 16385, 24579, 100_000],
];

/** What a reduction takes beside its value: of dot a batch, of variance and std a ddof. */
function secondsOf(kind: Kind, ys: Float32Array): (Float32Array | number | undefined)[] {
  if (kind === "dot") return [ys];
  return kind === "variance" || kind === "std" ? [undefined, 0, 1, 0.5] : [undefined];
}

function expectBits(actual: number, expected: number, what: string): void {
  if (!Object.is(actual, expected)) expect.fail(`${what}: ${actual}, expected ${expected}`);
}

const everyOther = (xs: Float32Array) => {
  const data = new Float32Array(2 * xs.length + 1).fill(NaN);
  xs.forEach((x, i) => (data[2 * i + 1] = x));
  return strided(data, { offset: 1, stride: 2 });
};

describe.each(KINDS)("%s", (kind) => {
  const op = (x: unknown, second?: unknown) => reduce(kind, x, second);

  it("has the bits of its definition, for every length", () => {
    const [xs, ys] = [batch(100_000, 1), batch(100_000, 2)];
    for (const n of LENGTHS) {
      const [x, y] = [xs.subarray(0, n), ys.subarray(0, n)];
      for (const second of secondsOf(kind, y))
        expectBits(op(x, second), reduced(kind, x, second), `${kind} of ${n}, ${typeof second}`);
    }
  });

  it("has the same bits of plain arrays, strided data, expressions, methods, composed functions, and into arrays", () => {
    for (const n of [0, 1, 7, 130, 1025, 8195]) {
      const [x, y] = [batch(n, 3), batch(n, 4)];
      for (const second of secondsOf(kind, y)) {
        const expected = reduced(kind, x, second);
        const what = `${kind} of ${n}`;
        expectBits(op([...x], second), expected, `${what}, a plain array`);
        if (n > 0) expectBits(op(everyOther(x), second), expected, `${what}, strided`);
        const more = second instanceof Float32Array ? [second] : [];
        const rest = (others: readonly Value[]) => (second instanceof Float32Array ? others[0] : second);
        const traced = compile((x, ...others) => op(x, rest(others)));
        expectBits(traced(x, ...more), expected, `${what}, traced`);
        const method = compile((x, ...others) => {
          const args = [rest(others)].filter((other) => other !== undefined);
          return (x as unknown as Record<Kind, (...args: unknown[]) => Value>)[kind](...args);
        });
        expectBits(method(x, ...more), expected, `${what}, a method`);
        expectBits((op(fround(), second) as unknown as (x: unknown) => number)(x), expected, `${what}, composed`);
        const out = Float32Array.of(7, 7, 7);
        traced.into(out, x, ...more);
        expect(bitsOf(out)).toEqual(bitsOf([expected, 7, 7]));
        traced.into(strided(out, { offset: 1, stride: 2 }), x, ...more);
        expect(bitsOf(out)).toEqual(bitsOf([expected, expected, 7]));
      }
    }
  });

  it("of a number is that of a batch of one", () => {
    for (const x of [0, -0, 1.5, -3, 1e38, 2 ** -149, Infinity, -Infinity, NaN])
      for (const second of kind === "dot" ? [2, -0] : secondsOf(kind, batch(0, 0))) {
        const ofOne = reduced(kind, Float32Array.of(x), second);
        expectBits(op(x, second), ofOne, `${kind} of ${x}`);
        const others = kind === "dot" ? [second as number] : [];
        const traced = compile((x, ...others) => op(x, others[0] ?? second));
        expectBits(traced(x, ...others), ofOne, `${kind} of ${x}, traced`);
      }
  });

  it("counts every element once, in whatever block one needs another evaluation", () => {
    // sin of huge values and subnormals are rare: kernels leave their blocks to tiles.
    const n = 20_000;
    const first = batch(n, 5);
    const second = batch(n, 6);
    const rare = [1e10, -3e30, 2 ** -140, -(2 ** -149), 1e5];
    for (const at of [0, 1, 3, 1023, 1024, 4095, 8191, 8192, 8193, 12_345, 16_384, n - 5, n - 4, n - 1]) {
      const xs = first.slice();
      rare.forEach((x, i) => at + i < n && (xs[at + i] = x));
      const ys = sin(xs);
      const traced = compile((x, y) => op(sin(x), kind === "dot" ? y : undefined));
      expectBits(traced(xs, second), reduced(kind, ys, kind === "dot" ? second : undefined), `${kind}, rare at ${at}`);
    }
  });

  it("is of one value", () => {
    const [xs, ys] = [Float32Array.of(1, 2), Float32Array.of(3, 4)];
    if (kind === "dot") {
      expect(() => ops[kind](xs)).toThrow("dot takes 2 arguments, got 1");
      expect(() => ops[kind](xs, ys, ys)).toThrow("dot takes 2 arguments, got 3");
      return;
    }
    // What map passes counts as one.
    const values = [xs, [5, 6, 8], 7];
    expect(values.map(ops[kind])).toEqual(values.map((value) => op(value)));
    expect(Array.from(Float32Array.of(2, 3).map(ops[kind] as never))).toEqual(
      [ops[kind](2), ops[kind](3)].map(Math.fround),
    );
    const of = compile((x, y) => [x, y].map(ops[kind]));
    expect(of(xs, ys)).toEqual([ops[kind](xs), ops[kind](ys)]);
    expect(ops[kind].name).toBe(kind);
    expect(ops[kind].length).toBe(1);
  });
});

describe("logsumexp and logmeanexp", () => {
  it("are within 4 ULP of the largest of the result, the largest element and 1", () => {
    const random = generator(7);
    for (const n of [1, 2, 5, 33, 1025, 20_000])
      for (const [scale, shift] of [
        [1, 0],
        [30, 0],
        [3, 1e4],
        [3, -1e4],
        [1e-3, 50],
      ] as const) {
        const xs = Float32Array.from({ length: n }, () => shift + scale * (2 * random() - 1));
        const m = xs.reduce((largest, x) => Math.max(largest, x), -Infinity);
        const exact = m + Math.log(xs.reduce((total, x) => total + Math.exp(x - m), 0));
        for (const [got, wanted] of [
          [logsumexp(xs), exact],
          [logmeanexp(xs), exact - Math.log(n)],
        ] as const) {
          const unit = 2 ** (Math.floor(Math.log2(Math.max(Math.abs(wanted), Math.abs(m), 1))) - 23);
          expect(Math.abs(got - wanted) / unit, `${n} elements around ${shift}`).toBeLessThanOrEqual(4);
        }
      }
  });

  it("of infinities and NaN", () => {
    expect(logsumexp([])).toBe(-Infinity);
    expect(logmeanexp([])).toBeNaN();
    expect([logsumexp([-Infinity, -Infinity]), logsumexp([Infinity, 1]), logsumexp([-Infinity, 2])]).toEqual([
      -Infinity,
      Infinity,
      2,
    ]);
    expect(logsumexp([NaN, 1])).toBeNaN();
    expect([logsumexp(3), logmeanexp(-2), logsumexp(-Infinity)]).toEqual([3, -2, -Infinity]);
  });
});

it("none is of no element", () => {
  const none = new Float32Array(0);
  const expected = {
    sum: 0,
    mean: NaN,
    dot: 0,
    norm: 0,
    amax: -Infinity,
    amin: Infinity,
    variance: NaN,
    std: NaN,
    any: 0,
    all: 1,
  };
  for (const kind of KINDS) {
    expect(reduce(kind, none, kind === "dot" ? none : undefined), kind).toBe(expected[kind]);
    expect(compile((x) => reduce(kind, sin(x), kind === "dot" ? x : undefined))(none), kind).toBe(expected[kind]);
  }
  expect([count(none), count([1, 2, 3]), count(5)]).toEqual([0, 3, 1]);
});

describe("a ddof", () => {
  it("is a constant of the program, of which each has its own", () => {
    const xs = batch(50, 8);
    for (let round = 0; round < 2; round++)
      for (let ddof = 0; ddof < 12; ddof += 0.75)
        expectBits(variance(xs, ddof), reduced("variance", xs, ddof), `ddof ${ddof}`);
    const of = compile((x) => [variance(x, 1), std(x, 2), std(x), variance(x, undefined)]);
    expect(of(xs)).toEqual([variance(xs, 1), std(xs, 2), std(xs), variance(xs)]);
  });

  it("as large as the batch leaves nothing to divide by", () => {
    expect([variance([1, 2], 2), std(3, 1)]).toEqual([Infinity, NaN]);
    expect(variance([2, 2], 2)).toBeNaN();
  });
});

describe("the kinds of results", () => {
  const xs = batch(100, 9);
  const isBatch = (value: unknown) => value instanceof Float32Array;

  it("are numbers for what depends on batches through reductions alone", () => {
    const ridge = compile((w, l, x) => add(mean(square(mul(w, x))), mul(l, square(w))));
    expect(typeof ridge(2, 0.1, xs)).toBe("number");
    expect(isBatch(ridge(2, xs, xs))).toBe(true);
    expect(isBatch(ridge(xs, 0.1, xs))).toBe(true);
    expect(typeof ridge(2, 0.1, 3)).toBe("number");
    const kinds = compile((w, x) => [w, 1, sum(x), count(x), add(sum(x), w), add(sum(x), x), mean(add(w, x))]);
    // What has no reduction below it is a batch if any argument is.
    expect(list(kinds(2, xs)).map(isBatch)).toEqual([true, true, false, false, false, true, false]);
    expect(list(kinds(xs, xs)).map(isBatch)).toEqual([true, true, false, false, true, true, false]);
    expect(list(kinds(2, 3)).map(isBatch)).toEqual([false, false, false, false, false, false, false]);
  });

  it("do not follow simplification", () => {
    // x ** 0 is 1, and depends on x.
    const of = compile((x) => [add(sum(x), x.pow(0)), sum(x.pow(0))]);
    const [first, second] = list(of(xs));
    expect(isBatch(first)).toBe(true);
    expect(second).toBe(100);
    expect(compile((x) => mul(mean(x), sub(1, x.pow(0))))(xs)).toEqual(new Float32Array(100));
  });

  it("are those of a captured array, which is a batch", () => {
    const of = compile((w) => [mul(w, xs), sum(mul(w, xs)), add(w, mean(xs))]);
    const [products, total, shifted] = list(of(2));
    expect(products).toEqual(xs.map((x) => 2 * x));
    expect(total).toBe(sum(xs.map((x) => 2 * x)));
    // mean(xs) is a number: it was computed while tracing.
    expect(shifted).toEqual(new Float32Array(100).fill(Math.fround(2 + mean(xs))));
    // The array is read at every call.
    const data = Float32Array.of(1, 2);
    const total2 = compile((w) => sum(mul(w, data)));
    expect(total2(3)).toBe(9);
    data[0] = 5;
    expect(total2(3)).toBe(21);
  });

  it("are right beside each other, and into arrays that are inputs", () => {
    for (const n of [5, 100, 9000]) {
      const x = batch(n, 10).map((x) => Math.fround(x / 2 ** 20));
      const ys = compile((x) => mul(sin(x), 3))(x);
      const expected = [ys, reduced("sum", ys), reduced("amax", x)];
      const f = compile((x) => [mul(sin(x), 3), sum(mul(sin(x), 3)), ops.amax(x)]);
      expect(f(x)).toEqual(expected);
      const [total, largest] = [Float32Array.of(1, 7), new Float32Array(1)];
      const [inPlace] = alloc([n]);
      inPlace.set(x);
      for (const target of [x.slice(), inPlace]) {
        f.into([target, total, largest], target);
        expectSameBits(target, ys);
        expect([...total, ...largest]).toEqual([expected[1], 7, expected[2]]);
      }
    }
  });

  it("may be used for each element again, and reduced again", () => {
    const soft = compile((x) => exp(sub(x, logsumexp(x))));
    const p = soft(xs);
    expect(Math.abs(p.reduce((total, x) => total + x, 0) - 1)).toBeLessThan(1e-5);
    const scaled = compile((x) => sub(x, mean(x)).div(std(x)));
    const z = scaled(xs);
    expect(std(z)).toBeCloseTo(1, 6);
    const deep = compile((x) => sum(mul(x, mean(mul(x, mean(x))))));
    const m = mean(xs);
    const inner = reduced(
      "mean",
      xs.map((x) => x * m),
    );
    expect(deep(xs)).toBe(
      reduced(
        "sum",
        xs.map((x) => x * inner),
      ),
    );
  });
});

describe("max and min", () => {
  it("of one expression name amax and amin", () => {
    const text = (op: string, word: string) =>
      `${op} of one expression is that expression; for the ${word} element of a batch use a${op}(x) ` +
      `(of a list that may have one member: list.reduce((a, b) => ${op}(a, b)))`;
    const xs = [1, 2];
    expect(() => compile((x) => max(x))(xs)).toThrow(new TypeError(text("max", "largest")));
    expect(() => compile((x) => x.max())(xs)).toThrow(new TypeError(text("max", "largest")));
    expect(() => grad((x) => min(sin(x)))(xs)).toThrow(new TypeError(text("min", "smallest")));
    expect(() => min(sin())).toThrow(new TypeError(text("min", "smallest")));
    expect(max(xs)).toEqual(Float32Array.of(1, 2));
    expect([max(3), min(-2)]).toEqual([3, -2]);
  });
});

it("memory does not grow with the elements", () => {
  const f = compile((a, x) => [sum(sin(mul(a, x))), variance(x), dot(x, x), logsumexp(x)]);
  const bytes = () => load().memory.buffer.byteLength;
  f(2, new Float32Array(2 ** 16).fill(0.5));
  const before = bytes();
  f(2, new Float32Array(2 ** 20).fill(0.5));
  expect(bytes()).toBe(before);
});

describe("reductions of reductions", () => {
  it("thousands of them are planned and run", () => {
    const f = compile((x) => Array.from({ length: 2000 }).reduce<Value>((s) => mean(mul(x, s)), 1 as unknown as Value));
    expect(f([0.5, 1.5])).toBe(1);
    expect(f.info().passes).toBe(2000);
  });

  it("are refused where all passes together would compute too much, and the next call is right", () => {
    const f = compile((x) => {
      const powers = Array.from({ length: 10_000 }).reduce<Value>((y) => mul(y, x), x);
      return Array.from({ length: 110 }).reduce<Value>((y) => sub(y, mean(y)), powers);
    });
    const refused = new RangeError(
      "fluxion: a call may have 1000000 ops in all its passes together, and this one has more in 97; " +
        "call a function of its own for what is reduced first, and pass the result",
    );
    expect(() => f([1, 2])).toThrow(refused);
    expect(compile((x) => sub(x, mean(x)))([1, 2])).toEqual(Float32Array.of(-0.5, 0.5));
  });
});
