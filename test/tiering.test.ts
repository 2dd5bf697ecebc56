// When kernels are compiled, by what a function tells of itself, never by a clock.

import { afterEach, describe, expect, it } from "vitest";
import { add, alloc, compile, dot, type Expr, hypot, mean, sin, square, tan, valueAndGrad } from "../ts/index.js";
import { IMPORT_MEMORY, IMPORT_MODULE, KERNEL_EXPORT } from "../ts/core/layout.js";
import { tiering } from "../ts/engine/jit/tiering.js";
import { expectSameBits } from "./lib/floats.js";

let unique = 0;
/** A chain of so many ops that no other test has. */
const chain = (ops: number, step: (x: Expr, i: number) => Expr) => {
  const seed = 1 + ++unique / 1024;
  return compile((x: Expr) => Array.from({ length: ops }, (_, i) => i).reduce(step, x.mul(seed)));
};
const sines = (ops: number) => chain(ops, (x) => sin(x));
const arithmetic = (ops: number) => chain(ops, (x, i) => (i % 2 === 0 ? x.mul(1 - i / 1e6) : x.add(i / 1e6)));
const times = (count: number, call: () => unknown) => {
  for (let i = 0; i < count; i++) call();
};
const batch = (n: number) => new Float32Array(n).fill(0.5);
/** Until kernels are compiled that wait for it: their timers, which are started after this turn, are before this one. */
const pause = async () => {
  await Promise.resolve();
  await new Promise((resolve) => setTimeout(resolve));
};

describe("a program that gains nothing stays on tiles:", () => {
  it.each([100, 1000])("%i sines of a batch", async (ops) => {
    const f = sines(ops);
    times(20, () => f(batch(1000)));
    await pause();
    times(100, () => f(batch(16_384 / (ops / 100))));
    expect(f.info().engine).toBe("tiles");
    expect(f.prepare("batch").info().engine).toBe("tiles");
  });

  it("1000 sines of a number", async () => {
    const f = sines(1000);
    times(500, () => f(0.5));
    await pause();
    f(0.5);
    expect(f.info().engine).toBe("tiles");
    expect(f.prepare("number").info().engine).toBe("tiles");
  });
});

describe("a long compilation is no part of a short call:", () => {
  it.each([
    ["400 sines of a number", sines(400), 0.5, 500],
    ["100 ops of arithmetic on 64 elements", arithmetic(100), batch(64), 2000],
    ["1000 ops of arithmetic on 64 elements", arithmetic(1000), batch(64), 500],
  ] as const)("%s", async (_what, f, x, calls) => {
    const before = f(x);
    times(calls, () => f(x));
    expect(f.info().engine).toBe("tiles");
    await pause();
    const after = f(x);
    expect(f.info().engine).toBe("jit");
    expectSameBits(
      Float32Array.from(typeof after === "number" ? [after] : after),
      Float32Array.from(typeof before === "number" ? [before] : before),
    );
  });

  it("which happens all the same where no call waits", () => {
    const f = arithmetic(200);
    times(30_000, () => f(batch(64)));
    expect(f.info().engine).toBe("jit");
  });

  it("is part of a call that is longer", () => {
    const f = arithmetic(200);
    times(2, () => f(batch(100_000)));
    expect(f.info().engine).toBe("jit");
  });
});

it("a long function of one number is compiled in its first call, if that is quicker than to trace it", () => {
  const steps = Array.from({ length: 100 }, (_, i) => i);
  const f = valueAndGrad((x: Expr) => steps.reduce((x, i) => x.mul(0.9).add(i).sub(x.mul(0.01)), sin(x)));
  f(0.5);
  expect(f.info().engine).toBe("jit");
});

it("ops count, not elements alone", () => {
  const [short, long] = [arithmetic(2), arithmetic(60)];
  times(20, () => short(batch(1000)));
  times(20, () => long(batch(1000)));
  expect([short.info().engine, long.info().engine]).toEqual(["tiles", "jit"]);
});

describe("a compiled kernel is called over no elements first, as hosts prepare what is called often:", () => {
  const { Instance } = WebAssembly;
  afterEach(() => {
    Object.assign(WebAssembly, { Instance });
    tiering.mode = "hot";
  });

  type Kernel = (start: number, end: number, ...rest: number[]) => number;
  /** The number of calls over no elements, and of those over some; and whether the former write. */
  interface Calls {
    empty: number;
    full: number;
    writes: boolean;
  }

  /** Whether a call over no elements writes anything, of a module instantiated on a memory of its own. */
  function writes(module: WebAssembly.Module): boolean {
    const memory = new WebAssembly.Memory({ initial: 32 });
    const bytes = new Uint8Array(memory.buffer).fill(0xab);
    const run = new Instance(module, { [IMPORT_MODULE]: { [IMPORT_MEMORY]: memory } }).exports[KERNEL_EXPORT] as Kernel;
    const flag = run(0, 0, 0, ...new Array<number>(run.length - 3).fill(0));
    return flag !== 0 || bytes.some((byte) => byte !== 0xab);
  }

  /** The calls of all kernels that are instantiated meanwhile. */
  function watched(work: () => unknown): Calls[] {
    const all: Calls[] = [];
    const construct = (target: typeof Instance, [module, imports]: [WebAssembly.Module, WebAssembly.Imports]) => {
      const instance = new target(module, imports);
      const run = instance.exports[KERNEL_EXPORT] as Kernel | undefined;
      if (run === undefined) return instance;
      const calls = { empty: 0, full: 0, writes: writes(module) };
      all.push(calls);
      const kernel: Kernel = (start, end, ...rest) => {
        calls[start === end ? "empty" : "full"]++;
        return run(start, end, ...rest);
      };
      return { exports: { [KERNEL_EXPORT]: Object.defineProperty(kernel, "length", { value: run.length }) } };
    };
    Object.assign(WebAssembly, { Instance: new Proxy(Instance, { construct }) });
    tiering.mode = "eager";
    work();
    return all;
  }

  const many = (x: Expr, y: Expr) => Array.from({ length: 20 }, (_, i) => x.mul(y.add(i))) as never;
  it.each<readonly [string, () => unknown]>([
    ["of a number", () => arithmetic(20)(0.5)],
    ["of a batch", () => arithmetic(20)(batch(100))],
    ["of several chunks", () => compile((x: Expr) => sin(tan(sin(tan(sin(x))))))(batch(100))],
    ["of more chunks than it calls", () => chain(60, (x) => add(sin(x), tan(x)))(batch(100))],
    ["of many operands", () => compile(many)(batch(100), 2)],
    [
      "that adds up",
      () => compile((x: Expr, y: Expr) => add(mean(square(sin(x))), dot(x, y)))(batch(9000), batch(9000)),
    ],
    ["in place", () => compile((x: Expr) => hypot(x, 3)).into(alloc(100), alloc(100))],
  ])("%s", (_what, work) => {
    const kernels = watched(work);
    expect(kernels.length).toBeGreaterThan(0);
    for (const { empty, writes } of kernels) {
      expect(empty).toBeGreaterThan(1000);
      expect(writes).toBe(false);
    }
    expect(kernels.some(({ full }) => full > 0)).toBe(true);
  });
});
