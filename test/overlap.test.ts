// Outputs of `into` that lie where inputs do: the result is that of inputs that lie elsewhere, or an error.

import { describe, expect, it } from "vitest";
import { alloc, compile, cos, div, mul, sin, type Strided, strided, useMemory, valueAndGrad } from "../ts/index.js";
import { bufferOf, type Elements, overlap } from "../ts/memory/elements.js";
import { eachOverlap } from "../ts/memory/overlaps.js";
import { by, ENGINES } from "./lib/engines.js";
import { expectSameBits } from "./lib/floats.js";
import { generator } from "./lib/random.js";

const foreign = new WebAssembly.Memory({ initial: 8 });
useMemory(foreign);

const SIZE = 80_000;
const memories: [string, () => Float32Array][] = [
  ["an ordinary array", () => new Float32Array(SIZE)],
  ["an array of alloc", () => alloc(SIZE)],
  ["an array in a memory of another's", () => new Float32Array(foreign.buffer, 64, SIZE)],
];

/** The elements in an array of their own. */
function copied(elements: Elements): Float32Array {
  if (elements instanceof Float32Array) return elements.slice();
  const { data, offset, stride, length } = elements;
  return Float32Array.from({ length }, (_, i) => data[offset + i * stride]);
}

type Into = { into(out: unknown, ...args: unknown[]): unknown };
const vg = valueAndGrad((x) => sin(cos(x))) as unknown as Into;
/** Of which each output needs both inputs, and takes several loops. */
const mixed = compile((x, y) => [sin(mul(x, cos(y))), div(cos(sin(x)), y.exp().add(2))]) as unknown as Into;
const swap = compile((x, y) => [y, x]) as unknown as Into;

/** Expects of a call into elements that may overlap its inputs what it computes apart from them. */
function expectAsApart(f: Into, out: readonly Elements[], args: readonly Elements[]): void {
  const n = args[0].length;
  const apart = args.map(copied);
  const expected = out.map(() => new Float32Array(n));
  by("off", () => f.into(expected, ...apart));
  // What is between interleaved elements stays.
  const [first] = out;
  const whole = first instanceof Float32Array ? undefined : first.data.slice();
  f.into(out, ...args);
  out.forEach((elements, i) => expectSameBits(copied(elements).subarray(0, n), expected[i], `output ${i}:`));
  if (whole === undefined) return;
  out.forEach((elements, i) => {
    const { offset, stride } = elements as Strided;
    expected[i].forEach((value, k) => (whole[offset + k * stride] = value));
  });
  expectSameBits((first as Strided).data, whole);
}

describe.each(memories)("%s", (_where, memory) => {
  describe.each(ENGINES)("compiled %s", (when) => {
    it.each([1, 5, 67, 8193, 20_000])("%i elements", (n) => {
      const random = generator(n);
      const all = memory();
      const refilled = () => all.forEach((_, i) => (all[i] = 8 * random() - 4));
      const at = (start: number) => all.subarray(start, start + n);
      const each = (offset: number, stride: number) => strided(all, { offset, stride, length: n });
      const [x, y, z] = [at(0), at(20_000), at(40_000)];
      const cases: [Into, Elements[], Elements[]][] = [
        // The same.
        [vg, [x, y], [x]],
        [vg, [y, x], [x]],
        [mixed, [x, y], [x, y]],
        [mixed, [y, x], [x, y]],
        [swap, [x, y], [x, y]],
        [mixed, [x, y], [x, x]],
        // Shifted, to both sides.
        ...[1, 3, 4, 64, 8191].flatMap((shift): [Into, Elements[], Elements[]][] => [
          [vg, [at(20_000 + shift), x], [y]],
          [vg, [at(20_000 - shift), z], [y]],
          [mixed, [at(10_000 + shift), at(55_000 - shift)], [at(10_000), at(55_000)]],
        ]),
        // Interleaved: outputs of which none has an element of another, on inputs that are the same or shifted.
        [vg, [each(0, 3), each(1, 3)], [each(2, 3)]],
        [vg, [each(0, 3), each(1, 3)], [each(0, 3)]],
        [mixed, [each(0, 3), each(1, 3)], [each(1, 3), each(0, 3)]],
        [mixed, [each(3, 2), each(4, 2)], [each(0, 2), each(1, 2)]],
        // One after the other and interleaved, each into the other.
        [vg, [each(0, 2), each(1, 2)], [x]],
        [vg, [x, z], [each(0, 2)]],
        [vg, [each(0, 2), each(1, 2)], [each(2, 1)]],
      ];
      for (const [f, out, args] of cases) {
        refilled();
        by(when, () => expectAsApart(f, out, args));
      }
    });

    it("outputs that overlap are refused, and nothing is changed", () => {
      const all = memory().fill(7);
      const before = all.slice();
      const x = [1, 2, 3];
      const at = (start: number) => all.subarray(start, start + 3);
      const cases: [Elements, Elements][] = [
        [at(0), at(0)],
        [at(0), at(2)],
        [at(2), at(0)],
        [at(1), strided(all, { offset: 1, stride: 2 })],
        [strided(all, { offset: 4, stride: 3 }), strided(all, { offset: 1, stride: 3 })],
        [strided(all, { offset: 0, stride: 2 }), strided(all, { offset: 1, stride: 3 })],
      ];
      for (const out of cases) {
        expect(() => by(when, () => vg.into(out, x))).toThrow(RangeError);
        expect(() => by(when, () => vg.into(out, x))).toThrow(/out\[0\] and out\[1\] overlap in memory/);
      }
      expectSameBits(all, before);
    });

    it("outputs that have nothing in common are not refused", () => {
      const all = memory().fill(7);
      const x = [1, 2, 3];
      const cases: [Elements, Elements][] = [
        [all.subarray(0, 3), all.subarray(3, 6)],
        [all, all.subarray(3)],
        [strided(all, { stride: 2 }), strided(all, { offset: 1, stride: 2 })],
        // 0 2 4 and 1 6 11.
        [strided(all, { stride: 2 }), strided(all, { offset: 1, stride: 5 })],
        // 0 5 10 and 1 4 7.
        [strided(all, { stride: 5 }), strided(all, { offset: 1, stride: 3 })],
      ];
      for (const out of cases) by(when, () => expectAsApart(vg, out, [Float32Array.from(x)]));
    });
  });
});

it("elements are in common exactly where they are", () => {
  const data = new Float32Array(200);
  const random = generator(1);
  const pick = (n: number) => Math.floor(random() * n);
  for (let i = 0; i < 5000; i++) {
    const n = pick(7);
    const [a, b] = [0, 1].map(() => {
      const start = pick(20);
      const [offset, stride] = [pick(12), 1 + pick(9)];
      const part = data.subarray(start);
      return pick(4) === 0 ? part.subarray(offset) : strided(part, { offset, stride });
    }) as [Elements, Elements];
    const places = (of: Elements) => {
      const all = of instanceof Float32Array ? { data: of, offset: 0, stride: 1 } : of;
      return Array.from({ length: n }, (_, k) => all.data.byteOffset / 4 + all.offset + k * all.stride);
    };
    const isShared = places(a).some((place) => places(b).includes(place));
    expect(overlap(a, b, n)).toBe(isShared);
    expect(overlap(b, a, n)).toBe(isShared);
  }
});

describe("of many operands", () => {
  const buffersOf = (operands: readonly (number | Elements)[]) =>
    operands.map((operand) => (typeof operand === "number" ? undefined : bufferOf(operand)));

  it("those that share memory with an output are found as by trying all pairs", () => {
    const random = generator(2);
    const pick = (n: number) => Math.floor(random() * n);
    let [conflicts, clean] = [0, 0];
    for (let i = 0; i < 1000; i++) {
      const n = pick(6);
      const room = 20 + pick([100, 10_000][pick(2)]);
      const all = [new Float32Array(room + 100), new Float32Array(room + 100), alloc(room + 100)];
      const strides = [[1], [1, 3], [4], [2, 5]][pick(4)];
      const operands = Array.from({ length: 100 + pick(30) }, () => {
        const [data, stride] = [all[pick(3)], strides[pick(strides.length)]];
        const offset = pick(room);
        if (stride > 1) return strided(data, { offset, stride, length: n });
        return pick(9) === 0 ? 2 : data.subarray(offset, offset + n);
      });
      const outputs = 11 + pick(5);
      for (let k = 0; k < outputs; k++) if (typeof operands[k] === "number") operands[k] = all[0].subarray(0, n);
      const buffers = buffersOf(operands);
      const share = (a: number, b: number) =>
        buffers[a] !== undefined &&
        buffers[a] === buffers[b] &&
        overlap(operands[a] as Elements, operands[b] as Elements, n);
      const found = new Set<number>();
      let isConflict = false;
      eachOverlap(operands, outputs, n, (operand, output) => {
        expect(output).toBeLessThan(outputs);
        expect(operand).not.toBe(output);
        expect(share(operand, output)).toBe(true);
        if (operand < outputs) isConflict = true;
        else found.add(operand);
      });
      const before = (end: number) => [...Array(end).keys()];
      const areInConflict = before(outputs).some((a) => before(a).some((b) => share(a, b)));
      expect(isConflict).toBe(areInConflict);
      if (areInConflict) conflicts++;
      else clean++;
      // A call with outputs that overlap is refused, whatever its inputs are.
      if (!areInConflict)
        expect([...found].sort((a, b) => a - b)).toEqual(
          before(operands.length).filter((a) => a >= outputs && before(outputs).some((b) => share(a, b))),
        );
    }
    expect(conflicts).toBeGreaterThan(100);
    expect(clean).toBeGreaterThan(100);
  });

  const MANY = 5000;
  const table = new Float32Array(2 * MANY * 3);
  const columns = Array.from({ length: 2 * MANY }, (_, offset) =>
    strided(table, { offset, stride: 2 * MANY, length: 3 }),
  );
  const arrays = Array.from({ length: 2 * MANY }, (_, i) => table.subarray(3 * i, 3 * i + 3));
  const apart = Array.from({ length: MANY }, () => new Float32Array(3));
  it.each([
    ["arrays of one buffer", arrays],
    ["columns of one array", columns],
    ["arrays of their own, and columns", [...apart, ...columns.slice(MANY)]],
    ["columns, and their own copies", [...columns.slice(0, MANY), ...columns.slice(0, MANY)]],
    ["one input many times", [...arrays.slice(0, MANY), ...columns.slice(0, MANY).map(() => arrays[7])]],
  ])("so many steps are taken for each operand: %s", (_what, operands) => {
    let steps = 0;
    const counted = new Proxy(operands, {
      get(target, key) {
        steps++;
        return Reflect.get(target, key) as unknown;
      },
    });
    eachOverlap(counted, MANY, 3, () => undefined);
    expect(steps).toBeGreaterThanOrEqual(operands.length);
    expect(steps).toBeLessThan(12 * operands.length);
  });
});
