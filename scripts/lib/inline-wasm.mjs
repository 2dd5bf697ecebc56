// `import wasm from "./x.wasm"` gives the file's bytes as text: one file then
// works in Node, in browsers and through every bundler, with no set-up.
// A plugin for rollup, and the same for vitest. ts/core/inlined.ts reads the text.
//
// The text is ASCII. The 89 most frequent bytes have one character each and the
// others two, so that gzip packs it about as well as the bytes themselves: better
// than hexadecimal, half of which is out of the window that it looks back on, and
// than base64, which cuts bytes apart. The operands of the most frequent
// instructions are in streams of their own: code that differs in its locals alone is
// the same text then. The sizes of functions are left out. So the package is 3.4 KB
// shorter when packed. The text has line breaks, because hosts show the line that an
// error was thrown in, which of a minified bundle is all of it; and it is a tagged
// template, because minifiers make one string of any other literal.

import binaryen from "binaryen";
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { buildOf } from "./core-files.mjs";
import { BOUNDARY, KINDS, operandsIn, withSizesOfTwoBytes } from "./wasm-operands.mjs";

/** What stands for a byte: what literals hold without escapes. */
const ALPHABET = Array.from({ length: 93 }, (_, i) => String.fromCharCode(32 + i)).filter((c) => !'"$`\\'.includes(c));
/** What comes before the second character of the bytes that have two. */
const PREFIXES = ["}", "~"];
/** Bytes in a line. */
const LINE = 16_000;
/** What ts/core/decoder.wat has room for. */
const MOST = 4 * 65536 - 131 * 128;

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
 * The text: a digit for each byte and then each kind of instruction, which is how many prefixes its symbol has; and the
 * streams, of which the last is the module without the operands in the others.
 *
 * @param {Uint8Array} bytes
 */
function encode(bytes) {
  const module = withSizesOfTwoBytes(bytes);
  const streams = symbolsOf(module);
  /** @type {number[]} */
  const counts = new Array(257 + KINDS.length).fill(0);
  for (const symbol of streams.flat()) counts[symbol]++;
  const all = counts.map((_, symbol) => symbol);
  const frequent = new Set([...all].sort((a, b) => counts[b] - counts[a]).slice(0, ALPHABET.length));
  const order = [...all.filter((symbol) => frequent.has(symbol)), ...all.filter((symbol) => !frequent.has(symbol))];
  /** @type {string[]} */
  const texts = [];
  order.forEach((symbol, i) => {
    const prefix = i < ALPHABET.length ? "" : PREFIXES[Math.floor(i / ALPHABET.length) - 1];
    texts[symbol] = prefix + ALPHABET[i % ALPHABET.length];
  });
  const digits = all.map((symbol) => (frequent.has(symbol) ? 0 : 1)).join("");
  const parts = streams.map((symbols) => {
    const lines = Array.from({ length: Math.ceil(symbols.length / LINE) }, (_, i) =>
      symbols
        .slice(LINE * i, LINE * (i + 1))
        .map((symbol) => texts[symbol])
        .join(""),
    );
    return `\n${lines.join("\n")}\n`;
  });
  const text = [digits, ...parts.reverse()].join("\t");
  if (text.length + module.length > MOST) throw new Error("the wasm is longer than ts/core/decoder.wat has room for");
  return text;
}

/**
 * Streams of symbols, by their numbers: bytes, 256 and more for instructions whose operand is in another stream, and the last
 * where a function starts or the last one ends.
 *
 * @param {Uint8Array} bytes
 */
function symbolsOf(bytes) {
  /** @type {number[][]} */
  const streams = [[], [], [], []];
  const found = operandsIn(bytes);
  const last = found.at(-1)?.at;
  let done = 0;
  for (const { kind, at, operand, end } of found) {
    streams[0].push(...bytes.subarray(done, at), 256 + kind);
    done = end;
    if (kind !== BOUNDARY) streams[KINDS[kind].stream].push(...bytes.subarray(operand, end));
    else if (at !== last) {
      // In place of the size.
      streams[0].push(0x80, 0);
      done += 2;
    }
  }
  // Too many, perhaps, to be arguments.
  for (const byte of bytes.subarray(done)) streams[0].push(byte);
  return streams;
}
