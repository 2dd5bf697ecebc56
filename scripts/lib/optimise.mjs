// Makes the wasm small: Binaryen, after what only prepares the message of a
// panic is cut out.

import binaryen from "binaryen";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { orderFunctions } from "./order-functions.mjs";
import { root } from "./step.mjs";
import { WasmReader } from "./wasm-reader.mjs";

/**
 * Functions that only a panic calls, by the names that Rust gives them: with
 * panic = "abort" it ends in a trap whose message nobody sees, and what formats
 * messages is large. The core itself formats nothing, and panics only for want of
 * memory.
 */
const OF_PANICS = [
  /::fmt::|::fmt$/,
  /\bpanicking::/,
  /_fail(_rt)?$/,
  /::(unwrap|expect)_failed$/,
  /::handle_(alloc_)?error$/,
  /::(rust_begin_unwind|rust_panic|rust_oom)\b/,
];

const { Features } = binaryen;
/** The features that rustc itself, or its standard library, uses for this target. */
const FEATURES = [
  Features.SIMD128,
  Features.BulkMemory,
  Features.BulkMemoryOpt,
  Features.NontrappingFPToInt,
  Features.SignExt,
  Features.MutableGlobals,
  Features.Multivalue,
];

/** What wasm-bindgen exports for values of JavaScript, which would need reference types: none cross the border. */
const UNUSED_EXPORTS = ["__abort_handler", "__instance_terminated", "__wbindgen_externrefs", "__wbindgen_start"];
/** The table of functions, into which the facade instantiates the loops. wasm-bindgen keeps it to itself. */
const TABLE_EXPORT = "functions";

/**
 * Optimises a module with names in place.
 *
 * @param {string} path
 */
export function optimise(path) {
  let module = binaryen.readBinary(readFileSync(path));
  module.setFeatures(FEATURES.reduce((all, feature) => all | feature, Features.MVP));
  for (let i = 0; i < module.getNumFunctions(); i++) {
    const reference = module.getFunctionByIndex(i);
    const { name, module: imported } = binaryen.getFunctionInfo(reference);
    if (imported === "" && OF_PANICS.some((pattern) => pattern.test(name))) {
      // Its types lack this.
      /** @type {any} */ (binaryen).Function.setBody(reference, module.unreachable());
    }
  }
  UNUSED_EXPORTS.forEach((name) => module.removeExport(name));
  module.addTableExport(tableOfFunctions(module), TABLE_EXPORT);
  binaryen.setOptimizeLevel(2);
  binaryen.setShrinkLevel(2);
  // Without a limit, functions of one caller are inlined into huge ones, whose many locals pack badly: 44.0 KB gzipped
  // in place of 41.9.
  binaryen.setOneCallerInlineMaxSize(20);
  binaryen.setGenerateStackIR(true);
  binaryen.setOptimizeStackIR(true);
  // The end of the stack, which no pointer into a structure wraps around to: offsets become those of loads and stores.
  binaryen.setLowMemoryUnused(true);
  binaryen.setDebugInfo(false);
  module.runPasses(["strip-debug", "strip-producers", "strip-target-features"]);
  // The second time finds what the first has made possible.
  module.optimize();
  module.optimize();
  module = orderFunctions(module);
  if (!module.validate()) throw new Error("Binaryen made an invalid module");
  writeFileSync(path, withoutPanics(module.emitBinary()));
  module.dispose();
}

/**
 * The name of the table of functions: the one that is filled.
 *
 * @param {binaryen.Module} module
 */
function tableOfFunctions(module) {
  if (module.getNumElementSegments() !== 1) throw new Error("the core does not fill one table");
  return binaryen.getElementSegmentInfo(module.getElementSegmentByIndex(0)).table;
}

/** How the messages of panics begin that the standard library and `unreachable!` have, as text in the data. */
const MESSAGES =
  /(?:called `|Once instance has|one-time initialization|assertion failed: |slice index starts| but ends at| but the index is|range (?:start|end) index|" out of range for slice|index out of bounds|.cannot access a Thread Local|.copy_from_slice:|.\) does not match destination|capacity overflow|internal error: entered unreachable|attempt to |RefCell already|Tried to shrink)[ -~]*/g;

/** The digits from 00 to 99, by which numbers are formatted. */
const DIGITS = /00010203[0-9]{192}/g;

/**
 * What the core expects, as texts in the data; but for short ones, which a message may have in it that is shown.
 *
 * @returns {RegExp}
 */
function expectations() {
  const source = join(root, "crate/src");
  const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".rs"));
  const texts = files.flatMap((file) =>
    Array.from(readFileSync(join(source, file), "utf8").matchAll(/\.expect\("([^"]{12,})"\)/g), ([, text]) => text),
  );
  return new RegExp(texts.map((text) => text.replace(/\W/g, "\\$&")).join("|"), "g");
}

/** The paths of source files in the data. */
const PATHS = /[\w./-]+\/[\w-]+\.rs/g;

/**
 * The data of panics as zeros: messages, paths, and the places in source files, which are structures of the address and
 * the length of a path, a line and a column. Nothing reads them, for no panic formats its message. Without them the wasm
 * is 1.9 KB shorter when packed, and the same wherever it was built.
 *
 * @param {Uint8Array} bytes of a module
 */
function withoutPanics(bytes) {
  const text = Buffer.from(bytes).toString("latin1");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const segments = dataSegments(bytes);
  const paths = segments.flatMap(({ start, end, address }) =>
    Array.from(text.slice(start, end).matchAll(PATHS), ({ 0: path, index }) => ({
      address: address + index,
      end: address + index + path.length,
    })),
  );
  for (const { start, end } of segments) {
    for (let at = start; at + 16 <= end; at++) {
      const [address, length, line, column] = [0, 4, 8, 12].map((offset) => view.getUint32(at + offset, true));
      const isPath = paths.some((path) => path.address <= address && address + length === path.end);
      if (isPath && line > 0 && line < 1e5 && column > 0 && column < 1e3) bytes.fill(0, at, at + 16);
    }
    for (const pattern of [PATHS, MESSAGES, DIGITS, expectations()])
      for (const { 0: found, index } of text.slice(start, end).matchAll(pattern))
        bytes.fill(0, start + index, start + index + found.length);
  }
  return bytes;
}

/**
 * Where the active segments of data lie, in the module and in the memory.
 *
 * @param {Uint8Array} bytes of a module
 */
function dataSegments(bytes) {
  const DATA = 11;
  const reader = WasmReader.ofSection(bytes, DATA);
  if (reader === null) return [];
  return Array.from({ length: reader.number() }, () => {
    // Kind 0, its address as i32.const, end.
    if (reader.number() !== 0 || reader.byte() !== 0x41) throw new Error("data of a kind that this does not know");
    const address = reader.number();
    reader.skip(1);
    const size = reader.number();
    const start = reader.skip(size);
    return { address, start, end: start + size };
  });
}
