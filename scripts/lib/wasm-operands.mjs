// Finds in the code of a wasm module the operands that scripts/lib/inline-wasm.mjs puts apart, and the sizes of functions,
// which it leaves out.

import { leb128, section } from "./core-files.mjs";
import { WasmReader } from "./wasm-reader.mjs";

/** How modules start. */
const HEADER = "\0asm\x01\0\0\0";
const CODE = 10;

/** @typedef {{ opcode: number, alignment?: number, stream: number }} Kind of instruction, and where its operand goes */
/** @typedef {{ kind: number, at: number, operand: number, end: number }} Found opcode, operand in LEB128, what follows */

/**
 * The most frequent instructions with an operand: those of locals, i32.const, and loads and stores with the alignment that
 * they have most often. ts/core/inlined.ts has the same list.
 *
 * @type {readonly Kind[]}
 */
export const KINDS = [
  ...[0x20, 0x21, 0x22].map((opcode) => ({ opcode, stream: 3 })),
  { opcode: 0x41, stream: 1 },
  ...[0x28, 0x29, 0x36, 0x37].map((opcode) => ({ opcode, alignment: 2, stream: 2 })),
  ...[0x2d, 0x3a].map((opcode) => ({ opcode, alignment: 0, stream: 2 })),
];

/** After the kinds: where a function starts, or the last one ends. */
export const BOUNDARY = KINDS.length;

/**
 * The same module with the size of each function in two bytes, which ts/core/decoder.wat writes.
 *
 * @param {Uint8Array} bytes of a module, or others, which stay as they are
 */
export function withSizesOfTwoBytes(bytes) {
  if (!isModule(bytes)) return bytes;
  const reader = new WasmReader(bytes, HEADER.length);
  /** @type {Uint8Array[]} */
  const sections = [];
  while (reader.at < bytes.length) {
    const start = reader.at;
    const id = reader.byte();
    const content = reader.skip(reader.number());
    if (id !== CODE) sections.push(bytes.subarray(start, reader.at));
    else sections.push(section(CODE, ...functionsWithSizes(bytes.subarray(content, reader.at))));
  }
  return Buffer.concat([bytes.subarray(0, HEADER.length), ...sections]);
}

/**
 * The parts of a code section.
 *
 * @param {Uint8Array} content
 */
function functionsWithSizes(content) {
  const reader = new WasmReader(content, 0);
  const functions = reader.number();
  /** @type {Uint8Array[]} */
  const parts = [leb128(functions)];
  for (let i = 0; i < functions; i++) {
    const size = reader.number();
    if (size >> 14 !== 0) throw new Error("a function is longer than ts/core/decoder.wat knows");
    const start = reader.skip(size);
    parts.push(Uint8Array.of((size & 0x7f) | 0x80, size >> 7), content.subarray(start, reader.at));
  }
  return parts;
}

/** @param {Uint8Array} bytes */
function isModule(bytes) {
  return Buffer.from(bytes.subarray(0, HEADER.length)).toString("latin1") === HEADER;
}

/**
 * Where the instructions of these kinds lie, which have the alignment between opcode and operand, and the boundaries of
 * functions, which have no bytes.
 *
 * @param {Uint8Array} bytes of a module, or others, which have none
 * @returns {Found[]}
 */
export function operandsIn(bytes) {
  if (!isModule(bytes)) return [];
  const reader = WasmReader.ofSection(bytes, CODE);
  if (reader === null) return [];
  /** @type {Found[]} */
  const found = [];
  const boundary = () => found.push({ kind: BOUNDARY, at: reader.at, operand: reader.at, end: reader.at });
  for (let functions = reader.number(); functions > 0; functions--) {
    boundary();
    const end = reader.number() + reader.at;
    for (let locals = reader.number(); locals > 0; locals--) {
      reader.number();
      reader.byte();
    }
    while (reader.at < end) {
      const at = reader.at;
      const opcode = reader.byte();
      const operand = skipOperands(reader, opcode);
      const kind = KINDS.findIndex(
        ({ opcode: other, alignment }) => other === opcode && (alignment ?? bytes[at + 1]) === bytes[at + 1],
      );
      if (kind >= 0) found.push({ kind, at, operand, end: reader.at });
    }
    if (reader.at !== end) throw new Error("the module has instructions that this does not know");
  }
  boundary();
  return found;
}

/**
 * Moves on to the next instruction.
 *
 * @param {WasmReader} reader
 * @param {number} opcode
 * @returns {number} where the last operand starts
 */
function skipOperands(reader, opcode) {
  let last = reader.at;
  const numbers = (/** @type {number} */ count) => {
    for (; count > 0; count--) {
      last = reader.at;
      while (reader.byte() >= 0x80);
    }
  };
  const isMemory = opcode >= 0x28 && opcode <= 0x3e;
  if (opcode === 0x0e) numbers(reader.number() + 1);
  else if (opcode === 0x1c) numbers(reader.number());
  else if (opcode === 0x43) reader.skip(4);
  else if (opcode === 0x44) reader.skip(8);
  else if (opcode === 0xfc) numbers([0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 1, 2, 1, 2, 1, 1, 1][reader.number()]);
  else if (opcode === 0xfd) {
    const simd = reader.number();
    if (simd <= 11 || (simd >= 84 && simd <= 93)) numbers(2);
    if (simd === 12 || simd === 13) reader.skip(16);
    if ((simd >= 21 && simd <= 34) || (simd >= 84 && simd <= 91)) reader.skip(1);
  } else if (isMemory || opcode === 0x11) numbers(2);
  else if ([0x02, 0x03, 0x04, 0x0c, 0x0d, 0x10].includes(opcode) || (opcode >= 0x20 && opcode <= 0x42)) numbers(1);
  return last;
}
