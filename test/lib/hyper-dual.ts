// Hyper-dual numbers (Fike and Alonso, 2011): a value with derivatives of orders 1 and 2, which are exact but for the
// roundings of float64, and of each a bound of the error that a float32 evaluation may have. The derivatives are those
// of a calculus book, written down apart from the op table.

import * as bounded from "./running-error.js";
import {
  type Bounded,
  exactly,
  inOrder,
  isZero,
  minus,
  plus,
  polar,
  reciprocal,
  scaled,
  square,
  times,
} from "./running-error.js";

/** A function's value, its derivatives by two arguments (or twice the same one), and that by both in turn. */
export interface HyperDual {
  readonly value: Bounded;
  readonly first: readonly [Bounded, Bounded];
  readonly second: Bounded;
}

const [ZERO, ONE, TWO] = [exactly(0), exactly(1), exactly(2)];

const constant = (value: number): HyperDual => ({ value: exactly(value), first: [ZERO, ZERO], second: ZERO });

/** An argument of the function; whether each of the derivatives is by it. */
export const argument = (value: number, isFirst: boolean, isSecond: boolean): HyperDual => ({
  value: exactly(value),
  first: [exactly(+isFirst), exactly(+isSecond)],
  second: ZERO,
});

/** The sum of products, without those of which a factor is 0: nobody computes them. */
function sum(...terms: readonly (readonly Bounded[])[]): Bounded {
  const products = terms.filter((factors) => !factors.some(isZero)).map((factors) => factors.reduce(times));
  return products.length === 0 ? ZERO : products.reduce(plus);
}

/** f(u) with the derivatives d and dd of f at u, by the chain rule. */
function unary(u: HyperDual, f: Bounded, d: Bounded, dd: Bounded): HyperDual {
  const [u1, u2] = u.first;
  return { value: inOrder(f), first: [sum([d, u1]), sum([d, u2])], second: sum([dd, u1, u2], [d, u.second]) };
}

/** The partial derivatives of a function of x and y that are not 0. */
type Partials = Partial<Readonly<Record<"x" | "y" | "xx" | "xy" | "yy", Bounded>>>;

/** f(u, v) with the partial derivatives of f there, by the chain rule. */
function binary(u: HyperDual, v: HyperDual, f: Bounded, partials: Partials): HyperDual {
  const { x = ZERO, y = ZERO, xx = ZERO, xy = ZERO, yy = ZERO } = partials;
  const [[u1, u2], [v1, v2]] = [u.first, v.first];
  return {
    value: inOrder(f),
    first: [sum([x, u1], [y, v1]), sum([x, u2], [y, v2])],
    second: sum([xx, u1, u2], [xy, u1, v2], [xy, v1, u2], [yy, v1, v2], [x, u.second], [y, v.second]),
  };
}

/** Ops over any kind of values: over expressions they are the library's. */
export type Ops<T> = Readonly<
  Record<"neg" | "sin" | "cos" | "tanh" | "exp" | "log" | "log1p" | "sqrt" | "square", (x: T) => T> &
    Record<"add" | "sub" | "mul" | "div" | "atan2" | "hypot", (x: T | number, y: T | number) => T>
>;

/** An op of two arguments, from what it is of hyper-duals and of their values x and y. */
const ofTwo =
  (op: (u: HyperDual, v: HyperDual, x: Bounded, y: Bounded) => HyperDual) =>
  (...args: [HyperDual | number, HyperDual | number]) => {
    const [u, v] = args.map((arg) => (typeof arg === "number" ? constant(arg) : arg)) as [HyperDual, HyperDual];
    return op(u, v, u.value, v.value);
  };

/** The ops over hyper-duals. */
export const hyperDual: Ops<HyperDual> = {
  neg: (u) => unary(u, minus(u.value), exactly(-1), ZERO),
  square: (u) => unary(u, square(u.value), scaled(u.value, 2), TWO),
  sin: (u) => unary(u, bounded.sin(u.value), bounded.cos(u.value), minus(bounded.sin(u.value))),
  cos: (u) => unary(u, bounded.cos(u.value), minus(bounded.sin(u.value)), minus(bounded.cos(u.value))),
  exp: (u) => unary(u, bounded.exp(u.value), bounded.exp(u.value), bounded.exp(u.value)),
  tanh(u) {
    const [f, d] = [bounded.tanh(u.value), bounded.sech2(u.value)];
    return unary(u, f, d, scaled(times(f, d), -2));
  },
  log(u) {
    const d = reciprocal(u.value);
    return unary(u, bounded.log(u.value), d, minus(square(d)));
  },
  log1p(u) {
    const d = reciprocal(plus(ONE, u.value));
    return unary(u, bounded.log1p(u.value), d, minus(square(d)));
  },
  sqrt(u) {
    const f = bounded.sqrt(u.value);
    const d = scaled(reciprocal(f), 0.5);
    return unary(u, f, d, scaled(times(d, reciprocal(u.value)), -0.5));
  },
  add: ofTwo((u, v, x, y) => binary(u, v, plus(x, y), { x: ONE, y: ONE })),
  sub: ofTwo((u, v, x, y) => binary(u, v, plus(x, minus(y)), { x: ONE, y: exactly(-1) })),
  mul: ofTwo((u, v, x, y) => binary(u, v, times(x, y), { x: y, y: x, xy: ONE })),
  div: ofTwo((u, v, x, y) => {
    const inverse = reciprocal(y);
    const f = times(x, inverse);
    return binary(u, v, f, {
      x: inverse,
      y: minus(times(f, inverse)),
      xy: minus(square(inverse)),
      yy: scaled(times(f, square(inverse)), 2),
    });
  }),
  hypot: ofTwo((u, v, x, y) => {
    const { r, cos, sin } = polar(x, y);
    const inverse = reciprocal(r);
    return binary(u, v, r, {
      x: cos,
      y: sin,
      xx: times(square(sin), inverse),
      xy: minus(times(times(cos, sin), inverse)),
      yy: times(square(cos), inverse),
    });
  }),
  atan2: ofTwo((v, u, y, x) => {
    const { r, angle, cos, sin } = polar(x, y);
    const inverse = reciprocal(r);
    const product = scaled(times(times(cos, sin), square(inverse)), 2);
    return binary(u, v, angle, {
      x: minus(times(sin, inverse)),
      y: times(cos, inverse),
      xx: product,
      xy: times(times(plus(sin, minus(cos)), plus(sin, cos)), square(inverse)),
      yy: minus(product),
    });
  }),
};
