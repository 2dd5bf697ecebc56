// Of what wasm-bindgen generates beside the wasm, only the types of the exports are kept: the core needs nothing of its
// host, and ts/core/exports.ts calls it in fewer bytes, of an instance that can be dropped.

import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** In the glue, what is there for any wasm: the imports, which the core has none of, and the loading. */
const LOADING = /^let wasmModule, wasmInstance, wasm;$[^]*$/m;
const IMPORTS = /^function __wbg_get_imports\(\) \{\n[^]*?^\}\n/m;
/** What tells that a function needs more than memory that is allocated and freed. */
const UNKNOWN = /__wbg|__wbindgen_(?!malloc|free)|externref|TextDecoder|TextEncoder|^import\b/m;
/** In the types, the exports. */
const EXPORTS = /^export interface InitOutput \{\n[^]*?^\}\n/m;

/**
 * Leaves of the glue in a folder the types of the exports.
 *
 * @param {string} folder
 */
export async function adaptGlue(folder) {
  const [glue, types] = [join(folder, "fluxion.js"), join(folder, "fluxion.d.ts")];
  checkGlue(await readFile(glue, "utf8"));
  await writeFile(types, typesOfExports(await readFile(types, "utf8")));
  await rm(glue);
}

/**
 * Throws if the glue does anything that ts/core/exports.ts does not.
 *
 * @param {string} glue
 */
export function checkGlue(glue) {
  if (!LOADING.test(glue) || !IMPORTS.test(glue)) throw changed("loading");
  const unknown = UNKNOWN.exec(glue.replace(IMPORTS, "").replace(LOADING, ""));
  if (unknown !== null) throw new Error(`the glue of wasm-bindgen has ${unknown[0]}, which the core must not need`);
}

/**
 * The interface of the exports, with the table of functions, which wasm-bindgen leaves out.
 *
 * @param {string} types
 */
export function typesOfExports(types) {
  const [exports] = EXPORTS.exec(types) ?? [];
  if (exports === undefined) throw changed("types of exports");
  return exports
    .replace(/^ {4}readonly __wbindgen_(externrefs|start): .*\n/gm, "")
    .replace("InitOutput {\n", "InitOutput {\n    readonly functions: WebAssembly.Table;\n");
}

/** @param {string} what */
function changed(what) {
  return new Error(`the glue of wasm-bindgen has changed: no ${what} as scripts/lib/glue.mjs knows them`);
}
