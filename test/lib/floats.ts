// Comparing float32s by their units in the last place.

import { expect } from "vitest";

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** The place of a float32 among all of them: -1 and 1 for the smallest subnormals, 0 for both zeros. */
function rank(x: number): number {
  float[0] = x;
  const n = bits[0];
  return n >= 0 ? n : -(n & 0x7fffffff);
}

/** How many float32s apart two values are, both rounded to float32: 0 for two NaNs, Infinity for one. */
export function ulps(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b) ? 0 : Infinity;
  return Math.abs(rank(a) - rank(b));
}

/** Expects a value within so many units in the last place. */
export function expectWithin(actual: number, expected: number, limit: number, what = ""): void {
  expect(
    ulps(actual, expected),
    `${what} ${actual}, expected ${Math.fround(expected)}: units in the last place`,
  ).toBeLessThanOrEqual(limit);
}

/** Expects numbers that are each within rtol and atol together, as np.allclose. */
export function expectClose(actual: Iterable<number>, expected: readonly number[], rtol = 1e-5, atol = 1e-6): void {
  const values = [...actual];
  expect(values.length).toBe(expected.length);
  values.forEach((value, i) => {
    expect(Math.abs(value - expected[i]), `element ${i}: ${value}, expected ${expected[i]}`).toBeLessThanOrEqual(
      atol + rtol * Math.abs(expected[i]),
    );
  });
}

/** The bits of each element, all NaNs alike: what must not depend on how a value was computed. */
export function bitsOf(values: ArrayLike<number>): string[] {
  return Array.from(values, (value) => {
    float[0] = value;
    return Number.isNaN(value) ? "NaN" : (bits[0] >>> 0).toString(16).padStart(8, "0");
  });
}

/** Expects numbers with the same bits, all NaNs alike: `bitsOf` for long arrays. */
export function expectSameBits(actual: Float32Array, expected: Float32Array, what = ""): void {
  expect(actual.length, what).toBe(expected.length);
  const [got, wanted] = [words(actual), words(expected)];
  for (let i = 0; i < got.length; i++) {
    if (got[i] === wanted[i] || (Number.isNaN(actual[i]) && Number.isNaN(expected[i]))) continue;
    expect.fail(`${what} element ${i} of ${got.length}: ${actual[i]}, expected ${expected[i]}`);
  }
}

/** The bytes as a text, one character each: texts are compared at once, and long arrays element by element. */
export function textOfBytes({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  // Decoders refuse shared memory.
  return new TextDecoder("latin1").decode(new Uint8Array(buffer, byteOffset, byteLength).slice());
}

function words(floats: Float32Array): Int32Array {
  return new Int32Array(floats.buffer, floats.byteOffset, floats.length);
}
