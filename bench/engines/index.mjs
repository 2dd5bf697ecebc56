// All engines, in the order of the tables.

import fluxion from "./fluxion.mjs";
import jaxJs from "./jax-js.mjs";
import limit from "./limit.mjs";
import plain from "./plain.mjs";
import python from "./python.mjs";
import tfjs from "./tfjs.mjs";

/** @type {readonly import("./engine.mjs").Engine[]} */
export const engines = [...fluxion, ...plain, ...jaxJs, ...tfjs, ...python, ...limit];
