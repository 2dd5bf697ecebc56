// The wasm in the package: bytes as text, as scripts/lib/inline-wasm.mjs writes
// it.

/** Characters that stand for one byte. The two after them come before a second one. */
const SINGLES = 91;
/** Hexadecimal digits before the text: for each byte a bit, whether it has one character. */
const HEAD = 64;

/** The bytes of a text. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const order: number[] = [];
  for (const wanted of [1, 0]) {
    for (let byte = 0; byte < 256; byte++) {
      const bit = (parseInt(text[byte >> 2]!, 16) >> (byte & 3)) & 1;
      if (bit === wanted) order.push(byte);
    }
  }
  const bytes = new Uint8Array(text.length - HEAD);
  let length = 0;
  for (let i = HEAD; i < text.length; i++) {
    const place = placeOf(text.charCodeAt(i));
    bytes[length++] = order[place < SINGLES ? place : (place - SINGLES + 1) * SINGLES + placeOf(text.charCodeAt(++i))]!;
  }
  return bytes.slice(0, length);
}

/** The place of a character among the printable ones of ASCII but `"` and `\`. */
function placeOf(code: number): number {
  return code - 32 - (code > 34 ? 1 : 0) - (code > 92 ? 1 : 0);
}
