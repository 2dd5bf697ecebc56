// GENERATED from the op table, crate/src/op/mod.rs, by `npm run generate`.

import { operation } from "./op.js";
import type { Binary, Dispersion, Parametric, Reduction, Reduction2, Ternary, Unary, Variadic } from "./public-types.js";

/** neg(x): The negative of x. */
export const neg: Unary = /* @__PURE__ */ operation(1);

/** abs(x): The magnitude of x. */
export const abs: Unary = /* @__PURE__ */ operation(2);

/** sign(x): The sign of x: 1, -1, or x itself where it is a zero or NaN. */
export const sign: Unary = /* @__PURE__ */ operation(3);

/** floor(x): The largest integer that is not above x. */
export const floor: Unary = /* @__PURE__ */ operation(4);

/** sqrt(x): The square root of x; NaN below 0. */
export const sqrt: Unary = /* @__PURE__ */ operation(5);

/** square(x): x times x. */
export const square: Unary = /* @__PURE__ */ operation(6);

/** reciprocal(x): One divided by x. */
export const reciprocal: Unary = /* @__PURE__ */ operation(7);

/** exp(x): e to the power of x. */
export const exp: Unary = /* @__PURE__ */ operation(8);

/** log(x): The natural logarithm of x; NaN below 0. */
export const log: Unary = /* @__PURE__ */ operation(9);

/** sin(x): The sine of x. */
export const sin: Unary = /* @__PURE__ */ operation(10);

/** cos(x): The cosine of x. */
export const cos: Unary = /* @__PURE__ */ operation(11);

/** tan(x): The tangent of x. */
export const tan: Unary = /* @__PURE__ */ operation(12);

/** tanh(x): The hyperbolic tangent of x. */
export const tanh: Unary = /* @__PURE__ */ operation(13);

/** not(x): 1 where x is 0, else 0. */
export const not: Unary = /* @__PURE__ */ operation(14);

/** stopGradient(x): x, as a constant: its derivative is 0. */
export const stopGradient: Unary = /* @__PURE__ */ operation(15);

/** add(x, y): The sum of x and y. Takes any number of arguments. */
export const add: Variadic = /* @__PURE__ */ operation(16);

/** sub(x, y): The difference of x and y. */
export const sub: Binary = /* @__PURE__ */ operation(17);

/** mul(x, y): The product of x and y. Takes any number of arguments. */
export const mul: Variadic = /* @__PURE__ */ operation(18);

/** div(x, y): x divided by y. */
export const div: Binary = /* @__PURE__ */ operation(19);

/** pow(x, y): x to the power of y, as Math.pow. */
export const pow: Binary = /* @__PURE__ */ operation(20);

/** max(x, y): The larger of x and y, as Math.max. Takes any number of arguments. */
export const max: Variadic = /* @__PURE__ */ operation(21);

/** min(x, y): The smaller of x and y, as Math.min. Takes any number of arguments. */
export const min: Variadic = /* @__PURE__ */ operation(22);

/** atan2(y, x): The angle of the point (x, y), from -π to π. */
export const atan2: Binary = /* @__PURE__ */ operation(23);

/** hypot(x, y): The length of the vector (x, y), without overflow in between. Takes any number of arguments. */
export const hypot: Variadic = /* @__PURE__ */ operation(24);

/** gt(x, y): 1 where x > y, else 0. */
export const gt: Binary = /* @__PURE__ */ operation(25);

/** ge(x, y): 1 where x >= y, else 0. */
export const ge: Binary = /* @__PURE__ */ operation(26);

/** lt(x, y): 1 where x < y, else 0. */
export const lt: Binary = /* @__PURE__ */ operation(27);

/** le(x, y): 1 where x <= y, else 0. */
export const le: Binary = /* @__PURE__ */ operation(28);

/** eq(x, y): 1 where x equals y, else 0. */
export const eq: Binary = /* @__PURE__ */ operation(29);

/** ne(x, y): 1 where x differs from y, else 0. */
export const ne: Binary = /* @__PURE__ */ operation(30);

/** and(x, y): 1 where x and y are both true, else 0. */
export const and: Binary = /* @__PURE__ */ operation(31);

/** or(x, y): 1 where x or y is true, else 0. */
export const or: Binary = /* @__PURE__ */ operation(32);

/** where(condition, x, y): x where the condition is true, else y. The other branch contributes nothing to the derivative. */
export const where: Ternary = /* @__PURE__ */ operation(33);

/** relu(x): x where it is above 0, else 0; NaN stays. */
export const relu: Unary = /* @__PURE__ */ operation(40);

/** asin(x): The inverse sine of x; NaN outside -1 to 1. */
export const asin: Unary = /* @__PURE__ */ operation(41);

/** acos(x): The inverse cosine of x; NaN outside -1 to 1. */
export const acos: Unary = /* @__PURE__ */ operation(42);

/** atan(x): The inverse tangent of x. */
export const atan: Unary = /* @__PURE__ */ operation(44);

/** sinh(x): The hyperbolic sine of x. */
export const sinh: Unary = /* @__PURE__ */ operation(45);

/** cosh(x): The hyperbolic cosine of x. */
export const cosh: Unary = /* @__PURE__ */ operation(46);

/** asinh(x): The inverse hyperbolic sine of x. */
export const asinh: Unary = /* @__PURE__ */ operation(47);

/** acosh(x): The inverse hyperbolic cosine of x; NaN below 1. */
export const acosh: Unary = /* @__PURE__ */ operation(48);

/** atanh(x): The inverse hyperbolic tangent of x; NaN outside -1 to 1. */
export const atanh: Unary = /* @__PURE__ */ operation(49);

/** cbrt(x): The cube root of x. */
export const cbrt: Unary = /* @__PURE__ */ operation(50);

/** sec(x): The secant of x, 1 / cos(x). */
export const sec: Unary = /* @__PURE__ */ operation(51);

/** csc(x): The cosecant of x, 1 / sin(x). */
export const csc: Unary = /* @__PURE__ */ operation(52);

/** cot(x): The cotangent of x, 1 / tan(x). */
export const cot: Unary = /* @__PURE__ */ operation(53);

/** sinc(x): sin(x) / x, and 1 at 0; NaN at the infinities. */
export const sinc: Unary = /* @__PURE__ */ operation(54);

/** deg2rad(x): x degrees in radians. */
export const deg2rad: Unary = /* @__PURE__ */ operation(56);

/** rad2deg(x): x radians in degrees. */
export const rad2deg: Unary = /* @__PURE__ */ operation(57);

/** expm1(x): e to the power of x, less 1; accurate near 0. */
export const expm1: Unary = /* @__PURE__ */ operation(70);

/** log1p(x): The natural logarithm of 1 + x, accurate near 0; NaN below -1. */
export const log1p: Unary = /* @__PURE__ */ operation(71);

/** log2(x): The logarithm of x to base 2; NaN below 0. */
export const log2: Unary = /* @__PURE__ */ operation(72);

/** log10(x): The logarithm of x to base 10; NaN below 0. */
export const log10: Unary = /* @__PURE__ */ operation(73);

/** exp2(x): 2 to the power of x. */
export const exp2: Unary = /* @__PURE__ */ operation(74);

/** exp10(x): 10 to the power of x. */
export const exp10: Unary = /* @__PURE__ */ operation(75);

/** rsqrt(x): One divided by the square root of x; NaN below 0. */
export const rsqrt: Unary = /* @__PURE__ */ operation(76);

/** sinpi(x): The sine of πx; a zero with the sign of x for integers. */
export const sinpi: Unary = /* @__PURE__ */ operation(77);

/** cospi(x): The cosine of πx; 0 at halves of odd integers. */
export const cospi: Unary = /* @__PURE__ */ operation(78);

/** sigmoid(x): The logistic function, 1 / (1 + exp(-x)). */
export const sigmoid: Unary = /* @__PURE__ */ operation(79);

/** softplus(x): log(1 + exp(x)), without overflow. */
export const softplus: Unary = /* @__PURE__ */ operation(80);

/** logSigmoid(x): The logarithm of sigmoid(x), which is -softplus(-x). */
export const logSigmoid: Unary = /* @__PURE__ */ operation(81);

/** logit(x): The logarithm of the odds of x, log(x / (1 - x)): the inverse of sigmoid; NaN outside of 0 to 1. */
export const logit: Unary = /* @__PURE__ */ operation(82);

/** log1mexp(x): log(1 - exp(-x)) for x > 0, as jax.nn.log1mexp; NaN below 0. */
export const log1mexp: Unary = /* @__PURE__ */ operation(83);

/** logexpm1(x): log(exp(x) - 1): the inverse of softplus; NaN below 0. */
export const logexpm1: Unary = /* @__PURE__ */ operation(84);

/** xlogy(x, y): x log(y), and 0 where x is 0, even if y is; NaN for y below 0. */
export const xlogy: Binary = /* @__PURE__ */ operation(85);

/** xlog1py(x, y): x log(1 + y), accurate where y is near 0, and 0 where x is 0, even if y is -1; NaN for y below -1. */
export const xlog1py: Binary = /* @__PURE__ */ operation(86);

/** logaddexp(x, y): log(exp(x) + exp(y)), without overflow. */
export const logaddexp: Binary = /* @__PURE__ */ operation(87);

/** logsubexp(x, y): log(exp(x) - exp(y)), without overflow; NaN where x < y. Near its zeros the error is absolute, 2^-45. */
export const logsubexp: Binary = /* @__PURE__ */ operation(89);

/** elu(x, alpha = 1): x above 0, alpha (exp(x) - 1) below. */
export const elu: Parametric = /* @__PURE__ */ operation(91);

/** selu(x): The scaled exponential linear unit: scale x above 0, scale alpha (exp(x) - 1) below. */
export const selu: Unary = /* @__PURE__ */ operation(92);

/** celu(x, alpha = 1): x above 0, alpha (exp(x / alpha) - 1) below, continuously differentiable. */
export const celu: Parametric = /* @__PURE__ */ operation(93);

/** ceil(x): The smallest integer that is not below x. */
export const ceil: Unary = /* @__PURE__ */ operation(110);

/** trunc(x): x without its fraction. */
export const trunc: Unary = /* @__PURE__ */ operation(111);

/** round(x): The integer nearest to x, a half towards Infinity, as Math.round. */
export const round: Unary = /* @__PURE__ */ operation(112);

/** fround(x): x itself: every value is a float32. */
export const fround: Unary = /* @__PURE__ */ operation(113);

/** rem(x, y): The remainder of x divided by y, as JavaScript's %: exact, and with the sign of x. */
export const rem: Binary = /* @__PURE__ */ operation(114);

/** mod(x, y): x modulo y: the remainder with the sign of y. */
export const mod: Binary = /* @__PURE__ */ operation(115);

/** copysign(x, y): The magnitude of x with the sign of y; NaN if either is. */
export const copysign: Binary = /* @__PURE__ */ operation(116);

/** isNaN(x): 1 where x is NaN, else 0. */
export const isNaN: Unary = /* @__PURE__ */ operation(117);

/** isFinite(x): 1 where x is neither infinite nor NaN, else 0. */
export const isFinite: Unary = /* @__PURE__ */ operation(118);

/** clamp(x, lo, hi): x, but lo where it is below, and hi where it is above: min(max(x, lo), hi). */
export const clamp: Ternary = /* @__PURE__ */ operation(119);

/** relu6(x): x where it is from 0 to 6; 0 below, and 6 above. */
export const relu6: Unary = /* @__PURE__ */ operation(120);

/** leakyRelu(x, slope = 0.01): x where it is above 0, else slope times x. */
export const leakyRelu: Parametric = /* @__PURE__ */ operation(121);

/** hardTanh(x): x where it is from -1 to 1; -1 below, and 1 above. */
export const hardTanh: Unary = /* @__PURE__ */ operation(122);

/** hardSigmoid(x): The sigmoid in three straight lines: (x + 3) / 6 where that is from 0 to 1; 0 below, and 1 above. */
export const hardSigmoid: Unary = /* @__PURE__ */ operation(123);

/** hardSilu(x): x times its hardSigmoid. */
export const hardSilu: Unary = /* @__PURE__ */ operation(124);

/** softsign(x): x / (1 + |x|). */
export const softsign: Unary = /* @__PURE__ */ operation(125);

/** squareplus(x, b = 4): A smooth relu: (x + sqrt(x² + b)) / 2, for b >= 0. */
export const squareplus: Parametric = /* @__PURE__ */ operation(126);

/** sum(x): The sum of x over the elements of a batch. */
export const sum: Reduction = /* @__PURE__ */ operation(130);

/** mean(x): The mean of x over the elements of a batch; NaN of none. */
export const mean: Reduction = /* @__PURE__ */ operation(131);

/** dot(x, y): The sum of x y over the elements of a batch; the products are exact. */
export const dot: Reduction2 = /* @__PURE__ */ operation(132);

/** norm(x): The length of x as a vector over the elements of a batch: the root of the sum of squares. */
export const norm: Reduction = /* @__PURE__ */ operation(133);

/** amax(x): The largest element of a batch: NaN if any is, and -Infinity of none. Equal ones share the derivative. */
export const amax: Reduction = /* @__PURE__ */ operation(134);

/** amin(x): The smallest element of a batch: NaN if any is, and Infinity of none. Equal ones share the derivative. */
export const amin: Reduction = /* @__PURE__ */ operation(135);

/** any(x): 1 if any element of a batch is true, else 0. Nonzero is true, NaN too. */
export const any: Reduction = /* @__PURE__ */ operation(138);

/** all(x): 1 if all elements of a batch are true, else 0. Nonzero is true, NaN too. */
export const all: Reduction = /* @__PURE__ */ operation(139);

/** count(x): The number of elements of the batches in a call; 1 if there are none. */
export const count: Reduction = /* @__PURE__ */ operation(140);

/** variance(x, ddof = 0): The variance of x over the elements of a batch: the sum of (x - mean(x))² divided by n - ddof. */
export const variance: Dispersion = /* @__PURE__ */ operation(141);

/** std(x, ddof = 0): The standard deviation of x over the elements of a batch: the root of the variance. Its derivative is 0 where it is. */
export const std: Dispersion = /* @__PURE__ */ operation(142);

/** logsumexp(x): The logarithm of the sum of e^x over the elements of a batch, without overflow; -Infinity of none. */
export const logsumexp: Reduction = /* @__PURE__ */ operation(143);

/** logmeanexp(x): The logarithm of the mean of e^x over the elements of a batch, without overflow; NaN of none. */
export const logmeanexp: Reduction = /* @__PURE__ */ operation(144);

/** erf(x): The error function of x. */
export const erf: Unary = /* @__PURE__ */ operation(150);

/** erfc(x): The complementary error function of x, 1 - erf x, exact in the tail. */
export const erfc: Unary = /* @__PURE__ */ operation(151);

/** normalPdf(x): The density of the standard normal distribution at x. */
export const normalPdf: Unary = /* @__PURE__ */ operation(152);

/** normalCdf(x): The standard normal distribution at x: the probability below x. */
export const normalCdf: Unary = /* @__PURE__ */ operation(153);

/** logNormalCdf(x): The logarithm of the standard normal distribution at x, exact in both tails. */
export const logNormalCdf: Unary = /* @__PURE__ */ operation(154);

/** silu(x): x sigmoid(x). */
export const silu: Unary = /* @__PURE__ */ operation(155);

/** gelu(x): x normalCdf(x). */
export const gelu: Unary = /* @__PURE__ */ operation(156);

/** geluTanh(x): The tanh approximation of gelu: x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2. */
export const geluTanh: Unary = /* @__PURE__ */ operation(157);

/** mish(x): x tanh(softplus(x)). */
export const mish: Unary = /* @__PURE__ */ operation(158);
