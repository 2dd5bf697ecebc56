// The jit engine: the bits of the tiles engine, and compiled when it is worth it.

import { describe, expect, it } from "vitest";
import { alloc, compile, cos, exp, type Expr, grad, inPlace, mul, sin, valueAndGrad } from "../ts/index.js";
import { by, watched } from "./lib/engines.js";
import { expectSameBits } from "./lib/floats.js";
import { samples } from "./lib/programs.js";
import { generator, randomFunction } from "./lib/random.js";

sin(1); // Loads the core.

type Loose = { (...args: unknown[]): unknown; into(out: unknown, ...args: unknown[]): unknown };
const loose = (f: unknown) => f as Loose;

/** A function that no other test has, and so no kernel that is there already. */
let unique = 0;
const fresh = () => {
  const k = ++unique / 64;
  return grad((x) => sin(mul(x, k)).mul(x));
};

const disallowed = () => new WebAssembly.CompileError("code generation from wasm is disallowed");

/** Runs the call where compiling throws such an error; gives how often the host was asked to compile. */
function refusing(call: () => void, error: () => Error = disallowed): number {
  const { Module } = WebAssembly;
  let refusals = 0;
  const construct = () => {
    refusals++;
    throw error();
  };
  Object.assign(WebAssembly, { Module: new Proxy(Module, { construct }) });
  try {
    call();
  } finally {
    Object.assign(WebAssembly, { Module });
  }
  return refusals;
}

/** All outputs of a call, one after the other. */
function flat(result: unknown): Float32Array {
  if (typeof result === "number") return Float32Array.of(result);
  if (result instanceof Float32Array) return result;
  const parts = (result as unknown[]).map(flat);
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  return all;
}

/** Expects of calls the same bits from both engines. Gives the modules that were made. */
function expectSame(f: Loose, calls: readonly unknown[][]): Uint8Array[] {
  return calls.flatMap((args) => {
    const expected = by("off", () => flat(f(...args)));
    return watched(() => {
      const got = by("eager", () => flat(f(...args)));
      expectSameBits(got, expected);
    }).modules;
  });
}

const special = [0, -0, 1, -1, NaN, Infinity, -Infinity, 1e-45, -1e-40, 3.4e38, 1e10, -7e4, 0.1];

describe("random programs", () => {
  it.each(Array.from({ length: 150 }, (_, seed) => 5000 + seed))("seed %i", (seed) => {
    const random = generator(seed);
    const args = 1 + Math.floor(random() * 3);
    const { expression } = randomFunction(random, args, 2 + Math.floor(random() * 30));
    const argnums = Array.from({ length: args }, (_, i) => i);
    const f = loose(seed % 3 === 0 ? compile(expression) : valueAndGrad(expression, { argnums }));
    const needsFallback = seed % 2 === 0;
    const draw = () =>
      needsFallback && random() < 0.05 ? special[Math.floor(random() * special.length)] : 8 * random() - 4;
    // Numbers in some places, but not in all.
    const isNumber = argnums.map((i) => i > 0 && random() < 0.3);
    const most = seed % 10 === 0 ? 20_000 : 8193;
    const batches = isNumber.map((number) => (number ? draw() : Float32Array.from({ length: most }, draw)));
    const upTo = (n: number) => batches.map((value) => (typeof value === "number" ? value : value.subarray(0, n)));
    const lengths = [...Array(68).keys(), 1023, 1024, 1025, 8191, 8192, most];
    const modules = expectSame(f, [...lengths.map(upTo), ...Array.from({ length: 20 }, () => argnums.map(draw))]);
    // One for batches, one for numbers.
    expect(modules.length).toBe(2);
    for (const module of modules) expect(WebAssembly.validate(module as Uint8Array<ArrayBuffer>)).toBe(true);
  });
});

it.each(Object.entries(samples))(
  "%s: blocks of which some need the fallback, through any number of them",
  (_name, sample) => {
    const [n, { args, outputs, into }] = [50_000, sample];
    const all = args(n);
    const results = (["off", "eager"] as const).map((when) =>
      by(when, () => {
        const out = Array.from({ length: outputs }, () => new Float32Array(n));
        into(out, all);
        return flat(out);
      }),
    );
    expectSameBits(results[1], results[0]);
  },
);

it("one huge angle in the midst of many is evaluated as by the tiles engine", () => {
  const n = 100_000;
  const f = loose(valueAndGrad((x) => sin(cos(x))));
  const x = Float32Array.from({ length: n }, (_, i) => i / 1000);
  const without = by("eager", () => flat(f(x)));
  x[51_234] = 1e10;
  expectSame(f, [[x]]);
  const withIt = by("eager", () => flat(f(x)));
  // Nothing else has changed.
  without[51_234] = withIt[51_234]!;
  without[n + 51_234] = withIt[n + 51_234]!;
  expectSameBits(withIt, without);
  expect(withIt[51_234]).toBeCloseTo(Math.sin(Math.cos(1e10)), 6);
});

it("a kernel finds its operands again when the arena has moved", () => {
  const f = fresh();
  const x = Float32Array.from({ length: 9000 }, (_, i) => i / 100);
  const expected = by("off", () => f(x));
  for (let terms = 500; terms < 16_000; terms *= 2) {
    by("eager", () => expectSameBits(f(x), expected));
    // So many tiles need a larger arena.
    const large = loose(
      compile((x: Expr) => {
        const each = Array.from({ length: terms }, (_, i) => x.add(i).square());
        return [...each.slice(0, 300), each.reduceRight((sum, term) => sum.mul(term))];
      }),
    );
    by("off", () => large(x.subarray(0, 9)));
    by("eager", () => expectSameBits(f(x), expected));
    expect(String(fresh())).toContain("sin");
  }
});

describe("programs of ten thousand ops", () => {
  const batch = Float32Array.from({ length: 8193 }, (_, i) => (i - 4000) / 4000);
  const calls = [[batch.subarray(0, 5)], [batch.subarray(0, 67)], [batch], [0.5]];
  const chain = (step: (x: Expr, i: number) => Expr) => (x: Expr) =>
    Array.from({ length: 10_000 }, (_, i) => i).reduce(step, x);

  const programs: Record<string, unknown> = {
    "of arithmetic": compile(chain((x, i) => (i % 2 === 0 ? x.mul(1 - i / 20_000) : x.add(i / 10_000)))),
    "of functions": compile(chain((x, i) => (i % 2 === 0 ? sin(x) : exp(x)))),
    "that each need all inputs": compile((x: Expr) => {
      const squares = Array.from({ length: 3333 }, (_, i) => x.add(i / 100).square());
      return squares.reduce((sum, each, i) => (i % 100 === 0 ? cos(sum.add(each)) : sum.add(each)), x);
    }),
  };

  it.each(Object.entries(programs))("%s are compiled", (_name, f) => {
    const modules = expectSame(loose(f), calls);
    expect(modules.length).toBe(2);
    for (const module of modules) expect(WebAssembly.validate(module as Uint8Array<ArrayBuffer>)).toBe(true);
  });
});

describe("programs of many", () => {
  const batch = Float32Array.from({ length: 1000 }, (_, i) => (i - 500) / 500);
  const sum = (...xs: Expr[]) => xs.reduce((total, x, i) => total.add(i % 3 === 0 ? sin(x) : x.mul(i)));
  const many = <T>(count: number, make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i));

  it.each([14, 15, 16, 17, 100, 200, 1000])("inputs: %i", (count) => {
    const f = loose(compile(sum));
    expect(expectSame(f, [many(count, (i) => batch.map((x) => x + i))]).length).toBe(1);
    const mixed = (n: number, by = 0) => many(count, (i) => (i % 2 === 0 ? batch.subarray(0, n) : (i + by) / 100));
    // The numbers of a call are those of that call, also in a table that is there already.
    expect(expectSame(f, [mixed(67), mixed(67, 1), mixed(3, 2)]).length).toBe(1);
    const numbers = (by: number) => many(count, (i) => (i + by) / 100);
    expect(expectSame(f, [numbers(0), numbers(1)]).length).toBe(1);
  });

  it.each([14, 15, 16, 17, 199, 200, 1000])("outputs: %i", (count) => {
    const f = loose(compile((x) => many(count, (i) => (i % 3 === 0 ? sin(x.add(i)) : x.mul(i)))));
    expect(expectSame(f, [[batch]]).length).toBe(1);
    expect(expectSame(f, [[0.25], [0.5]]).length).toBe(1);
  });

  it("inputs, among which are angles for the fallback", () => {
    const f = loose(compile(sum));
    const args = many(40, (i) => Float32Array.from({ length: 9000 }, (_, k) => (k === 100 * i ? 1e10 : i + k / 9000)));
    expect(expectSame(f, [args]).length).toBe(1);
  });

  it("inputs and gradients: 5,000 of each, staged and in place", () => {
    const count = 5000;
    const f = loose(valueAndGrad(sum, { argnums: many(count, (i) => i) }));
    const n = 70;
    const expected = by("off", () => flat(f(...many(count, (i) => Float32Array.from({ length: n }, (_, k) => i + k)))));
    for (const room of [alloc, (lengths: number[]) => lengths.map((length) => new Float32Array(length))]) {
      const arrays = room(many(2 * count + 1, () => n));
      const args = arrays.slice(0, count);
      args.forEach((x, i) => x.forEach((_, k) => (x[k] = i + k)));
      const out = [arrays[count], arrays.slice(count + 1)];
      const isInPlace = room === alloc;
      expect(inPlace(...arrays)).toBe(isInPlace);
      const { memories } = watched(() => by("eager", () => f.into(out, ...args)));
      expect(memories.some(({ buffer }) => buffer === arrays[0].buffer)).toBe(isInPlace);
      expectSameBits(flat(out), expected);
    }
  });
});

describe("a kernel is compiled", () => {
  const modules = (call: () => void) => watched(call).modules.length;
  const batch = new Float32Array(40_000).fill(0.5);

  it("not for a few small calls, and once after many", () => {
    const f = fresh();
    const few = () => {
      for (let i = 0; i < 100; i++) {
        f(i / 10);
        f(batch.subarray(0, 64));
      }
    };
    expect(modules(few)).toBe(0);
    const many = () => {
      for (let i = 0; i < 1000; i++) {
        f(i / 10);
        f(batch.subarray(0, 64));
      }
    };
    // That of numbers, and that of batches.
    expect(modules(many)).toBe(2);
    expect(modules(many)).toBe(0);
  });

  it("at once for many elements", () => {
    const f = fresh();
    expect(modules(() => f(batch))).toBe(1);
    expect(modules(() => f(batch))).toBe(0);
    expect(modules(() => f(batch.subarray(0, 3)))).toBe(0);
  });

  it("once for all functions that are the same", () => {
    const make = () => grad((x) => sin(mul(x, 0.123)).mul(x));
    expect(modules(() => make()(batch))).toBe(1);
    expect(modules(() => make()(batch))).toBe(0);
  });

  it("with the bits of before", () => {
    const f = fresh();
    const x = Float32Array.from({ length: 1000 }, (_, i) => i / 7);
    const first = f(x);
    for (let i = 0; i < 60; i++) expectSameBits(f(x), first);
    expect(modules(() => f(x))).toBe(0);
  });
});

describe("a host that compiles nothing after the core", () => {
  it("is asked once, and tiles run", () => {
    const f = fresh();
    const x = Float32Array.from({ length: 20_000 }, (_, i) => i / 100);
    const expected = by("off", () => f(x));
    const refusals = refusing(() => {
      for (let i = 0; i < 5; i++) expectSameBits(f(x), expected);
      by("eager", () => expectSameBits(f(x), expected));
    });
    expect(refusals).toBe(1);
    // Nor is it asked again.
    expect(watched(() => f(x)).modules.length).toBe(0);
  });

  it.each([
    ["a tiering, in V8 and SpiderMonkey", disallowed],
    ["a tiering, in JavaScriptCore", () => new EvalError("disallowed by the content security tiering")],
    ["want of memory", () => new RangeError("out of memory")],
  ])("for %s: tiles run", (_why, error) => {
    const f = fresh();
    const expected = by("off", () => f(2));
    expect(refusing(() => by("eager", () => expect(f(2)).toBe(expected)), error)).toBe(1);
  });

  it("for a fault of the package: it is thrown, not hidden behind tiles", () => {
    const f = fresh();
    const fault = new TypeError("a fault");
    expect(() =>
      refusing(
        () => by("eager", () => f(2)),
        () => fault,
      ),
    ).toThrow(fault);
    expect(by("eager", () => f(2))).toBe(by("off", () => f(2)));
  });

  it.each(Array.from({ length: 20 }, (_, seed) => 6000 + seed))("gives the same bits, seed %i", (seed) => {
    const random = generator(seed);
    const { expression } = randomFunction(random, 2, 12);
    const f = loose(valueAndGrad((x, y) => expression(x, y), { argnums: [0, 1] }));
    const [x, y] = [0, 1].map(() => Float32Array.from({ length: 9000 }, () => 8 * random() - 4));
    const expected = by("off", () => flat(f(x, y)));
    refusing(() => by("eager", () => expectSameBits(flat(f(x, y)), expected)));
  });
});
