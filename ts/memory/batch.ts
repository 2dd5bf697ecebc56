// Arguments that are arrays.

import type { Elements } from "./elements.js";
import { type MessageContext, transferred, wrongArgument, wrongElement } from "../errors.js";
import { isFloat32Array } from "./is-float32-array.js";
import { isWhole, Strided } from "./strided.js";

/**
 * An argument as elements: Float32Arrays and strided views as they are, an array of numbers converted.
 *
 * @throws TypeError if the argument is anything else, or its buffer was transferred away.
 */
export function toElements(value: unknown, context: MessageContext, position: number): Elements {
  if (value instanceof Strided) {
    if (!isWhole(value)) throw transferred(context, position);
    return value;
  }
  if (isFloat32Array(value)) {
    if (value.length === 0 && isTransferred(value.buffer)) throw transferred(context, position);
    return value;
  }
  if (!Array.isArray(value)) throw wrongArgument(context, position, value);
  const floats = new Float32Array(value.length);
  for (let i = 0; i < floats.length; i++) {
    const element: unknown = value[i];
    if (typeof element !== "number") throw wrongElement(context, position, i, element);
    floats[i] = element;
  }
  return floats;
}

/** Whether a buffer was detached: making a view of a detached buffer throws. */
function isTransferred(buffer: ArrayBufferLike): boolean {
  try {
    new Uint8Array(buffer);
    return false;
  } catch {
    return true;
  }
}
