// GENERATED from the op table, crate/src/op/mod.rs, by `npm run generate`.

import type { Expr, ExprValue, Operand, ReducedExpr } from "./public-types.js";

/** The ops as methods of expressions: the receiver is the first argument. */
export interface Methods {
  /** The negative of x. */
  neg<E extends Expr>(this: E): E;
  /** The magnitude of x. */
  abs<E extends Expr>(this: E): E;
  /** The sign of x: 1, -1, or x itself where it is a zero or NaN. */
  sign<E extends Expr>(this: E): E;
  /** The largest integer that is not above x. */
  floor<E extends Expr>(this: E): E;
  /** The square root of x; NaN below 0. */
  sqrt<E extends Expr>(this: E): E;
  /** x times x. */
  square<E extends Expr>(this: E): E;
  /** One divided by x. */
  reciprocal<E extends Expr>(this: E): E;
  /** e to the power of x. */
  exp<E extends Expr>(this: E): E;
  /** The natural logarithm of x; NaN below 0. */
  log<E extends Expr>(this: E): E;
  /** The sine of x. */
  sin<E extends Expr>(this: E): E;
  /** The cosine of x. */
  cos<E extends Expr>(this: E): E;
  /** The tangent of x. */
  tan<E extends Expr>(this: E): E;
  /** The hyperbolic tangent of x. */
  tanh<E extends Expr>(this: E): E;
  /** 1 where x is 0, else 0. */
  not<E extends Expr>(this: E): E;
  /** x, as a constant: its derivative is 0. */
  stopGradient<E extends Expr>(this: E): E;
  /** The sum of x and y. */
  add<E extends Expr, A extends readonly Operand[]>(this: E, ...others: A): ExprValue<[E, ...A]>;
  /** The difference of x and y. */
  sub<E extends Expr, A extends Operand>(this: E, y: A): ExprValue<[E, A]>;
  /** The product of x and y. */
  mul<E extends Expr, A extends readonly Operand[]>(this: E, ...others: A): ExprValue<[E, ...A]>;
  /** x divided by y. */
  div<E extends Expr, A extends Operand>(this: E, y: A): ExprValue<[E, A]>;
  /** x to the power of y, as Math.pow. */
  pow<E extends Expr, A extends Operand>(this: E, y: A): ExprValue<[E, A]>;
  /** The larger of x and y, as Math.max. */
  max<E extends Expr, A extends readonly Operand[]>(this: E, ...others: A): ExprValue<[E, ...A]>;
  /** The smaller of x and y, as Math.min. */
  min<E extends Expr, A extends readonly Operand[]>(this: E, ...others: A): ExprValue<[E, ...A]>;
  /** The angle of the point (x, y), from -π to π. */
  atan2<E extends Expr, A extends Operand>(this: E, x: A): ExprValue<[E, A]>;
  /** The length of the vector (x, y), without overflow in between. */
  hypot<E extends Expr, A extends readonly Operand[]>(this: E, ...others: A): ExprValue<[E, ...A]>;
  /** 1 where x > y, else 0. */
  gt<E extends Expr, A extends Operand>(this: E, y: A): ExprValue<[E, A]>;
  /** 1 where x >= y, else 0. */
  ge<E extends Expr, A extends Operand>(this: E, y: A): ExprValue<[E, A]>;
  /** 1 where x < y, else 0. */
  lt<E extends Expr, A extends Operand>(this: E, y: A): ExprValue<[E, A]>;
  /** 1 where x <= y, else 0. */
  le<E extends Expr, A extends Operand>(this: E, y: A): ExprValue<[E, A]>;
  /** 1 where x equals y, else 0. */
  eq<E extends Expr, A extends Operand>(this: E, y: A): ExprValue<[E, A]>;
  /** 1 where x differs from y, else 0. */
  ne<E extends Expr, A extends Operand>(this: E, y: A): ExprValue<[E, A]>;
  /** 1 where x and y are both true, else 0. */
  and<E extends Expr, A extends Operand>(this: E, y: A): ExprValue<[E, A]>;
  /** 1 where x or y is true, else 0. */
  or<E extends Expr, A extends Operand>(this: E, y: A): ExprValue<[E, A]>;
  /** x where the condition is true, else y. The other branch contributes nothing to the derivative. */
  where<E extends Expr, A extends Operand, B extends Operand>(this: E, x: A, y: B): ExprValue<[E, A, B]>;
  /** x where it is above 0, else 0; NaN stays. */
  relu<E extends Expr>(this: E): E;
  /** The inverse sine of x; NaN outside -1 to 1. */
  asin<E extends Expr>(this: E): E;
  /** The inverse cosine of x; NaN outside -1 to 1. */
  acos<E extends Expr>(this: E): E;
  /** The inverse tangent of x. */
  atan<E extends Expr>(this: E): E;
  /** The hyperbolic sine of x. */
  sinh<E extends Expr>(this: E): E;
  /** The hyperbolic cosine of x. */
  cosh<E extends Expr>(this: E): E;
  /** The inverse hyperbolic sine of x. */
  asinh<E extends Expr>(this: E): E;
  /** The inverse hyperbolic cosine of x; NaN below 1. */
  acosh<E extends Expr>(this: E): E;
  /** The inverse hyperbolic tangent of x; NaN outside -1 to 1. */
  atanh<E extends Expr>(this: E): E;
  /** The cube root of x. */
  cbrt<E extends Expr>(this: E): E;
  /** The secant of x, 1 / cos(x). */
  sec<E extends Expr>(this: E): E;
  /** The cosecant of x, 1 / sin(x). */
  csc<E extends Expr>(this: E): E;
  /** The cotangent of x, 1 / tan(x). */
  cot<E extends Expr>(this: E): E;
  /** sin(x) / x, and 1 at 0; NaN at the infinities. */
  sinc<E extends Expr>(this: E): E;
  /** x degrees in radians. */
  deg2rad<E extends Expr>(this: E): E;
  /** x radians in degrees. */
  rad2deg<E extends Expr>(this: E): E;
  /** e to the power of x, less 1; accurate near 0. */
  expm1<E extends Expr>(this: E): E;
  /** The natural logarithm of 1 + x, accurate near 0; NaN below -1. */
  log1p<E extends Expr>(this: E): E;
  /** The logarithm of x to base 2; NaN below 0. */
  log2<E extends Expr>(this: E): E;
  /** The logarithm of x to base 10; NaN below 0. */
  log10<E extends Expr>(this: E): E;
  /** 2 to the power of x. */
  exp2<E extends Expr>(this: E): E;
  /** 10 to the power of x. */
  exp10<E extends Expr>(this: E): E;
  /** One divided by the square root of x; NaN below 0. */
  rsqrt<E extends Expr>(this: E): E;
  /** The sine of πx; a zero with the sign of x for integers. */
  sinpi<E extends Expr>(this: E): E;
  /** The cosine of πx; 0 at halves of odd integers. */
  cospi<E extends Expr>(this: E): E;
  /** The logistic function, 1 / (1 + exp(-x)). */
  sigmoid<E extends Expr>(this: E): E;
  /** log(1 + exp(x)), without overflow. */
  softplus<E extends Expr>(this: E): E;
  /** The logarithm of sigmoid(x), which is -softplus(-x). */
  logSigmoid<E extends Expr>(this: E): E;
  /** The logarithm of the odds of x, log(x / (1 - x)): the inverse of sigmoid; NaN outside of 0 to 1. */
  logit<E extends Expr>(this: E): E;
  /** log(1 - exp(-x)) for x > 0, as jax.nn.log1mexp; NaN below 0. */
  log1mexp<E extends Expr>(this: E): E;
  /** log(exp(x) - 1): the inverse of softplus; NaN below 0. */
  logexpm1<E extends Expr>(this: E): E;
  /** x log(y), and 0 where x is 0, even if y is; NaN for y below 0. */
  xlogy<E extends Expr, A extends Operand>(this: E, y: A): ExprValue<[E, A]>;
  /** x log(1 + y), accurate where y is near 0, and 0 where x is 0, even if y is -1; NaN for y below -1. */
  xlog1py<E extends Expr, A extends Operand>(this: E, y: A): ExprValue<[E, A]>;
  /** log(exp(x) + exp(y)), without overflow. */
  logaddexp<E extends Expr, A extends Operand>(this: E, y: A): ExprValue<[E, A]>;
  /** log(exp(x) - exp(y)), without overflow; NaN where x < y. Near its zeros the error is absolute, 2^-45. */
  logsubexp<E extends Expr, A extends Operand>(this: E, y: A): ExprValue<[E, A]>;
  /** x above 0, alpha (exp(x) - 1) below. By default alpha = 1. */
  elu<E extends Expr, A extends Operand = number>(this: E, alpha?: A): ExprValue<[E, A]>;
  /** The scaled exponential linear unit: scale x above 0, scale alpha (exp(x) - 1) below. */
  selu<E extends Expr>(this: E): E;
  /** x above 0, alpha (exp(x / alpha) - 1) below, continuously differentiable. By default alpha = 1. */
  celu<E extends Expr, A extends Operand = number>(this: E, alpha?: A): ExprValue<[E, A]>;
  /** The smallest integer that is not below x. */
  ceil<E extends Expr>(this: E): E;
  /** x without its fraction. */
  trunc<E extends Expr>(this: E): E;
  /** The integer nearest to x, a half towards Infinity, as Math.round. */
  round<E extends Expr>(this: E): E;
  /** x itself: every value is a float32. */
  fround<E extends Expr>(this: E): E;
  /** The remainder of x divided by y, as JavaScript's %: exact, and with the sign of x. */
  rem<E extends Expr, A extends Operand>(this: E, y: A): ExprValue<[E, A]>;
  /** x modulo y: the remainder with the sign of y. */
  mod<E extends Expr, A extends Operand>(this: E, y: A): ExprValue<[E, A]>;
  /** The magnitude of x with the sign of y; NaN if either is. */
  copysign<E extends Expr, A extends Operand>(this: E, y: A): ExprValue<[E, A]>;
  /** 1 where x is NaN, else 0. */
  isNaN<E extends Expr>(this: E): E;
  /** 1 where x is neither infinite nor NaN, else 0. */
  isFinite<E extends Expr>(this: E): E;
  /** x, but lo where it is below, and hi where it is above: min(max(x, lo), hi). */
  clamp<E extends Expr, A extends Operand, B extends Operand>(this: E, lo: A, hi: B): ExprValue<[E, A, B]>;
  /** x where it is from 0 to 6; 0 below, and 6 above. */
  relu6<E extends Expr>(this: E): E;
  /** x where it is above 0, else slope times x. By default slope = 0.01. */
  leakyRelu<E extends Expr, A extends Operand = number>(this: E, slope?: A): ExprValue<[E, A]>;
  /** x where it is from -1 to 1; -1 below, and 1 above. */
  hardTanh<E extends Expr>(this: E): E;
  /** The sigmoid in three straight lines: (x + 3) / 6 where that is from 0 to 1; 0 below, and 1 above. */
  hardSigmoid<E extends Expr>(this: E): E;
  /** x times its hardSigmoid. */
  hardSilu<E extends Expr>(this: E): E;
  /** x / (1 + |x|). */
  softsign<E extends Expr>(this: E): E;
  /** A smooth relu: (x + sqrt(x² + b)) / 2, for b >= 0. By default b = 4. */
  squareplus<E extends Expr, A extends Operand = number>(this: E, b?: A): ExprValue<[E, A]>;
  /** The sum of x over the elements of a batch. */
  sum<E extends Expr>(this: E): ReducedExpr<[E]>;
  /** The mean of x over the elements of a batch; NaN of none. */
  mean<E extends Expr>(this: E): ReducedExpr<[E]>;
  /** The sum of x y over the elements of a batch; the products are exact. */
  dot<E extends Expr, A extends Operand>(this: E, y: A): ReducedExpr<[E, A]>;
  /** The length of x as a vector over the elements of a batch: the root of the sum of squares. */
  norm<E extends Expr>(this: E): ReducedExpr<[E]>;
  /** The largest element of a batch: NaN if any is, and -Infinity of none. Equal ones share the derivative. */
  amax<E extends Expr>(this: E): ReducedExpr<[E]>;
  /** The smallest element of a batch: NaN if any is, and Infinity of none. Equal ones share the derivative. */
  amin<E extends Expr>(this: E): ReducedExpr<[E]>;
  /** 1 if any element of a batch is true, else 0. Nonzero is true, NaN too. */
  any<E extends Expr>(this: E): ReducedExpr<[E]>;
  /** 1 if all elements of a batch are true, else 0. Nonzero is true, NaN too. */
  all<E extends Expr>(this: E): ReducedExpr<[E]>;
  /** The number of elements of the batches in a call; 1 if there are none. */
  count<E extends Expr>(this: E): ReducedExpr<[E]>;
  /** The variance of x over the elements of a batch: the sum of (x - mean(x))² divided by n - ddof. By default ddof = 0. */
  variance<E extends Expr>(this: E, ddof?: number): ReducedExpr<[E]>;
  /** The standard deviation of x over the elements of a batch: the root of the variance. Its derivative is 0 where it is. By default ddof = 0. */
  std<E extends Expr>(this: E, ddof?: number): ReducedExpr<[E]>;
  /** The logarithm of the sum of e^x over the elements of a batch, without overflow; -Infinity of none. */
  logsumexp<E extends Expr>(this: E): ReducedExpr<[E]>;
  /** The logarithm of the mean of e^x over the elements of a batch, without overflow; NaN of none. */
  logmeanexp<E extends Expr>(this: E): ReducedExpr<[E]>;
  /** The error function of x. */
  erf<E extends Expr>(this: E): E;
  /** The complementary error function of x, 1 - erf x, exact in the tail. */
  erfc<E extends Expr>(this: E): E;
  /** The density of the standard normal distribution at x. */
  normalPdf<E extends Expr>(this: E): E;
  /** The standard normal distribution at x: the probability below x. */
  normalCdf<E extends Expr>(this: E): E;
  /** The logarithm of the standard normal distribution at x, exact in both tails. */
  logNormalCdf<E extends Expr>(this: E): E;
  /** x sigmoid(x). */
  silu<E extends Expr>(this: E): E;
  /** x normalCdf(x). */
  gelu<E extends Expr>(this: E): E;
  /** The tanh approximation of gelu: x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2. */
  geluTanh<E extends Expr>(this: E): E;
  /** x tanh(softplus(x)). */
  mish<E extends Expr>(this: E): E;
}
