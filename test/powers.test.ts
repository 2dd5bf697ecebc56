// Powers by an exponent that is a constant of the program, and by the same number as an argument: Math.pow's special
// values and the bounds of pow, on every engine and in every call form, with derivatives up to the third.
// crate/tests/powers.rs has more points; these run the wasm that ships.

import { describe, expect, it } from "vitest";
import { distance } from "../bench/accuracy/ulp.mjs";
import { alloc, compile, type Expr, grad, pow } from "../ts/index.js";
import { generator } from "./lib/random.js";

const WHOLE = Array.from({ length: 31 }, (_, i) => i - 15);
const OTHERS = [0.5, 1.5, 2.5, 3.5, 4.5, 5.5].flatMap((k) => [k, -k]);
const ODD = [0.25, -1.25, 20, -20, 1e-3];

/** The largest error by order: of pow's value, of its derivative's factor, of second and third derivatives. */
const BOUNDS = [0.502, 4, 16, 64];

const MAX = 3.4028234663852886e38;
const SPECIAL = [0, 1, 0.5, 2, 3, 10, 1e-3, 1e10, 1e-30, 1e30, 1e-38, 2 ** -149, MAX, Infinity, NaN];
const random = generator(1);
const within = (count: number, most: number) => Array.from({ length: count }, () => (2 * random() - 1) * most);
const points = Float32Array.of(...SPECIAL, ...SPECIAL.map((x) => -x), ...within(500, 4), ...within(100, 1e4));

/** The derivative of x ** k by x, an order of times. */
function exact(x: number, k: number, order: number): number {
  const coefficient = Array.from({ length: order }, (_, i) => k - i).reduce((product, factor) => product * factor, 1);
  return coefficient === 0 ? 0 : coefficient * Math.pow(x, k - order);
}

function derivative(f: (x: Expr, k: Expr) => Expr, order: number): (x: Expr, k: Expr) => Expr {
  return order === 0 ? f : grad(derivative(f, order - 1));
}

/** What is wrong with a result, if anything is. */
function fault(got: number, x: number, k: number, order: number): string | null {
  const right = exact(x, k, order);
  const rounded = Math.fround(right);
  // A derivative that is 0 everywhere has either sign, and a constant one is what it is or NaN at NaN.
  const isConstant = order > 0 && Number.isInteger(k) && k >= 0 && k <= order;
  if (isConstant && (Number.isNaN(x) || (right === 0 && got === 0))) return null;
  const isSpecial = right === 0 || !Number.isFinite(right);
  const isRight = isSpecial ? Object.is(got, rounded) : distance(got, right) <= BOUNDS[order] + 1e-6;
  return isRight ? null : `${x} ** ${k}, order ${order}: ${got}, not ${right}`;
}

describe.each([0, 1, 2, 3])("powers of order %i", (order) => {
  it.each([...WHOLE, ...OTHERS, ...ODD])("by %d", (exponent) => {
    const k = Math.fround(exponent);
    const constant = compile(derivative((x) => pow(x, k), order) as (x: Expr) => Expr);
    const argument = compile(derivative(pow, order));
    const whole = alloc(points.length);
    whole.set(points);
    const inPlace = alloc(points.length);
    constant.into(inPlace, whole);
    // A constant derivative is no batch.
    const batch = constant(points) as Float32Array | number;
    const at = (i: number): number => (typeof batch === "number" ? batch : batch[i]);
    const others = argument(points, k) as Float32Array | number;
    const otherAt = (i: number): number => (typeof others === "number" ? others : others[i]);
    const faults: string[] = [];
    points.forEach((x, i) => {
      const one = constant(x);
      if (!Object.is(one, at(i)) || !Object.is(one, inPlace[i])) faults.push(`${x}: call forms differ`);
      for (const [form, got] of Object.entries({ constant: at(i), argument: otherAt(i) })) {
        const wrong = fault(got, x, k, order);
        if (wrong !== null) faults.push(`${form}: ${wrong}`);
      }
    });
    expect(faults).toEqual([]);
  });
});

describe("derivatives by x above the exponent, an argument", () => {
  it("are 0 at 0", () => {
    expect(grad(grad(pow))(0, [0, 1, 2, 3])).toEqual(Float32Array.of(0, 0, 2, 0));
    expect(grad(grad(grad(pow)))(0, [0, 1, 2, 3])).toEqual(Float32Array.of(0, 0, 0, 6));
    expect(grad(grad(grad(grad(pow))))(1e-30, [0, 1, 2, 3])).toEqual(Float32Array.of(0, 0, 0, 0));
  });
});
