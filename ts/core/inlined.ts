// The bytes of the wasm from the text that scripts/lib/inline-wasm.mjs makes of them.

/** The first 91 characters of the alphabet encode one byte each; the last two are prefixes of two-character codes. */
const SINGLES = 91;
/** Not in the alphabet: a string literal would have to escape them. */
const QUOTE = 34;
const BACKSLASH = 92;
/** The hexadecimal digits before the text: a bit for each byte value, set if its code has one character. */
const HEAD = 64;

/** Decodes a text. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const order: number[] = [];
  for (const wanted of [1, 0]) {
    for (let byte = 0; byte < 256; byte++) {
      const bit = (parseInt(text[byte >> 2]!, 16) >> (byte & 3)) & 1;
      if (bit === wanted) order.push(byte);
    }
  }
  // For each character its byte, or for a prefix the negated offset that the next character's index gets.
  const decoded = new Int16Array(128);
  const indices = new Uint8Array(128);
  for (let code = 32, index = 0; code < 127; code++) {
    if (code === QUOTE || code === BACKSLASH) continue;
    indices[code] = index;
    decoded[code] = index < SINGLES ? order[index]! : (SINGLES - 1 - index) * SINGLES;
    index++;
  }
  const codes = codesOf(text);
  const bytes = new Uint8Array(text.length - HEAD);
  let length = 0;
  // The loop runs once, in the interpreter, before any compiler optimises it: so it makes no call.
  for (let i = HEAD; i < codes.length; i++) {
    const byte = decoded[codes[i]!]!;
    bytes[length++] = byte >= 0 ? byte : order[indices[codes[++i]!]! - byte]!;
  }
  return bytes.slice(0, length);
}

/** The characters' codes. Where there is a TextEncoder, which an AudioWorklet has not, it saves a third of the time. */
function codesOf(text: string): Uint8Array {
  if (typeof TextEncoder !== "undefined") return new TextEncoder().encode(text);
  const codes = new Uint8Array(text.length);
  for (let i = 0; i < codes.length; i++) codes[i] = text.charCodeAt(i);
  return codes;
}
