// Adapts what wasm-bindgen generates to a core that can be dropped: its functions serve the exports that they are told
// of, those of a new instance after those of an old one. How instances are made is up to ts/core/load.ts.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** In the glue, what follows the functions: the imports, which the core has none of, and the loading. */
const LOADING = /^let wasmModule, wasmInstance, wasm;$[^]*$/m;
const IMPORTS = /^function __wbg_get_imports\(\) \{\n[^]*?^\}\n/m;
/** The views of the memory that the glue keeps. */
const CACHED = /^let (cached\w+) = null;$/gm;
/** What frees the arguments of a call if the core traps as they are copied: it is dropped then. */
const FREEING = /^ {4}try \{\n([^]*?)^ {4}\} catch \(e\) \{\n[^]*?^ {4}\}\n/gm;
/** In its types, what follows those of the functions. */
const TYPES_OF_LOADING = /^export type InitInput [^]*?(?=^export interface InitOutput )/m;
const TYPES_OF_INIT = /^export type SyncInitInput [^]*$/m;

/**
 * Adapts the glue in a folder, and its types.
 *
 * @param {string} folder
 */
export async function adaptGlue(folder) {
  const adapt = async (/** @type {string} */ name, /** @type {(text: string) => string} */ change) => {
    const path = join(folder, name);
    await writeFile(path, change(await readFile(path, "utf8")));
  };
  await adapt("fluxion.js", adaptedGlue);
  await adapt("fluxion.d.ts", adaptedTypes);
}

/**
 * The functions of the glue, and `attach`.
 *
 * @param {string} glue
 */
export function adaptedGlue(glue) {
  const views = Array.from(glue.matchAll(CACHED), ([, name]) => name);
  if (views.length === 0) throw changed("views of the memory");
  const attach = [
    "let wasm;",
    "",
    "/** Makes these the exports that all functions call; without exports, forgets those of before. */",
    "export function attach(exports) {",
    "    wasm = exports;",
    `    ${views.join(" = ")} = null;`,
    "}",
    "",
  ].join("\n");
  const functions = cut(cut(glue, IMPORTS, "imports"), LOADING, "loading", attach).replace(FREEING, "$1");
  // What is cut needs nothing else; what is left must not either, and must not run anything when it is imported.
  const unexpected = /__wbg|__wbindgen_(?!malloc|free)|externref|TextDecoder|TextEncoder|^import\b/m.exec(functions);
  if (unexpected !== null) throw new Error(`the glue of wasm-bindgen still has ${unexpected[0]}`);
  return functions;
}

/** @param {string} types */
function adaptedTypes(types) {
  const attach = "/** Makes these the exports that all functions call; without exports, forgets those of before. */\n";
  return cut(
    cut(types, TYPES_OF_LOADING, "types of loading"),
    TYPES_OF_INIT,
    "types of loading",
    `${attach}export function attach(exports?: InitOutput): void;\n`,
  )
    .replace(/^ {4}readonly __wbindgen_(externrefs|start): .*\n/gm, "")
    .replace("InitOutput {\n", "InitOutput {\n    readonly functions: WebAssembly.Table;\n");
}

/**
 * @param {string} text
 * @param {RegExp} part
 * @param {string} what
 * @param {string} [replacement]
 */
function cut(text, part, what, replacement = "") {
  if (!part.test(text)) throw changed(what);
  return text.replace(part, () => replacement);
}

/** @param {string} what */
function changed(what) {
  return new Error(`the glue of wasm-bindgen has changed: no ${what} as scripts/lib/glue.mjs knows them`);
}
