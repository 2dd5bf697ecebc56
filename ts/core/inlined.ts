// The bytes of the wasm from the text that scripts/lib/inline-wasm.mjs makes of them.

import decoder from "./decoder.wat";

/** Where tables and text lie in the decoder's memory: see decoder.wat. */
const TABLES = 124 * 128;
const TEXT = 127 * 128;

/**
 * Decodes a text, by a wasm module of its own: a loop of JavaScript would run once, in the interpreter, and take several
 * times as long. A host that has no WebAssembly, or refuses it, has no use for the bytes.
 */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const { m: memory, d: decode } = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(decoder)))
    .exports as unknown as { m: { buffer: ArrayBuffer }; d: () => number };
  const bytes = new Uint8Array(memory.buffer);
  let place = TABLES;
  // First the bytes of one character, which have a 0 among the digits before the text, one for each byte.
  for (const digit of "01") {
    for (let byte = 0; byte < 256; byte++) {
      if (text[byte] !== digit) continue;
      // What literals hold without escapes, but for the two characters that are prefixes.
      while (!/[ !#%-[\]-_a-|]/.test(String.fromCharCode(place & 127))) place++;
      bytes[place++] = byte;
    }
  }
  const room = bytes.subarray(TEXT);
  // An AudioWorklet has no TextEncoder.
  if (typeof TextEncoder !== "undefined") new TextEncoder().encodeInto(text, room);
  else for (let i = 0; i < text.length; i++) room[i] = text.charCodeAt(i);
  return room.subarray(0, decode());
}
