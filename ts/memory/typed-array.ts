// Typed arrays as they are: by the getters of their own prototype. An object may have properties of those names in
// their place, in a class that a user derived or by defineProperty, and they may run a user's code.

const prototype = /* @__PURE__ */ Object.getPrototypeOf(Int8Array.prototype) as Float32Array;
const tag = /* @__PURE__ */ getter(Symbol.toStringTag);
const length = /* @__PURE__ */ getter("length");
const byteOffset = /* @__PURE__ */ getter("byteOffset");
const buffer = /* @__PURE__ */ getter("buffer");

function getter(name: PropertyKey): () => unknown {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called on arrays
  return Object.getOwnPropertyDescriptor(prototype, name)!.get!;
}

/** The name of a typed array's class, of whatever realm; undefined for anything else, proxies of arrays included. */
export function tagOf(value: unknown): unknown {
  return tag.call(value);
}

/** The length; 0 if the buffer was transferred away, or has shrunk below the array. */
export function lengthOf(array: Float32Array): number {
  return length.call(array) as number;
}

export function byteOffsetOf(array: Float32Array): number {
  return byteOffset.call(array) as number;
}

/** The buffer. In V8 this is a getter of 10 to 20 ns (Node 20): read it once an array. */
export function bufferOf(array: Float32Array): ArrayBufferLike {
  return buffer.call(array) as ArrayBufferLike;
}

/** Copies all elements of an array to an index of another. */
export function copyTo(target: Float32Array, source: Float32Array, index: number): void {
  prototype.set.call(target, source, index);
}

/** Whether the elements are out of reach: the buffer was transferred away, or has shrunk below the array. */
export function isOutOfReach(array: Float32Array): boolean {
  if (lengthOf(array) > 0) return false;
  try {
    prototype.keys.call(array);
    return false;
  } catch {
    return true;
  }
}
