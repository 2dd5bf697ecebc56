// Arrays that are made for results.

import { noMemory } from "../errors.js";

/**
 * A new array.
 *
 * @throws RangeError if the host refuses the memory.
 */
export function freshFloats(length: number): Float32Array<ArrayBuffer> {
  try {
    return new Float32Array(length);
  } catch (cause) {
    throw noMemory(4 * length, cause);
  }
}
