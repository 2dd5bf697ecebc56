// Arguments that are arrays.

import { type Named, transferred, wrongArgument, wrongElement } from "./errors.js";

/** Whether the value is a Float32Array, of whatever realm: `instanceof` knows only its own. */
export function isFloats(value: unknown): value is Float32Array {
  return (
    value instanceof Float32Array ||
    (ArrayBuffer.isView(value) && Object.prototype.toString.call(value) === "[object Float32Array]")
  );
}

/**
 * The argument as a Float32Array: itself, or an array of numbers converted.
 *
 * @throws TypeError if it is neither.
 */
export function toFloats(value: unknown, of: Named, position: number): Float32Array {
  if (isFloats(value)) {
    if (value.length === 0 && isTransferred(value.buffer)) throw transferred(of, position);
    return value;
  }
  if (!Array.isArray(value)) throw wrongArgument(of, position, value);
  const floats = new Float32Array(value.length);
  for (let i = 0; i < floats.length; i++) {
    const element: unknown = value[i];
    if (typeof element !== "number") throw wrongElement(of, position, i, element);
    floats[i] = element;
  }
  return floats;
}

/** Whether the buffer was detached: no view can be made of it then. */
function isTransferred(buffer: ArrayBufferLike): boolean {
  try {
    new Uint8Array(buffer);
    return false;
  } catch {
    return true;
  }
}
