// What a foreign function may do in the midst of a call: throw, return what is no result, keep and change its arrays,
// call the package again, and take away the buffers of the call.

import { describe, expect, it } from "vitest";
import {
  add,
  alloc,
  compile,
  customGrad,
  dot,
  exp,
  type Expr,
  foreign,
  fromBytes,
  grad,
  logsumexp,
  mean,
  mul,
  sin,
  square,
  std,
  strided,
  sub,
  sum,
  tanh,
  valueAndGrad,
  variance,
} from "../ts/index.js";
import { by, ENGINES } from "./lib/engines.js";
import { expectSameBits } from "./lib/floats.js";

type Compute = (...arrays: Float32Array[]) => Float32Array;

const N = 8192 + 808;
const xs = Float32Array.from({ length: N }, (_, i) => Math.sin(i));
const ys = Float32Array.from({ length: N }, (_, i) => Math.cos(3 * i));

const square32: Compute = (x) => x.map((v) => v * v);
/** The square, with the rule of the square. */
const squared = (compute: Compute = square32) => foreign(compute, (x) => mul(2, x));

/** Functions that call an op within a pass, between passes, in several passes, and twice in a row. */
const positions: Record<string, (op: (x: Expr) => Expr, w: Expr, x: Expr, y: Expr) => Expr> = {
  elementwise: (op, _, x, y) => mul(op(x), y),
  "under an op": (op, _, x, y) => sin(op(add(x, y))),
  "in a loss": (op, w, x, y) => mean(square(sub(op(mul(w, x)), y))),
  "in each of several passes": (op, w, x, y) => std(mul(op(mul(w, x)), y)),
  "of a reduction": (op, w, x, y) => mul(op(mean(mul(w, x))), y),
  "of numbers": (op, w, x) => add(op(w), x),
  "twice in a row": (op, _, x, y) => add(op(tanh(op(x))), y),
  "twice side by side": (op, _, x, y) => dot(op(x), op(y)),
  "above and below a reduction": (op, w, x) => sub(op(x), logsumexp(op(mul(w, x)))),
};

const builtIn = (x: Expr) => square(x);

describe.each(ENGINES)("by the engine that compiles: %s", (mode) => {
  describe.each(Object.entries(positions))("a foreign function %s", (_, position) => {
    const run = (op: (x: Expr) => Expr, args: readonly [number, Float32Array, Float32Array] = [0.5, xs, ys]) =>
      by(mode, () => compile((w, x, y) => position(op, w, x, y))(...args));

    it("has the bits of the built-in op, in tails and blocks too", () => {
      for (const n of [0, 1, 3, 8, 63, 8193]) {
        const args = [0.5, xs.slice(0, n), ys.slice(0, n)] as const;
        const [got, expected] = [run(squared(), args), run(builtIn, args)].map((value) =>
          typeof value === "number" ? [value] : (value as ArrayLike<number>),
        );
        expectSameBits(got as Float32Array, expected as Float32Array);
      }
    });

    it("has the gradient of the built-in op", () => {
      for (const argnums of [0, 1] as const) {
        const [got, expected] = [squared(), builtIn].map((op) => {
          try {
            return by(mode, () => grad((w, x, y) => position(op, w, x, y), { argnums })(0.5, xs, ys));
          } catch (error) {
            return (error as Error).message.slice(0, 30);
          }
        });
        expect(got).toEqual(expected);
      }
    });

    it("passes on what it throws, as it is, and the next call is right", () => {
      const expected = run(builtIn);
      let calls = 0;
      const fails = { at: 0 };
      const op = squared((x) => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- it may be any value
        if (++calls === fails.at) throw fails;
        return square32(x);
      });
      const f = compile((w, x, y) => position(op, w, x, y));
      by(mode, () => f(0.5, xs, ys));
      const all = calls;
      for (const at of new Set([1, 2, Math.ceil(all / 2), all])) {
        [calls, fails.at] = [0, at];
        let thrown: unknown;
        try {
          by(mode, () => f(0.5, xs, ys));
        } catch (error) {
          thrown = error;
        }
        expect(thrown === fails).toBe(at <= all);
        fails.at = 0;
        expect(by(mode, () => f(0.5, xs, ys))).toEqual(expected);
      }
    });

    it("may call the package, also the function that it is part of", () => {
      const expected = run(builtIn);
      let depth = 0;
      const inner = valueAndGrad((w, x) => variance(exp(mul(w, x))));
      const reference = inner(0.3, xs);
      const op = squared((x) => {
        if (depth < 1) {
          depth++;
          expect(inner(0.3, xs)).toEqual(reference);
          expect(f(0.5, xs, ys)).toEqual(expected);
          depth--;
        }
        return square32(x);
      });
      const f = compile((w, x, y) => position(op, w, x, y));
      expect(by(mode, () => f(0.5, xs, ys))).toEqual(expected);
    });

    it("may keep and change what it gets, and return it, or the same array each time", () => {
      const expected = run(builtIn);
      const kept: Float32Array[] = [];
      const shared = new Float32Array(8192);
      const rude = squared((x) => {
        kept.forEach((array) => array.fill(NaN));
        kept.push(x);
        const result = shared.subarray(0, x.length);
        result.set(square32(x));
        x.fill(7);
        return result;
      });
      expect(run(rude)).toEqual(expected);
      const inPlace = squared((x) => {
        x.forEach((v, i) => (x[i] = v * v));
        return x;
      });
      expect(run(inPlace)).toEqual(expected);
      expect(kept.every(({ length }) => length <= 8192)).toBe(true);
    });

    it.each([
      ["a short array", (x: Float32Array) => x.subarray(1), /returned \d+ elements? for \d+; return a Float32Array of/],
      ["a long array", (x: Float32Array) => new Float32Array(x.length + 1), /returned \d+ elements? for \d+/],
      ["nothing", () => undefined, "returned undefined; return a Float32Array"],
      ["a Float64Array", (x: Float32Array) => new Float64Array(x.length), "returned a Float64Array"],
      ["text in an array", (x: Float32Array) => Array.from(x, String), "returned a string"],
      ["a promise", async (x: Float32Array) => Promise.resolve(x), "returned a Promise"],
    ])("that returns %s is an error", (_, compute, message) => {
      const op = squared(compute as unknown as Compute);
      expect(() => run(op)).toThrow(message);
      expect(() => run(op)).toThrow(TypeError);
      expect(run(squared())).toEqual(run(builtIn));
    });
  });

  it("gets arrays of one length, numbers repeated, and one of length 1 for numbers", () => {
    const lengths: number[][] = [];
    const op = foreign((a: Float32Array, b: Float32Array) => {
      lengths.push([a.length, b.length, new Set(b).size]);
      return a.map((v, i) => v + b[i]);
    });
    by(mode, () => compile((a, b) => op(a, b))(xs, 2));
    expect(lengths).toEqual([
      [8192, 8192, 1],
      [N - 8192, N - 8192, 1],
    ]);
    lengths.length = 0;
    expect(op(1, 2)).toBe(3);
    expect(by(mode, () => compile((a, b, x) => add(op(a, b), x))(1, 2, xs))[0]).toBe(3);
    expect(lengths).toEqual([
      [1, 1, 1],
      [1, 1, 1],
    ]);
  });

  it("takes captured arrays, strided ones, and outputs that are inputs", () => {
    const op = squared();
    const expected = xs.map((x, i) => Math.fround(x * x) + ys[i]);
    expect(by(mode, () => compile((x) => add(op(x), ys))(xs))).toEqual(expected);
    const pairs = new Float32Array(2 * N);
    xs.forEach((x, i) => (pairs[2 * i] = x));
    const [even, odd] = [0, 1].map((offset) => strided(pairs, { offset, stride: 2 }));
    by(mode, () => compile((x) => add(op(x), ys)).into(odd, even));
    expect(pairs.filter((_, i) => i % 2 === 1)).toEqual(expected);
    const [x] = alloc([N]);
    x.set(xs);
    by(mode, () => compile((x) => add(op(x), ys)).into(x, x));
    expect(x).toEqual(expected);
  });

  it("leaves what was written before it threw, and nothing else", () => {
    const out = new Float32Array(N).fill(7);
    let calls = 0;
    const op = squared((x) => {
      if (++calls === 2) throw new Error("enough");
      return square32(x);
    });
    expect(() => by(mode, () => compile((x) => op(x)).into(out, xs))).toThrow("enough");
    expect(out.subarray(0, 8192)).toEqual(square32(xs.subarray(0, 8192)));
    expect(out.subarray(8192).every((x) => x === 7)).toBe(true);
  });

  it("notices that buffers were taken away, and reads and writes nothing of them", () => {
    const take = (array: () => Float32Array, at: number) => {
      let calls = 0;
      return squared((x) => {
        if (++calls === at) structuredClone(array(), { transfer: [array().buffer as ArrayBuffer] });
        return square32(x);
      });
    };
    for (const at of [1, 2]) {
      const input = xs.slice();
      const ofInput = take(() => input, at);
      expect(() => by(mode, () => compile((x, y) => mul(ofInput(y), x))(input, ys))).toThrow(
        /the buffer of argument 0 \(x\) was transferred away/,
      );
      const captured = xs.slice();
      const ofCaptured = take(() => captured, at);
      expect(() => by(mode, () => compile((y) => mul(ofCaptured(y), captured))(ys))).toThrow("a captured array was");
      const out = new Float32Array(N);
      const ofOutput = take(() => out, at);
      expect(() => by(mode, () => compile((x) => ofOutput(x)).into(out, xs))).toThrow("out has length 0");
    }
    expect(by(mode, () => squared()(xs))).toEqual(square32(xs));
  });

  it("makes no array of the batch's length", () => {
    const n = 1 << 20;
    const x = new Float32Array(n).fill(0.5);
    const sizes = new Set<number>();
    const op = squared((x) => {
      sizes.add(x.buffer.byteLength);
      return square32(x);
    });
    const info = compile((x) => mean(op(x)));
    expect(by(mode, () => info(x))).toBe(0.25);
    expect([...sizes]).toEqual([4 * 8192]);
    expect(info.info().bytes).toBeLessThan(1 << 20);
  });
});

describe("a foreign function", () => {
  it("cannot be differentiated without a rule, but by arguments that do not reach it", () => {
    const op = foreign(function half(x: Float32Array) {
      return x.map((v) => v / 2);
    });
    const message = "grad(f): the foreign function half has no rule: foreign(compute, (x) => its derivative in ops)";
    expect(() => grad((x) => sin(op(x)))(1)).toThrow(message);
    expect(() => grad((x) => sum(op(x)))(xs)).toThrow(TypeError);
    expect(grad((x, y) => mul(op(x), y), { argnums: 1 })(3, 2)).toBe(1.5);
    // A rule of a function around it will do.
    const ruled = customGrad(
      (x) => op(x),
      () => 0.5,
    );
    expect(grad((x) => mul(ruled(x), 4))(1)).toBe(2);
    // So far as rules go.
    const once = foreign(
      (x: Float32Array) => x.map((v) => v * v),
      (x) => op(mul(4, x)),
    );
    expect(grad(once)(3)).toBe(6);
    expect(() => grad(grad(once))(3)).toThrow("the foreign function half has no rule");
  });

  it("cannot become bytes, and no bytes call one", () => {
    const op = foreign(
      function g(x: Float32Array) {
        return x;
      },
      () => 1,
    );
    const f = compile((x) => sin(op(x)));
    expect(() => f.toBytes()).toThrow("compile(f) calls the foreign function g and cannot become bytes");
    const bytes = compile((x) => sin(x)).toBytes();
    expect(bytes.subarray(-4)).toEqual(Uint8Array.of(10, 0, 1, 1));
    const argument = Uint8Array.of(...bytes.subarray(0, -4), 230, 1, 0, 0, 1, 1);
    expect(() => fromBytes(argument)).toThrow("these are not the bytes of a function: a foreign function");
  });

  it("is printed as a call by its name", () => {
    const g = foreign(function table(x: Float32Array, k: Float32Array) {
      return x.map((v, i) => v * k[i]);
    });
    expect(String(compile((x, table) => sin(g(x, table))))).toBe("(x, a) => sin(table(x, a))");
    expect(String(g(sin(), 2))).toBe("(x) => table(sin(x), 2)");
  });

  it.each([
    [() => foreign(2 as never), "foreign: the first argument is a number; pass a function: foreign((x) => ...)"],
    [() => foreign(square32, 2 as never), "foreign(square32): the rule is a number; pass a function"],
    [() => customGrad((x) => x, undefined as never), "customGrad(f): the rule is undefined; pass a function"],
    [
      () => grad(customGrad((x, y) => mul(x, y), ((x: Expr) => x) as never) as never as typeof mul)(1, 2),
      "customGrad(f): the rule gives partial derivatives for 2 arguments as an array, got an expression",
    ],
    [
      () =>
        grad(
          customGrad(
            (x, y) => mul(x, y),
            () => [1],
          ) as never as typeof mul,
        )(1, 2),
      "customGrad(f): the rule takes 2 partial derivatives, got 1",
    ],
    [
      () => grad(customGrad((x, y) => mul(x, y), (() => [1, "a"]) as never) as never as typeof mul)(1, 2),
      "customGrad(f): the partial derivative by argument 1 is a string; return an expression or a number",
    ],
    [
      // A hole.
      () =>
        grad(customGrad((x, y) => mul(x, y), (() => Object.assign(new Array(2), [1])) as never) as never as typeof mul)(
          1,
          2,
        ),
      "customGrad(f): the partial derivative by argument 1 is undefined; return an expression or a number",
    ],
    [
      () => grad(customGrad((x) => x, (() => undefined) as never))(1),
      "customGrad(f): rule returned undefined; did you forget to return?",
    ],
    [
      () => grad(foreign(square32, () => [1]))(1),
      "foreign(square32): the rule gives the partial derivative for 1 argument as an expression or a number, got an array",
    ],
    [() => squared()({ a: 1 } as never), "foreign(square32): argument 0 (x) is an object; pass a number"],
    [() => squared()([sin()] as never), "element 0 of argument 0 (x) is an expression; pass the elements one by one"],
    [() => (squared() as (...args: number[]) => number)(1, 2), "foreign(square32) takes 1 argument, got 2"],
    [() => foreign((x: Float32Array, y: Float32Array) => y && x)(xs, [1, 2]), "batches differ in length"],
    [
      () =>
        compile((x) =>
          customGrad(
            (x) => [x, x] as never,
            () => 1,
          )(x),
        )(1),
      "customGrad(f): the function returned an array; return one expression or number",
    ],
  ])("says what is wrong: %s", (call, message) => {
    expect(call).toThrow(message);
  });
});
