// The core as files, for hosts that compile nothing at run time and for who serves wasm themselves: fluxion.wasm, the
// core; tiles.wasm, the core without what makes kernels and loops; loops.wasm, all loops at once.

import binaryen from "binaryen";
import { createHash } from "node:crypto";
import { WasmReader } from "./wasm-reader.mjs";

/** @typedef {import("../../build/core/fluxion.js").InitOutput} Exports */

/** What makes modules at run time. */
const MAKES_MODULES = ["compileKernel", "loopModule", "loopStubs"];
/** The custom section that tells what a file is, and of which build. */
const LABEL = "fluxion";

const TYPE = 1;
const IMPORT = 2;
const FUNCTION = 3;
const ELEMENT = 9;
const CODE = 10;
const CUSTOM = 0;

/**
 * Tells builds apart: files of different builds do not work together.
 *
 * @param {Uint8Array} core
 */
export function buildOf(core) {
  return createHash("sha256").update(core).digest("hex").slice(0, 8);
}

/**
 * The files, by name.
 *
 * @param {Uint8Array} core
 * @param {Uint8Array[]} tables of bytes in the core that only what makes modules needs: others read zeros as no entries
 * @returns {Record<string, Uint8Array>}
 */
export function coreFiles(core, tables) {
  const label = (/** @type {Uint8Array} */ bytes, /** @type {string} */ what) =>
    Buffer.concat([bytes, section(CUSTOM, sized(LABEL), Buffer.from(`${what} ${buildOf(core)}`))]);
  return {
    "fluxion.wasm": label(core, "core"),
    "loops.wasm": label(loopsOf(core), "loops"),
    "tiles.wasm": label(withoutMakers(core, tables), "core"),
  };
}

/**
 * The core without the exports that make modules, and what only those use. It is 15 KB shorter when packed.
 *
 * @param {Uint8Array} core
 * @param {Uint8Array[]} tables
 */
function withoutMakers(core, tables) {
  const module = binaryen.readBinary(tables.reduce(blanked, Buffer.from(core)));
  module.setFeatures(binaryen.Features.All);
  // Of the process: whoever has used Binaryen before may have set others.
  binaryen.setOptimizeLevel(2);
  binaryen.setShrinkLevel(2);
  binaryen.setGenerateStackIR(true);
  binaryen.setOptimizeStackIR(true);
  binaryen.setLowMemoryUnused(true);
  binaryen.setDebugInfo(false);
  MAKES_MODULES.forEach((name) => module.removeExport(name));
  module.runPasses(["remove-unused-module-elements", "memory-packing"]);
  if (!module.validate()) throw new Error("Binaryen made an invalid module");
  const bytes = module.emitBinary();
  module.dispose();
  return bytes;
}

/**
 * The same bytes with zeros for a table, which may have been parted where it has zeros itself.
 *
 * @param {Buffer} bytes
 * @param {Uint8Array} table
 */
function blanked(bytes, table) {
  const SHORTEST = 24;
  for (let start = 0; start + SHORTEST <= table.length;) {
    const at = bytes.indexOf(table.subarray(start, start + SHORTEST));
    if (at < 0 && table[start] !== 0) throw new Error("the core does not hold a table that was included in it");
    let length = 0;
    if (at >= 0) while (start + length < table.length && bytes[at + length] === table[start + length]) length++;
    if (at >= 0) bytes.fill(0, at, at + length);
    start += Math.max(1, length);
  }
  return bytes;
}

/**
 * A module with all loops, to be instantiated in place of the stubs, with the same imports. Opcodes without a loop get a
 * function that traps.
 *
 * @param {Uint8Array} core
 */
function loopsOf(core) {
  const module = new WebAssembly.Module(/** @type {Uint8Array<ArrayBuffer>} */ (core));
  let exports = instantiate(module);
  /** @param {readonly [number, number]} found */
  const copied = ([address, length]) => new Uint8Array(exports.memory.buffer, address >>> 0, length).slice();
  const places = functionsIn(copied(exports.loopStubs()));
  const loops = Array.from({ length: places }, (_, opcode) => {
    try {
      return copied(exports.loopModule(opcode));
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError)) throw error;
      // It has panicked: there is no such loop.
      exports = instantiate(module);
      return null;
    }
  }).map((loop, opcode) => ({ opcode, body: loop && bodyOf(loop) }));
  // By length, which packs better by a tenth.
  const TRAP = Uint8Array.of(0, 0x00, 0x0b);
  const bodies = loops.flatMap(({ opcode, body }) => (body === null ? [] : [{ opcode, body }]));
  bodies.sort((one, other) => one.body.length - other.body.length);
  const code = [TRAP, ...bodies.map(({ body }) => body)];
  // Function 0 is the imported one.
  const functions = new Map(bodies.map(({ opcode }, i) => [opcode, 2 + i]));
  const elements = loops.flatMap(({ opcode }) => [...leb128(functions.get(opcode) ?? 1)]);
  const first = copied(exports.loopModule(0));
  const GLOBAL_GET_FIRST = [0x23, 0, 0x0b];
  return Buffer.concat([
    first.subarray(0, 8),
    section(TYPE, contentOf(first, TYPE)),
    section(IMPORT, contentOf(first, IMPORT)),
    section(FUNCTION, leb128(code.length), new Uint8Array(code.length)),
    section(ELEMENT, Uint8Array.of(1, 0, ...GLOBAL_GET_FIRST), leb128(places), Uint8Array.from(elements)),
    section(CODE, leb128(code.length), ...code.map(sized)),
  ]);
}

/** @param {WebAssembly.Module} module */
function instantiate(module) {
  return /** @type {Exports} */ (/** @type {unknown} */ (new WebAssembly.Instance(module).exports));
}

/**
 * The number of places in the table that a module fills.
 *
 * @param {Uint8Array} stubs
 */
function functionsIn(stubs) {
  const reader = new WasmReader(contentOf(stubs, ELEMENT), 0);
  // One segment, active, from where a global says.
  reader.skip(5);
  return reader.number();
}

/**
 * The body of a module's only function.
 *
 * @param {Uint8Array} module
 */
function bodyOf(module) {
  const reader = new WasmReader(contentOf(module, CODE), 0);
  if (reader.number() !== 1) throw new Error("a loop is more than one function");
  const size = reader.number();
  return reader.bytes.subarray(reader.at, reader.at + size);
}

/**
 * @param {Uint8Array} module
 * @param {number} id
 */
function contentOf(module, id) {
  const content = WasmReader.contentOf(module, id);
  if (content === null) throw new Error(`the module has no section ${id}`);
  return content;
}

/**
 * @param {number} id
 * @param {Uint8Array[]} parts
 */
export function section(id, ...parts) {
  return Buffer.concat([Uint8Array.of(id), sized(Buffer.concat(parts))]);
}

/** @param {Uint8Array | string} content */
function sized(content) {
  const bytes = Buffer.from(content);
  return Buffer.concat([leb128(bytes.length), bytes]);
}

/** @param {number} number */
export function leb128(number) {
  const bytes = [];
  for (; number >= 0x80; number >>>= 7) bytes.push((number & 0x7f) | 0x80);
  return Uint8Array.of(...bytes, number);
}
