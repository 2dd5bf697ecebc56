// Random functions, the same at every run: each over expressions, and in float64 with its derivatives.

import * as fluxion from "../../ts/index.js";
import type { Expr } from "../../ts/index.js";
import { argument, type HyperDual, hyperDual, type Ops } from "./hyper-dual.js";

/** Numbers from [0, 1), the same ones for the same seed (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Ops that make one value of two, or of the first. */
type Step = <T>(ops: Ops<T>, x: T, y: T) => T;

/** Smooth functions, most of them bounded, so that a chain of them neither overflows nor amplifies rounding much. */
const steps: readonly Step[] = [
  ({ sin }, x) => sin(x),
  ({ cos }, x) => cos(x),
  ({ tanh }, x) => tanh(x),
  ({ neg }, x) => neg(x),
  ({ exp, neg, square }, x) => exp(neg(square(x))),
  ({ sqrt, add, square }, x) => sqrt(add(1, square(x))),
  ({ log, add, square }, x) => log(add(square(x), 1)),
  ({ log1p, square }, x) => log1p(square(x)),
  ({ mul, add }, x, y) => mul(add(x, y), 0.5),
  ({ sub }, x, y) => sub(x, y),
  ({ mul }, x, y) => mul(x, y),
  ({ div, add, mul }, x, y) => div(x, add(1, mul(y, y))),
  ({ atan2, hypot }, x, y) => atan2(x, hypot(hypot(x, 1), y)),
];

/** A random function of so many arguments. */
export interface RandomFunction {
  readonly expression: (...args: Expr[]) => Expr;
  /** The value at a point, the derivatives by the two arguments of these indices, and that by both. */
  readonly exact: (point: readonly number[], by?: readonly [number, number]) => HyperDual;
}

/** Chains so many steps, each of which takes any of the values before it, and the last of which uses the one before. */
export function randomFunction(random: () => number, args: number, length: number): RandomFunction {
  const pick = (n: number) => Math.floor(random() * n);
  const chain = Array.from({ length }, (_, i) => {
    const count = args + i;
    // Mostly recent values, so that the function is deep.
    const operand = () => (random() < 0.7 ? Math.max(0, count - 1 - pick(3)) : pick(count));
    return { step: steps[pick(steps.length)], x: i === length - 1 ? count - 1 : operand(), y: operand() };
  });
  function over<T>(ops: Ops<T>, inputs: readonly T[]): T {
    const values = [...inputs];
    for (const { step, x, y } of chain) values.push(step(ops, values[x], values[y]));
    return values.at(-1)!;
  }
  return {
    expression: (...inputs) => over(fluxion as unknown as Ops<Expr>, inputs),
    exact: (point, [i, j] = [0, 0]) =>
      over(
        hyperDual,
        point.map((value, k) => argument(value, k === i, k === j)),
      ),
  };
}
