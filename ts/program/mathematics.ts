// Programs as mathematics, to be printed and never run: rewrites that keep a function inside its domain only, up to the
// rounding of constants. x * 0 is 0, x / x is 1, and a product is one fraction of powers, however it came about.

import { ARGUMENT, FOREIGN, TOTAL } from "../core/layout.js";
import type { ForeignNode, HiddenNode, LoopState } from "./expression-graph.js";
import { isConstant, type Program } from "./program.js";
import { argumentsOf, membersOf } from "./sets.js";
import { table } from "./table.js";

/** What a value is (a number, an op in its notation or by its name, nothing for an input), and the op's operands. */
export type Step = readonly [how: string | number | undefined, ...operands: number[]];

/** The values of a program by number, inputs first, and the numbers of its outputs. */
export interface Mathematics {
  readonly steps: readonly Step[];
  readonly outputs: readonly number[];
  /** By value, the state of a loop that it is at the end; its operands are what the state depends on. */
  readonly loops: ReadonlyMap<number, LoopState>;
}

/** A product of powers. */
interface Product {
  /** The constants over and under the bar of its fraction. */
  readonly over: number;
  readonly under: number;
  /** Bases, in order, and their exponents. */
  readonly powers: readonly (readonly [base: number, exponent: number])[];
}

/** The largest exponent that is distributed over a product: (x²)² is x⁴, but squares of squares without end stay so. */
const MAX_EXPONENT = 64;

/** How many operands of operands a rule looks into: a chain of products takes linear time. */
const MAX_STEPS = 32;

/** The power of their first operand that products are. */
const knownPowers = /* @__PURE__ */ new Map([
  ["-x", 1],
  ["x * y", 1],
  ["x / y", 1],
  ["x ** 2", 2],
  ["1 / x", -1],
]);
const powerOf = (how: string | number | undefined): number | undefined => knownPowers.get(how as string);

/**
 * The program with its products as fractions, its sums without zeros and double signs, and no choice made twice.
 *
 * @param hidden - The last of its inputs: foreign functions are called by their names.
 */
export function mathematics(program: Program, hidden: readonly HiddenNode[] = []): Mathematics {
  const { inputs, nodes, outputs } = program;
  const steps: Step[] = Array.from({ length: inputs }, () => [undefined]);
  const known = new Map<string, number>();
  const loops = new Map<number, LoopState>();

  /** The value of a step, the same one for equal steps. */
  const add = (...step: Step): number => {
    // The line break parts minified code: see scripts/lib/line-breaks.mjs.
    const key = Object.is(step[0], -0) ? "-0" : `${step.join()}\n`;
    if (!known.has(key)) known.set(key, steps.push(step) - 1);
    return known.get(key)!;
  };
  /** A constant, as a float32 if it fits in. */
  const constant = (value: number): number => {
    const float = Math.fround(value);
    return add(Math.abs(float - value) < 1e-6 * Math.abs(value) ? float : value);
  };

  /** A value as a product of powers: of a sum or a function, of itself alone. */
  const productOf = (value: number): Product => {
    const constants = { over: 1, under: 1 };
    const powers = new Map<number, number>();
    let left = MAX_STEPS;
    const multiply = (value: number, exponent: number): void => {
      const [how, x, y] = steps[value]!;
      if (typeof how === "number") {
        const side = exponent < 0 ? "under" : "over";
        const factor = constants[side] * how ** Math.abs(exponent);
        if (isUsual(factor) || !isUsual(how)) {
          constants[side] = factor;
          return;
        }
      }
      const power = how === "x ** y" ? steps[y!]![0] : powerOf(how);
      const isWhole = Number.isInteger(exponent) && Math.abs(exponent) <= MAX_EXPONENT;
      if (isWhole && Number.isFinite(power) && left-- > 0) {
        if (how === "-x" && exponent % 2 !== 0) constants.over *= -1;
        multiply(x!, exponent * (power as number));
        if (y !== undefined && how !== "x ** y") multiply(y, how === "x * y" ? exponent : -exponent);
      } else {
        powers.set(value, (powers.get(value) ?? 0) + exponent);
      }
    };
    multiply(value, 1);
    const used = [...powers].filter(([, exponent]) => exponent !== 0);
    return { ...constants, powers: used.sort(([a], [b]) => a - b) };
  };

  /** The value of a product: one fraction. */
  const fraction = ({ over, under, powers }: Product): number => {
    if (over === 0) return add(0);
    // 6 / 3 is 2, but 1 / 3 stays.
    const quotient = over / under;
    if (Math.fround(quotient) * under === over) [over, under] = [quotient, 1];
    const isNegative = over === -1 && powers.some(([, exponent]) => exponent > 0);
    /** What is over the bar, for a sign of 1, or under it, for -1; undefined for 1. */
    const side = (factor: number, sign: number): number | undefined => {
      let product = factor === 1 ? undefined : constant(factor);
      for (const [base, signed] of powers) {
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
  };

  /** x + sign * y, for a sign of 1 or -1. */
  const sum = (x: number, y: number, sign: number): number => {
    const [left, other] = [productOf(x), productOf(y)];
    const right = { ...other, over: sign * other.over };
    if (left.over === 0) return fraction(right);
    if (right.over === 0) return fraction(left);
    // 2a + 3a = 5a
    if (left.powers.join() === right.powers.join())
      return fraction({
        over: left.over * right.under + right.over * left.under,
        under: left.under * right.under,
        powers: left.powers,
      });
    // (u - v) - y = u - (v + y) for constants
    const [how, u, v] = steps[x]!;
    const [a, b] = [steps[v!]?.[0], steps[y]![0]];
    if (how === "x - y" && sign < 0 && typeof a === "number" && typeof b === "number")
      return sum(u!, constant(a + b), sign);
    // a + -2b = a - 2b, -2a + b = b - 2a
    const [first, second] = right.over < 0 || left.over >= 0 ? [left, right] : [right, left];
    return second.over < 0
      ? add("x - y", fraction(first), fraction({ ...second, over: -second.over }))
      : add("x + y", fraction(first), fraction(second));
  };

  /** The value where a condition holds, or does not. */
  const given = (value: number, condition: number, holds: boolean, budget = { left: MAX_STEPS }): number => {
    const [how, ...operands] = steps[value]!;
    // A condition that holds is not always 1: any number may be one.
    if (value === condition && (!holds || /[<>=]|^(not|and|or)$/.test(String(how)))) return add(+holds);
    if (how === "not" && operands[0] === condition) return add(+!holds);
    if (how === "where" && operands[0] === condition) return operands[holds ? 1 : 2]!;
    return powerOf(how) && budget.left-- > 0
      ? make(how as string, ...operands.map((operand) => given(operand, condition, holds, budget)))
      : value;
  };

  /** The op of this notation or name, simplified. */
  const make = (how: string, ...operands: number[]): number => {
    const [x, y, z] = operands as [number, number, number];
    if (how === "x + y" || how === "x - y") return sum(x, y, how === "x + y" ? 1 : -1);
    if (how === "where") {
      const [left, right] = [given(y, x, true), given(z, x, false)];
      const [inner, u] = steps[left]!;
      // where(u < 0, sqrt(u), …) is NaN outside of a domain.
      return left === right || (inner === "sqrt" && x === add("x < y", u!, add(0))) ? right : add(how, x, left, right);
    }
    return fraction(productOf(add(how, ...operands)));
  };

  const values = steps.map((_, input) => input);
  for (const node of nodes) {
    if (isConstant(node)) {
      values.push(add(node.value));
    } else if (node.op === TOTAL) {
      const [x, set] = node.operands as [number, number];
      values.push(make("sumFor", ...membersOf(program, set).map((member) => values[member]!), values[x]!));
    } else if (node.op === FOREIGN) {
      const [list, f] = node.operands as [number, number];
      const { name, state } = hidden.at(f - inputs) as ForeignNode;
      const args = argumentsOf(program, list).map((arg) => values[arg]!);
      if (state) loops.set(steps.length, state);
      values.push(state ? steps.push([name, ...args]) - 1 : add(name, ...args));
    } else if (node.op === ARGUMENT) {
      values.push(0);
    } else {
      const { name, notation } = table[node.op]!;
      values.push(make(notation ?? name, ...node.operands.map((operand) => values[operand]!)));
    }
  }
  return { steps, outputs: outputs.map((output) => values[output]!), loops };
}

/** Whether a number is neither zero, infinite nor NaN. */
function isUsual(value: number): boolean {
  return value !== 0 && Number.isFinite(value);
}
