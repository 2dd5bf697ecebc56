// GENERATED from the op table, crate/src/op/mod.rs, by `npm run generate`.

import type { Operand } from "./public-types.js";

/** The ops as methods of expressions: the receiver is the first argument. */
export interface Methods<E> {
  /** The negative of x. */
  neg(): E;
  /** The magnitude of x. */
  abs(): E;
  /** The sign of x: 1, -1, or x itself where it is a zero or NaN. */
  sign(): E;
  /** The largest integer that is not above x. */
  floor(): E;
  /** The square root of x; NaN below 0. */
  sqrt(): E;
  /** x times x. */
  square(): E;
  /** One divided by x. */
  reciprocal(): E;
  /** e to the power of x. */
  exp(): E;
  /** The natural logarithm of x; NaN below 0. */
  log(): E;
  /** The sine of x. */
  sin(): E;
  /** The cosine of x. */
  cos(): E;
  /** The tangent of x. */
  tan(): E;
  /** The hyperbolic tangent of x. */
  tanh(): E;
  /** 1 where x is 0, else 0. */
  not(): E;
  /** x, as a constant: its derivative is 0. */
  stopGradient(): E;
  /** The sum of x and y. */
  add(...others: Operand[]): E;
  /** The difference of x and y. */
  sub(y: Operand): E;
  /** The product of x and y. */
  mul(...others: Operand[]): E;
  /** x divided by y. */
  div(y: Operand): E;
  /** x to the power of y, as Math.pow. */
  pow(y: Operand): E;
  /** The larger of x and y, as Math.max. */
  max(...others: Operand[]): E;
  /** The smaller of x and y, as Math.min. */
  min(...others: Operand[]): E;
  /** The angle of the point (x, y), from -π to π. */
  atan2(x: Operand): E;
  /** The length of the vector (x, y), without overflow in between. */
  hypot(...others: Operand[]): E;
  /** 1 where x > y, else 0. */
  gt(y: Operand): E;
  /** 1 where x >= y, else 0. */
  ge(y: Operand): E;
  /** 1 where x < y, else 0. */
  lt(y: Operand): E;
  /** 1 where x <= y, else 0. */
  le(y: Operand): E;
  /** 1 where x equals y, else 0. */
  eq(y: Operand): E;
  /** 1 where x differs from y, else 0. */
  ne(y: Operand): E;
  /** 1 where x and y are both true, else 0. */
  and(y: Operand): E;
  /** 1 where x or y is true, else 0. */
  or(y: Operand): E;
  /** x where the condition is true, else y. The other branch contributes nothing to the derivative. */
  where(x: Operand, y: Operand): E;
  /** x where it is above 0, else 0; NaN stays. */
  relu(): E;
  /** The inverse sine of x; NaN outside -1 to 1. */
  asin(): E;
  /** The inverse cosine of x; NaN outside -1 to 1. */
  acos(): E;
  /** The inverse tangent of x. */
  atan(): E;
  /** The hyperbolic sine of x. */
  sinh(): E;
  /** The hyperbolic cosine of x. */
  cosh(): E;
  /** The inverse hyperbolic sine of x. */
  asinh(): E;
  /** The inverse hyperbolic cosine of x; NaN below 1. */
  acosh(): E;
  /** The inverse hyperbolic tangent of x; NaN outside -1 to 1. */
  atanh(): E;
  /** The cube root of x. */
  cbrt(): E;
  /** The secant of x, 1 / cos(x). */
  sec(): E;
  /** The cosecant of x, 1 / sin(x). */
  csc(): E;
  /** The cotangent of x, 1 / tan(x). */
  cot(): E;
  /** sin(x) / x, and 1 at 0; NaN at the infinities. */
  sinc(): E;
  /** x degrees in radians. */
  deg2rad(): E;
  /** x radians in degrees. */
  rad2deg(): E;
  /** e to the power of x, less 1; accurate near 0. */
  expm1(): E;
  /** The natural logarithm of 1 + x, accurate near 0; NaN below -1. */
  log1p(): E;
  /** The logarithm of x to base 2; NaN below 0. */
  log2(): E;
  /** The logarithm of x to base 10; NaN below 0. */
  log10(): E;
  /** 2 to the power of x. */
  exp2(): E;
  /** 10 to the power of x. */
  exp10(): E;
  /** One divided by the square root of x; NaN below 0. */
  rsqrt(): E;
  /** The sine of πx; a zero with the sign of x for integers. */
  sinpi(): E;
  /** The cosine of πx; 0 at halves of odd integers. */
  cospi(): E;
  /** The logistic function, 1 / (1 + exp(-x)). */
  sigmoid(): E;
  /** log(1 + exp(x)), without overflow. */
  softplus(): E;
  /** The logarithm of sigmoid(x), which is -softplus(-x). */
  logSigmoid(): E;
  /** The logarithm of the odds of x, log(x / (1 - x)): the inverse of sigmoid; NaN outside of 0 to 1. */
  logit(): E;
  /** log(1 - exp(-x)) for x > 0, as jax.nn.log1mexp; NaN below 0. */
  log1mexp(): E;
  /** log(exp(x) - 1): the inverse of softplus; NaN below 0. */
  logexpm1(): E;
  /** x log(y), and 0 where x is 0, even if y is; NaN for y below 0. */
  xlogy(y: Operand): E;
  /** x log(1 + y), accurate where y is near 0, and 0 where x is 0, even if y is -1; NaN for y below -1. */
  xlog1py(y: Operand): E;
  /** log(exp(x) + exp(y)), without overflow. */
  logaddexp(y: Operand): E;
  /** log(exp(x) - exp(y)), without overflow; NaN where x < y. Near its zeros the error is absolute, 2^-45. */
  logsubexp(y: Operand): E;
  /** x above 0, alpha (exp(x) - 1) below. By default alpha = 1. */
  elu(alpha?: Operand): E;
  /** The scaled exponential linear unit: scale x above 0, scale alpha (exp(x) - 1) below. */
  selu(): E;
  /** x above 0, alpha (exp(x / alpha) - 1) below, continuously differentiable. By default alpha = 1. */
  celu(alpha?: Operand): E;
  /** The smallest integer that is not below x. */
  ceil(): E;
  /** x without its fraction. */
  trunc(): E;
  /** The integer nearest to x, a half towards Infinity, as Math.round. */
  round(): E;
  /** x itself: every value is a float32. */
  fround(): E;
  /** The remainder of x divided by y, as JavaScript's %: exact, and with the sign of x. */
  rem(y: Operand): E;
  /** x modulo y: the remainder with the sign of y. */
  mod(y: Operand): E;
  /** The magnitude of x with the sign of y; NaN if either is. */
  copysign(y: Operand): E;
  /** 1 where x is NaN, else 0. */
  isNaN(): E;
  /** 1 where x is neither infinite nor NaN, else 0. */
  isFinite(): E;
  /** x, but lo where it is below, and hi where it is above: min(max(x, lo), hi). */
  clamp(lo: Operand, hi: Operand): E;
  /** x where it is from 0 to 6; 0 below, and 6 above. */
  relu6(): E;
  /** x where it is above 0, else slope times x. By default slope = 0.01. */
  leakyRelu(slope?: Operand): E;
  /** x where it is from -1 to 1; -1 below, and 1 above. */
  hardTanh(): E;
  /** The sigmoid in three straight lines: (x + 3) / 6 where that is from 0 to 1; 0 below, and 1 above. */
  hardSigmoid(): E;
  /** x times its hardSigmoid. */
  hardSilu(): E;
  /** x / (1 + |x|). */
  softsign(): E;
  /** A smooth relu: (x + sqrt(x² + b)) / 2, for b >= 0. By default b = 4. */
  squareplus(b?: Operand): E;
  /** The sum of x over the elements of a batch. */
  sum(): E;
  /** The mean of x over the elements of a batch; NaN of none. */
  mean(): E;
  /** The sum of x y over the elements of a batch; the products are exact. */
  dot(y: Operand): E;
  /** The length of x as a vector over the elements of a batch: the root of the sum of squares. */
  norm(): E;
  /** The largest element of a batch: NaN if any is, and -Infinity of none. Equal ones share the derivative. */
  amax(): E;
  /** The smallest element of a batch: NaN if any is, and Infinity of none. Equal ones share the derivative. */
  amin(): E;
  /** 1 if any element of a batch is true, else 0. Nonzero is true, NaN too. */
  any(): E;
  /** 1 if all elements of a batch are true, else 0. Nonzero is true, NaN too. */
  all(): E;
  /** The number of elements of the batches in a call; 1 if there are none. */
  count(): E;
  /** The variance of x over the elements of a batch: the sum of (x - mean(x))² divided by n - ddof. By default ddof = 0. */
  variance(ddof?: Operand): E;
  /** The standard deviation of x over the elements of a batch: the root of the variance. Its derivative is 0 where it is. By default ddof = 0. */
  std(ddof?: Operand): E;
  /** The logarithm of the sum of e^x over the elements of a batch, without overflow; -Infinity of none. */
  logsumexp(): E;
  /** The logarithm of the mean of e^x over the elements of a batch, without overflow; NaN of none. */
  logmeanexp(): E;
  /** The error function of x. */
  erf(): E;
  /** The complementary error function of x, 1 - erf x, exact in the tail. */
  erfc(): E;
  /** The density of the standard normal distribution at x. */
  normalPdf(): E;
  /** The standard normal distribution at x: the probability below x. */
  normalCdf(): E;
  /** The logarithm of the standard normal distribution at x, exact in both tails. */
  logNormalCdf(): E;
  /** x sigmoid(x). */
  silu(): E;
  /** x normalCdf(x). */
  gelu(): E;
  /** The tanh approximation of gelu: x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2. */
  geluTanh(): E;
  /** x tanh(softplus(x)). */
  mish(): E;
}
