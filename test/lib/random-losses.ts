// Random functions with reductions, in a language that several evaluators speak.

import * as fluxion from "../../ts/index.js";
import type { Expr } from "../../ts/index.js";
import { gradient, ops as slowOps, type Value } from "./slow-evaluator.js";

type Name = keyof typeof slowOps;

/** What functions are written in, over values of a type. */
export interface Language<T> {
  readonly ops: Readonly<Record<Name, (...operands: (T | number | Float32Array)[]) => T>>;
  readonly grad: (f: (x: T) => T) => (x: T) => T;
}
export type Step = <T>(language: Language<T>, x: T, y: T) => T;

/** As the slow evaluator computes them. */
export const slow: Language<Value> = { ops: slowOps, grad: (f) => gradient(f) };
/** As the package does. */
export const fast = { ops: fluxion, grad: fluxion.grad } as unknown as Language<Expr>;

/** An array that functions capture: calls have as many elements. */
export const DATA = Float32Array.of(0.5, -1.25, 0.75, 2, -0.375, 1.5, -0.625);

/** Smooth, and bounded or nearly so, so that float32 stays close. */
export const ELEMENTWISE: readonly Step[] = [
  ({ ops: { sin } }, x) => sin(x),
  ({ ops: { tanh } }, x) => tanh(x),
  ({ ops: { softplus, neg } }, x) => softplus(neg(x)),
  ({ ops: { square, sigmoid } }, x) => sigmoid(square(x)),
  ({ ops: { add } }, x, y) => add(x, y),
  ({ ops: { sub } }, x, y) => sub(x, y),
  ({ ops: { mul, tanh } }, x, y) => mul(x, tanh(y)),
  ({ ops: { div, add, square } }, x, y) => div(x, add(1, square(y))),
  ({ ops: { mul, stopGradient, sin } }, x, y) => mul(sin(x), stopGradient(y)),
  ({ ops: { where, gt } }, x, y) => where(gt(x, 0.1), x, y),
];

const REDUCING: readonly Step[] = [
  ({ ops: { mean } }, x) => mean(x),
  ({ ops: { mean, square, sub } }, x, y) => mean(square(sub(x, y))),
  ({ ops: { sum, tanh } }, x) => sum(tanh(x)),
  ({ ops: { dot, sin } }, x, y) => dot(sin(x), y),
  ({ ops: { norm } }, x) => norm(x),
  ({ ops: { amax } }, x) => amax(x),
  ({ ops: { amin, sin } }, x) => sin(amin(x)),
  ({ ops: { variance } }, x) => variance(x),
  ({ ops: { std, add } }, x, y) => std(add(x, y)),
  ({ ops: { logsumexp } }, x) => logsumexp(x),
  ({ ops: { logmeanexp, mul } }, x, y) => logmeanexp(mul(x, y)),
  ({ ops: { any, all, gt, add } }, x, y) => add(any(gt(x, 0)), all(gt(y, -1))),
  ({ ops: { mul, count, mean } }, x) => mul(count(x), mean(x)),
  ({ ops: { div, sub, mean, std, add } }, x) => div(sub(x, mean(x)), add(1, std(x))),
  ({ ops: { mul, mean, stopGradient } }, x, y) => mul(x, stopGradient(mean(y))),
  ({ ops: { mean, mul } }, x) => mean(mul(x, DATA)),
  ({ ops: { sum, square, sub, mul }, grad }, x, y) => sub(x, mul(0.1, grad((u) => sum(square(sub(u, y))))(x))),
  ({ ops: { mean, sin, mul }, grad }, x, y) => grad((u) => mean(sin(mul(u, y))))(x),
  ({ ops: { logsumexp }, grad }, x) => grad((u) => logsumexp(u))(x),
  ({ ops: { sin, mul }, grad }, x, y) => grad((u) => sin(mul(u, y)))(x),
];

/** The number of arguments of the functions. */
export const ARGUMENTS = 3;

/** A chain of so many steps, each of any of the values before it. */
export function randomFunction(random: () => number, length: number) {
  const pick = (n: number) => Math.floor(random() * n);
  const chain = Array.from({ length }, (_, i) => {
    const steps = random() < 0.5 ? ELEMENTWISE : REDUCING;
    const count = ARGUMENTS + i;
    return {
      step: steps[pick(steps.length)],
      x: i === 0 ? pick(count) : count - 1 - pick(Math.min(2, count)),
      y: pick(count),
    };
  });
  return <T>(language: Language<T>, inputs: readonly T[]): T => {
    const values = [...inputs];
    for (const { step, x, y } of chain) values.push(step(language, values[x], values[y]));
    return values[values.length - 1];
  };
}
