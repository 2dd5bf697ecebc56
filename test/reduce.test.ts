// The accumulators of the wasm that ships, by SIMD, give the bits of the definition, in whatever blocks elements come.
// crate/tests/reduce.rs shows the same of the native build, which has none.

import { describe, expect, it } from "vitest";
import { generator } from "./lib/random.js";
import { readBytes } from "./lib/read.js";
import { type Kind, KINDS, reduced } from "./lib/reduce-reference.js";

/** Exports of the core. */
interface Core {
  readonly memory: WebAssembly.Memory;
  readonly reserveArena: (bytes: number) => number;
  readonly reserveSums: (count: number) => number;
  readonly accumulate: (code: number, state: number, x: number, y: number, number: number, n: number) => void;
  readonly finishSum: (code: number, state: number, n: number, ddof: number) => number;
  readonly closedForm: (code: number, x: number, y: number, n: number, ddof: number) => number;
}

/** The ops' codes in the table. */
const CODES: Readonly<Record<Kind, number>> = {
  sum: 130,
  mean: 131,
  dot: 132,
  norm: 133,
  amax: 134,
  amin: 135,
  variance: 136,
  std: 137,
  any: 138,
  all: 139,
};

/** Elements of an operand, at most. */
const ROOM = 100_000;

const bytes = await readBytes(new URL("../build/core/fluxion_bg.wasm", import.meta.url));
const core = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as unknown as Core;
const base = core.reserveArena(8 * ROOM);
/** The states in use: the second and the fourth. */
const STATES = 4;
core.reserveSums(STATES);

/** Writes the elements of both operands, one after the other, and tells where they lie. */
function stage(xs: Float32Array, ys: Float32Array): [number, number] {
  new Float32Array(core.memory.buffer, base, xs.length).set(xs);
  new Float32Array(core.memory.buffer, base + 4 * xs.length, ys.length).set(ys);
  return [base, base + 4 * xs.length];
}

function expectReduced(
  kind: Kind,
  xs: Float32Array,
  second: Float32Array | number,
  shift: number,
  blockLength: () => number,
): void {
  const [x, y] = stage(xs, typeof second === "number" ? new Float32Array(0) : second);
  const isShifted = kind === "variance" || kind === "std";
  const number = isShifted ? shift : typeof second === "number" ? second : NaN;
  const state = 1;
  core.reserveSums(STATES);
  for (let at = 0; at < xs.length;) {
    const n = Math.min(blockLength(), xs.length - at);
    core.accumulate(CODES[kind], state, x + 4 * at, typeof second === "number" ? 0 : y + 4 * at, number, n);
    // Another reduction at the same time, of the same kind.
    core.accumulate(CODES[kind], 3, x + 4 * at, 0, 1.5, n);
    at += n;
  }
  const ddof = isShifted ? (second as number) : 0;
  const actual = core.finishSum(CODES[kind], state, xs.length, ddof);
  const expected = reduced(kind, xs, second, isShifted ? shift : 0);
  if (!Object.is(actual, expected)) expect.fail(`${kind} of ${xs.length}: ${actual}, expected ${expected}`);
}

/** For each kind, what else it takes: of dot a batch or a number, of variance ddof. */
function secondsOf(kind: Kind, ys: Float32Array): (Float32Array | number)[] {
  if (kind === "dot") return [ys, 0.375];
  return kind === "variance" || kind === "std" ? [0, 1] : [0];
}

function anyExponent(random: () => number): number {
  return (random() - 0.5) * 2 ** Math.floor(60 * random() - 30);
}

/**
 * Two batches whose sum and dot cancel, so that of these nothing is left but roundings in float64: every order of
 * additions gives other bits.
 */
function cancelling(n: number, random: () => number): [Float32Array, Float32Array] {
  const [xs, ys] = [new Float32Array(n), new Float32Array(n)];
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor((i + 1) * random());
    [order[i], order[j]] = [order[j], order[i]];
  }
  for (let i = 0; i + 1 < n; i += 2) {
    const [k, l] = [order[i], order[i + 1]];
    xs[k] = anyExponent(random);
    xs[l] = -xs[k];
    ys[k] = ys[l] = random() - 0.5;
  }
  return [xs, ys];
}

describe("reductions in wasm", () => {
  for (const kind of KINDS) {
    it(`${kind} of every length, in random blocks`, () => {
      const random = generator(1);
      for (let n = 0; n <= 4200; n += n < 1100 ? 1 : 13) {
        const [xs, ys] = cancelling(n, random);
        for (const second of secondsOf(kind, ys))
          expectReduced(kind, xs, second, 0.375, () => 1 + Math.floor(700 * random()));
      }
    });

    it(`${kind} of 100,000, in blocks of any length`, () => {
      const random = generator(2);
      const [xs, ys] = cancelling(ROOM, random);
      for (const length of [1, 64, 127, 256, 1001, 1024, 4096, 8191, 8192, ROOM])
        for (const second of secondsOf(kind, ys)) expectReduced(kind, xs, second, -1.5, () => length);
    });

    it(`${kind} of special values`, () => {
      const special = [
        0,
        -0,
        1,
        -1,
        Infinity,
        -Infinity,
        NaN,
        3.4028234663852886e38,
        -3.4028234663852886e38,
        2 ** -149,
      ];
      const random = generator(3);
      const pick = () => special[Math.floor(special.length * random())];
      for (let trial = 0; trial < 3000; trial++) {
        // Few kinds of values, so that some batches have only zeros, or no NaN.
        const values = Array.from({ length: 1 + (trial % 3) }, pick);
        const length = Math.floor(40 * random());
        const make = () => Float32Array.from({ length }, () => values[Math.floor(values.length * random())]);
        const xs = make();
        for (const second of secondsOf(kind, make()))
          expectReduced(kind, xs, second, pick(), () => 1 + Math.floor(20 * random()));
      }
    });

    it(`${kind} in closed form has the bits of a batch of one`, () => {
      const random = generator(4);
      const [xs, ys] = [0, 1].map(() => Float32Array.from({ length: 1000 }, () => anyExponent(random)));
      [0, -0, Infinity, NaN, 3.4028234663852886e38].forEach((x, i) => (xs[i] = x));
      const isShifted = kind === "variance" || kind === "std";
      xs.forEach((x, i) => {
        const expected = reduced(kind, Float32Array.of(x), isShifted ? 0 : ys[i], ys[i]);
        expect(core.closedForm(CODES[kind], x, ys[i], 1, 0)).toBe(expected);
      });
    });
  }
});
