// Calls of `into` on memory that kernels work in directly: the same bits as elsewhere, and nothing touched besides.

import { describe, expect, it } from "vitest";
import { alloc, compile, exp, inPlace, mul, sin, useMemory, valueAndGrad } from "../ts/index.js";
import { by, watched } from "./lib/engines.js";
import { expectSameBits, textOfBytes } from "./lib/floats.js";
import { deep, type Sample, samples } from "./lib/programs.js";

sin(1); // Loads the core.

const LENGTHS = [...Array(68).keys(), 8191, 8192, 8193, 20_000];
const LONGEST = 20_000;
/** Elements before and after each array, which must stay as they are. */
const MARGIN = 8;
const CANARY = 7;

/** Room for so many arrays of the greatest length, with margins. */
type Room = (arrays: number) => Float32Array[];

const each = <T>(count: number, make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i));
const SIZE = LONGEST + 2 * MARGIN;

const together: Room = (arrays) => alloc(each(arrays, () => SIZE));
const apart: Room = (arrays) => each(arrays, () => alloc(SIZE));
const ordinary: Room = (arrays) => each(arrays, () => new Float32Array(SIZE));

const foreign = new WebAssembly.Memory({ initial: 32 });
useMemory(foreign);
const onForeign: Room = (arrays) => each(arrays, (i) => new Float32Array(foreign.buffer, 4 * (1 + i * SIZE), SIZE));

const shared = new WebAssembly.Memory({ initial: 32, maximum: 32, shared: true });
useMemory(shared);
const onShared: Room = (arrays) => each(arrays, (i) => new Float32Array(shared.buffer, 4 * i * SIZE, SIZE));

/** Where the arrays of a call are, and whether they are all in one memory; the offset makes them unaligned. */
const layouts: Record<string, { room: Room; offset: number; isInPlace: boolean }> = {
  "arrays of one alloc": { room: together, offset: 0, isInPlace: true },
  "arrays of several allocs": { room: apart, offset: 0, isInPlace: true },
  "arrays that are not aligned": { room: together, offset: 1, isInPlace: true },
  "inputs in place, outputs elsewhere": {
    room: (arrays) => [...together(2), ...ordinary(arrays - 2)],
    offset: 0,
    isInPlace: false,
  },
  "outputs in two memories": {
    room: (arrays) => [...together(arrays - 1), alloc(1 << 25).subarray(0, SIZE)],
    offset: 0,
    isInPlace: false,
  },
  "a memory of another's": { room: onForeign, offset: 0, isInPlace: true },
  "a shared memory": { room: onShared, offset: 0, isInPlace: false },
  "ordinary arrays": { room: ordinary, offset: 0, isInPlace: false },
};

/** What the tiles engine computes from ordinary arrays. */
function expectedOf({ outputs, args, into }: Sample): Float32Array[] {
  const out = each(outputs, () => new Float32Array(LONGEST));
  by("off", () => into(out, args(LONGEST)));
  return out;
}

describe.each(Object.entries(samples))("%s", (_name, sample) => {
  const { outputs, into } = sample;
  const expected = expectedOf(sample);
  const args = sample.args(LONGEST);

  it.each(Object.entries(layouts))("%s", (_layout, { room, offset, isInPlace }) => {
    const arrays = room(args.length + outputs);
    const start = MARGIN + offset;
    args.forEach((arg, i) => typeof arg !== "number" && arrays[i].set(arg, start));
    const results = arrays.slice(args.length);
    for (const n of LENGTHS) {
      for (const result of results) result.fill(CANARY, 0, n + 2 * MARGIN);
      const given = args.map((arg, i) => (typeof arg === "number" ? arg : arrays[i].subarray(start, start + n)));
      // Longer than n: nothing may be written there.
      const out = results.map((result) => result.subarray(start));
      expect(inPlace(...given, ...out)).toBe(isInPlace);
      by("eager", () => into(out, given));
      results.forEach((result, i) => {
        expectSameBits(result.subarray(start, start + n), expected[i].subarray(0, n), `n = ${n}, output ${i}:`);
        for (let k = 0; k < start; k++) if (result[k] !== CANARY) expect.fail(`n = ${n}: written before output ${i}`);
        for (let k = start + n; k < n + 2 * MARGIN; k++)
          if (result[k] !== CANARY) expect.fail(`n = ${n}: written after output ${i}`);
      });
    }
    args.forEach((arg, i) => {
      if (typeof arg !== "number") expectSameBits(arrays[i].subarray(start, start + LONGEST), arg, `input ${i}:`);
    });
  });
});

describe("kernels run in place", () => {
  const f = compile((x) => [mul(x, sin(x)), exp(x)]);

  it("where the arrays lie in one memory, and only there", () => {
    const [x, y, z] = alloc([64, 64, 64]);
    const elsewhere = new Float32Array(64);
    const memories = (out: [Float32Array, Float32Array], from: Float32Array) =>
      watched(() => by("eager", () => f.into(out, from))).memories.map(({ buffer }) => buffer === x.buffer);
    expect(memories([y, elsewhere], x)).toEqual([false]);
    expect(memories([y, z], x)).toEqual([true]);
    // They are there now, in both memories.
    expect(memories([y, z], x)).toEqual([]);
    expect(memories([y, z], elsewhere)).toEqual([]);
  });

  it("with scratch memory beside what alloc gave, and with none in a memory of another's", () => {
    const f = deep(7);
    const [x, y, dy] = alloc([40_000, 40_000, 40_000]);
    x.forEach((_, i) => (x[i] = i / 10_000));
    const { modules, memories } = watched(() => by("eager", () => f.into([y, dy], x)));
    expect(modules.length).toBe(1);
    expect(memories.map(({ buffer }) => buffer === x.buffer)).toEqual([true]);

    const other = new WebAssembly.Memory({ initial: 16 });
    useMemory(other);
    const [otherX, otherY, otherDy] = [0, 1, 2].map((i) => new Float32Array(other.buffer, 160_000 * i, 40_000));
    otherX.set(x);
    const again = watched(() => by("eager", () => f.into([otherY, otherDy], otherX)));
    expect(again.modules.length).toBe(1);
    expect(WebAssembly.validate(again.modules[0] as Uint8Array<ArrayBuffer>)).toBe(true);
    expect(again.memories.map((memory) => memory === other)).toEqual([true]);
    expectSameBits(otherY, y);
    expectSameBits(otherDy, dy);
  });

  /** The first array in a memory that is shared with others. */
  const firstOfNext = () => {
    const { buffer } = alloc(1);
    for (;;) {
      const array = alloc(1 << 20);
      if (array.buffer !== buffer) return array;
    }
  };

  it.each([
    ["that others share", firstOfNext],
    ["of its own", () => alloc(1 << 25)],
  ])("with scratch memory that is no part of the first array in a memory %s", (_which, first) => {
    const f = deep(7);
    const x = Float32Array.from({ length: 20_000 }, (_, i) => i / 10_000);
    const expected = by("off", () => f(x));
    const array = first();
    array.set(x);
    const [y, dy] = [array.subarray(20_000), array.subarray(40_000)];
    by("eager", () => f.into([y, dy], array.subarray(0, 20_000)));
    expectSameBits(array.subarray(0, 20_000), x);
    expectSameBits(y.subarray(0, 20_000), expected[0]);
    expectSameBits(dy.subarray(0, 20_000), expected[1]);
  });

  it("not if they need more scratch memory than there is", () => {
    const f = deep(5000);
    const [x, ...out] = alloc(each(3, () => 100));
    x.fill(0.5);
    expect(inPlace(x, ...out)).toBe(true);
    const { memories } = watched(() => by("eager", () => f.into(out as [Float32Array, Float32Array], x)));
    expect(memories.length).toBe(1);
    expect(memories.some(({ buffer }) => buffer === x.buffer)).toBe(false);
  });
});

describe("useMemory", () => {
  const vg = valueAndGrad((x) => exp(sin(x)));
  const refused: [string, unknown][] = [
    ["an array", new Float32Array(4)],
    ["a buffer", new ArrayBuffer(4)],
    ["nothing", undefined],
    ["an object like one", { buffer: new ArrayBuffer(4) }],
  ];

  it.each(refused)("refuses %s", (_what, value) => {
    expect(() => useMemory(value as WebAssembly.Memory)).toThrow(TypeError);
    expect(() => useMemory(value as WebAssembly.Memory)).toThrow(/^useMemory: .*; pass a WebAssembly.Memory$/);
  });

  it("is needed for a memory of another's to be used in place", () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const x = new Float32Array(memory.buffer, 0, 4);
    expect(inPlace(x)).toBe(false);
    useMemory(memory);
    useMemory(memory);
    expect(inPlace(x)).toBe(true);
  });

  it.each(Object.entries(samples))("lets nothing be touched but the arrays: %s", (_name, { into, args, outputs }) => {
    for (const n of [1, 5, 64, 1003]) {
      const memory = new WebAssembly.Memory({ initial: 2 });
      useMemory(memory);
      const before = new Uint8Array(memory.buffer).fill(0xa5);
      // In the midst of the memory, and the last one at its very end.
      const place = (i: number, of: number) =>
        i === of - 1 ? memory.buffer.byteLength - 4 * n : 40_004 + i * 4 * (n + 3);
      const all = args(n);
      const count = all.length + outputs;
      const arrays = each(count, (i) => new Float32Array(memory.buffer, place(i, count), n));
      const given = all.map((arg, i) => (typeof arg === "number" ? arg : (arrays[i].set(arg), arrays[i])));
      const whole = before.slice();
      const out = arrays.slice(all.length);
      expect(inPlace(...given, ...out)).toBe(true);
      by("eager", () => into(out, given));

      const expected = each(outputs, () => new Float32Array(n));
      by("off", () => into(expected, all));
      expected.forEach((values, i) => whole.set(new Uint8Array(values.buffer), place(all.length + i, count)));
      // NaNs of any kind are alike, everywhere else bytes are bytes.
      expectSameBits(new Float32Array(memory.buffer), new Float32Array(whole.buffer));
      expect(textOfBytes(new Uint8Array(memory.buffer, 0, 40_004))).toBe(textOfBytes(whole.subarray(0, 40_004)));
    }
  });

  it("goes on when the memory grows", () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    useMemory(memory);
    const views = () => each(3, (i) => new Float32Array(memory.buffer, 4096 * i, 1000));
    const [x, y, dy] = views() as [Float32Array, Float32Array, Float32Array];
    x.forEach((_, i) => (x[i] = i / 100));
    by("eager", () => vg.into([y, dy], x));
    const [value, gradient] = [y.slice(), dy.slice()];
    memory.grow(3);
    expect(inPlace(x, y, dy)).toBe(false);
    expect(() => vg.into([y, dy], [1])).toThrow(/length 0/);
    expect(() => vg.into([value, gradient], x)).toThrow(/transferred/);

    const [newX, newY, newDy] = views() as [Float32Array, Float32Array, Float32Array];
    newY.fill(0);
    newDy.fill(0);
    expect(inPlace(newX, newY, newDy)).toBe(true);
    // The kernel is there already.
    const { memories } = watched(() => by("eager", () => vg.into([newY, newDy], newX)));
    expect(memories.length).toBe(0);
    expectSameBits(newY, value);
    expectSameBits(newDy, gradient);
    // Where there was no memory before.
    const beyond = new Float32Array(memory.buffer, 200_000, 1000);
    by("eager", () => vg.into([beyond, newDy], newX));
    expectSameBits(beyond, value);
  });

  it("copies of a shared memory", () => {
    const x = new Float32Array(shared.buffer, 0, 100).fill(0.5);
    const y = new Float32Array(shared.buffer, 400, 100);
    expect(inPlace(x, y)).toBe(false);
    by("eager", () => compile((x) => sin(x)).into(y, x));
    expect(y[99]).toBe(sin(0.5));
  });
});
