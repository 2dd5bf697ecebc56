// Arrays from alloc: what they are. What calls do with them is in in-place.test.ts.

import { describe, expect, it } from "vitest";
import { alloc, compile, grad, inPlace, mul, sin, useMemory, valueAndGrad } from "../ts/index.js";
import { evaluateInOtherRealm } from "./lib/other-realm.js";

/** A value of a type that TypeScript would refuse here. */
const wrong = (value: unknown) => value as never;

describe("alloc", () => {
  it("gives zeros, of any length", () => {
    for (const n of [0, 1, 2, 3, 4, 5, 67, 1000, 1 << 20]) {
      const array = alloc(n);
      expect(array).toBeInstanceOf(Float32Array);
      expect(array.length).toBe(n);
      expect(array.every((value) => Object.is(value, 0))).toBe(true);
      array.fill(NaN);
    }
  });

  it("gives several of different lengths, in one memory and apart", () => {
    const lengths = [5, 0, 1, 4096, 3];
    const arrays = alloc(lengths);
    expect(arrays.map((array) => array.length)).toEqual(lengths);
    expect(arrays.every((array) => array.buffer === arrays[0].buffer)).toBe(true);
    arrays.forEach((array, i) => array.fill(i + 1));
    arrays.forEach((array, i) => expect(array.every((value) => value === i + 1)).toBe(true));
    expect(alloc([])).toEqual([]);
  });

  it("aligns to vectors", () => {
    const arrays = [...alloc([1, 2, 3, 0, 5]), alloc(1), alloc(7), alloc(2)];
    for (const array of arrays) expect(array.byteOffset % 16).toBe(0);
  });

  it("never gives the same memory twice", () => {
    const given = Array.from({ length: 1000 }, (_, i) => alloc(i % 7).fill(i));
    given.forEach((array, i) => expect(array.every((value) => value === i)).toBe(true));
  });

  it("gives what is large a memory of its own, and goes on where it was", () => {
    const before = alloc(4);
    const large = alloc(1 << 25);
    const after = alloc(4);
    expect(large.buffer === before.buffer).toBe(false);
    expect(after.buffer === before.buffer).toBe(true);
    expect(large.length).toBe(1 << 25);
    large[large.length - 1] = 3;
    expect(inPlace(large)).toBe(true);
    expect(inPlace(large, before)).toBe(false);
    const pair = alloc([1 << 24, 1 << 24]);
    expect(pair[0].buffer === pair[1].buffer).toBe(true);
    expect(inPlace(...pair)).toBe(true);
  });

  it("opens another memory when one is full", () => {
    const arrays = Array.from({ length: 40 }, () => alloc(1 << 20));
    expect(new Set(arrays.map((array) => array.buffer)).size).toBe(6);
    arrays.forEach((array, i) => ((array[0] = i), (array[array.length - 1] = i)));
    arrays.forEach((array, i) => expect([array[0], array[1], array.at(-1)]).toEqual([i, 0, i]));
  });

  it("gives arrays that are never detached", () => {
    const [x, y] = alloc([1000, 1000]);
    x.fill(0.5);
    // A program of so many arguments makes the memory of the core grow, whose views are detached then.
    const many = compile((...xs) => xs.reduce((sum, each) => sum.add(each).sin()));
    for (const count of [10, 1000, 4000]) many.into(y, ...Array.from({ length: count }, () => x));
    for (let i = 0; i < 3000; i++) grad((z) => sin(z)).into(y, x);
    for (let i = 0; i < 200; i++) alloc(1 << 20);
    expect([x.length, y.length, x[999]]).toEqual([1000, 1000, 0.5]);
    expect(y[999]).toBe(Math.fround(Math.cos(0.5)));
  });

  it("gives arrays that cannot be transferred away", () => {
    const x = alloc(3);
    try {
      structuredClone(x, { transfer: [x.buffer] });
    } catch {
      // Some hosts refuse, others copy.
    }
    expect(x).toEqual(new Float32Array(3));
  });

  it("refuses what is no length, and says what is", () => {
    const refusals: [unknown, typeof TypeError | typeof RangeError, RegExp][] = [
      [-1, RangeError, /^alloc: the length is -1; pass a count of elements, or an array of counts$/],
      [1.5, RangeError, /the length is 1.5;/],
      [NaN, RangeError, /the length is NaN;/],
      [Infinity, RangeError, /the length is Infinity;/],
      [[3, -2], RangeError, /the length is -2;/],
      ["3", TypeError, /the length is a string;/],
      [undefined, TypeError, /the length is undefined;/],
      [[3, "2"], TypeError, /the length is a string;/],
      [new Float32Array(3), TypeError, /the length is a Float32Array;/],
      [2 ** 30, RangeError, /refused memory of 4294967296 bytes; allocate fewer/],
      [[2 ** 29, 2 ** 29], RangeError, /refused memory of 4294967296 bytes; allocate fewer/],
      [2 ** 50, RangeError, /allocate fewer/],
    ];
    for (const [value, kind, message] of refusals) {
      expect(() => alloc(wrong(value))).toThrow(kind);
      expect(() => alloc(wrong(value))).toThrow(message);
    }
    expect(alloc(2)).toEqual(new Float32Array(2));
  });

  it("is refused by a host that has no memory or no WebAssembly, with a word why", () => {
    const whole = globalThis.WebAssembly;
    const host = globalThis as { WebAssembly?: unknown };
    const cause = new RangeError("could not allocate memory");
    try {
      const Memory = function () {
        throw cause;
      };
      host.WebAssembly = { ...whole, Memory };
      expect(() => alloc(1 << 25)).toThrow(/^alloc: the host refused memory of \d+ bytes; .*drop arrays/);
      delete host.WebAssembly;
      expect(() => alloc(1 << 25)).toThrow(/no WebAssembly/);
    } finally {
      host.WebAssembly = whole;
    }
  });
});

describe("inPlace", () => {
  const [x, y] = alloc([8, 8]);

  it("is true of arrays of one alloc, their views, and numbers beside them", () => {
    expect(inPlace(x)).toBe(true);
    expect(inPlace(x, y)).toBe(true);
    expect(inPlace(x, 2, y)).toBe(true);
    expect(inPlace(x.subarray(1), y.subarray(3, 5))).toBe(true);
    expect(inPlace(new Float32Array(x.buffer, x.byteOffset + 4, 2), y)).toBe(true);
  });

  it("is false of anything else", () => {
    const ordinary = new Float32Array(8);
    expect(inPlace()).toBe(false);
    expect(inPlace(2)).toBe(false);
    expect(inPlace(ordinary)).toBe(false);
    expect(inPlace(x, ordinary)).toBe(false);
    expect(inPlace(ordinary, x)).toBe(false);
    expect(inPlace(x, y.slice())).toBe(false);
    expect(inPlace(x, [1, 2])).toBe(false);
    expect(inPlace([x, y])).toBe(false);
    expect(inPlace(x, new Uint8Array(x.buffer))).toBe(false);
    expect(inPlace(x, undefined)).toBe(false);
  });

  it("is true of the arrays of a class that a user derived", () => {
    class Column extends Float32Array {}
    expect(inPlace(new Column(x.buffer, x.byteOffset, 4), y)).toBe(true);
    expect(inPlace(new Column(4), y)).toBe(false);
  });
});

describe("useMemory", () => {
  const x = alloc(8);

  it("takes a memory of another realm", async () => {
    const memory = (await evaluateInOtherRealm("new WebAssembly.Memory({ initial: 4 })")) as WebAssembly.Memory;
    useMemory(memory);
    expect(inPlace(new Float32Array(memory.buffer, 0, 8))).toBe(true);
    memory.grow(1);
    expect(inPlace(new Float32Array(memory.buffer, 0, 8))).toBe(true);
  });

  it("reads the memory itself, not a property in its place", () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const { buffer } = memory;
    Object.defineProperty(memory, "buffer", { get: () => x.buffer });
    useMemory(memory);
    expect(inPlace(new Float32Array(buffer, 0, 8))).toBe(true);
    expect(inPlace(new Float32Array(buffer, 0, 8), x)).toBe(false);
  });

  it("refuses anything else", () => {
    const fakes = [undefined, 1, {}, x, new Proxy(new WebAssembly.Memory({ initial: 1 }), {})];
    fakes.push({ [Symbol.toStringTag]: "WebAssembly.Memory", buffer: new ArrayBuffer(8) });
    fakes.push(Object.create(WebAssembly.Memory.prototype) as object);
    for (const fake of fakes) {
      expect(() => {
        useMemory(wrong(fake));
      }).toThrow(/^useMemory: the argument is/);
    }
  });
});

it("the example of the documentation", () => {
  const [x, y, dy] = alloc([1 << 10, 1 << 10, 1 << 10]);
  x.fill(3);
  valueAndGrad((x) => mul(x, x)).into([y, dy], x);
  expect([y[1023], dy[1023]]).toEqual([9, 6]);
});
