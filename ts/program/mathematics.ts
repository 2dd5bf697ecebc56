// Programs as mathematics, to be printed and never run: rewrites that keep a function inside its domain only, up to the
// rounding of constants. x * 0 is 0, x / x is 1, and a product is one fraction of powers, however it came about.

import { isConstant, type Program } from "./program.js";
import { table } from "./table.js";

/** What a value is (a number, an op in its notation or by its name, nothing for an input), and the op's operands. */
export type Step = readonly [how?: string | number, ...operands: number[]];

/** The values of a program by number, inputs first, and the numbers of its outputs. */
export interface Mathematics {
  readonly steps: readonly Step[];
  readonly outputs: readonly number[];
}

/** The largest exponent that is distributed over a product: (x²)² is x⁴, but squares of squares without end stay so. */
const MAX_EXPONENT = 64;

/** How many operands of operands a rule looks into: a chain of products takes linear time. */
const MAX_STEPS = 32;

/** The power of their first operand that products are. */
const powerOf: Readonly<Record<string, number>> = { "-x": 1, "x * y": 1, "x / y": 1, "x ** 2": 2, "1 / x": -1 };

/** The program with its products as fractions, its sums without zeros and double signs, and no choice made twice. */
export function mathematics({ inputs, nodes, outputs }: Program): Mathematics {
  const steps: Step[] = Array.from({ length: inputs }, () => []);
  const known = new Map<string, number>();

  /** The value of a step, the same one for equal steps. */
  const add = (...step: Step): number => {
    const key = Object.is(step[0], -0) ? "-0" : step.join();
    if (!known.has(key)) known.set(key, steps.push(step) - 1);
    return known.get(key)!;
  };
  /** A constant, as a float32 if it fits in. */
  const constant = (value: number): number => {
    const float = Math.fround(value);
    return add(Math.abs(float - value) < 1e-6 * Math.abs(value) ? float : value);
  };

  /** A product as one fraction; with `negated`, its negative if that has one minus sign less, else undefined. */
  function fraction(value: number, negated: true): number | undefined;
  function fraction(value: number): number;
  function fraction(value: number, negated?: true): number | undefined {
    // Constants over and under the bar, and exponents by their bases.
    let [over, under, left] = [1, 1, MAX_STEPS];
    const powers = new Map<number, number>();
    const multiply = (value: number, exponent: number): void => {
      const [how, x, y] = steps[value]!;
      if (typeof how === "number") {
        const power = how ** Math.abs(exponent);
        const product = power * (exponent < 0 ? under : over);
        if (isUsual(product) || !isUsual(how)) {
          if (exponent < 0) under = product;
          else over = product;
          return;
        }
      }
      const power = how === "x ** y" ? steps[y!]![0] : powerOf[how!];
      const isWhole = Number.isInteger(exponent) && Math.abs(exponent) <= MAX_EXPONENT;
      if (isWhole && Number.isFinite(power) && left-- > 0) {
        if (how === "-x" && exponent % 2 !== 0) over = -over;
        multiply(x!, exponent * (power as number));
        if (y !== undefined && how !== "x ** y") multiply(y, how === "x * y" ? exponent : -exponent);
      } else {
        powers.set(value, (powers.get(value) ?? 0) + exponent);
      }
    };
    multiply(value, 1);
    if (negated) {
      over = -over;
      if (!(over > 0)) return undefined;
    }
    if (over === 0) return add(0);
    // 6 / 3 is 2, but 1 / 3 stays.
    const quotient = over / under;
    if (Math.fround(quotient) * under === over) [over, under] = [quotient, 1];
    const inOrder = [...powers].sort(([a], [b]) => a - b);
    const isNegative = over === -1 && inOrder.some(([, exponent]) => exponent > 0);
    /** What is over the bar, for a sign of 1, or under it, for -1; undefined for 1. */
    const side = (factor: number, sign: number): number | undefined => {
      let product = factor === 1 ? undefined : constant(factor);
      for (const [base, signed] of inOrder) {
        const exponent = sign * signed;
        if (exponent <= 0) continue;
        const power =
          exponent === 1 ? base : exponent === 2 ? add("x ** 2", base) : add("x ** y", base, constant(exponent));
        product = product === undefined ? power : add("x * y", product, power);
      }
      return product;
    };
    const top = side(isNegative ? 1 : over, 1);
    const bottom = side(under, -1);
    const result =
      bottom === undefined ? (top ?? add(1)) : top === undefined ? add("1 / x", bottom) : add("x / y", top, bottom);
    return isNegative ? add("-x", result) : result;
  }

  /** The value where a condition holds, or does not. */
  const given = (value: number, condition: number, holds: boolean, budget = { left: MAX_STEPS }): number => {
    const [how, ...operands] = steps[value]!;
    if (value === condition) return add(+holds);
    if (how === "not" && operands[0] === condition) return add(+!holds);
    if (how === "where" && operands[0] === condition) return operands[holds ? 1 : 2]!;
    return powerOf[how!] && budget.left-- > 0
      ? make(how!, ...operands.map((operand) => given(operand, condition, holds, budget)))
      : value;
  };

  /** The op of this notation or name, simplified. */
  const make = (how: string | number, ...operands: number[]): number => {
    const [x, y, z] = operands as [number, number, number];
    const [a, b] = operands.map((operand) => steps[operand]![0]);
    if (how === "x + y") {
      if (a === 0) return y;
      if (b === 0) return x;
      const right = fraction(y, true);
      if (right !== undefined) return make("x - y", x, right);
      const left = fraction(x, true);
      if (left !== undefined) return make("x - y", y, left);
    } else if (how === "x - y") {
      if (b === 0) return x;
      if (a === 0) return make("-x", y);
      const right = fraction(y, true);
      if (right !== undefined) return make("x + y", x, right);
      // (u - v) - b is u - (v + b) for constants.
      const [, u, v] = steps[x]!;
      const c = a === how && steps[v!]![0];
      if (typeof b === "number" && typeof c === "number") return make(how, u!, constant(c + b));
    } else if (how === "where") {
      const [left, right] = [given(y, x, true), given(z, x, false)];
      const [inner, u] = steps[left]!;
      // where(u < 0, sqrt(u), …) is NaN outside of a domain.
      return left === right || (inner === "sqrt" && x === add("x < y", u!, add(0))) ? right : add(how, x, left, right);
    }
    return fraction(add(how, ...operands));
  };

  const values = steps.map((_, input) => input);
  for (const node of nodes) {
    if (isConstant(node)) {
      values.push(add(node.value));
    } else {
      const { name, notation } = table[node.op]!;
      values.push(make(notation ?? name, ...node.operands.map((operand) => values[operand]!)));
    }
  }
  return { steps, outputs: outputs.map((output) => values[output]!) };
}

/** Whether a number is neither zero, infinite nor NaN. */
function isUsual(value: number): boolean {
  return value !== 0 && Number.isFinite(value);
}
