// Loading: never at import, at the first call or by init, and with a word to those who cannot.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Expr, Strided } from "../ts/index.js";

const { Module, Instance, compile, instantiate, validate } = WebAssembly;
const host = globalThis as { WebAssembly?: typeof WebAssembly; location?: unknown };
const whole = host.WebAssembly;

/** The package as if it were imported for the first time. */
function fresh() {
  vi.resetModules();
  return import("../ts/index.js");
}

afterEach(() => {
  host.WebAssembly = whole;
  delete host.location;
  Object.assign(WebAssembly, { Module, Instance, compile, instantiate, validate });
});

/** A constructor, or a function, that throws. */
function throwing(error: Error): object {
  const raise = () => {
    throw error;
  };
  return new Proxy(Module, { construct: raise, apply: raise });
}

/**
 * Lets the host compile and instantiate on the calling thread only modules of up to 4096 bytes, as Chrome did on a
 * page's main thread. Returns the number of modules that were made on another thread.
 */
function refuseLarge(): () => number {
  const small = new WeakSet<WebAssembly.Module>();
  let large = 0;
  Object.assign(WebAssembly, {
    Module: new Proxy(Module, {
      construct(target, [bytes]: [Uint8Array<ArrayBuffer>]) {
        if (bytes.byteLength > 4096) throw new RangeError("WebAssembly.Module(): larger than 4KB on the main thread");
        const module = new target(bytes);
        small.add(module);
        return module;
      },
    }),
    Instance: new Proxy(Instance, {
      construct(target, [module, imports]: [WebAssembly.Module, WebAssembly.Imports]) {
        if (!small.has(module)) throw new RangeError("WebAssembly.Instance(): larger than 4KB on the main thread");
        return new target(module, imports);
      },
    }),
    compile: (bytes: BufferSource) => (large++, compile(bytes)),
  });
  return () => large;
}

/** Lets the host refuse to compile on the calling thread, or at all. */
function refuse(error: Error, also: Partial<typeof WebAssembly> = { compile: () => Promise.reject(error) }): void {
  Object.assign(WebAssembly, { Module: throwing(error), ...also });
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
    // The decoder of the core, the core, the stubs, and the loops of cos and sin.
    expect(compilations).toBe(5);
    expect(df(1)).toBeCloseTo(Math.cos(1), 6);
    expect(compilations).toBe(5);
  });

  it("happens off the main thread by init, once", async () => {
    const { init, sin, logNormalCdf } = await fresh();
    const large = refuseLarge();
    await Promise.all([init(), init()]);
    expect(sin(0)).toBe(0);
    // The longest of all loops.
    expect(logNormalCdf(0)).toBeCloseTo(-Math.LN2, 6);
    expect(large()).toBeGreaterThan(0);
    await init();
  });

  it.each([1, 3])("makes loops in the midst of a first call over several blocks, stride %i", async (stride) => {
    const n = 20_000;
    const xs = Float32Array.from({ length: stride * n }, (_, i) => i / n);
    // The more arguments, the less of the core's memory is left for what makes the loops, so that it grows.
    for (const count of [1, 2, 4, 8, 16, 32]) {
      const { compile, sin, strided } = await fresh();
      const sum = compile((...args: Expr[]) => args.map((x) => sin(x)).reduce((a, b) => a.add(b)));
      const result = sum(...Array<Strided>(count).fill(strided(xs, { stride })));
      for (const i of [0, 8191, 8192, n - 1]) expect(result[i] / count).toBeCloseTo(Math.sin(xs[stride * i]), 5);
    }
    const { sin } = await fresh();
    const dense = xs.subarray(0, n);
    expect(sin(dense)[n - 1]).toBeCloseTo(Math.sin(dense[n - 1]), 6);
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

it("a context that has the language and WebAssembly alone is enough", () => {
  // No TextDecoder, as in an AudioWorklet, nor anything else of a page or of Node.
  const context = createContext({ module: { exports: {} } });
  const file = fileURLToPath(new URL("../dist/index.cjs", import.meta.url));
  runInContext(`var exports = module.exports; ${readFileSync(file, "utf8")}`, context, { filename: file });
  const given = runInContext("typeof TextDecoder + typeof TextEncoder + typeof console", context) as string;
  expect(given).toMatch(/^undefinedundefined/);
  const call = `{
    const { sin, cos, grad, fromBytes } = module.exports;
    const df = grad((x) => sin(cos(x)));
    let refusal;
    try {
      fromBytes(df.toBytes().subarray(0, 16));
    } catch (error) {
      refusal = String(error);
    }
    [df(1), df(new Float32Array(40000).fill(1))[39999], String(df), refusal];
  }`;
  const [value, element, text, refusal] = runInContext(call, context) as unknown[];
  expect([value, element]).toEqual([-0.7216061353683472, -0.7216061353683472]);
  expect(text).toContain("cos(x)");
  expect(refusal).toMatch(/^TypeError: fromBytes: these are not the bytes of a function: end of bytes at byte \d+;/);
});

describe("a host that does not compile", () => {
  it("because of a policy: whoever can change it is named, and a later call may succeed", async () => {
    const { sin, init } = await fresh();
    const cause = new WebAssembly.CompileError("Wasm code generation disallowed by embedder");
    refuse(cause);
    const other = /^fluxion: this host refuses to compile WebAssembly; its embedder must allow it \(.*by embedder\)$/;
    expect(() => sin(1)).toThrow(other);
    await expect(init()).rejects.toThrow(other);
    // A page, or a worker of one.
    host.location = {};
    expect(() => sin(1)).toThrow(/Content-Security-Policy.*manifest.*script-src 'wasm-unsafe-eval'.*by embedder/);
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

  it("for want of memory: that is said, and not how to compile", async () => {
    const { sin, init } = await fresh();
    const cause = new RangeError("WebAssembly.Instance(): Out of memory: Cannot allocate Wasm memory for new instance");
    for (const name of ["Module", "Instance"]) {
      Object.assign(WebAssembly, { Module, Instance, [name]: throwing(cause) });
      expect(() => sin(1)).toThrow(RangeError);
      expect(() => sin(1)).toThrow(/^fluxion: the host refused memory for the computation/);
    }
    // The core has begun, and traps where it makes the stubs.
    const construct = (target: typeof Instance, args: [WebAssembly.Module]) => {
      const { exports } = new target(...args);
      return { exports: { ...exports, loopStubs: throwing(new WebAssembly.RuntimeError("unreachable")) } };
    };
    Object.assign(WebAssembly, { Module, Instance: new Proxy(Instance, { construct }) });
    expect(() => sin(1)).toThrow(/^fluxion: the host refused memory for the computation/);
    Object.assign(WebAssembly, { instantiate: () => Promise.reject(cause) });
    await expect(init()).rejects.toThrow(/refused memory/);
    Object.assign(WebAssembly, { Module, Instance, instantiate });
    expect(sin(0)).toBe(0);
  });

  it("where the stack is full: nothing else is blamed", async () => {
    const { sin } = await fresh();
    const cause = new RangeError("Maximum call stack size exceeded");
    Object.assign(WebAssembly, { Instance: throwing(cause) });
    expect(() => sin(1)).toThrow(cause);
    Object.assign(WebAssembly, { Instance });
    expect(sin(0)).toBe(0);
  });

  it("above 4 KB on the calling thread, nor instantiates: init is named, and helps", async () => {
    // As in Chrome before 115 on the main thread.
    const large = new WeakSet<WebAssembly.Module>();
    const most = (what: string, size: number) => {
      const rule = `WebAssembly.${what} is disallowed on the main thread, if the buffer size is larger than 4KB.`;
      if (size > 4096) throw new RangeError(rule);
    };
    Object.assign(WebAssembly, {
      Module: new Proxy(Module, {
        construct(target, [bytes]: [Uint8Array<ArrayBuffer>]) {
          most("Compile", bytes.byteLength);
          return new target(bytes);
        },
      }),
      Instance: new Proxy(Instance, {
        construct(target, [module, imports]: [WebAssembly.Module, WebAssembly.Imports]) {
          most("Instance", large.has(module) ? Infinity : 0);
          return new target(module, imports);
        },
      }),
      compile: async (bytes: Uint8Array<ArrayBuffer>) => {
        const module = await compile(bytes);
        if (bytes.byteLength > 4096) large.add(module);
        return module;
      },
    });
    const { sin, cos, grad, init } = await fresh();
    expect(() => sin(1)).toThrow(/await init\(\)/);
    await init();
    expect(sin(0)).toBe(0);
    expect(grad((x) => sin(cos(x)))(new Float32Array(40_000).fill(1))[39_999]).toBe(-0.7216061353683472);
  });
});

describe("a loop that cannot be made at its first call", () => {
  /** Lets the host refuse modules of the size of a loop. */
  function refuseSmall(error: Error): void {
    const construct = (target: typeof Module, [bytes]: [Uint8Array<ArrayBuffer>]) => {
      if (bytes.byteLength < 4096) throw error;
      return new target(bytes);
    };
    Object.assign(WebAssembly, { Module: new Proxy(Module, { construct }) });
  }

  it.each([
    [
      new WebAssembly.CompileError("disallowed by embedder"),
      /^fluxion: this host refuses to compile WebAssembly; .*er\)/,
    ],
    [new RangeError("Out of memory"), /^fluxion: the host refused memory for the computation/],
    [new RangeError("Maximum call stack size exceeded"), /^Maximum call stack size exceeded$/],
  ])("is told as what it is (%s), writes nothing, and the next call makes it", async (error, message) => {
    const { atan, compile, constant, cos, sin } = await fresh();
    const f = compile((x) => cos(x)) as unknown as { into(out: Float32Array, x: Float32Array): void };
    const out = new Float32Array(9000).fill(5);
    expect(sin(0)).toBe(0);
    refuseSmall(error);
    // An op of a number, constants that are folded, and blocks.
    expect(() => atan(1)).toThrow(message);
    expect(() => compile((x) => x.mul(atan(constant(1))))(1)).toThrow(message);
    expect(() => f.into(out, new Float32Array(9000))).toThrow(message);
    expect(out.every((value) => value === 5)).toBe(true);
    // What was made before serves the next instance.
    expect(sin(0)).toBe(0);
    Object.assign(WebAssembly, { Module });
    expect(atan(0)).toBe(0);
    f.into(out, new Float32Array(9000));
    expect(out.every((value) => value === 1)).toBe(true);
  });

  it("for want of the core's memory is told so", async () => {
    const { compile, erf } = await fresh();
    (await import("../ts/engine/jit/tiering.js")).tiering.mode = "off";
    let core: import("../ts/core/exports.js").InitOutput | undefined;
    const construct = (target: typeof Instance, args: [WebAssembly.Module, WebAssembly.Imports]) => {
      const made = new target(...args);
      if ("reserveArena" in made.exports) core = made.exports as unknown as typeof core;
      return made;
    };
    Object.assign(WebAssembly, { Instance: new Proxy(Instance, { construct }) });
    // All is ready for the call but the loop: the arena is as large as that of a longer program.
    compile((x) => x.add(1).mul(x).sub(2))(1);
    const f = compile((x) => erf(x)).prepare("number");
    // Somebody has all the memory that there can be, and all blocks that were free.
    const { memory, __wbindgen_malloc, takeRefusal } = core!;
    memory.grow(65536 - memory.buffer.byteLength / 65536);
    const takeAll = (bytes: number) => {
      for (;;) __wbindgen_malloc(bytes, 1);
    };
    for (let bytes = 1 << 20; bytes >= 256; bytes /= 2) expect(() => takeAll(bytes)).toThrow("unreachable");
    takeRefusal();
    expect(() => f(0)).toThrow(/^fluxion: the host refused memory for the computation/);
    expect(f(0)).toBe(0);
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
  vi.doMock("../ts/core/exports.js", async (original) => {
    const core = await original<typeof import("../ts/core/exports.js")>();
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
  vi.doUnmock("../ts/core/exports.js");
});
