// Random functions with reductions, for all kinds of arguments, against a slow evaluator in float64: their values,
// gradients, kinds and refusals.

import { describe, expect, it } from "vitest";
import * as fluxion from "../ts/index.js";
import type { Expr } from "../ts/index.js";
import { generator } from "./lib/random.js";
import { ARGUMENTS, DATA, fast, randomFunction, slow } from "./lib/random-losses.js";
import { evaluate, evaluateGradient, outcome, type Plain, Refused } from "./lib/slow-evaluator.js";

/** float32 against float64, through functions that amplify errors a little. */
const TOLERANCE = 2e-4;

/** What the message of a refusal names. */
const WAY_OUT: Readonly<Record<string, string>> = { a: "vjp(f)", b: "jvp(f)", c: "count(" };

/**
 * Expects of the message of a refusal that the argument it calls a number or a batch is one. None of the functions reduces
 * a constant, and those that capture an array have it in their text.
 */
function expectTrue(message: string, args: readonly unknown[], text: string): void {
  const [named, number, batch] =
    /argument (?:(\d) \(\w\)(?:, the derivative| is a number)|(\d) \(\w\) is one)/.exec(message) ?? [];
  if (named !== undefined) expect(typeof args[Number(number ?? batch)], message).toBe(number ? "number" : "object");
  else if (message.includes("a captured array")) expect(text, message).toContain("Array(7)");
  else expect(message, text).toContain("the result of a reduction");
}

function expectOutcome(call: () => unknown, expected: Plain | Refused, args: readonly unknown[], what: string): void {
  if (expected instanceof Refused) {
    let error: unknown;
    try {
      call();
    } catch (thrown) {
      error = thrown;
    }
    expect(error, `${what} is refused by rule ${expected.message}`).toBeInstanceOf(TypeError);
    const { message } = error as TypeError;
    expect(message, what).toContain(WAY_OUT[expected.rule]);
    expectTrue(message, args, what);
    return;
  }
  let actual: unknown;
  try {
    actual = call();
  } catch (error) {
    expect.fail(`${what} is no number or batch: ${String(error)}`);
  }
  const [got, wanted] = typeof expected === "number" ? [[actual], [expected]] : [actual as Float32Array, expected];
  expect(typeof expected === "number" ? typeof actual : actual instanceof Float32Array, `the kind of ${what}`).toBe(
    typeof expected === "number" ? "number" : true,
  );
  expect(got.length, what).toBe(wanted.length);
  wanted.forEach((x, i) => {
    const isClose = Object.is(got[i], x) || Math.abs((got[i] as number) - x) <= TOLERANCE * Math.max(1, Math.abs(x));
    if (!isClose) expect.fail(`${what}, element ${i}: ${String(got[i])}, expected ${x}`);
  });
}

const FUNCTIONS = 150;

describe("random functions with reductions", () => {
  for (const group of Array.from({ length: 8 }, (_, i) => i)) {
    it(`of kinds ${group.toString(2).padStart(ARGUMENTS, "0")}, where 1 is a batch`, () => {
      const random = generator(100 + group);
      let [decided, refused] = [0, 0];
      for (let i = 0; i < FUNCTIONS; i++) {
        const f = randomFunction(random, 1 + Math.floor(6 * random()));
        const args = Array.from({ length: ARGUMENTS }, (_, k) => {
          const elements = Float32Array.from(DATA, () => 3 * random() - 1.5);
          return (group >> k) & 1 ? elements : elements[0];
        });
        const plain = args.map((arg) => (typeof arg === "number" ? arg : [...arg]));
        const expression = (w: Expr, x: Expr, y: Expr) => f(fast, [w, x, y]);
        const compiled = fluxion.compile(expression) as (...args: unknown[]) => unknown;
        const value = outcome(() => evaluate((...values) => f(slow, values), plain)[0]);
        const gradients = plain.map((_, k) =>
          outcome(() => evaluateGradient((...values) => f(slow, values), plain, k)),
        );
        const calls = [
          () => compiled(...args),
          ...plain.map((_, argnums) => () => (fluxion.grad(expression, { argnums }) as typeof compiled)(...args)),
        ];
        [value, ...gradients].forEach((expected, k) => {
          if (expected === undefined) return;
          decided++;
          if (expected instanceof Refused) refused++;
          const what = `${k === 0 ? "the value" : `the gradient by argument ${k - 1}`} of function ${i}, ${String(compiled)}`;
          expectOutcome(calls[k], expected, args, what);
        });
      }
      expect(decided).toBeGreaterThan(2 * FUNCTIONS);
      // Of numbers alone, nothing is.
      if (group === 0) expect(refused).toBeLessThan(FUNCTIONS);
      else expect(refused).toBeGreaterThan(FUNCTIONS / 20);
    });
  }
});
