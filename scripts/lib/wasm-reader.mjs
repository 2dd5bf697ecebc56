// Reads the bytes of a wasm module: what the optimiser needs of them.

/** Bytes from a place on. */
export class WasmReader {
  /**
   * At the content of a section, or null if the module has none of this number.
   *
   * @param {Uint8Array} bytes of a module
   * @param {number} section
   */
  static ofSection(bytes, section) {
    const content = WasmReader.contentOf(bytes, section);
    return content && new WasmReader(bytes, content.byteOffset - bytes.byteOffset);
  }

  /**
   * The content of a section, or null if the module has none of this number.
   *
   * @param {Uint8Array} bytes of a module
   * @param {number} section
   */
  static contentOf(bytes, section) {
    const HEADER_BYTES = 8;
    const reader = new WasmReader(bytes, HEADER_BYTES);
    while (reader.at < bytes.length) {
      const found = reader.byte();
      const start = reader.skip(reader.number());
      if (found === section) return bytes.subarray(start, reader.at);
    }
    return null;
  }

  /**
   * @param {Uint8Array} bytes
   * @param {number} at
   */
  constructor(bytes, at) {
    this.bytes = bytes;
    this.at = at;
  }

  byte() {
    return this.bytes[this.at++];
  }

  /** An unsigned number, in LEB128. */
  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }

  /**
   * Moves on.
   *
   * @param {number} count of bytes
   * @returns {number} where they start
   */
  skip(count) {
    this.at += count;
    return this.at - count;
  }
}
