// checkGrads: derivatives against finite differences.

import { wrongGradient, wrongOrder } from "../errors.js";
import { define } from "../program/define.js";
import { leafNames, NAMES } from "../program/names.js";
import { nodeOfValue } from "../program/program.js";
import { table } from "../program/table.js";
import { invoke } from "../trace/expression.js";
import { chosen, readOptions } from "./argnums.js";
import { dot } from "./ops.js";
import { evaluatorOf, readCall, slices } from "./parts.js";
import type { CheckOptions, Expr, Mismatch, Returned } from "./public-types.js";
import { jvp, vjp } from "./products.js";
import { leavesOf } from "./transformed.js";
import { grad } from "./transforms.js";
import type { ArgumentsOf } from "./types/checks.js";
import type { AnyFunction, Differentiable } from "./types/transforms.js";

/** The most elements of a batch of derivatives that are compared: they are spread over it. */
const MAX_ELEMENTS = 256;

/** In how many random directions the gradient of a loss by a batch is compared. */
const DIRECTIONS = 8;

/** Steps are 2^-k, from the first k to the last, times max(1, |x|). */
const FIRST_STEP = 3;
const LAST_STEP = 9;

/** How many bounds a derivative is off by that is wrong. */
const TOLERANCE = 4;

/** The least bound: what rounding leaves of a derivative that is 0 because terms of about 1 cancel, as of x - mean(x). */
const FLOOR = 2 ** -20;

/** By how much of themselves modes may be apart, of which each rounds in its own order. */
const MODES_APART = 2 ** -12;

type Value = number | Float32Array;
type Flat = (...xs: unknown[]) => unknown;
type Transform = (f: Flat, options?: object) => Flat;

/**
 * Compares derivatives with finite differences of the function's values, of fourth order at seven steps each: passes
 * those that agree with any, within what rounding explains. Gradients of losses by batches are compared in random
 * directions, always the same ones; others element by element, at most 256 of a batch. Values under `stopGradient` are
 * held. Where the function is not finite, or a kink is nearer than the least step, nothing is compared.
 *
 * Of derivatives that are wrong by 1 %, it finds five of six: check at several points. Differences below 4e-6 count for
 * nothing.
 *
 * @param f - A function that returns one expression.
 * @param args - The arguments of a call, numbers and batches, as an array.
 * @param options - `order`: up to which order derivatives are compared, 1 if not given. `argnums`: by which arguments;
 *   by all if not given.
 * @throws Error if derivatives are wrong, with all that are as `mismatches`; the message shows the worst.
 * @throws As `grad(f)(...args)` does; RangeError for an order that is no integer from 1.
 *
 * @example
 * checkGrads((w, x) => mean(square(sub(mul(w, x), 1))), [0.5, xs], { order: 2 });
 */
export function checkGrads<F extends (...args: Expr[]) => Returned>(
  f: F,
  args: ArgumentsOf<F>,
  options?: CheckOptions,
): void;
export function checkGrads<F extends AnyFunction>(
  f: F & Differentiable<F>,
  args: ArgumentsOf<F>,
  options?: CheckOptions,
): void;
export function checkGrads(f: unknown, args: unknown, options?: unknown): void {
  const { traced, inputs, length } = readCall("checkGrads", f, args, "value");
  const { label, args: structure, leaves: paths = [] } = traced;
  const { order = 1, ...others } = { __proto__: null, ...(options as CheckOptions) };
  if (!Number.isInteger(order) || order < 1) throw wrongOrder(label, order, "1");
  const { argnums } = readOptions(label, options instanceof Object ? others : options, true);
  const by = leavesOf(structure, chosen(label, argnums, structure));
  const leaves = slices(inputs.slice(0, paths.length), 0, length);
  let seed = 1;
  /** From [-1, 1), the same ones in each call. */
  const random = () => (seed = (Math.imul(seed, 1664525) + 1013904223) | 0) / 2 ** 31;
  /** For each derivative nothing if it is right, null if that cannot be told. */
  const verdicts: (Mismatch | null | undefined)[] = [];

  const check = (f: Flat, level: number): void => {
    define(f, NAMES, () => leafNames(traced));
    const gradients = (grad as unknown as Transform)(f, { argnums: by })(...leaves) as Value[];
    const [, pulled] = (vjp as unknown as Transform)(f)(leaves, 1) as [unknown, Value[]];
    const call = readCall("checkGrads", f, leaves, "value");
    const { program, inputs, kinds } = call;
    const isStop = (value: number) => table[nodeOfValue(program, value)?.op ?? 0]?.name === "stopGradient";
    const stops = kinds.root.map((_, value) => value).filter(isStop);
    const held = evaluatorOf(call, stops)(inputs);
    const evaluate = evaluatorOf(call, program.outputs, stops);
    const isLoss = !kinds.isBatchOutput[0];
    const count = isLoss ? 1 : Math.min(length, MAX_ELEMENTS);

    by.forEach((leaf, position) => {
      const x = leaves[leaf]!;
      const isDirectional = isLoss && typeof x !== "number";
      for (let turn = isDirectional ? DIRECTIONS : 1; turn > 0; turn--) {
        const rates = typeof x === "number" ? scaleOf(x) : x.map((x) => scaleOf(x) * (isDirectional ? random() : 1));
        /** The function at 2^-k times the rates from the point, at -2^-k for -k, and at the point for 0. */
        const samples: Record<number, Value> = {};
        for (let k = -LAST_STEP - 1; k <= LAST_STEP + 1; k++) {
          const distance = Math.sign(k) * 2 ** -Math.abs(k);
          const move = (x: number, i: number) => x + distance * at(rates, i);
          const point: (typeof inputs)[number][] = [...inputs, ...held];
          point[leaf] = typeof x === "number" ? Math.fround(move(x, 0)) : x.map(move);
          samples[k] = evaluate(point)[0]!;
        }
        const tangents = leaves.map((_, other) => (other === leaf ? rates : 0));
        const [, forward] = (jvp as unknown as Transform)(f)(leaves, tangents) as [unknown, Value];
        for (let n = 0; n < count; n++) {
          const element = Math.floor((n * length) / count);
          const along = (slopes: Value) =>
            isDirectional
              ? x.reduce((sum, _, i) => sum + at(slopes, i) * at(rates, i), 0)
              : at(slopes, element) * at(rates, element);
          const all = [along(gradients[position]!), at(forward, element)];
          // By a number, that of an elementwise function is summed.
          if (isLoss || typeof x !== "number") all.push(along(pulled[leaf]!));
          const unit = isDirectional ? 1 : at(rates, element);
          const { argument, path } = paths[leaf]!;
          const about = { argument, path, element: isLoss ? undefined : element, order: level };
          verdicts.push(
            verdictOn(
              all.map((slope) => slope / unit),
              (k) => at(samples[k]!, element) / unit,
              about,
            ),
          );
        }
      }
      if (level === order) return;
      const weights = Float32Array.from({ length }, random);
      check((...xs) => {
        const slope = (grad as unknown as Transform)(f, { argnums: leaf })(...xs);
        return isDirectional ? dot(slope as never, weights) : slope;
      }, level + 1);
    });
  };
  check((...xs) => invoke(traced, xs), 1);
  const mismatches = verdicts.filter((verdict) => verdict != null);
  const skipped = verdicts.filter((verdict) => verdict === null).length;
  if (mismatches.length > 0) throw wrongGradient(traced, mismatches, skipped);
}

/**
 * Whether a derivative is what finite differences say: undefined if it is, at any step; null if there is no step at
 * which they say anything.
 *
 * @param all - The derivative as each mode gives it.
 * @param at - The function at ±2^-k from the point, for ±k, and at the point for 0.
 */
function verdictOn(
  all: readonly number[],
  at: (k: number) => number,
  about: Omit<Mismatch, "analytic" | "numeric" | "bound">,
): Mismatch | null | undefined {
  const slope = (k: number) => (at(k) - at(-k)) * 2 ** (k - 1);
  // Of fourth order.
  const central = (k: number) => (4 * slope(k) - slope(k - 1)) / 3;
  /** How far differences to both sides are apart, those of second order. */
  const bend = (k: number) => (at(k) + at(-k) - 2 * at(0)) * 2 ** k;
  const kink = (k: number) => Math.abs(2 * bend(k) - bend(k - 1));
  let best: Mismatch | null = null;
  for (let k = LAST_STEP; k >= FIRST_STEP; k--) {
    const numeric = central(k);
    const noise = 1.5 * 2 ** (k - 23) * Math.max(Math.abs(at(k)), Math.abs(at(-k)));
    const bound = Math.abs(numeric - central(k + 1)) + noise + Math.max(FLOOR, 2 ** -22 * Math.abs(numeric));
    if (!(bound < Infinity)) continue;
    // Of a smooth function that shrinks by the third power of the step. A kink or pole is nearer than the step, and so
    // than all larger ones.
    if (kink(k + 1) > Math.max(kink(k) / 2, 2 * TOLERANCE * noise)) break;
    const wrong = all.filter((analytic) => !(Math.abs(analytic - numeric) <= TOLERANCE * bound));
    if (wrong.length === 0) return undefined;
    if (!best || bound < best.bound) best = { ...about, analytic: wrong[0]!, numeric, bound };
  }
  // Nothing to compare with but each other.
  const [numeric, analytic] = all as [number, number];
  const bound = Math.max(FLOOR, MODES_APART * Math.abs(numeric));
  return !best && Math.abs(analytic - numeric) > TOLERANCE * bound ? { ...about, analytic, numeric, bound } : best;
}

/** The unit of steps from x. */
function scaleOf(x: number): number {
  return Math.max(1, Math.abs(x));
}

/** An element; a number stands for all. */
function at(value: Value, element: number): number {
  return typeof value === "number" ? value : value[element]!;
}
