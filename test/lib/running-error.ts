// Numbers in float64 with a running bound of the error that a float32 evaluation may have (Higham, Accuracy and
// Stability of Numerical Algorithms, 3.3), to first order.

/** The unit roundoff of float32: half a unit in the last place, relatively. */
const ROUNDOFF = 2 ** -24;
/** What exp may be off, the least accurate of the ops here: 0.8 units. The others round as well as arithmetic does. */
const EXP_ROUNDOFF = 1.6 * ROUNDOFF;
/** The spacing of subnormals: how far a result that underflows may be off. */
const SUBNORMAL = 2 ** -149;

/** A number with an error bound. */
export interface Bounded {
  readonly value: number;
  /**
   * The sum of the magnitudes of the terms that add up to the value. A reverse sweep adds the terms in an order of its
   * own, so an addition may be off by a unit of this, however much of it cancels in the value.
   */
  readonly size: number;
  /** How far a float32 evaluation may be off. */
  readonly error: number;
}

/** A float32 that nothing was rounded for. */
export const exactly = (value: number): Bounded => ({ value, size: Math.abs(value), error: 0 });

/** The result of an op in which the errors of the arguments amount to `error`. */
function rounded(value: number, error: number, size = Math.abs(value), roundoff = ROUNDOFF): Bounded {
  return { value, size, error: error + roundoff * size + SUBNORMAL };
}

/** A value that every program computes in the same order: its size is its magnitude, whatever cancelled in it. */
export const inOrder = ({ value, error }: Bounded): Bounded => ({ value, size: Math.abs(value), error });

export const isZero = ({ size, error }: Bounded) => size === 0 && error === 0;

export const plus = (a: Bounded, b: Bounded) => rounded(a.value + b.value, a.error + b.error, a.size + b.size);
export const times = (a: Bounded, b: Bounded) =>
  rounded(a.value * b.value, a.size * b.error + b.size * a.error + a.error * b.error, a.size * b.size);
export const square = (a: Bounded) => times(a, a);
/** A product with a power of two, which is not rounded. */
export const scaled = (a: Bounded, by: number): Bounded => ({
  value: by * a.value,
  size: Math.abs(by) * a.size,
  error: Math.abs(by) * a.error,
});
export const minus = (a: Bounded) => scaled(a, -1);

/** A function of a number, given its value and its derivative there. */
const of = (a: Bounded, value: number, derivative: number) => rounded(value, Math.abs(derivative) * a.error);

export const sin = (a: Bounded) => of(a, Math.sin(a.value), Math.cos(a.value));
export const cos = (a: Bounded) => of(a, Math.cos(a.value), Math.sin(a.value));
export function exp(a: Bounded): Bounded {
  const value = Math.exp(a.value);
  return rounded(value, value * a.error, value, EXP_ROUNDOFF);
}
export const log = (a: Bounded) => of(a, Math.log(a.value), 1 / a.value);
export const log1p = (a: Bounded) => of(a, Math.log1p(a.value), 1 / (1 + a.value));
export const sqrt = (a: Bounded) => of(a, Math.sqrt(a.value), 0.5 / Math.sqrt(a.value));
export const reciprocal = (a: Bounded) => of(a, 1 / a.value, 1 / a.value ** 2);
export const tanh = (a: Bounded) => of(a, Math.tanh(a.value), 1 / Math.cosh(a.value) ** 2);
export const sech2 = (a: Bounded) =>
  of(a, 1 / Math.cosh(a.value) ** 2, (2 * Math.tanh(a.value)) / Math.cosh(a.value) ** 2);

/** The point (x, y) in polar coordinates: its distance r from the origin, its angle, and the angle's cosine and sine. */
export function polar(x: Bounded, y: Bounded): Readonly<Record<"r" | "angle" | "cos" | "sin", Bounded>> {
  const r = Math.hypot(x.value, y.value);
  const [c, s] = [x.value / r, y.value / r];
  const along = Math.abs(c) * x.error + Math.abs(s) * y.error;
  const across = (Math.abs(s) * x.error + Math.abs(c) * y.error) / r;
  return {
    r: rounded(r, along),
    angle: rounded(Math.atan2(y.value, x.value), across),
    cos: rounded(c, Math.abs(s) * across),
    sin: rounded(s, Math.abs(c) * across),
  };
}
