// Random functions, the same at every run: each as a function of expressions, and in float64 with its gradient.

import {
  add,
  atan2,
  cos,
  div,
  exp,
  type Expr,
  hypot,
  log,
  mul,
  neg,
  sin,
  sqrt,
  square,
  sub,
  tanh,
} from "../../ts/index.js";

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

/** A float64 value with its derivative by each argument. */
export interface Dual {
  readonly value: number;
  readonly partials: readonly number[];
}

/** A step: expressions to an expression, and duals to a dual by the step's own partial derivatives. */
interface Step {
  readonly arity: 1 | 2;
  readonly expression: (x: Expr, y: Expr) => Expr;
  readonly value: (x: number, y: number) => number;
  readonly partials: (x: number, y: number) => readonly [number, number];
}

/** Smooth functions, most of them bounded, so that a chain of them neither overflows nor amplifies rounding much. */
const steps: readonly Step[] = [
  { arity: 1, expression: (x) => sin(x), value: Math.sin, partials: (x) => [Math.cos(x), 0] },
  { arity: 1, expression: (x) => cos(x), value: Math.cos, partials: (x) => [-Math.sin(x), 0] },
  { arity: 1, expression: (x) => tanh(x), value: Math.tanh, partials: (x) => [1 / Math.cosh(x) ** 2, 0] },
  { arity: 1, expression: (x) => neg(x), value: (x) => -x, partials: () => [-1, 0] },
  {
    arity: 1,
    expression: (x) => exp(neg(square(x))),
    value: (x) => Math.exp(-x * x),
    partials: (x) => [-2 * x * Math.exp(-x * x), 0],
  },
  {
    arity: 1,
    expression: (x) => sqrt(add(1, square(x))),
    value: (x) => Math.sqrt(1 + x * x),
    partials: (x) => [x / Math.sqrt(1 + x * x), 0],
  },
  {
    arity: 1,
    expression: (x) => log(x.square().add(1)),
    value: (x) => Math.log(1 + x * x),
    partials: (x) => [(2 * x) / (1 + x * x), 0],
  },
  { arity: 2, expression: (x, y) => mul(add(x, y), 0.5), value: (x, y) => (x + y) / 2, partials: () => [0.5, 0.5] },
  { arity: 2, expression: (x, y) => sub(x, y), value: (x, y) => x - y, partials: () => [1, -1] },
  { arity: 2, expression: (x, y) => mul(x, y), value: (x, y) => x * y, partials: (x, y) => [y, x] },
  {
    arity: 2,
    expression: (x, y) => div(x, add(1, mul(y, y))),
    value: (x, y) => x / (1 + y * y),
    partials: (x, y) => [1 / (1 + y * y), (-2 * x * y) / (1 + y * y) ** 2],
  },
  {
    arity: 2,
    expression: (x, y) => atan2(x, hypot(y, 1)),
    value: (x, y) => Math.atan2(x, Math.hypot(y, 1)),
    partials: (x, y) => {
      const h = Math.hypot(y, 1);
      const r = x * x + h * h;
      return [h / r, ((-x / r) * y) / h];
    },
  },
];

/** A random function of so many arguments. */
export interface RandomFunction {
  readonly expression: (...args: Expr[]) => Expr;
  /** The value and gradient at a point, and the largest number met on the way to them. */
  readonly exact: (point: readonly number[]) => Dual & { readonly largest: number };
}

/** Chains so many steps, each of which takes any of the values before it, and the last of which uses the one before. */
export function randomFunction(random: () => number, args: number, length: number): RandomFunction {
  const pick = (n: number) => Math.floor(random() * n);
  const chain = Array.from({ length }, (_, i) => {
    const count = args + i;
    // Mostly recent values, so that the function is deep.
    const operand = () => (random() < 0.7 ? Math.max(0, count - 1 - pick(3)) : pick(count));
    return { step: steps[pick(steps.length)]!, x: i === length - 1 ? count - 1 : operand(), y: operand() };
  });
  return {
    expression: (...inputs) => {
      const values = [...inputs];
      for (const { step, x, y } of chain) values.push(step.expression(values[x]!, values[y]!));
      return values.at(-1)!;
    },
    exact: (point) => {
      const values: Dual[] = point.map((value, i) => ({ value, partials: point.map((_, j) => (i === j ? 1 : 0)) }));
      let largest = 1;
      for (const { step, x, y } of chain) {
        const [a, b] = [values[x]!, values[y]!];
        const [da, db] = step.partials(a.value, b.value);
        const value = step.value(a.value, b.value);
        const partials = a.partials.map((partial, i) => da * partial + db * b.partials[i]!);
        largest = Math.max(largest, Math.abs(value), ...partials.map(Math.abs));
        values.push({ value, partials });
      }
      return { ...values.at(-1)!, largest };
    },
  };
}
