// Arguments that are arrays.

import type { Elements } from "./elements.js";
import { type Named, transferred, wrongArgument, wrongElement } from "../errors.js";
import { isFloats } from "./is-float32-array.js";
import { isWhole, Strided } from "./strided.js";

/**
 * The elements of the argument: itself, or an array of numbers converted.
 *
 * @throws TypeError if it is neither.
 */
export function toElements(value: unknown, of: Named, position: number): Elements {
  if (value instanceof Strided) {
    if (!isWhole(value)) throw transferred(of, position);
    return value;
  }
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
