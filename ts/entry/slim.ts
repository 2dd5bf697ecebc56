// fluxion/slim: the package without the wasm in it, for who serves the files.

import { initFrom, type Modules } from "./modules.js";

export * from "../index.js";
export type { Modules, WasmSource } from "./modules.js";

/**
 * Compiles and instantiates the core from its files, once, before the first call that computes. Composing functions
 * needs no core.
 *
 * ```js
 * import { init } from "fluxion/slim";
 *
 * await init({ core: fetch("/fluxion.wasm"), loops: fetch("/loops.wasm") });
 * ```
 *
 * @param modules - The files.
 * @throws TypeError if one is of a kind that is not described, Error if it is not the file of this version, or if the
 * host refuses it.
 */
export function init(modules: Modules): Promise<void> {
  return initFrom(modules);
}
