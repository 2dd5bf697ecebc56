// GENERATED from the op table, crate/src/op.rs, by `npm run generate`.

import { binary, ternary, unary, variadic } from "./op.js";
import type { Binary, Ternary, Unary, Variadic } from "./types.js";

/** neg(x): The negative of x. */
export const neg: Unary = /* @__PURE__ */ unary("neg", 1);

/** abs(x): The magnitude of x. */
export const abs: Unary = /* @__PURE__ */ unary("abs", 2);

/** sign(x): The sign of x: 1, -1, or x itself where it is a zero or NaN. */
export const sign: Unary = /* @__PURE__ */ unary("sign", 3);

/** floor(x): The largest integer that is not above x. */
export const floor: Unary = /* @__PURE__ */ unary("floor", 4);

/** sqrt(x): The square root of x; NaN below 0. */
export const sqrt: Unary = /* @__PURE__ */ unary("sqrt", 5);

/** square(x): x times x. */
export const square: Unary = /* @__PURE__ */ unary("square", 6);

/** reciprocal(x): One divided by x. */
export const reciprocal: Unary = /* @__PURE__ */ unary("reciprocal", 7);

/** exp(x): e to the power of x. */
export const exp: Unary = /* @__PURE__ */ unary("exp", 8);

/** log(x): The natural logarithm of x; NaN below 0. */
export const log: Unary = /* @__PURE__ */ unary("log", 9);

/** sin(x): The sine of x. */
export const sin: Unary = /* @__PURE__ */ unary("sin", 10);

/** cos(x): The cosine of x. */
export const cos: Unary = /* @__PURE__ */ unary("cos", 11);

/** tan(x): The tangent of x. */
export const tan: Unary = /* @__PURE__ */ unary("tan", 12);

/** tanh(x): The hyperbolic tangent of x. */
export const tanh: Unary = /* @__PURE__ */ unary("tanh", 13);

/** not(x): 1 where x is 0, else 0. */
export const not: Unary = /* @__PURE__ */ unary("not", 14);

/** stopGradient(x): x, as a constant: its derivative is 0. */
export const stopGradient: Unary = /* @__PURE__ */ unary("stopGradient", 15);

/** add(x, y): The sum of x and y. */
export const add: Binary = /* @__PURE__ */ binary("add", 16);

/** sub(x, y): The difference of x and y. */
export const sub: Binary = /* @__PURE__ */ binary("sub", 17);

/** mul(x, y): The product of x and y. */
export const mul: Binary = /* @__PURE__ */ binary("mul", 18);

/** div(x, y): x divided by y. */
export const div: Binary = /* @__PURE__ */ binary("div", 19);

/** pow(x, y): x to the power of y, as Math.pow. */
export const pow: Binary = /* @__PURE__ */ binary("pow", 20);

/** max(x, y): The larger of x and y, as Math.max. */
export const max: Variadic = /* @__PURE__ */ variadic("max", 21);

/** min(x, y): The smaller of x and y, as Math.min. */
export const min: Variadic = /* @__PURE__ */ variadic("min", 22);

/** atan2(y, x): The angle of the point (x, y), from -π to π. */
export const atan2: Binary = /* @__PURE__ */ binary("atan2", 23);

/** hypot(x, y): The length of the vector (x, y), without overflow in between. */
export const hypot: Variadic = /* @__PURE__ */ variadic("hypot", 24);

/** gt(x, y): 1 where x > y, else 0. */
export const gt: Binary = /* @__PURE__ */ binary("gt", 25);

/** ge(x, y): 1 where x >= y, else 0. */
export const ge: Binary = /* @__PURE__ */ binary("ge", 26);

/** lt(x, y): 1 where x < y, else 0. */
export const lt: Binary = /* @__PURE__ */ binary("lt", 27);

/** le(x, y): 1 where x <= y, else 0. */
export const le: Binary = /* @__PURE__ */ binary("le", 28);

/** eq(x, y): 1 where x equals y, else 0. */
export const eq: Binary = /* @__PURE__ */ binary("eq", 29);

/** ne(x, y): 1 where x differs from y, else 0. */
export const ne: Binary = /* @__PURE__ */ binary("ne", 30);

/** and(x, y): 1 where x and y are both true, else 0. */
export const and: Binary = /* @__PURE__ */ binary("and", 31);

/** or(x, y): 1 where x or y is true, else 0. */
export const or: Binary = /* @__PURE__ */ binary("or", 32);

/** where(condition, x, y): x where the condition is true, else y. The branch that is not taken contributes nothing to the derivative. */
export const where: Ternary = /* @__PURE__ */ ternary("where", 33);

/** relu(x): x where it is above 0, else 0; NaN stays. */
export const relu: Unary = /* @__PURE__ */ unary("relu", 40);
