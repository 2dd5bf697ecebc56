// Batches in interleaved data.

import { tooLong, wrongCountOf, wrongData, wrongLayout } from "../errors.js";
import { isFloat32Array } from "./is-float32-array.js";
import { lengthOf } from "./typed-array.js";

/**
 * The property that every strided view has. A registered symbol, the same in every copy of the package, where
 * `instanceof` would tell the copies' views apart.
 */
const STRIDED = /* @__PURE__ */ Symbol.for("fluxion.strided");

/** A strided view: every stride-th element of an array from `offset` on; see {@link strided}. */
export interface Strided {
  /** The array. */
  readonly data: Float32Array;
  /** The index of the first element. */
  readonly offset: number;
  /** From one element's index to the next one's. */
  readonly stride: number;
  /** The number of elements. */
  readonly length: number;
}

/** What {@link strided} makes. The class is not that of the type, because a private field would part the copies' types. */
const OwnStrided = class Strided {
  /** Marks what this class has made: nothing else can have it, and to ask for it runs no user's code. */
  readonly #isOwn = true;
  readonly data: Float32Array;
  readonly offset: number;
  readonly stride: number;
  readonly length: number;

  constructor(data: Float32Array, offset: number, stride: number, length: number) {
    this.data = data;
    this.offset = offset;
    this.stride = stride;
    this.length = length;
    // What was checked stays so.
    Object.freeze(this);
  }

  get [STRIDED](): true {
    return true;
  }

  static isOwn(value: object): boolean {
    return #isOwn in value;
  }
};

// eslint-disable-next-line @typescript-eslint/unbound-method -- it has no receiver
const { isView } = ArrayBuffer;

/** Whether elements, which were checked, are a strided view. V8 inlines this; to ask for a private field takes 10 ns. */
export function isStrided(elements: Float32Array | Strided): elements is Strided {
  return !isView(elements);
}

/** A strided view as one of this copy of the package; undefined for anything else. */
export function toStrided(value: unknown): Strided | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (OwnStrided.isOwn(value)) return value as Strided;
  if (!(value as { readonly [STRIDED]?: true })[STRIDED]) return undefined;
  const other = value as Strided;
  return strided(other.data, other);
}

/** Whether all elements are still there: a buffer can be transferred away, and a resizable one can shrink. */
export function isWhole({ data, offset, stride, length }: Strided): boolean {
  return length === 0 || offset + stride * (length - 1) < lengthOf(data);
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
 * @throws TypeError or RangeError if the numbers of the layout are no counts, or more elements than fit.
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
  if (!isFloat32Array(data)) throw wrongData(data);
  if (typeof layout !== "object" || (layout as object | null) === null) throw wrongLayout(layout);
  // Own properties only: somebody may have added one to Object.prototype.
  const own = { __proto__: null, ...layout };
  const { stride, offset = 0 } = own;
  checkCount("stride", stride, 1);
  checkCount("offset", offset, 0);
  const available = Math.max(0, Math.ceil((lengthOf(data) - offset) / stride));
  const { length = available } = own;
  checkCount("length", length, 0);
  if (length > available) throw tooLong(length, available);
  return new OwnStrided(data, offset, stride, length);
}

/** @throws TypeError or RangeError if the part of a layout is no integer from `min` on. */
function checkCount(part: string, value: number, min: number): void {
  if (!Number.isSafeInteger(value) || value < min) throw wrongCountOf(part, value, min);
}
