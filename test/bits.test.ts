// Every op of one element in the wasm that ships gives the bits that it gives natively, where its accuracy is measured.
// crate/tests/bits.rs writes the expected fingerprints and describes them.

import { describe, expect, it } from "vitest";
import { KERNEL_HEADER_WORDS, PROGRAM_HEADER } from "../ts/core/layout.js";
import { load, prepare, reserveArena, runBlock, runUniform, simplify } from "../ts/core/load.js";
import { readJson } from "./lib/read.js";
import { isElementwise, rows as allRows } from "./lib/rows.js";

const expected = (await readJson(new URL("bits.json", import.meta.url))) as Record<string, number>;

const rows = allRows.filter(isElementwise);

const POINTS = 1 << 16;
const FACTORS = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d];

const bits32 = new Uint32Array(1);
const float = new Float32Array(bits32.buffer);

function argument(i: number, k: number): number {
  bits32[0] = Math.imul(i + 1, FACTORS[k]);
  return i % 2 === 0 ? float[0] : (bits32[0] | 0) / 134217728;
}

/** The program `op(x, y, ...)`; see crate/src/program/format.rs. */
function program(code: number, arity: number): Uint8Array {
  const args = Array.from({ length: arity }, (_, k) => k);
  const varint = code < 0x80 ? [code] : [(code & 0x7f) | 0x80, code >> 7];
  return Uint8Array.of(...PROGRAM_HEADER, arity, 1, ...varint, ...args, 1, arity);
}

function fingerprint(code: number, arity: number): number {
  // The last two are no code.
  const words = prepare(simplify(program(code, arity), arity), new Uint8Array(arity).fill(1)).subarray(0, -2);
  const block = words[1];
  const { memory } = load();
  const base = reserveArena(words[0]);
  new Uint32Array(memory.buffer, base).set(words);
  runUniform(base);
  let hash = 0x811c9dc5;
  for (let start = 0; start < POINTS; start += block) {
    for (let k = 0; k < arity; k++) {
      const input = new Float32Array(memory.buffer, base + words[KERNEL_HEADER_WORDS + k], block);
      for (let i = 0; i < block; i++) input[i] = argument(start + i, k);
    }
    runBlock(base, block);
    const output = base + words[KERNEL_HEADER_WORDS + arity];
    const values = new Float32Array(memory.buffer, output, block);
    const bits = new Uint32Array(memory.buffer, output, block);
    for (let i = 0; i < block; i++) {
      hash = Math.imul(hash ^ (Number.isNaN(values[i]) ? 0x7fc00000 : bits[i]), 0x01000193);
    }
  }
  return hash >>> 0;
}

describe("bits in wasm", () => {
  it("are known of every op", () => {
    expect(Object.keys(expected).sort()).toEqual(rows.map(({ name }) => name).sort());
  });

  for (const { name, code, domain } of rows) {
    it(name, () => {
      expect(fingerprint(code, domain.length)).toBe(expected[name]);
    });
  }
});
