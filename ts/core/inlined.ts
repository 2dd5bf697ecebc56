// The bytes of the wasm from the text that scripts/lib/inline-wasm.mjs makes of them.

import decoder from "./decoder.wat";

/** Where tables and streams lie in the decoder's memory: see decoder.wat. */
const TABLES = 124 * 128;
const STREAMS = 131 * 128;

/**
 * Opcodes, as text, whose operand is in a stream of its own, and what tells decoder.wat so: those of locals, i32.const,
 * and loads and stores with alignments 2 and 0; at last, no opcode but where a function starts or the last one ends.
 * scripts/lib/wasm-operands.mjs has the same list.
 */
const OPCODES = ' !"A()67-:';
const NEXT = [12, 12, 12, 4, 26, 26, 26, 26, 24, 24, -16];

/**
 * Decodes a text, by a wasm module of its own: a loop of JavaScript would run once, in the interpreter, and take several
 * times as long. A host that has no WebAssembly, or refuses it, has no use for the bytes.
 */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const { m: memory, d: decode } = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(decoder)))
    .exports as unknown as { m: { buffer: ArrayBuffer }; d: (to: number) => number };
  const bytes = new Uint8Array(memory.buffer);
  const starts = new Uint32Array(memory.buffer);
  const [, ...streams] = text.split("\t");
  let place = TABLES;
  // First what has one character, which has a 0 among the digits before the streams.
  for (const digit of "01") {
    for (let symbol = 0; symbol < 256 + NEXT.length; symbol++) {
      if (text[symbol] !== digit) continue;
      // What literals hold without escapes, but for the two characters that are prefixes.
      while (!/[ !#%-[\]-_a-|]/.test(String.fromCharCode(place & 127))) place++;
      bytes[512 + place] = NEXT[symbol - 256] ?? 0;
      bytes[place++] = symbol < 256 ? symbol : OPCODES.charCodeAt(symbol - 256);
    }
  }
  let end = STREAMS;
  streams.forEach((stream, i) => {
    starts[7 - i] = end;
    const room = bytes.subarray(end);
    // An AudioWorklet has no TextEncoder.
    if (typeof TextEncoder !== "undefined") new TextEncoder().encodeInto(stream, room);
    else for (let i = 0; i < stream.length; i++) room[i] = stream.charCodeAt(i);
    end += stream.length;
  });
  return bytes.subarray(end + 1, decode(end + 1));
}
