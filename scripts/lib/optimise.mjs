// Makes the wasm small: Binaryen, after what only prepares the message of a
// panic is cut out.

import binaryen from "binaryen";
import { readFileSync, writeFileSync } from "node:fs";

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
  const module = binaryen.readBinary(readFileSync(path));
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
  binaryen.setDebugInfo(false);
  module.runPasses(["strip-debug", "strip-producers", "strip-target-features"]);
  module.optimize();
  if (!module.validate()) throw new Error("Binaryen made an invalid module");
  writeFileSync(path, withoutPaths(module.emitBinary()));
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

/**
 * The paths of source files, which messages of panics would name, as zeros:
 * shorter when packed, and the same wherever it was built.
 *
 * @param {Uint8Array} bytes
 */
function withoutPaths(bytes) {
  const text = Buffer.from(bytes).toString("latin1");
  for (const { 0: path, index } of text.matchAll(/[\w./-]+\/[\w-]+\.rs/g)) bytes.fill(0, index, index + path.length);
  return bytes;
}
