// Arguments that are arrays.

import type { Elements } from "./elements.js";
import { type MessageContext, transferred, wrongArgument, wrongElement } from "../errors.js";
import { freshFloats } from "./fresh.js";
import { isFloat32Array } from "./is-float32-array.js";
import { isStrided, isWhole, toStrided } from "./strided.js";
import { isOutOfReach, lengthOf } from "./typed-array.js";

/**
 * An argument as elements: Float32Arrays and strided views as they are, an array of numbers converted. May run a
 * user's code, the getters of an array: {@link lengthIn} tells what is left of elements after that.
 *
 * @throws TypeError if the argument is anything else.
 */
export function toElements(value: unknown, context: MessageContext, position: number): Elements {
  return isFloat32Array(value) ? value : (toStrided(value) ?? converted(value, context, position));
}

/** An array of numbers as a Float32Array. */
function converted(value: unknown, context: MessageContext, position: number): Float32Array {
  if (!Array.isArray(value)) throw wrongArgument(context, position, value);
  const floats = freshFloats(value.length);
  for (let i = 0; i < floats.length; i++) {
    const element: unknown = value[i];
    if (typeof element !== "number") throw wrongElement(context, position, i, element);
    floats[i] = element;
  }
  return floats;
}

/**
 * The number of elements of an argument. Runs no user's code.
 *
 * @throws TypeError if its buffer was transferred away, or has shrunk below the elements.
 */
export function lengthIn(elements: Elements, context: MessageContext, position: number): number {
  const length = reachableLength(elements);
  if (length < 0) throw transferred(context, position);
  return length;
}

/** The number of elements; -1 if they are out of reach. */
export function reachableLength(elements: Elements): number {
  if (isStrided(elements)) return isWhole(elements) ? elements.length : -1;
  const length = lengthOf(elements);
  return length === 0 && isOutOfReach(elements) ? -1 : length;
}
