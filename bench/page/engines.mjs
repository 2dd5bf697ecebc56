// The engines that run in a page: those of bench/engines/ but for native ones. In the frame of a heat, this module
// stands for bench/engines/index.mjs.

import fluxion from "../engines/fluxion.mjs";
import jaxJs from "../engines/jax-js.mjs";
import plain from "../engines/plain.mjs";
import tfjs from "../engines/tfjs.mjs";

/** @type {readonly import("../engines/engine.mjs").Engine[]} */
export const engines = [...fluxion, ...plain, ...jaxJs, ...tfjs.filter(({ id }) => id.startsWith("tfjs-wasm"))];
