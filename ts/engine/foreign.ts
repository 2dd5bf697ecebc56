// Foreign functions, which are a user's code in the midst of a call: what it gets is its own, what it gives is copied,
// and nothing of the call lies meanwhile in memory that another call may claim.

import { wrongForeign } from "../errors.js";
import { isFloat32Array } from "../memory/is-float32-array.js";
import { copyTo, lengthOf } from "../memory/typed-array.js";
import type { ForeignNode } from "../program/expression-graph.js";

/**
 * Calls a foreign function with these arrays, and copies what it gives to an array of as many elements, m.
 *
 * @throws TypeError if it returns anything else than m numbers; what it throws.
 */
export function callForeign(
  { name, compute }: ForeignNode,
  arrays: readonly Float32Array[],
  result: Float32Array,
): void {
  const m = result.length;
  const returned = compute(...(arrays as never[]));
  if (isFloat32Array(returned)) {
    if (lengthOf(returned) !== m) throw wrongForeign(name, returned, lengthOf(returned), m);
    copyTo(result, returned, 0);
  } else {
    if (!Array.isArray(returned)) throw wrongForeign(name, returned, undefined, m);
    const { length } = returned;
    if (length !== m) throw wrongForeign(name, returned, length, m);
    for (let i = 0; i < m; i++) {
      const element: unknown = returned[i];
      if (typeof element !== "number") throw wrongForeign(name, element, undefined, m);
      result[i] = element;
    }
  }
}
