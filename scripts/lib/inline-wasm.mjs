// `import wasm from "./x.wasm"` gives the file's bytes as text: one file then
// works in Node, in browsers and through every bundler, with no set-up.
// A plugin for rollup, and the same for vitest. ts/core/inlined.ts reads the text.
//
// The text is ASCII. The 91 most frequent bytes have one character each and the
// others two, so that gzip packs it about as well as the bytes themselves: better
// than hexadecimal, half of which is out of the window that it looks back on, and
// than base64, which cuts bytes apart.

import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { buildOf } from "./core-files.mjs";

/** What a JavaScript string holds without escapes. */
const ALPHABET = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).filter((c) => !'"\\'.includes(c));
/** Characters that stand for one byte; the others come before a second character. */
const SINGLES = 91;

export function inlineWasm() {
  return {
    name: "inline-wasm",
    // Before vite's own plugins, which refuse such an import.
    enforce: /** @type {const} */ ("pre"),
    /**
     * @param {string} source
     * @param {string} [importer]
     */
    resolveId(source, importer) {
      // A query is no file to rollup.
      return importer && source.endsWith(".wasm?build") ? resolve(dirname(importer), source) : null;
    },
    /** @param {string} id */
    async load(id) {
      const [path, query] = id.split("?");
      if (!path.endsWith(".wasm")) return null;
      if (query === "build") return `export default ${JSON.stringify(buildOf(await readFile(path)))};`;
      return `export default ${JSON.stringify(encode(await readFile(id)))};`;
    },
  };
}

/**
 * The text, and before it 64 hexadecimal digits: which bytes have one character.
 *
 * @param {Uint8Array} bytes
 */
function encode(bytes) {
  /** @type {number[]} */
  const counts = new Array(256).fill(0);
  for (const byte of bytes) counts[byte]++;
  const all = counts.map((_, byte) => byte);
  const frequent = new Set([...all].sort((a, b) => counts[b] - counts[a]).slice(0, SINGLES));
  const order = [...all.filter((byte) => frequent.has(byte)), ...all.filter((byte) => !frequent.has(byte))];
  /** @type {string[]} */
  const texts = new Array(256);
  order.forEach((byte, i) => {
    const before = i < SINGLES ? "" : ALPHABET[SINGLES - 1 + Math.floor(i / SINGLES)];
    texts[byte] = before + ALPHABET[i % SINGLES];
  });
  const digit = (/** @type {number} */ at) =>
    all.slice(at, at + 4).reduce((bits, b, i) => bits | (frequent.has(b) ? 1 << i : 0), 0);
  const digits = Array.from({ length: 64 }, (_, i) => digit(4 * i).toString(16));
  return digits.join("") + Array.from(bytes, (byte) => texts[byte]).join("");
}
