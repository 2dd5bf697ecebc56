// The target that the core is compiled for, and the standard library that a compiler needs for it.

import { existsSync, readdirSync } from "node:fs";
import { output } from "./step.mjs";

export const TARGET = "wasm32-unknown-unknown";

/**
 * Where a compiler looks for the library of the target, whether or not it is there; null if it cannot be run.
 *
 * @param {string} rustc
 */
export function libraryPath(rustc) {
  return output(rustc, ["--print", "target-libdir", "--target", TARGET]);
}

/**
 * The same, but null if there is none.
 *
 * @param {string} rustc
 */
export function libraryFolder(rustc) {
  const folder = libraryPath(rustc);
  if (folder === null || !existsSync(folder)) return null;
  return readdirSync(folder).some((name) => /^libstd-.*\.rlib$/.test(name)) ? folder : null;
}
