// What one op says, another way of writing it says as well.

import { describe, expect, it } from "vitest";
import {
  abs,
  add,
  and,
  ceil,
  clamp,
  compile,
  copysign,
  eq,
  type Expr,
  floor,
  fround,
  grad,
  gt,
  hardSigmoid,
  hardSilu,
  hardTanh,
  hypot,
  isFinite,
  isNaN,
  leakyRelu,
  lt,
  max,
  min,
  mod,
  mul,
  ne,
  neg,
  pow,
  relu,
  relu6,
  rem,
  round,
  sign,
  square,
  sub,
  trunc,
  where,
} from "../ts/index.js";
import { bitsOf } from "./lib/floats.js";
import { generator } from "./lib/random.js";

const DIFFICULT = [
  0,
  1,
  0.5,
  1.5,
  2.5,
  3,
  6,
  0.49999997,
  8388607.5,
  8388609,
  16777216,
  1e-45,
  1.1754944e-38,
  1e30,
  3.4028235e38,
  Infinity,
].map(Math.fround);
const random = generator(11);
const ordinary = Array.from({ length: 500 }, () => Math.fround(20 * random() - 10));
const xs = Float32Array.from([NaN, ...DIFFICULT, ...DIFFICULT.map((x) => -x), ...ordinary]);
/** Every x beside every difficult y. */
const pairs = [...DIFFICULT, ...DIFFICULT.map((y) => -y), NaN].flatMap((y) => [...xs].map((x) => [x, y] as const));
const [left, right] = [0, 1].map((i) => Float32Array.from(pairs, (pair) => pair[i])) as [Float32Array, Float32Array];

/** The zeros are told apart in values. In derivatives they are not. */
const asOne = (values: Float32Array) => bitsOf(values.map((value) => value + 0));

/** 1, whatever x is. */
const always = (x: Expr) => where(lt(x, x), 0, 1);

type Unary = (x: Expr) => Expr;
type Binary = (x: Expr, y: Expr) => Expr;

const values: Record<string, [Unary, Unary]> = {
  "relu(x) = where(x > 0, x, 0), and keeps NaN": [relu, (x) => where(isNaN(x), x, where(gt(x, 0), x, 0))],
  "leakyRelu(x, 0) = relu(x), but for the sign of zero and infinity": [
    (x) => where(isFinite(x), leakyRelu(x, 0).add(0), x),
    (x) => where(isFinite(x), relu(x), x),
  ],
  "relu6(x) = clamp(x, 0, 6)": [relu6, (x) => clamp(x, 0, 6)],
  "hardTanh(x) = clamp(x, -1, 1)": [hardTanh, (x) => clamp(x, -1, 1)],
  "hypot(x, 0) = |x|": [(x) => hypot(x, 0), abs],
  "hypot(0, x) = |x|": [(x) => hypot(0, x), abs],
  "x * x = square(x)": [(x) => mul(x, x), square],
  "pow(x, 2) = square(x)": [(x) => pow(x, 2), square],
  "ceil(x) = -floor(-x)": [ceil, (x) => neg(floor(neg(x)))],
  "trunc(x) is floor or ceil": [trunc, (x) => where(lt(x, 0), ceil(x), floor(x))],
  "round rounds what is between": [
    (x) => where(isFinite(x), and(lt(sub(round(x), x), 0.50001), gt(sub(round(x), x), -0.50001)), 1),
    always,
  ],
  "fround(x) = x": [fround, (x) => x],
  "|x| with the sign of x is x": [(x) => copysign(abs(x), x), (x) => x],
  "isNaN(x) is x ≠ x": [isNaN, (x) => ne(x, x)],
  "isFinite(x) is x - x = 0": [isFinite, (x) => eq(sub(x, x), 0)],
  "hardSilu(x) = x hardSigmoid(x), where the rounded product is exact": [
    (x) => where(lt(abs(x), 3), 0, where(isFinite(x), hardSilu(x), 0)),
    (x) => where(lt(abs(x), 3), 0, where(isFinite(x), mul(x, hardSigmoid(x)), 0)),
  ],
};

const pairValues: Record<string, [Binary, Binary]> = {
  "clamp(x, y, 5) = min(max(x, y), 5)": [(x, y) => clamp(x, y, 5), (x, y) => min(max(x, y), 5)],
  "copysign(x, y) = |x| sign(y), where y is not 0": [
    (x, y) => where(eq(y, 0), 0, copysign(x, y)),
    (x, y) => where(eq(y, 0), 0, mul(abs(x), sign(y))),
  ],
  "rem(x, -y) = rem(x, y)": [(x, y) => rem(x, neg(y)), rem],
  "rem(-x, y) = -rem(x, y)": [(x, y) => rem(neg(x), y), (x, y) => neg(rem(x, y))],
  "mod(-x, -y) = -mod(x, y)": [(x, y) => mod(neg(x), neg(y)), (x, y) => neg(mod(x, y))],
  "mod is rem, where both have a sign": [
    (x, y) => where(eq(sign(x), sign(y)), mod(x, y), 0),
    (x, y) => where(eq(sign(x), sign(y)), rem(x, y), 0),
  ],
  "|rem(x, y)| < |y|": [(x, y) => where(isNaN(rem(x, y)), 1, lt(abs(rem(x, y)), abs(y))), (x, y) => always(add(x, y))],
};

const derivatives: Record<string, Unary[]> = {
  "x * x, square(x) and pow(x, 2)": [square, (x) => mul(x, x), (x) => pow(x, 2)],
  "hypot(x, 0) and abs(x)": [abs, (x) => hypot(x, 0), (x) => hypot(0, x)],
  "relu(x) and where(x > 0, x, 0)": [relu, (x) => where(gt(x, 0), x, 0)],
  "fround(x) and x": [fround, (x) => x],
  "rem(x, 3), mod(x, 3) and x": [(x) => rem(x, 3), (x) => mod(x, 3), (x) => x],
  "what is constant in pieces": [floor, ceil, trunc, round, sign, isNaN, isFinite],
};

describe("values", () => {
  it.each(Object.entries(values))("%s", (_name, [f, g]) => {
    expect(bitsOf(compile(f)(xs))).toEqual(bitsOf(compile(g)(xs)));
  });
  it.each(Object.entries(pairValues))("%s", (_name, [f, g]) => {
    expect(bitsOf(compile(f)(left, right))).toEqual(bitsOf(compile(g)(left, right)));
  });
});

describe("derivatives of", () => {
  // NaN has none.
  const numbers = xs.filter((x) => !Number.isNaN(x));
  it.each(Object.entries(derivatives))("%s", (_name, [f, ...others]) => {
    const expected = asOne(grad(f)(numbers));
    for (const other of others) expect(asOne(grad(other)(numbers))).toEqual(expected);
  });

  it("rem and mod by the divisor: minus the quotient, without its fraction or rounded down", () => {
    const ordinary = pairs.filter(([x, y]) => Math.abs(x / y) < 1e6 && y !== 0 && Math.abs(y) < 1e30);
    const [x, y] = [0, 1].map((i) => Float32Array.from(ordinary, (pair) => pair[i])) as [Float32Array, Float32Array];
    const quotients = ordinary.map(([x, y]) => Math.round((x - (x % y)) / y));
    const isRoundedDown = ordinary.map(([x, y]) => x % y !== 0 && x < 0 !== y < 0);
    expect(asOne(grad(rem, { argnums: 1 })(x, y))).toEqual(asOne(Float32Array.from(quotients, (q) => -q)));
    expect(asOne(grad(mod, { argnums: 1 })(x, y))).toEqual(
      asOne(Float32Array.from(quotients, (q, i) => (isRoundedDown[i] ? 1 - q : -q))),
    );
  });

  it("clamp at a bound: a half for each, as min(max(x, lo), hi)", () => {
    const all = { argnums: [0, 1, 2] } as const;
    for (const x of [-2, 0, 0.5, 1, 2]) {
      expect(grad(clamp, all)(x, 0, 1)).toEqual(grad((x, lo, hi) => min(max(x, lo), hi), all)(x, 0, 1));
    }
    expect(grad(clamp, all)(1, 0, 1)).toEqual([0.5, 0, 0.5]);
  });

  it("relu6, hardTanh, hardSigmoid and hardSilu at their kinks: the smaller one", () => {
    expect([0, 6].map((x) => grad(relu6)(x))).toEqual([0, 0]);
    expect([-1, 1].map((x) => grad(hardTanh)(x))).toEqual([0, 0]);
    expect([-3, 3].map((x) => grad(hardSigmoid)(x))).toEqual([0, 0]);
    expect([-3, 3].map((x) => grad(hardSilu)(x))).toEqual([0, 1]);
    expect(grad(copysign, { argnums: [0, 1] })(0, -1)).toEqual([-0, 0]);
  });
});
