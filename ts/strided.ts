// Batches in interleaved data.

import { wrongStrided } from "./errors.js";
import { isFloats } from "./floats.js";

/** Every so manieth element of an array; see {@link strided}. */
export class Strided {
  /** The array. */
  readonly data: Float32Array;
  /** The index of the first element. */
  readonly offset: number;
  /** From one element's index to the next one's. */
  readonly stride: number;
  /** The number of elements. */
  readonly length: number;

  /** Use {@link strided}, which checks. */
  constructor(data: Float32Array, offset: number, stride: number, length: number) {
    this.data = data;
    this.offset = offset;
    this.stride = stride;
    this.length = length;
  }
}

/**
 * A batch in interleaved data (`xyzxyz...`), as an argument of a function or as
 * an output of `into`. The elements are read and written where they are, at each
 * call.
 *
 * @param data - The array.
 * @param layout - `stride`: from one element's index to the next one's; `offset`: the index of the first, 0 if not
 *   given; `length`: how many there are, if not given as many as fit.
 * @throws TypeError if `data` is no Float32Array.
 * @throws RangeError if the layout are not counts, or do not fit.
 *
 * @example
 * const xyz = Float32Array.of(1, 2, 3, 4, 5, 6);
 * const [x, y, z] = [0, 1, 2].map((offset) => strided(xyz, { offset, stride: 3 }));
 * compile((x, y, z) => hypot(x, y, z))(x, y, z); // Float32Array [3.7416575, 8.774964]
 */
export function strided(
  data: Float32Array,
  layout: { readonly stride: number; readonly offset?: number; readonly length?: number },
): Strided {
  if (!isFloats(data)) throw wrongStrided("data", data);
  const { stride, offset = 0 } = layout;
  if (!Number.isSafeInteger(stride) || stride < 1) throw wrongStrided("stride", stride);
  if (!Number.isSafeInteger(offset) || offset < 0) throw wrongStrided("offset", offset);
  const most = Math.max(0, Math.ceil((data.length - offset) / stride));
  const { length = most } = layout;
  if (!Number.isSafeInteger(length) || length < 0 || length > most) throw wrongStrided("length", length, most);
  return new Strided(data, offset, stride, length);
}
