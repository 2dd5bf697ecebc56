// Loading: never at import, at the first call or by init, and with a word to those who cannot.

import { afterEach, describe, expect, it, vi } from "vitest";

const { Module, compile, validate } = WebAssembly;
const host = globalThis as { WebAssembly?: typeof WebAssembly };
const whole = host.WebAssembly;

/** The package as if it were imported for the first time. */
function fresh() {
  vi.resetModules();
  return import("../ts/index.js");
}

afterEach(() => {
  host.WebAssembly = whole;
  Object.assign(WebAssembly, { Module, compile, validate });
});

/** Lets the host refuse to compile on the calling thread, or at all. */
function refuse(error: Error, also: Partial<typeof WebAssembly> = { compile: () => Promise.reject(error) }): void {
  const refusal = {
    construct() {
      throw error;
    },
  };
  Object.assign(WebAssembly, { Module: new Proxy(Module, refusal), ...also });
}

describe("loading", () => {
  it("happens at the first call that computes", async () => {
    let compilations = 0;
    const construct = (target: typeof Module, args: [BufferSource]) => (compilations++, new target(...args));
    Object.assign(WebAssembly, { Module: new Proxy(Module, { construct }) });
    const { grad, sin, cos } = await fresh();
    const df = grad((x) => sin(x));
    sin(cos());
    expect(compilations).toBe(0);
    expect(df(0)).toBe(1);
    expect(sin(0)).toBe(0);
    // The core, and the loops that it has as data.
    expect(compilations).toBe(2);
  });

  it("happens off the main thread by init, once", async () => {
    const { init, sin } = await fresh();
    refuse(new Error("not on this thread"), {});
    await Promise.all([init(), init()]);
    expect(sin(0)).toBe(0);
    await init();
  });

  it("is not undone by a call during init", async () => {
    const { init, grad } = await fresh();
    const started = init();
    const df = grad((x) => x.mul(x));
    expect(df(1)).toBe(2);
    await started;
    expect(df(2)).toBe(4);
  });

  it("does not need WebAssembly to import", async () => {
    delete host.WebAssembly;
    const { sin, cos, grad, init } = await fresh();
    expect(String(sin(cos()))).toBe("(x) => sin(cos(x))");
    const df = grad((x) => sin(x));
    expect(() => df(1)).toThrow(/no WebAssembly/);
    await expect(init()).rejects.toThrow(/no WebAssembly/);
  });
});

describe("a host that does not compile", () => {
  it("because of a tiering: the directive is named, and a later call may succeed", async () => {
    const { sin, init } = await fresh();
    const cause = new WebAssembly.CompileError("Wasm code generation disallowed by embedder");
    refuse(cause);
    expect(() => sin(1)).toThrow(/script-src 'wasm-unsafe-eval'.*disallowed by embedder/);
    await expect(init()).rejects.toThrow("wasm-unsafe-eval");
    await expect(init()).rejects.toMatchObject({ cause });
    Object.assign(WebAssembly, { Module, compile });
    expect(sin(0)).toBe(0);
  });

  it("because it has no SIMD: the versions that have it are named", async () => {
    const { sin } = await fresh();
    refuse(new WebAssembly.CompileError("invalid opcode"));
    Object.assign(WebAssembly, { validate: () => false });
    expect(() => sin(1)).toThrow(/no WebAssembly SIMD.*Safari 16\.4/);
  });

  it("on its main thread: init is named", async () => {
    const { sin } = await fresh();
    refuse(
      new RangeError("WebAssembly.Compile is disallowed on the main thread, if the buffer size is larger than 4KB"),
    );
    expect(() => sin(1)).toThrow(/await init\(\)/);
  });
});

it("two copies of the package understand each other's expressions", async () => {
  const one = await fresh();
  const other = await fresh();
  expect(one.grad((x) => other.sin(one.cos(x)))(1)).toBe(one.grad((x) => one.sin(one.cos(x)))(1));
  expect(one.grad(other.sin(one.cos()))(1)).toBe(one.grad(one.sin(one.cos()))(1));
  expect(other.mul(one.sin(), other.cos())(1)).toBe(one.mul(one.sin(), one.cos())(1));
  // Nested: the outer trace is the one's, the inner one the other's.
  expect(one.grad((x) => other.mul(x, other.grad((y) => one.mul(x, y))(x)))(3)).toBe(6);
});

it("a host that refuses memory is a RangeError, and the next call works", async () => {
  let full = true;
  vi.doMock("../build/core/fluxion.js", async (original) => {
    const core = await original<typeof import("../build/core/fluxion.js")>();
    return { ...core, reserveArena: (bytes: number) => (full ? 0 : core.reserveArena(bytes)) };
  });
  const { alloc, sin, grad } = await fresh();
  const df = grad((x) => sin(x));
  const out = Float32Array.of(7, 7);
  expect(() => df.into(out, [1, 2])).toThrow(RangeError);
  expect(() => sin(1)).toThrow(/refused memory of \d+ bytes/);
  expect([...out]).toEqual([7, 7]);
  // Enough elements for a kernel to be compiled and work in place; the last one, and those for the fallback, need room
  // elsewhere.
  const [x, y] = alloc([40_001, 40_001]);
  y.fill(7);
  expect(() => df.into(y, x)).toThrow(/refused memory/);
  expect(y.every((value) => value === 7)).toBe(true);
  full = false;
  expect(df(0)).toBe(1);
  vi.doUnmock("../build/core/fluxion.js");
});
