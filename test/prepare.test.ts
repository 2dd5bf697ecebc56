// prepare and info: compiled ahead of the first call, and what is told of the last one.

import { describe, expect, it } from "vitest";
import {
  add,
  alloc,
  compile,
  exp,
  type Expr,
  fromBytes,
  grad,
  logsumexp,
  mean,
  mul,
  sin,
  square,
  sub,
  valueAndGrad,
  variance,
} from "../ts/index.js";
import { watched } from "./lib/engines.js";
import { expectSameBits } from "./lib/floats.js";
import type { Call } from "./lib/untyped.js";

sin(1); // Loads the core.

let unique = 0;
/** A function that no other test has. */
const fresh = () => {
  const k = ++unique / 128;
  return (x: Expr) => mul(sin(mul(x, k)), x);
};
const batch = Float32Array.from({ length: 100 }, (_, i) => i / 10);

/** Every kind of callable. */
const callables = {
  compile: () => compile(fresh()),
  grad: () => grad(fresh()),
  valueAndGrad: () => valueAndGrad(fresh()),
  fromBytes: () => fromBytes(grad(fresh()).toBytes()),
  "a composed expression": () => sin(exp().mul(++unique / 128)),
};

describe.each(Object.entries(callables))("%s", (_name, make) => {
  it.each([
    ["a number", 0.5, "number"],
    ["a batch", batch, "batch"],
  ] as const)("is compiled for %s before it is called", (_kind, value, kind) => {
    for (const given of [value, kind]) {
      const f = make() as unknown as Call;
      expect(f.info()).toEqual({ engine: "none", ops: 0, passes: 0, bytes: 0, inPlace: undefined });
      const { modules } = watched(() => expect(f.prepare(given)).toBe(f));
      // Simplification may have needed the loop of an op as well.
      expect(modules.length).toBeGreaterThan(0);
      const prepared = f.info();
      expect(prepared).toMatchObject({ engine: "jit", passes: 1, inPlace: undefined });
      expect(prepared.ops).toBeGreaterThan(1);
      expect(prepared.bytes).toBeGreaterThan(0);
      expect(watched(() => f(value)).modules.length).toBe(0);
      expect(f.info()).toEqual({ ...prepared, inPlace: false });
    }
  });

  it("tells of a call without preparation", () => {
    const f = make() as unknown as Call;
    f(0.5);
    expect(f.info()).toMatchObject({ engine: "tiles", passes: 1, inPlace: false });
    // A later preparation does not change what the last call was.
    f.prepare("batch");
    expect(f.info()).toMatchObject({ engine: "tiles", inPlace: false });
  });
});

it("info tells whether a call worked in place", () => {
  const f = grad(fresh());
  const [x, y] = alloc([batch.length, batch.length]);
  x.set(batch);
  f.prepare(x);
  f.into(y, x);
  expect(f.info()).toMatchObject({ engine: "jit", inPlace: true });
  const expected = f(batch);
  expect(f.info()).toMatchObject({ engine: "jit", inPlace: false });
  expectSameBits(y, expected);
});

it("several arguments, of which some are there", () => {
  const f = compile((x, y, z) => mul(sin(mul(x, y)), z));
  expect(f.prepare(batch, "number", "batch").info().engine).toBe("jit");
  expect(f.prepare("batch", 1, batch).info().engine).toBe("jit");
  const { modules } = watched(() => f(batch, 2, batch));
  expect(modules.length).toBe(0);
});

describe("prepare throws what the call would", () => {
  const f = grad(fresh(), { argnums: 3 as 0 });
  const g = compile((x, y) => mul(x, y));
  it.each([
    ["argnums out of range", f, [0.5]],
    ["a wrong count", g, [0.5]],
    ["a string", g, [0.5, "numbers"]],
    ["lengths that differ", g, [batch, [1, 2]]],
  ])("%s", (_what, f, args) => {
    const { prepare } = f as unknown as { prepare: (...args: unknown[]) => unknown };
    const call = f as (...args: unknown[]) => unknown;
    let thrown: unknown;
    try {
      call(...args);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(Error);
    expect(() => prepare(...args)).toThrow((thrown as Error).message);
  });
});

describe("functions with reductions", () => {
  it.each([
    ["mse with its gradients by numbers", 1, () => valueAndGrad(mse, { argnums: [0, 1] }), [0.5, 2, batch, batch]],
    ["mse with a gradient by a batch", 1, () => valueAndGrad(mse, { argnums: 2 }), [0.5, 2, batch, batch]],
    ["variance", 2, () => compile((x) => variance(sin(mul(x, ++unique / 128)))), [batch]],
    ["softmax", 3, () => compile((x) => exp(sub(mul(x, ++unique), logsumexp(mul(x, unique))))), [batch]],
    ["logsumexp with its gradient", 3, () => valueAndGrad((x) => logsumexp(mul(x, ++unique / 128))), [batch]],
    ["a number alone", 1, () => valueAndGrad((x) => logsumexp(mul(x, ++unique / 128))), [0.5]],
  ] as const)("%s: %i passes, prepared as called", (_name, passes, make, args) => {
    for (const given of [args, args.map((arg) => (typeof arg === "number" ? "number" : "batch"))]) {
      const f = make() as unknown as Call;
      f.prepare(...given);
      const prepared = f.info();
      expect(prepared).toMatchObject({ passes, inPlace: undefined });
      expect(watched(() => f(...args)).modules.length).toBe(0);
      expect(f.info()).toEqual({ ...prepared, inPlace: false });
      const fresh = make() as unknown as Call;
      fresh(...args);
      expect(fresh.info().passes).toBe(passes);
    }
  });
});

function mse(w: Expr, b: Expr, x: Expr, y: Expr) {
  return mean(square(sub(y, add(mul(w, sin(x)), b))));
}
