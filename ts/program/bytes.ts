// Reading and writing of bytes. A varint is an unsigned LEB128 number: seven bits a byte, the low bits first.

/** Bytes under construction. */
export class Writer {
  #bytes = new Uint8Array(256);
  #length = 0;
  readonly #float = new DataView(new ArrayBuffer(4));

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  bytes(values: ArrayLike<number>): void {
    this.#reserve(values.length);
    this.#bytes.set(values, this.#length);
    this.#length += values.length;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * (this.#length + count));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }

  varint(value: number): void {
    for (; value > 0x7f; value >>>= 7) this.byte((value & 0x7f) | 0x80);
    this.byte(value);
  }

  float32(value: number): void {
    this.#float.setFloat32(0, value, true);
    for (let i = 0; i < 4; i++) this.byte(this.#float.getUint8(i));
  }

  written(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }
}

/** Reads bytes from the front. Past the end it reads zeros. */
export class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The number of bytes not read yet. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  /** The bytes not read yet. */
  rest(): Uint8Array {
    return this.#bytes.subarray(this.#at);
  }

  skip(bytes: number): void {
    this.#at += bytes;
  }

  byte(): number {
    return this.#bytes[this.#at++] ?? 0;
  }

  varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  }

  float32(): number {
    const bytes = Uint8Array.of(this.byte(), this.byte(), this.byte(), this.byte());
    return new DataView(bytes.buffer).getFloat32(0, true);
  }

  /** Calls `read` count times. */
  times<T>(count: number, read: () => T): T[] {
    return Array.from({ length: count }, read);
  }
}
