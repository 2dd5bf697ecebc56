// Arguments that are not what they say: read as they are, or refused. No code of theirs runs in the midst of a call.

import { createRequire } from "node:module";
import { describe, expect, it, vi } from "vitest";
import { alloc, compile, cos, grad, inPlace, mul, sin, strided, useMemory, valueAndGrad } from "../ts/index.js";
import type { Elements } from "../ts/memory/elements.js";
import { by, ENGINES } from "./lib/engines.js";
import { expectSameBits } from "./lib/floats.js";

type Call = { (...args: unknown[]): unknown; into: (out: unknown, ...args: unknown[]) => unknown };
const vg = valueAndGrad((x) => sin(cos(x))) as unknown as Call;
const product = compile((x, y) => mul(sin(x), y)) as unknown as Call;

/** More than a block, with elements beyond whole vectors. */
const SIZES = [5, 67, 20_003];

/** Fails as soon as it is called. */
function trespass(): never {
  throw new Error("a user's code ran");
}

/** The properties of arrays that a user can put something else in the place of. */
const PROPERTIES = ["length", "buffer", "byteOffset", "byteLength", "set", "subarray", "slice", "constructor"];

/** The same elements in arrays that say something else of themselves. */
const disguises: Record<string, (array: Float32Array) => Float32Array> = {
  "with properties of its own": (array) =>
    Object.defineProperties(
      array,
      Object.fromEntries([...PROPERTIES, Symbol.toStringTag].map((name) => [name, { get: trespass }])),
    ),
  "of a class that overrides all": (array) => {
    class Liar extends Float32Array {
      static get [Symbol.species]() {
        return trespass();
      }
    }
    for (const name of PROPERTIES) Object.defineProperty(Liar.prototype, name, { get: trespass });
    return Object.setPrototypeOf(array, Liar.prototype) as Float32Array;
  },
  "of a prototype that is a proxy": (array) => {
    // Symbols are asked for before the call begins: whether this is an expression.
    const get = (_: object, name: PropertyKey) => (typeof name === "symbol" ? undefined : trespass());
    const handler = { get, getPrototypeOf: trespass, getOwnPropertyDescriptor: trespass, has: trespass };
    return Object.setPrototypeOf(array, new Proxy(Float32Array.prototype, handler)) as Float32Array;
  },
  "without a prototype": (array) => Object.setPrototypeOf(array, null) as Float32Array,
};

describe.each(Object.entries(disguises))("a Float32Array %s", (_name, disguise) => {
  describe.each(ENGINES)("compiled %s", (when) => {
    it.each(SIZES)("is read and written as what it is, %i elements", (n) => {
      const x = Float32Array.from({ length: n }, (_, i) => (i % 9 === 0 ? 1e10 : i / 7 - 3));
      const [value, gradient] = by("off", () => vg(x)) as [Float32Array, Float32Array];
      const hidden = () => disguise(x.slice());
      by(when, () => {
        const [y, dy] = vg(hidden()) as [Float32Array, Float32Array];
        expectSameBits(y, value);
        expectSameBits(dy, gradient);
        // Into it, where others lie, in place and with elements between.
        for (const make of [(length: number) => new Float32Array(length), alloc]) {
          const all = [make(n), make(n), make(n)];
          all[0].set(x);
          const [input, ...out] = all.map((array) => disguise(new Float32Array(array.buffer, array.byteOffset, n)));
          vg.into(out, input);
          expectSameBits(all[1], value);
          expectSameBits(all[2], gradient);
        }
        const pairs = new Float32Array(2 * n);
        const view = disguise(pairs.subarray());
        vg.into([strided(view, { stride: 2 }), strided(view, { stride: 2, offset: 1 })], hidden());
        expectSameBits(
          pairs,
          Float32Array.from(pairs, (_, i) => (i % 2 === 0 ? value : gradient)[i >> 1]),
        );
      });
    });
  });
});

describe("what is no Float32Array", () => {
  const fakes: Record<string, () => unknown> = {
    "an object with its prototype": () =>
      Object.create(Float32Array.prototype, {
        length: { get: () => 4 },
        buffer: { get: () => new ArrayBuffer(16) },
        byteOffset: { value: 0 },
      }) as object,
    "a proxy of one": () => new Proxy(new Float32Array(4), {}),
    "another typed array with its prototype": () =>
      Object.setPrototypeOf(new Uint8Array(64), Float32Array.prototype) as object,
    "an object with its tag": () => ({ [Symbol.toStringTag]: "Float32Array", length: 4 }),
    "an object with the prototype of strided": () =>
      Object.create(Object.getPrototypeOf(strided(new Float32Array(4), { stride: 1 })) as object, {
        data: { get: trespass },
        [Symbol.for("fluxion.strided")]: { value: false },
      }) as object,
  };
  it.each(Object.entries(fakes))("%s is refused, as argument, as output, as data and as memory", (_name, make) => {
    const out = new Float32Array(4).fill(7);
    expect(() => vg(make())).toThrow(TypeError);
    expect(() => vg.into([out, make()], out)).toThrow(TypeError);
    expect(() => vg.into([out, out.slice()], make())).toThrow(TypeError);
    expect(() => strided(make() as Float32Array, { stride: 1 })).toThrow(TypeError);
    expect(() => {
      useMemory(make() as WebAssembly.Memory);
    }).toThrow(TypeError);
    expect(inPlace(make())).toBe(false);
    expect([...out]).toEqual([7, 7, 7, 7]);
  });
});

describe("a strided view", () => {
  it("stays as it was checked", () => {
    const view = strided(new Float32Array(8), { stride: 2 }) as { length: number };
    expect(() => (view.length = 1e9)).toThrow(TypeError);
    expect(() => Object.defineProperty(view, "data", { get: trespass })).toThrow(TypeError);
  });

  it("of another copy of the package is one of this", async () => {
    const built = createRequire(import.meta.url)("../dist/index.cjs") as typeof import("../ts/index.js");
    vi.resetModules();
    const again = await import("../ts/index.js");
    const xs = Float32Array.of(1, 9, 2, 9, 3, 9);
    for (const other of [built, again]) {
      const x = other.strided(xs, { stride: 2 });
      expectSameBits(grad((x) => sin(x))(x), grad((x) => sin(x))(Float32Array.of(1, 2, 3)));
      const out = new Float32Array(6);
      product.into(other.strided(out, { stride: 2, offset: 1 }), x, 2);
      expectSameBits(
        out,
        Float32Array.from(out, (_, i) => (i % 2 === 0 ? 0 : (product(xs[i - 1], 2) as number))),
      );
      // Captured by the function, and returned from it.
      expectSameBits(compile((y) => [x, mul(x, y)])(2)[1], Float32Array.of(2, 4, 6));
    }
  });

  it("that only says so is checked like its data", () => {
    const brand = { [Symbol.for("fluxion.strided")]: true };
    const data = Float32Array.of(1, 2, 3, 4);
    expect(product({ ...brand, data, offset: 1, stride: 2, length: 2 }, 1)).toEqual(product(Float32Array.of(2, 4), 1));
    for (const wrong of [{ length: 3 }, { data: [1, 2] }, { stride: 0 }, { offset: -1 }, { length: 1e9 }])
      expect(() => product({ ...brand, data, offset: 1, stride: 2, length: 2, ...wrong }, 1)).toThrow(
        /^strided: (length|the data|stride|offset) is/,
      );
  });
});

describe("a buffer that the getter of a later argument", () => {
  const resizable = (n: number) =>
    new (ArrayBuffer as unknown as new (n: number, options: object) => ArrayBuffer)(4 * n, { maxByteLength: 8 * n });
  const shrink = (buffer: ArrayBufferLike) => {
    (buffer as unknown as { resize(n: number): void }).resize(4);
  };
  const detach = (buffer: ArrayBufferLike) => structuredClone(buffer, { transfer: [buffer as ArrayBuffer] });
  const N = 40_000;

  describe.each(Object.entries({ detaches: detach, shrinks: shrink }))("%s", (_name, lose) => {
    describe.each(ENGINES)("compiled %s", (when) => {
      const views: [string, (buffer: ArrayBuffer) => Elements][] = [
        ["a Float32Array", (buffer) => new Float32Array(buffer, 0, N)],
        ["a strided view", (buffer) => strided(new Float32Array(buffer, 0, N), { stride: 1 })],
      ];
      it.each(views)("is refused before anything is written: %s", (_kind, view) => {
        const out = new Float32Array(N).fill(7);
        /** These elements, where reading the one at an index takes the buffer away. */
        const trap = (buffer: ArrayBuffer, elements: unknown[], index: number) => {
          const element = elements[index];
          const get = () => {
            if (buffer.byteLength > 4) lose(buffer);
            return element;
          };
          return Object.defineProperty(elements, index, { get });
        };
        by(when, () => {
          const gone = /was transferred away|has length 0, and/;
          const [a, b, c] = [0, 1, 2].map(() => resizable(N));
          // An input, by a later input and by the outputs; an output, by a later output.
          expect(() => product(view(a), trap(a, new Array<number>(N).fill(1), N - 1))).toThrow(gone);
          expect(() => vg.into(trap(b, [out, new Float32Array(N)], 0), view(b))).toThrow(gone);
          expect(() => vg.into(trap(c, [view(c), out], 1), new Float32Array(N))).toThrow(gone);
          expect(out.every((value) => value === 7)).toBe(true);
        });
      });
    });
  });

  it("shrank before is refused like one that was transferred", () => {
    const buffer = resizable(8);
    const fixed = new Float32Array(buffer, 16, 4);
    const tracking = new Float32Array(buffer, 8);
    shrink(buffer);
    for (const array of [fixed, tracking]) expect(() => product(array, 1)).toThrow(/was transferred away/);
    expect(() => compile((y) => mul(fixed, y))(2)).toThrow(/was transferred away/);
    expect(() => product.into(fixed, 1, 2)).toThrow(/has length 0/);
    // No elements are no loss.
    expect(product(new Float32Array(0), 1)).toEqual(new Float32Array(0));
  });
});
