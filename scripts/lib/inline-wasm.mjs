// `import wasm from "./x.wasm"` gives the file's bytes in hexadecimal: one file
// then works in Node, in browsers and through every bundler, with no set-up.
// A plugin for rollup, and the same for vitest.
//
// Not base64: that cuts bytes apart, so that gzip no longer sees what repeats,
// and the package is a fifth larger on the wire.

import { readFile } from "node:fs/promises";

export function inlineWasm() {
  return {
    name: "inline-wasm",
    // Before vite's own plugins, which refuse such an import.
    enforce: /** @type {const} */ ("pre"),
    /** @param {string} id */
    async load(id) {
      if (!id.endsWith(".wasm")) return null;
      const bytes = await readFile(id);
      return `export default ${JSON.stringify(bytes.toString("hex"))};`;
    },
  };
}
