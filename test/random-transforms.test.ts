// jvp, vjp, hvp, jacobian and hessian of random functions with reductions, for all kinds of arguments: against a slow
// evaluator in float64, and against each other.

import { describe, expect, it } from "vitest";
import * as fluxion from "../ts/index.js";
import { generator } from "./lib/random.js";
import { ARGUMENTS, DATA, fast, randomFunction, slow } from "./lib/random-losses.js";
import {
  evaluateHvp,
  evaluateJacobian,
  evaluateJvp,
  type Plain,
  Refused,
  Undecided,
  type Value as SlowValue,
} from "./lib/slow-evaluator.js";
import { grad, hessian, hvp, jacobian, jvp, list, type Value, vjp } from "./lib/untyped.js";

/** float32 against float64, through functions that amplify errors a little; of derivatives, relative to the largest. */
const TOLERANCE = 1e-3;
const FUNCTIONS = 40;

type Numbers = number | Float32Array;

/** What a call gives; or that it is refused; or nothing, where the slow evaluator cannot tell. */
function outcome<T>(call: () => T): T | "refused" | undefined {
  try {
    return call();
  } catch (error) {
    if (error instanceof Refused) return "refused";
    if (error instanceof Undecided) return undefined;
    throw error;
  }
}

const isRefusal = (error: unknown) =>
  error instanceof TypeError && /vjp\(f\)|jvp\(f\)|count\(|hvp\(f\)/.test(error.message);

/** What a call gives, or that it is refused. */
function attempt(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    if (isRefusal(error)) return "refused";
    throw error;
  }
}

/** Expects numbers of the same kind and values. */
function expectClose(got: unknown, expected: Plain | Float32Array | "refused", what: string): void {
  if (expected === "refused" || got === "refused") {
    expect(got, what).toBe(expected);
    return;
  }
  const isNumber = typeof expected === "number";
  expect(isNumber ? typeof got : got instanceof Float32Array, `the kind of ${what}`).toBe(isNumber ? "number" : true);
  const [a, b] = isNumber ? [[got as number], [expected]] : [[...(got as Float32Array)], [...expected]];
  expect(a.length, what).toBe(b.length);
  const largest = Math.max(1, ...b.map((x) => (Number.isFinite(x) ? Math.abs(x) : 0)));
  b.forEach((x, i) => {
    if (!(Object.is(a[i], x) || Math.abs(a[i] - x) <= TOLERANCE * largest))
      expect.fail(`${what}, element ${i}: ${a[i]}, expected ${x}`);
  });
}

/** The sum of products; a number counts for each of n elements beside a batch. */
function inner(x: Numbers, y: Numbers): number {
  if (typeof x === "number" && typeof y === "number") return x * y;
  return DATA.reduce((sum, _, i) => sum + (typeof x === "number" ? x : x[i]) * (typeof y === "number" ? y : y[i]), 0);
}

describe("transforms of random functions with reductions", () => {
  for (const group of Array.from({ length: 8 }, (_, i) => i)) {
    const isBatch = Array.from({ length: ARGUMENTS }, (_, k) => ((group >> k) & 1) === 1);
    const random = generator(700 + group);
    const functions = Array.from({ length: FUNCTIONS }, () => {
      const f = randomFunction(random, 1 + Math.floor(5 * random()));
      const any = (k: number): Numbers =>
        isBatch[k] ? Float32Array.from(DATA, () => 3 * random() - 1.5) : Math.fround(3 * random() - 1.5);
      const [args, tangents] = [0, 1].map(() => isBatch.map((_, k) => any(k)));
      const plain = (numbers: readonly Numbers[]) => numbers.map((x): Plain => (typeof x === "number" ? x : [...x]));
      return {
        args,
        tangents,
        plainArgs: plain(args),
        plainTangents: plain(tangents),
        fast: (x: Value, y: Value, z: Value) => f(fast, [x, y, z]),
        slow: (x: SlowValue, y: SlowValue, z: SlowValue) => f(slow, [x, y, z]),
      };
    });
    const kinds = isBatch.map((is) => (is ? "batch" : "number")).join(", ");

    it(`jvp of ${kinds} is what a slow evaluator gives`, () => {
      let decided = 0;
      functions.forEach(({ args, tangents, plainArgs, plainTangents, fast: f, slow: g }, i) => {
        const expected = outcome(() => evaluateJvp(g, plainArgs, plainTangents));
        if (expected === undefined) return;
        decided++;
        const what = `function ${i}, ${String(fluxion.compile(f as never))}`;
        const got = attempt(() => list(jvp(f)(args, tangents)));
        if (expected === "refused" || got === "refused") {
          expect(got, what).toBe(expected);
          return;
        }
        const [[value], [derivative]] = expected;
        expectClose((got as unknown[])[0], value, `the value of ${what}`);
        expectClose((got as unknown[])[1], derivative, `the derivative of ${what}`);
      });
      expect(decided).toBeGreaterThan(FUNCTIONS / 2);
    });

    it(`jacobian by each of ${kinds} is what a slow evaluator gives`, () => {
      let [decided, refused] = [0, 0];
      functions.forEach(({ args, plainArgs, fast: f, slow: g }, i) => {
        for (let argnums = 0; argnums < ARGUMENTS; argnums++) {
          const expected = outcome(() => evaluateJacobian(g, plainArgs, argnums));
          if (expected === undefined) continue;
          decided++;
          if (expected === "refused") refused++;
          const what = `argument ${argnums} of function ${i}, ${String(fluxion.compile(f as never))}`;
          expectClose(
            attempt(() => jacobian(f, { argnums })(...args)),
            expected,
            what,
          );
        }
      });
      expect(decided).toBeGreaterThan(FUNCTIONS);
      expect(refused > 0).toBe(group > 0);
    });

    it(`hvp by each of ${kinds} is what a slow evaluator gives, and the gradient of a product`, () => {
      let [decided, both] = [0, 0];
      functions.forEach(({ args, tangents, plainArgs, plainTangents, fast: f, slow: g }, i) => {
        for (let k = 0; k < ARGUMENTS; k++) {
          const expected = outcome(() => evaluateHvp(g, plainArgs, k, plainTangents[k]));
          const what = `argument ${k} of function ${i}, ${String(fluxion.compile(f as never))}`;
          const got = attempt(() => list(hvp(f, { argnums: [k] })(args, [tangents[k]]))[0]);
          // A derivative that is 0 has nothing of a gradient that is refused.
          const isZero = got === 0 || (got instanceof Float32Array && got.every((x) => x === 0));
          if (expected !== undefined && !(expected === "refused" && isZero)) {
            decided++;
            expectClose(got, expected, what);
          }
          const gradient = grad(f, { argnums: k });
          const isLossLike = got !== "refused" && typeof attempt(() => gradient(...args)) === typeof args[k];
          if (!isLossLike) continue;
          // Reverse over reverse; a captured array varies where all arguments are numbers.
          const product = (x: Value, y: Value, z: Value) => {
            const slope = gradient(x, y, z) as never;
            return (
              isBatch[k] ? fluxion.dot(slope, tangents[k]) : fluxion.mul(slope, tangents[k] as number)
            ) as unknown;
          };
          const again = attempt(() => grad(product, { argnums: k })(...args));
          if (again === "refused") continue;
          both++;
          expectClose(again, got as Float32Array, `the gradient of a product for ${what}`);
        }
      });
      expect(decided).toBeGreaterThan(FUNCTIONS / 2);
      expect(both).toBeGreaterThan(FUNCTIONS / 4);
    });

    it(`vjp of ${kinds} is the adjoint of jvp`, () => {
      let compared = 0;
      functions.forEach(({ args, tangents, fast: f }, i) => {
        const pushed = attempt(() => list(jvp(f)(args, tangents)));
        if (pushed === "refused") return;
        const [value, derivative] = pushed as [Numbers, Numbers];
        const cotangent = typeof value === "number" ? 0.75 : Float32Array.from(value, (_, j) => Math.sin(j + i));
        const [same, gradients] = list(vjp(f)(args, cotangent)) as [Numbers, Numbers[]];
        const what = `function ${i}, ${String(fluxion.compile(f as never))}`;
        expect(same, what).toEqual(value);
        expect(gradients.map((gradient) => typeof gradient)).toEqual(args.map((arg) => typeof arg));
        const [one, other] = [
          inner(cotangent, derivative),
          gradients.reduce<number>((sum, gradient, k) => sum + inner(gradient, tangents[k]), 0),
        ];
        const size = gradients.reduce<number>((sum, x, k) => sum + Math.abs(inner(x, tangents[k])), 1);
        if (!(Math.abs(one - other) <= TOLERANCE * size) && !Number.isNaN(one))
          expect.fail(`${what}: ${one} and ${other}`);
        // And alone, without the value.
        const [, pullback] = vjp(f, ...args) as unknown as [unknown, (cotangent: unknown) => unknown];
        expect(pullback(cotangent), what).toEqual(gradients);
        compared++;
      });
      expect(compared).toBeGreaterThan(FUNCTIONS / 4);
    });

    it(`hessian of ${kinds} is the Jacobian of the gradient, and symmetric`, () => {
      let [compared, refused] = [0, 0];
      functions.forEach(({ args, fast: f }, i) => {
        const what = `function ${i}, ${String(fluxion.compile(f as never))}`;
        const rows = attempt(() => hessian(f)(...args)) as Numbers[][] | "refused";
        const jacobians = attempt(() =>
          jacobian((x: Value, y: Value, z: Value) => grad(f, { argnums: [0, 1, 2] })(x, y, z))(...args),
        );
        if (rows === "refused") {
          refused++;
          return;
        }
        compared++;
        for (let row = 0; row < ARGUMENTS; row++)
          for (let column = 0; column < ARGUMENTS; column++) {
            expect(rows[row][column], what).toEqual(rows[column][row]);
            expectClose(
              (jacobians as Numbers[][])[row][column],
              rows[row][column],
              `entry ${row}, ${column} of ${what}`,
            );
          }
      });
      expect(compared + refused).toBe(FUNCTIONS);
      expect(compared).toBeGreaterThan(FUNCTIONS / 20);
    });
  }
});
