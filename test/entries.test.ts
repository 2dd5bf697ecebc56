// The entries that are given the core as files: fluxion/slim, and those for hosts that compile nothing at run time.

import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { runInNewContext, runInThisContext } from "node:vm";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { coreFiles } from "../scripts/lib/core-files.mjs";

type Expr = import("../ts/index.js").Expr;
type Slim = typeof import("../ts/entry/slim.js");

const dist = new URL("../dist/", import.meta.url);
const bytesOf = (name: string) => new Uint8Array(readFileSync(new URL(name, dist)));
const [core, loops, tiles] = ["fluxion.wasm", "loops.wasm", "tiles.wasm"].map(bytesOf);

/** fluxion/slim, as if it were imported for the first time. */
function fresh(): Slim {
  const filename = fileURLToPath(new URL("slim.cjs", dist));
  const text = `(exports) => { ${readFileSync(filename, "utf8")}\nreturn exports; }`;
  const evaluate = runInThisContext(text, { filename }) as (exports: object) => Slim;
  return evaluate({});
}

const { Module, Instance, compile, compileStreaming, instantiate } = WebAssembly;
const whole = { Module, Instance, compile, compileStreaming, instantiate };
const host = globalThis as { WebAssembly?: object };
const present = host.WebAssembly;

afterEach(() => {
  host.WebAssembly = present;
  Object.assign(WebAssembly, whole);
});

function throwing(error: Error): object {
  const raise = () => {
    throw error;
  };
  return new Proxy(Module, { construct: raise });
}

describe("every entry", () => {
  interface Report {
    readonly atImport: number;
    readonly compiledWhenHot: number;
    readonly compilations: number;
    readonly withoutCore: string;
    readonly results: readonly string[];
  }

  async function report(...args: string[]): Promise<Report> {
    const script = fileURLToPath(new URL("lib/entry.mjs", import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [script, ...args]);
    return JSON.parse(stdout) as Report;
  }

  let main: Report;

  beforeAll(async () => {
    main = await report("index.js");
    expect(main.results.length).toBeGreaterThan(400);
    expect(main.results[0]).toBe("(x) => sin(cos(x))");
    expect(main.results.filter((result) => /Error/.test(result)).slice(-2)).toEqual([
      expect.stringMatching(/^TypeError: sin: argument 0 \(x\) is a string/),
      expect.stringMatching(/^TypeError: compile\(f\): the function returned a string at \[1\]/),
    ]);
    expect(main.results.filter((result) => /Error/.test(result)).length).toBeLessThan(20);
    expect(main.compiledWhenHot).toBe(1);
  });

  it.each([
    // On a host that compiles nothing, all loops are in one file.
    ["workerd.js", "", 0, 0],
    ["edge.js", "", 0, 0],
    ["slim.js", "tiles.wasm,loops.wasm", 0, 0],
    // Kernels alone: of the function that is hot, and of a long one of numbers.
    ["slim.js", "fluxion.wasm,loops.wasm", 1, 2],
    ["slim.cjs", "fluxion.wasm,loops.wasm", 1, 2],
    // And each loop that was called, but not the core.
    ["slim.js", "fluxion.wasm", 1, "many"],
  ])("%s %s gives the bits of the main entry, for every op and its derivatives", async (entry, init, whenHot, all) => {
    const { results, atImport, compiledWhenHot, compilations, withoutCore } = await report(
      entry,
      ...(init ? [init] : []),
    );
    expect(results).toEqual(main.results);
    expect([atImport, compiledWhenHot]).toEqual([0, whenHot]);
    if (all === "many") expect(compilations).toBeGreaterThan(100);
    else expect(compilations).toBe(all);
    if (init) expect(withoutCore).toMatch(/^Error: fluxion\/slim: there is no core yet: await init\(/);
  });
});

describe("the files", () => {
  it("are of the core that is inlined, and valid", () => {
    const [built, ...tables] = ["core/fluxion_bg.wasm", "recordings.bin", "accumulators.bin"].map((name) =>
      readFileSync(new URL(`../build/${name}`, import.meta.url)),
    );
    const files = coreFiles(built, tables);
    for (const [name, bytes] of Object.entries(files)) {
      expect(Buffer.from(bytes).equals(bytesOf(name))).toBe(true);
      expect(WebAssembly.validate(bytesOf(name))).toBe(true);
    }
    expect(Buffer.from(core).subarray(0, built.length).equals(built)).toBe(true);
    const exportsOf = (bytes: Uint8Array<ArrayBuffer>) =>
      WebAssembly.Module.exports(new WebAssembly.Module(bytes)).map(({ name }) => name);
    const makers = ["compileKernel", "loopModule", "loopStubs"];
    expect(exportsOf(tiles)).toEqual(exportsOf(core).filter((name) => !makers.includes(name)));
    expect(exportsOf(core)).toEqual(expect.arrayContaining(makers));
    expect(WebAssembly.Module.imports(new WebAssembly.Module(tiles))).toEqual([]);
  });

  it("tiles.wasm is smaller than the core by the jit and the recordings", () => {
    expect(tiles.length).toBeLessThan(0.6 * core.length);
  });
});

describe("init of fluxion/slim", () => {
  const wasm = { headers: { "Content-Type": "application/wasm" } };
  const page = { headers: { "Content-Type": "text/html; charset=utf-8" } };
  const kinds: Record<string, (bytes: Uint8Array<ArrayBuffer>) => object> = {
    bytes: (bytes) => bytes,
    "part of a buffer": (bytes) => Buffer.concat([Buffer.from("12345"), bytes]).subarray(5),
    "an ArrayBuffer": (bytes) => bytes.slice().buffer,
    "a module": (bytes) => new WebAssembly.Module(bytes),
    "a module of another realm": (bytes) => {
      const module = runInNewContext("new WebAssembly.Module(bytes)", { bytes }) as object;
      expect(module instanceof WebAssembly.Module).toBe(false);
      return module;
    },
    "a response": (bytes) => new Response(bytes, wasm),
    "a response of no type": (bytes) => new Response(bytes),
    "a response of another type": (bytes) => new Response(bytes, page),
    "a promise of bytes": (bytes) => Promise.resolve(bytes),
    "a promise of a response": (bytes) => Promise.resolve(new Response(bytes, wasm)),
  };

  it.each(Object.entries(kinds))("takes %s", async (_, as) => {
    const { init, grad, cos, sin } = fresh();
    await init({ core: as(core), loops: as(loops) });
    expect(grad((x) => sin(cos(x)))(1)).toBe(-0.7216061353683472);
    const once = fresh();
    await once.init({ core: as(core) });
    expect(once.sin(0)).toBe(0);
  });

  it("compiles a response of the right type while it arrives", async () => {
    const { init, sin } = fresh();
    let streamed = 0;
    Object.assign(WebAssembly, { compileStreaming: (given: Response) => (streamed++, compileStreaming(given)) });
    await init({ core: new Response(core, wasm), loops: new Response(loops, page) });
    expect([streamed, sin(0)]).toEqual([1, 0]);
    // Where there is no such function, as in older browsers.
    const others = Object.getOwnPropertyDescriptors(WebAssembly) as Partial<PropertyDescriptorMap>;
    delete others.compileStreaming;
    host.WebAssembly = Object.create(null, others as PropertyDescriptorMap) as object;
    const older = fresh();
    await older.init({ core: new Response(core, wasm) });
    expect(older.sin(0)).toBe(0);
  });

  it("needs nothing of the calling thread, where that compiles and instantiates only what is tiny", async () => {
    const rule = new RangeError("disallowed on the main thread, if the buffer size is larger than 4KB");
    const { init, sin } = fresh();
    Object.assign(WebAssembly, { Module: throwing(rule), Instance: throwing(rule) });
    await init({ core, loops });
    expect(sin(0)).toBe(0);
  });

  it("may be called twice, and at once, and again after it has failed", async () => {
    const { init, sin } = fresh();
    await expect(init({ core: loops })).rejects.toThrow("is");
    expect(() => sin(0)).toThrow(/^fluxion\/slim: there is no core yet/);
    await Promise.all([init({ core: tiles, loops }), init({ core, loops }), init({ core })]);
    await init({ core, loops });
    expect(sin(0)).toBe(0);
  });

  it("is needed before the first call that computes, and no earlier", () => {
    const { compile, cos, grad, sin, strided, alloc } = fresh();
    const f = grad((x) => sin(x));
    expect(String(sin(cos()))).toBe("(x) => sin(cos(x))");
    expect(alloc(3)).toHaveLength(3);
    expect(strided(new Float32Array(4), { stride: 2 }).length).toBe(2);
    expect(() => f(1)).toThrow(/^fluxion\/slim: there is no core yet: await init\(\{ core, loops \}\)/);
    expect(() => compile((x) => x)(1)).toThrow(/^fluxion\/slim: there is no core yet/);
  });

  describe("refuses", () => {
    const stale = core.slice();
    stale[stale.length - 1] ^= 1;
    const header = core.slice(0, 8);
    const refusals: Record<string, [modules: () => unknown, message: RegExp]> = {
      nothing: [() => undefined, /^fluxion\/slim: init: core is undefined; pass a WebAssembly.Module, the bytes/],
      "no core": [() => ({ loops }), /^fluxion\/slim: init: core is undefined; /],
      "a path": [() => ({ core: "/fluxion.wasm" }), /^fluxion\/slim: init: core is a string; pass .*: fetch\(url\)$/],
      "a URL": [() => ({ core: new URL("http://localhost/a.wasm") }), /^fluxion\/slim: init: core is an? URL; pass/],
      "loops of another kind": [() => ({ core, loops: 7 }), /^fluxion\/slim: init: loops is 7|is a number; pass/],
      "tiles without loops": [() => ({ core: tiles }), /^fluxion\/slim: init: loops is undefined; pass/],
      "files in each other's place": [
        () => ({ core: loops, loops: core }),
        /init: (core|loops) is "\w+ [0-9a-f]{8}", and this build needs "\1 [0-9a-f]{8}"; serve the file of the version/,
      ],
      "a file of another build": [
        () => ({ core: stale }),
        /init: core is "core .{8}", and this build needs "core .{8}"/,
      ],
      "a module of something else": [() => ({ core: header }), /init: core is a module of something else, and/],
      "bytes that are cut off": [
        () => ({ core: core.slice(0, 5000) }),
        /^fluxion\/slim: init: core is no wasm file \(WebAssembly/,
      ],
      "a page": [
        () => ({ core: new Response("<!doctype html>", page) }),
        /init: core: the response \(status 200, text\/html; charset=utf-8\) is no wasm file \(.*\)$/,
      ],
      "what is not found": [
        () => ({ core: new Response("", { status: 404, ...wasm }) }),
        /init: core: the response \(status 404, application\/wasm\) is no wasm file/,
      ],
    };

    it.each(Object.entries(refusals))("%s", async (_, [modules, message]) => {
      const { init, sin } = fresh();
      await expect(async () => init(modules() as never)).rejects.toThrow(message);
      expect(() => sin(1)).toThrow(/^fluxion\/slim: there is no core yet/);
    });
  });

  it("tells what the network says as it is", async () => {
    const error = new TypeError("fetch failed");
    await expect(fresh().init({ core: Promise.reject(error) })).rejects.toBe(error);
    const broken = new ReadableStream({ start: (controller) => controller.error(error) });
    await expect(fresh().init({ core: new Response(broken) })).rejects.toBe(error);
  });

  it("tells what the host refuses", async () => {
    const policy = new WebAssembly.CompileError("Wasm code generation disallowed by embedder");
    Object.assign(WebAssembly, { Module: throwing(policy), compile: () => Promise.reject(policy) });
    const refused = /^fluxion: this host refuses to compile WebAssembly; .*by embedder\)$/;
    await expect(fresh().init({ core })).rejects.toThrow(refused);
    Object.assign(WebAssembly, whole);
    const memory = new RangeError("WebAssembly.Instance(): Out of memory");
    Object.assign(WebAssembly, { instantiate: () => Promise.reject(memory) });
    await expect(fresh().init({ core, loops })).rejects.toThrow(/^fluxion: the host refused memory/);
    delete host.WebAssembly;
    await expect(fresh().init({ core })).rejects.toThrow(/^fluxion: this host has no WebAssembly/);
  });
});

describe("entries in one process", () => {
  type Package = typeof import("../ts/index.js");

  it("understand each other's expressions, functions, arrays and interleaved data", async () => {
    const require = createRequire(import.meta.url);
    const slim = fresh();
    await slim.init({ core, loops });
    const copies: Record<string, Package> = {
      "index.js": (await import(/* @vite-ignore */ new URL("index.js", dist).href)) as Package,
      "index.cjs": require(fileURLToPath(new URL("index.cjs", dist))) as Package,
      "slim.cjs": slim as unknown as Package,
    };
    const pairs = Object.keys(copies).flatMap((one) => Object.keys(copies).map((other) => [one, other]));
    for (const [one, other] of pairs) {
      const [a, b] = [copies[one], copies[other]];
      const xs = Float32Array.from({ length: 9000 }, (_, i) => i / 1000);
      const expected = a.grad((x) => a.sin(a.mul(x, a.cos(x))));
      const mixed = a.grad((x) => b.sin(a.mul(x, b.cos(x))));
      expect(mixed(1), `${one} ${other}`).toBe(expected(1));
      expect(mixed(xs)).toEqual(expected(xs));
      expect(a.grad(b.compile((x) => a.mul(x, x)))(3)).toBe(6);
      expect(a.grad((x) => b.mul(x, b.grad((y) => a.mul(x, y))(x)))(3)).toBe(6);
      expect(a.compile(b.sin(a.cos()))(1)).toBe(a.sin(a.cos(1)));
      expect(a.fromBytes(b.grad((x) => b.mul(x, x)).toBytes())(3)).toBe(6);
      expect(a.sum(b.strided(xs, { stride: 3 }))).toBe(a.sum(a.strided(xs, { stride: 3 })));
      const [x, y] = b.alloc([100, 100]);
      x.fill(3);
      expect(a.grad((x) => a.mul(x, x)).into(y, x)[99]).toBe(6);
      const weights = (ws: readonly Expr[]) => b.mul(ws[0], ws[1]);
      expect(Object.values(a.grad(weights)(b.list([2, 3])))).toEqual([3, 2]);
      const sevenfold = b.customGrad(
        (x: Expr) => a.sin(x),
        () => 7,
      );
      expect(a.grad(sevenfold)(1)).toBe(7);
    }
  });
});
