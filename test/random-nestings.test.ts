// Transforms of transforms of random functions, which close over the values around them, for all kinds of arguments:
// against a slow evaluator in float64, and by the laws that relate transforms. FLUXION_LONG tries twenty-five times as
// many, PROPTEST_RNG_SEED others.

import { describe, expect, it } from "vitest";
import * as fluxion from "../ts/index.js";
import { text } from "./lib/nesting-text.js";
import {
  fast,
  type Fn,
  type Nesting,
  randomBody,
  slow,
  transformOf,
  TRANSFORMS,
  unsure,
} from "./lib/random-nestings.js";
import { generator } from "./lib/random.js";
import { computed, evaluateWithRefusal, outcome, type Plain, Refused } from "./lib/slow-evaluator.js";
import { hessian, hvp, jacobian, list, type Value, vjp } from "./lib/untyped.js";

const { FLUXION_LONG, PROPTEST_RNG_SEED } = process.env;
const FUNCTIONS = FLUXION_LONG ? 1000 : 40;
const SEED = Number(PROPTEST_RNG_SEED ?? 1);
const ARITY = 3;
const ELEMENTS = 3;

/** float32 against float64, relative to the largest of all that is computed. */
const TOLERANCE = 2e-5;
/** Above, functions amplify what float32 rounds; nearer, float32 may order in another way. */
const [LARGEST, NEAREST] = [1e3, 1e-4];
/** What the slow evaluator takes too long for is left out. */
const MOST_OPS = 2e5;

type Numbers = number | Float32Array;

const REFUSAL = /vjp\(f\)|jvp\(f\)|count\(|hvp\(f\)|a number$|the step contains/;

/** What a call gives, or the message of its refusal. */
function attempt(call: () => unknown): { value?: unknown; refusal?: string } {
  try {
    return { value: call() };
  } catch (error) {
    if (error instanceof TypeError && REFUSAL.test(error.message)) return { refusal: error.message };
    throw error;
  }
}

/** How a value is another one than expected. */
function difference(value: unknown, expected: Plain, tolerance: number): "kind" | "value" | undefined {
  const isNumber = typeof expected === "number";
  if (isNumber ? typeof value !== "number" : !(value instanceof Float32Array)) return "kind";
  const [got, wanted] = isNumber ? [[value as number], [expected]] : [[...(value as Float32Array)], expected];
  const isClose = (x: number, i: number) => Object.is(got[i], x) || Math.abs(got[i] - x) <= tolerance;
  return got.length === wanted.length && wanted.every(isClose) ? undefined : "value";
}

/** A random function, and arguments of all kinds for it. */
function drawn(random: () => number, i: number) {
  const options = { depth: 1 + (i % 3), arity: ARITY, isLoss: random() < 0.5, reduces: i % 3 === 0 ? 0 : 0.15 };
  const body = randomBody(random, 0, options);
  const kinds = Math.floor(2 ** ARITY * random());
  const args = Array.from({ length: ARITY }, (_, k): Numbers => {
    const elements = Float32Array.from({ length: ELEMENTS }, () => 3 * random() - 1.5);
    return (kinds >> k) & 1 ? elements : elements[0];
  });
  return {
    args: args as unknown as Value[],
    plain: args.map((arg): Plain => (typeof arg === "number" ? arg : [...arg])),
    over:
      <T>(language: Nesting<T>): Fn<T> =>
      (...own) =>
        body(language, [], own),
  };
}

const ALONG = [0.75, -0.5, 1];

describe("transforms of random nestings are what a slow evaluator gives", () => {
  it.each(TRANSFORMS.filter((name) => name !== "repeat"))("%s", (name) => {
    const random = generator(1000 * SEED + TRANSFORMS.indexOf(name));
    let [decided, values] = [0, 0];
    for (let i = 0; i < FUNCTIONS; i++) {
      const { args, plain, over } = drawn(random, i);
      const transform = transformOf(random, name, ARITY);
      const called =
        <T>(language: Nesting<T>): Fn<T> =>
        (...own) =>
          transform(language, over(language), own, ALONG.map(language.constant));
      Object.assign(unsure, { nearest: Infinity, hasNumbers: false });
      Object.assign(computed, { largest: 0, ops: 0, most: MOST_OPS });
      const result = outcome(() => evaluateWithRefusal(called(slow), plain));
      if (result === undefined || unsure.nearest < NEAREST || computed.largest > LARGEST) continue;
      const { value, refusal } = result instanceof Refused ? { value: 0, refusal: result } : result;
      const what = called(text)("x", "y", "z");
      const tolerance = TOLERANCE * Math.max(1, computed.largest);
      let isDecided = true;
      for (const f of [called(fast), fast.compile(called(fast))]) {
        const got = attempt(() => f(...args));
        if (got.refusal !== undefined) {
          // What is refused in a step is refused whatever the kinds, and whether or not it is used.
          if (what.includes("repeat(") || /the step/.test(got.refusal)) isDecided = false;
          else if (!refusal) expect.fail(`${i}: ${what} is refused: ${got.refusal}`);
        } else if (refusal?.isCertain) {
          expect.fail(`${i}: ${what} is not refused, by ${refusal.message}`);
        } else {
          const flaw = difference(got.value, value, tolerance);
          // Of 0, a simplified program does not say any more what it depended on.
          const isUnsure = flaw === "kind" && (unsure.hasNumbers || [value].flat().every((x) => x === 0));
          if (isUnsure) isDecided = false;
          else if (flaw)
            expect.fail(`${i}, ${flaw}: ${what}: ${JSON.stringify(got.value)}, expected ${JSON.stringify(value)}`);
        }
      }
      if (isDecided) decided++;
      if (isDecided && !refusal) values++;
    }
    expect(decided).toBeGreaterThan(FUNCTIONS / 3);
    expect(values).toBeGreaterThan(FUNCTIONS / 4);
  });
});

/** The largest magnitude of numbers, 1 at least. */
const sizeOf = (x: Numbers): number => Math.max(1, ...(typeof x === "number" ? [x] : x).map(Math.abs));

function expectClose(got: unknown, expected: unknown, what: string): void {
  const plain = typeof expected === "number" ? expected : [...(expected as Float32Array)];
  if (!(sizeOf(expected as Numbers) < LARGEST)) return;
  const flaw = difference(got, plain, 1e-3 * sizeOf(expected as Numbers));
  if (flaw) expect.fail(`${what}, ${flaw}: ${JSON.stringify(got)}, expected ${JSON.stringify(expected)}`);
}

const inner = (x: Numbers, y: Numbers): number =>
  typeof x === "number" ? x * (y as number) : x.reduce((sum, u, i) => sum + u * (y as Float32Array)[i], 0);

describe("transforms of random nestings relate to each other", () => {
  /** Calls for functions and arguments for which no call is refused; of these there have to be some. */
  function each(seed: number, check: (of: ReturnType<typeof drawn> & { f: Fn<Value>; what: string }) => void): void {
    const random = generator(1000 * SEED + seed);
    let checked = 0;
    for (let i = 0; i < FUNCTIONS; i++) {
      const of = drawn(random, i);
      // Functions of so many arguments, as transforms in their turn are told.
      const own = of.over(fast);
      const f: Fn<Value> = (x, y, z) => own(x, y, z);
      const { refusal } = attempt(() => {
        check({ ...of, f, what: `${i}: ${of.over(text)("x", "y", "z")}` });
      });
      if (refusal === undefined) checked++;
    }
    expect(checked).toBeGreaterThan(FUNCTIONS / 4);
  }
  const tangentsOf = (args: readonly Value[]) =>
    args.map((arg, k) =>
      typeof arg === "number" ? ALONG[k] : Float32Array.of(0.5, -1, 0.25 * k),
    ) as unknown as Value[];

  it("hvp is the derivative of the gradient", () => {
    each(101, ({ args, f, what }) => {
      const tangents = tangentsOf(args);
      for (let k = 0; k < ARITY; k++) {
        const product = fast.hvp(f, k)(args, tangents);
        expectClose(fast.jvp(fast.gradient(f, k), 1)(args, tangents), product, what);
      }
    });
  });

  it("hvp is the gradient of a product", () => {
    each(102, ({ args, f, what }) => {
      for (let k = 0; k < ARITY; k++) {
        const [tangent] = tangentsOf([args[k]]);
        const product = (...own: Value[]) => {
          const slope = fast.gradient(f, k)(...own);
          return typeof args[k] === "number" ? fluxion.mul(slope, tangent) : fluxion.dot(slope, tangent);
        };
        const loss = ((x, y, z) => product(x, y, z)) as Fn<Value>;
        const again = fast.gradient(loss, k)(...args);
        // Elementwise functions have a gradient at each element, of which the product is none.
        if (typeof fast.gradient(f, k)(...args) !== typeof args[k]) continue;
        expectClose(again, list(hvp(f, { argnums: [k] })(args, [tangent]))[0], what);
      }
    });
  });

  it("hessian is the Jacobian of the gradient", () => {
    each(103, ({ args, f, what }) => {
      const all = { argnums: [0, 1] };
      const rows = hessian(f, all)(...args) as unknown as Numbers[][];
      const gradients = fluxion.grad(f as never, all) as unknown as (...own: Value[]) => Value;
      const again = jacobian((x, y, z) => gradients(x, y, z), all)(...args) as unknown as Numbers[][];
      for (const [i, row] of rows.entries())
        for (const [j, entry] of row.entries()) expectClose(again[i][j], entry, what);
    });
  });

  it("derivatives are gradients of gradients", () => {
    each(104, ({ args, f, what }) => {
      let nested = f;
      for (let order = 1; order <= 2; order++) {
        const before = nested;
        nested = (x, y, z) => fast.gradient(before, 1)(x, y, z);
        expectClose(nested(...args), fast.derivatives(f, order, 1)(...args), what);
      }
    });
  });

  it("vjp is the adjoint of jvp, inside of functions too", () => {
    each(105, ({ args, f, what }) => {
      const tangents = tangentsOf(args);
      const [value, along] = [0, 1].map((which) => fast.jvp(f, which)(args, tangents)) as unknown as Numbers[];
      const cotangent = typeof value === "number" ? 0.75 : Float32Array.from(value, (_, i) => 0.5 - i);
      const [, gradients] = list(vjp(f)(args, cotangent)) as [Value, Numbers[]];
      const terms = gradients.map((gradient, k) => inner(gradient, tangents[k]));
      const size = terms.reduce((sum, term) => sum + Math.abs(term), 1);
      const sum = terms.reduce((sum, term) => sum + term, 0);
      if (size < LARGEST && !(Math.abs(sum - inner(cotangent, along)) <= 1e-3 * size))
        expect.fail(`${what}: ${sum} and ${inner(cotangent, along)}`);
      const pulled = fast.compile((x, y, z) => fast.vjp(f, 0, false)([x, y, z], [cotangent as Value]));
      expectClose(pulled(...args), gradients[0], what);
    });
  });

  it("by a number is the sum over a batch of equal entries", () => {
    each(106, ({ args, f, what }) => {
      if (typeof args[0] !== "number" || args.every((arg) => typeof arg === "number")) return;
      const gradient = (x: Value) => fast.vjp(f, 0, false)([x, ...args.slice(1)], [1 as Value]);
      const batch = new Float32Array(ELEMENTS).fill(args[0]) as Value;
      // Where sums inside count the number once, and the batch for each, functions differ.
      const [value, other] = [f(...args), f(batch, args[1], args[2])] as unknown as Numbers[];
      if (difference(other, typeof value === "number" ? value : [...value], 1e-4) !== undefined) return;
      expectClose(gradient(args[0]), inner(gradient(batch), new Float32Array(ELEMENTS).fill(1)), what);
    });
  });
});
