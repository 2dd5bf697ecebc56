// The wasm in the package: bytes as text, as scripts/lib/inline-wasm.mjs writes
// it.

/** Characters that stand for one byte. The two after them come before a second one. */
const SINGLES = 91;
/** They are not in the text: a string would have to escape them. */
const QUOTE = 34;
const BACKSLASH = 92;
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
  // By the code of a character its byte, or minus what is to be added to the next one's place.
  const single = new Int16Array(128);
  const places = new Uint8Array(128);
  for (let code = 32, place = 0; code < 127; code++) {
    if (code === QUOTE || code === BACKSLASH) continue;
    places[code] = place;
    single[code] = place < SINGLES ? order[place]! : (SINGLES - 1 - place) * SINGLES;
    place++;
  }
  const bytes = new Uint8Array(text.length - HEAD);
  let length = 0;
  // The loop is run once, and so by an interpreter: it calls nothing that it need not.
  for (let i = HEAD; i < text.length; i++) {
    const byte = single[text.charCodeAt(i)]!;
    bytes[length++] = byte >= 0 ? byte : order[places[text.charCodeAt(++i)]! - byte]!;
  }
  return bytes.slice(0, length);
}
