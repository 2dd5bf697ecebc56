// Puts functions of a module that are alike next to each other: gzip packs what was there a short while ago better than
// what was there long ago, and forgets what is 32 KB back. The wasm is 1.1 % shorter by it when packed.

import binaryen from "binaryen";
import { WasmReader } from "./wasm-reader.mjs";

/** How many bytes in a row are compared. */
const RUN = 5;
/** With how many of the functions just before the next one is compared. */
const RECENT = 20;

/**
 * The same module with its functions in another order. Binaryen can only sort them, so this goes through its text.
 *
 * @param {binaryen.Module} module which is disposed of
 */
export function orderFunctions(module) {
  const order = alikeTogether(functionBodies(module.emitBinary()).map(runs));
  const [head, ...functions] = module.emitText().split(/\n(?= \(func )/);
  if (functions.length !== order.length) throw new Error("the text of Binaryen is not as this knows it");
  // After the last function, the module ends.
  const last = functions.length - 1;
  functions[last] = functions[last].replace(/\)\s*$/, "");
  const features = module.getFeatures();
  module.dispose();
  const ordered = binaryen.parseText(`${head}\n${order.map((i) => functions[i]).join("\n")}\n)`);
  ordered.setFeatures(features);
  return ordered;
}

/**
 * An order from each function to the one that has most in common with those just before, by their indices.
 *
 * @param {Set<string>[]} functions
 */
function alikeTogether(functions) {
  const rest = new Set(functions.keys());
  /** @type {number[]} */
  const order = [];
  for (let next = 0; rest.delete(next); next = mostAlike(order.slice(-RECENT))) order.push(next);
  return order;

  /** @param {number[]} recent */
  function mostAlike(recent) {
    const known = new Set(recent.flatMap((i) => [...functions[i]]));
    let [alike, most] = [-1, -1];
    for (const i of rest) {
      const common = [...functions[i]].filter((run) => known.has(run)).length;
      // Plus a few, for a small function has everything in common with many.
      const share = common / (functions[i].size + 10);
      if (share > most) [alike, most] = [i, share];
    }
    return alike;
  }
}

/**
 * All bytes in a row of this number.
 *
 * @param {string} body
 */
function runs(body) {
  return new Set(Array.from(body, (_, i) => body.slice(i, i + RUN)));
}

/**
 * The code of all functions, byte by byte as text.
 *
 * @param {Uint8Array} bytes of a module
 */
function functionBodies(bytes) {
  const CODE = 10;
  const reader = WasmReader.ofSection(bytes, CODE);
  if (reader === null) return [];
  return Array.from({ length: reader.number() }, () => {
    const size = reader.number();
    const start = reader.skip(size);
    return Buffer.from(bytes.subarray(start, start + size)).toString("latin1");
  });
}
