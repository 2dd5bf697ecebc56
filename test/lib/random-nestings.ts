// Random functions whose steps are transforms of random functions, which close over the values around them, in a
// language that several evaluators speak.

import * as fluxion from "../../ts/index.js";
import { ELEMENTWISE, fast as fastLosses, type Language, slow as slowLosses, type Step } from "./random-losses.js";
import {
  constant,
  gradient,
  type Operand as SlowOperand,
  real,
  Undecided,
  type Value as SlowValue,
} from "./slow-evaluator.js";
import * as slowTransforms from "./slow-transforms.js";
import * as untyped from "./untyped.js";

/** A function of values. */
export type Fn<T> = (...args: T[]) => T;
/** A transform of a function of values, called with its arguments and as many tangents, or a cotangent. */
type Along<T> = (args: readonly T[], along: readonly T[]) => T;

/** What functions are written in: ops, and transforms, each with what of its results is meant. */
export interface Nesting<T> extends Language<T> {
  constant(value: number): T;
  compile(f: Fn<T>): Fn<T>;
  gradient(f: Fn<T>, argnum: number): Fn<T>;
  /** The value, or the gradient. */
  valueAndGrad(f: Fn<T>, argnum: number, which: number): Fn<T>;
  /** The value, or the derivative. */
  jvp(f: Fn<T>, which: number): Along<T>;
  vjp(f: Fn<T>, argnum: number, isDirect: boolean): Along<T>;
  hvp(f: Fn<T>, argnum: number): Along<T>;
  jacobian(f: Fn<T>, argnum: number): Fn<T>;
  hessian(f: Fn<T>, row: number, column: number): Fn<T>;
  derivatives(f: Fn<T>, order: number, argnum: number): Fn<T>;
  /** With the rule of an op that is one anyhow. */
  customGrad(f: Fn<T>, rule: (...args: T[]) => T | T[]): Fn<T>;
  repeat(count: number, step: Fn<T>, init: T): T;
}

/**
 * What makes a comparison with the slow evaluator unsure: how near to each other what was compared came, which float32 may
 * order in another way than float64; and whether any transform was called with a number, of which a simplified program
 * does not say any more what it depended on.
 */
export const unsure = { nearest: Infinity, hasNumbers: false };

function gt(x: SlowOperand, y: SlowOperand): SlowValue {
  const [one, other] = [x, y].map((operand) =>
    typeof operand === "number"
      ? [operand]
      : operand instanceof Float32Array
        ? [...operand]
        : operand.entries.map(real),
  );
  one.forEach((value, i) => {
    unsure.nearest = Math.min(unsure.nearest, Math.abs(value - other[other.length === 1 ? 0 : i]));
  });
  return slowLosses.ops.gt(x, y);
}

/** As the slow evaluator computes them. */
export const slow: Nesting<SlowValue> = {
  ops: { ...slowLosses.ops, gt },
  grad: slowLosses.grad,
  constant: (value) => constant([value]),
  compile: slowTransforms.compile,
  gradient,
  valueAndGrad: slowTransforms.valueAndGrad,
  jvp: (f, which) => slowTransforms.jvp(f, which === 0 ? "value" : "derivative"),
  vjp: (f, argnum) => {
    const pulled = slowTransforms.vjp(f, argnum);
    return (args, [cotangent]) => pulled(args, cotangent);
  },
  hvp: slowTransforms.hvp,
  jacobian: slowTransforms.jacobian,
  hessian: slowTransforms.hessian,
  derivatives: slowTransforms.derivatives,
  customGrad: slowTransforms.compile,
  repeat: (count, step, init) => {
    const indices = Array.from({ length: count }, (_, i) => constant([i]));
    const end = indices.reduce((state, i) => step(state, i), init);
    // Which states are batches is one for all steps.
    if (end.refusal) throw new Undecided();
    // A loop does not say what reductions its step would have, were it not refused with them.
    return { ...end, reductions: [], isUnclear: end.isUnclear || end.reductions.length > 0 };
  },
};

type Loose = (...args: unknown[]) => unknown;
type Value = untyped.Value;
const at = (result: unknown, ...path: readonly number[]): Value =>
  path.reduce<unknown>((part, i) => (part as unknown[])[i], result) as Value;
const { customGrad, derivatives, repeat } = fluxion as unknown as Readonly<Record<string, Loose>>;

/** As the package does. */
export const fast: Nesting<Value> = {
  ...(fastLosses as unknown as Language<Value>),
  constant: (value) => value as Value,
  compile: (f) => untyped.compile(f),
  gradient: (f, argnums) => untyped.grad(f, { argnums }),
  valueAndGrad: (f, argnum, which) => {
    const both = untyped.valueAndGrad(f, { argnums: [argnum] });
    return (...args) => (which === 0 ? at(both(...args), 0) : at(both(...args), 1, 0));
  },
  jvp: (f, which) => (args, along) =>
    at(which === 0 ? untyped.jvp(f, args, along) : untyped.jvp(f)(args, along), which),
  vjp: (f, argnum, isDirect) => (args, cotangents) => {
    if (!isDirect) return at(untyped.vjp(f)(args, cotangents[0]), 1, argnum);
    const pullback = at(untyped.vjp(f, ...args), 1) as unknown as Loose;
    return at(pullback(cotangents[0]), argnum);
  },
  hvp: (f, argnum) => (args, along) => at(untyped.hvp(f)(args, along), argnum),
  jacobian: (f, argnums) => untyped.jacobian(f, { argnums }),
  hessian: (f, row, column) => {
    const entry =
      row === column ? untyped.hessian(f, { argnums: row }) : untyped.hessian(f, { argnums: [row, column] });
    return (...args) => (row === column ? entry(...args) : at(entry(...args), 0, 1));
  },
  derivatives: (f, order, argnum) => {
    const all = derivatives(f, order, { argnum }) as Loose;
    return (...args) => at(all(...args), order);
  },
  customGrad: (f, rule) => customGrad(f, rule) as Fn<Value>,
  repeat: (count, step, init) => repeat(count, step, init) as Value,
};

/** What makes one number of a batch, smooth and bounded or nearly so. */
const REDUCING: readonly Step[] = [
  ({ ops: { mean } }, x) => mean(x),
  ({ ops: { mean, square, sub } }, x, y) => mean(square(sub(x, y))),
  ({ ops: { mean, sin, mul } }, x, y) => mean(sin(mul(x, y))),
  ({ ops: { sum, tanh } }, x) => sum(tanh(x)),
  ({ ops: { dot, sin } }, x, y) => dot(sin(x), y),
  ({ ops: { variance, sin, add } }, x, y) => variance(add(x, sin(y))),
  ({ ops: { logsumexp } }, x) => logsumexp(x),
  ({ ops: { logmeanexp, mul } }, x, y) => logmeanexp(mul(x, y)),
  ({ ops: { mul, count, mean } }, x) => mul(count(x), mean(x)),
  ({ ops: { mul, mean, stopGradient } }, x, y) => mean(mul(x, stopGradient(mean(y)))),
];

/** What mixes the elements of a batch, and gives one. */
const MIXING: readonly Step[] = [
  ({ ops: { div, sub, mean, variance, add } }, x) => div(sub(x, mean(x)), add(1, variance(x))),
  ({ ops: { mul, mean } }, x, y) => mul(x, mean(y)),
  ({ ops: { exp, sub, logsumexp, sin } }, x) => exp(sub(sin(x), logsumexp(sin(x)))),
];

/** Ops with their rules, of one argument and of two. */
const OWN: readonly (<T>(language: Nesting<T>) => Fn<T>)[] = [
  ({ customGrad, ops: { sin, cos } }) =>
    customGrad(
      (x) => sin(x),
      (x) => cos(x),
    ),
  ({ customGrad, ops: { tanh, sub, square } }) =>
    customGrad(
      (x) => tanh(x),
      (_, y) => sub(1, square(y)),
    ),
  ({ customGrad, ops: { mul, sin, cos } }) =>
    customGrad(
      (x, y) => mul(x, sin(y)),
      (x, y) => [sin(y), mul(x, cos(y))],
    ),
  // By a batch the derivative by each element, by a number that by the number.
  ({ customGrad, gradient, ops: { mean, sin } }) =>
    customGrad(
      (x) => mean(sin(x)),
      (x) => gradient((u) => mean(sin(u)), 0)(x),
    ),
];

/** A function of its own arguments and of the values around it. */
type Body = <T>(language: Nesting<T>, around: readonly T[], own: readonly T[]) => T;

export const TRANSFORMS = [
  "compile",
  "gradient",
  "valueAndGrad",
  "jvp",
  "vjp",
  "hvp",
  "jacobian",
  "hessian",
  "derivatives",
  "repeat",
] as const;

interface Options {
  /** How deep transforms are in each other. */
  readonly depth: number;
  /** The number of arguments. */
  readonly arity: number;
  /** Whether it ends with a reduction. */
  readonly isLoss: boolean;
  /** How many of its other steps reduce, from 0 to 1. */
  readonly reduces: number;
}

/**
 * A random function of so many arguments among so many values around it: some steps, each of any values before it, of
 * which those of a positive depth have a transform among them.
 */
export function randomBody(random: () => number, around: number, { depth, arity, isLoss, reduces }: Options): Body {
  const pick = (n: number) => Math.floor(random() * n);
  const length = 1 + pick(3);
  const nested = depth > 0 ? pick(length) : -1;
  const steps = Array.from({ length }, (_, i): Body => {
    const count = around + arity + i;
    // Mostly values of the function's own; of the first step one of its arguments.
    const x = i === 0 ? around + pick(arity) : random() < 0.8 ? count - 1 - pick(i + 1) : pick(count);
    const y = pick(count);
    if (i === nested) return randomTransform(random, count, x, { depth, arity, isLoss, reduces });
    if (random() < 0.1) {
      const own = OWN[pick(reduces > 0 ? OWN.length : OWN.length - 1)];
      return (language, values) => {
        const f = own(language);
        return own === OWN[2] ? f(values[x], values[y]) : f(values[x]);
      };
    }
    const kinds = random() < reduces ? [...REDUCING, ...MIXING] : ELEMENTWISE;
    const step = kinds[pick(kinds.length)];
    return (language, values) => step(language, values[x], values[y]);
  });
  const last = REDUCING[pick(REDUCING.length)];
  const other = pick(around + arity);
  return (language, outside, own) => {
    const values = [...outside, ...own];
    for (const step of steps) values.push(step(language, values, []));
    const value = values[values.length - 1];
    return isLoss ? last(language, value, values[other]) : value;
  };
}

/** A value before, or a number. */
type Operand = { readonly value: number } | { readonly number: number };

/** A transform of a random function of one or two arguments, called with values among so many, of which x is the first. */
function randomTransform(random: () => number, count: number, x: number, { depth, reduces }: Options): Body {
  const pick = (n: number) => Math.floor(random() * n);
  const which = TRANSFORMS[pick(TRANSFORMS.length)];
  const arity = 1 + pick(2);
  const isLoss = which !== "repeat" && random() < 2 * reduces;
  const inner = randomBody(random, count, {
    depth: depth - 1,
    arity,
    isLoss,
    reduces: which === "repeat" ? 0 : reduces / 2,
  });
  const called = transformOf(random, which, arity);
  // Operands: values, or a number now and then.
  const operand = (): Operand => (random() < 0.85 ? { value: pick(count) } : { number: pick(9) / 4 - 1 });
  const operands: Operand[] = [{ value: x }, ...Array.from({ length: arity - 1 }, operand)];
  const along = Array.from({ length: arity }, operand);
  const bounded = pick(3);
  return (language, values) => {
    const of = (what: Operand) => ("value" in what ? values[what.value] : language.constant(what.number));
    if (operands.some((operand) => "number" in operand)) unsure.hasNumbers = true;
    const { mul, sin, tanh } = language.ops;
    const result = called(language, (...own) => inner(language, values, own), operands.map(of), along.map(of));
    return bounded === 0 ? result : bounded === 1 ? sin(result) : mul(0.5, tanh(result));
  };
}

type Called = <T>(language: Nesting<T>, f: Fn<T>, args: readonly T[], along: readonly T[]) => T;

/** A call of a transform, with what of its results is meant. */
export function transformOf(random: () => number, which: (typeof TRANSFORMS)[number], arity: number): Called {
  const pick = (n: number) => Math.floor(random() * n);
  const [argnum, other] = [pick(arity), pick(arity)];
  const result = pick(2);
  const order = 1 + pick(3);
  switch (which) {
    case "compile":
      return ({ compile }, f, args) => compile(f)(...args);
    case "gradient":
      return ({ gradient }, f, args) => gradient(f, argnum)(...args);
    case "valueAndGrad":
      return ({ valueAndGrad }, f, args) => valueAndGrad(f, argnum, result)(...args);
    case "jvp":
      return ({ jvp }, f, args, along) => jvp(f, result)(args, along);
    case "vjp":
      return ({ vjp }, f, args, along) => vjp(f, argnum, result === 0)(args, along.slice(0, 1));
    case "hvp":
      return ({ hvp }, f, args, along) => hvp(f, argnum)(args, along);
    case "jacobian":
      return ({ jacobian }, f, args) => jacobian(f, argnum)(...args);
    case "hessian":
      return ({ hessian }, f, args) => hessian(f, Math.min(argnum, other), Math.max(argnum, other))(...args);
    case "derivatives":
      return ({ derivatives }, f, args) => derivatives(f, order, argnum)(...args);
    case "repeat":
      return ({ repeat }, f, [init, ...others]) => repeat(order, (state) => f(state, ...others), init);
  }
}
