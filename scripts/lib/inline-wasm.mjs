// `import wasm from "./x.wasm"` gives the file's bytes as text: one file then
// works in Node, in browsers and through every bundler, with no set-up.
// A plugin for rollup, and the same for vitest. ts/core/inlined.ts reads the text.
//
// The text is ASCII. The 89 most frequent bytes have one character each and the
// others two, so that gzip packs it about as well as the bytes themselves: better
// than hexadecimal, half of which is out of the window that it looks back on, and
// than base64, which cuts bytes apart. It has line breaks, because hosts show the
// line that an error was thrown in, which of a minified bundle is all of it; and it
// is a tagged template, because minifiers make one string of any other literal.

import binaryen from "binaryen";
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { buildOf } from "./core-files.mjs";

/** What stands for a byte: what literals hold without escapes. */
const ALPHABET = Array.from({ length: 93 }, (_, i) => String.fromCharCode(32 + i)).filter((c) => !'"$`\\'.includes(c));
/** What comes before the second character of the bytes that have two. */
const PREFIXES = ["}", "~"];
/** Bytes in a line. */
const LINE = 16_000;
/** What ts/core/decoder.wat has room for. */
const MOST = 3 * 65536 - 127 * 128;

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
      if (path.endsWith(".wat"))
        return `export default [${Array.from(assembled(await readFile(path, "utf8"))).join()}];`;
      if (!path.endsWith(".wasm")) return null;
      if (query === "build") return `export default ${JSON.stringify(buildOf(await readFile(path)))};`;
      return `export default () => String.raw\`${encode(await readFile(path))}\`;`;
    },
  };
}

/**
 * A module in few bytes.
 *
 * @param {string} text
 */
function assembled(text) {
  const module = binaryen.parseText(text);
  binaryen.setOptimizeLevel(2);
  binaryen.setShrinkLevel(2);
  binaryen.setGenerateStackIR(true);
  binaryen.setOptimizeStackIR(true);
  module.optimize();
  const bytes = module.emitBinary();
  module.dispose();
  return bytes;
}

/**
 * The text, and before it 256 digits: how many prefixes a byte has.
 *
 * @param {Uint8Array} bytes
 */
function encode(bytes) {
  /** @type {number[]} */
  const counts = new Array(256).fill(0);
  for (const byte of bytes) counts[byte]++;
  const all = counts.map((_, byte) => byte);
  const frequent = new Set([...all].sort((a, b) => counts[b] - counts[a]).slice(0, ALPHABET.length));
  const order = [...all.filter((byte) => frequent.has(byte)), ...all.filter((byte) => !frequent.has(byte))];
  /** @type {string[]} */
  const texts = new Array(256);
  order.forEach((byte, i) => {
    const prefix = i < ALPHABET.length ? "" : PREFIXES[Math.floor(i / ALPHABET.length) - 1];
    texts[byte] = prefix + ALPHABET[i % ALPHABET.length];
  });
  const digits = all.map((byte) => (frequent.has(byte) ? 0 : 1));
  const lines = Array.from({ length: Math.ceil(bytes.length / LINE) }, (_, i) =>
    Array.from(bytes.subarray(LINE * i, LINE * (i + 1)), (byte) => texts[byte]).join(""),
  );
  const text = `${digits.join("")}\n${lines.join("\n")}\n`;
  if (text.length > MOST) throw new Error("the wasm is longer than ts/core/decoder.wat has room for");
  return text;
}
