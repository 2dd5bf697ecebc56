// Functions as bytes: they come back as they went, and no other bytes do any harm.

import { describe, expect, it } from "vitest";
import {
  add,
  compile,
  cos,
  type Expr,
  fromBytes,
  grad,
  list,
  mul,
  sin,
  square,
  valueAndGrad,
  where,
} from "../ts/index.js";
import { bitsOf } from "./lib/floats.js";
import { generator, randomFunction } from "./lib/random.js";
import * as untyped from "./lib/untyped.js";
import type { Call, Value } from "./lib/untyped.js";

const xs = Float32Array.of(0, 0.5, 1, 2, 3);
const f = (x: Expr, y: Expr, z: Expr) => add(mul(y, sin(x)), where(x.gt(z), square(z), cos(mul(y, z))));

/** A result with other leaves, by their paths as JavaScript. */
function filled(result: unknown, leaf: (path: string) => unknown, path = ""): unknown {
  if (typeof result === "number" || result instanceof Float32Array) return leaf(path);
  if (Array.isArray(result)) return result.map((part, i) => filled(part, leaf, `${path}[${i}]`));
  const step = (key: string) => (/^\d/.test(key) ? `[${key}]` : `.${key}`);
  const parts = Object.entries(result as object).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(parts.map(([key, part]) => [key, filled(part, leaf, path + step(key))]));
}

function pathsOf(result: unknown): string[] {
  const paths: string[] = [];
  filled(result, (path) => paths.push(path));
  return paths;
}

describe("a function comes back", () => {
  const functions = {
    "a gradient": grad(f),
    "several gradients": grad(f, { argnums: [2, 0] }),
    "value and gradients": valueAndGrad(f, { argnums: [0, 1, 2] }),
    "a nested structure": compile((x, y, z) => [x, [f(x, y, z), [y, 1]]]),
    "a second derivative": grad(grad(f, { argnums: 1 }), { argnums: 1 }),
  };

  it.each(Object.entries(functions))("%s", (_name, there) => {
    const call = there as (...args: (number | Float32Array)[]) => unknown;
    const back = fromBytes<typeof call & { toBytes(): Uint8Array }>(there.toBytes());
    expect(back(xs, 2, 0.5)).toEqual(call(xs, 2, 0.5));
    expect(back(1, 2, 3)).toEqual(call(1, 2, 3));
    expect(back.length).toBe(3);
    expect(back.toBytes()).toEqual(there.toBytes());
    expect(String(back)).toBe(String(there));
  });

  const lossOf = (p: { a: Expr; w: readonly Expr[] }, q: { b: Expr }, z: Expr) =>
    mul(mul(square(p.a), sin(mul(p.w[0], q.b))), cos(mul(p.w[1], z)));
  const loss = lossOf as unknown as (...args: Value[]) => Value;
  const [p, q] = [{ a: 0.5, w: list([1.5, 2]) }, { b: 0.75 }];
  const args = [p, q, xs];
  const transforms: Readonly<Record<string, readonly [f: Call, ...args: unknown[]]>> = {
    compile: [untyped.compile((p, q, z) => ({ b: [loss(p, q, z), 2], a: z })), ...args],
    grad: [untyped.grad(loss, { argnums: [2, 0] }), ...args],
    aux: [untyped.valueAndGrad((p, q, z) => [loss(p, q, z), { z }], { argnums: [1, 0], hasAux: true }), ...args],
    jvp: [untyped.jvp(loss), args, [p, { b: 1 }, 1]],
    vjp: [untyped.vjp(loss), args, 1],
    hvp: [untyped.hvp(loss, { argnums: [1, 0] }), args, [q, p]],
    jacobian: [untyped.jacobian((p, q, z) => [{ b: loss(p, q, z), a: z }, q], { argnums: [2, 0] }), ...args],
    hessian: [untyped.hessian(loss), ...args],
    "hessian, argnums": [untyped.hessian(loss, { argnums: [2, 0] }), ...args],
    "hessian, one of argnums": [untyped.hessian(loss, { argnums: 0 }), ...args],
  };
  it.each(Object.entries(transforms))("%s, of structures", (_name, [f, ...args]) => {
    const result = f(...args);
    expect(untyped.fromBytes(f.toBytes())(...args)).toEqual(result);
    // Each output has the place that messages name.
    const paths = pathsOf(result);
    for (const short of paths) {
      const out = filled(result, (path) => new Float32Array(path === short ? 0 : xs.length));
      expect(() => f.into(out, ...args)).toThrow(`out${short} has length 0`);
    }
    const drawn = (f as unknown as { toMermaid: () => string }).toMermaid();
    expect([...drawn.matchAll(/\(\["out([^ "]*)/g)].map(([, path]) => path)).toEqual(paths);
  });

  it("and is differentiated, compiled and composed", () => {
    const back = fromBytes<ReturnType<typeof typed>>(typed().toBytes());
    expect([...grad(back)(xs)]).toEqual([...grad(typed())(xs)]);
    expect(compile((x) => mul(back(x), 2))(3)).toBe(2 * typed()(3));
  });
  const typed = () => grad((x: Expr) => sin(cos(x)));

  it("without being called before", () => {
    expect(fromBytes(grad((x) => square(x)).toBytes())(3)).toBe(6);
  });

  it("in the number of arguments that it was called with, if it takes several", () => {
    const sum = compile((...all) => all.reduce((a, b) => add(a, b)));
    sum(1, 2, 3);
    expect(fromBytes(sum.toBytes())(1, 2, 3)).toBe(6);
  });

  it("as data of its own", () => {
    const bytes = typed().toBytes();
    const back = fromBytes(bytes);
    const value = back(1);
    bytes.fill(255);
    expect(back(1)).toBe(value);
    back.toBytes().fill(255);
    expect(fromBytes(back.toBytes())(1)).toBe(value);
  });

  it("from a view into other bytes, and from a Buffer", () => {
    const bytes = typed().toBytes();
    const around = new Uint8Array(bytes.length + 7);
    around.set(bytes, 3);
    expect(fromBytes(around.subarray(3, 3 + bytes.length))(1)).toBe(typed()(1));
    expect(fromBytes(Buffer.from(bytes))(1)).toBe(typed()(1));
  });
});

describe("no bytes do any harm", () => {
  /** Reads and uses the bytes as somebody might. Whatever they are: a function, or an error of ours. */
  function use(bytes: Uint8Array): boolean {
    try {
      const back = fromBytes(bytes) as unknown as (...args: (number | Float32Array)[]) => unknown;
      const args = Array.from({ length: Math.min(back.length, 100) }, (_, i) => i);
      back(...args);
      back(...args.map(() => xs));
      String(back);
      return true;
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
      expect(error.message).toMatch(/^(fromBytes|fluxion)\b/);
      return false;
    }
  }

  const original = valueAndGrad(f, { argnums: [0, 1] }).toBytes();
  const structured = compile(((x: Expr) => ({ ab: sin(x), c: [x, { "": 1, é: mul(x, x) }] })) as never).toBytes();

  it("cut off anywhere, or continued", () => {
    for (let n = 0; n < original.length; n++) expect(use(original.slice(0, n))).toBe(false);
    expect(use(Uint8Array.of(...original, 0))).toBe(false);
    expect(use(original)).toBe(true);
  });

  it("with any byte changed", () => {
    const random = generator(1);
    let functions = 0;
    for (let i = 0; i < 20_000; i++) {
      const bytes = original.slice();
      for (let changes = 1 + Math.floor(3 * random()); changes > 0; changes--) {
        bytes[Math.floor(bytes.length * random())] = Math.floor(256 * random());
      }
      if (use(bytes)) functions++;
    }
    // Both happen: other programs, and no programs.
    expect(functions).toBeGreaterThan(100);
    expect(functions).toBeLessThan(19_000);
  });

  it("of chance, after the beginning", () => {
    const random = generator(2);
    for (let i = 0; i < 20_000; i++) {
      const bytes = Uint8Array.from({ length: 8 + Math.floor(60 * random()) }, () => Math.floor(256 * random() ** 3));
      const kept = Math.floor(12 * random());
      bytes.set(original.subarray(0, Math.min(kept, bytes.length)));
      use(bytes);
    }
  });

  it("of structures, with any byte changed", () => {
    const random = generator(4);
    let functions = 0;
    for (let i = 0; i < 20_000; i++) {
      const bytes = structured.slice();
      for (let changes = 1 + Math.floor(3 * random()); changes > 0; changes--)
        bytes[Math.floor(40 * random())] = Math.floor(256 * random() ** 3);
      if (use(bytes)) functions++;
    }
    expect(functions).toBeGreaterThan(100);
    expect(functions).toBeLessThan(19_000);
  });

  it("that promise much", () => {
    const head = [0x66, 0x6c, 0x66, 1];
    const newer = [0x66, 0x6c, 0x66, 2];
    const most = [0xff, 0xff, 0xff, 0xff, 0x0f];
    const program = [0x66, 0x6c, 0x78, 1];
    for (const bytes of [
      [...head, ...most],
      [...head, ...new Uint8Array(100_000).fill(1)],
      [...head, 0, ...program, ...most, 0, 1, 0],
      [...head, 0, ...program, 1, ...most, 1, 0],
      [...head, 0, ...program, 1, 0, ...most],
      [...head, ...new Uint8Array(5_000).fill(0xff)],
      // Version 2: sections, arguments, and a result, of more than there is.
      [...newer, 1, 0, 0, ...program, 0, 0, 0],
      [...newer, 0, ...most],
      [...newer, 0, 0, ...most],
      [...newer, 0, 0, 4, ...most],
      [...newer, 0, ...new Uint8Array(100_000).fill(3)],
      [...newer, 0, 0, ...new Uint8Array(100_000).fill(3)],
    ]) {
      expect(use(Uint8Array.from(bytes))).toBe(false);
    }
  });

  it("and the core is in order afterwards", () => {
    const random = generator(3);
    const { expression, exact } = randomFunction(random, 1, 8);
    expect(Math.abs(compile((x) => expression(x))(0.5) - exact([0.5]).value.value)).toBeLessThan(1e-5);
    expect(bitsOf(sin(xs))).toEqual(bitsOf(Array.from(xs, (x) => sin(x))));
  });
});

describe("structures in bytes", () => {
  /** A function of one argument that is itself, returned as these structures say. */
  const bytesOf = (...structures: number[]) =>
    Uint8Array.of(0x66, 0x6c, 0x66, 2, 0, ...structures, 0x66, 0x6c, 0x78, 1, 1, 0, 1, 0);
  const a = 97;

  it("are read", () => {
    const read = (...structures: number[]) => fromBytes(bytesOf(...structures)) as unknown as (x: number) => unknown;
    expect(read(1, 0, 0)(3)).toBe(3);
    expect(read(1, 0, 3, 0)(3)).toEqual([3]);
    expect(read(1, 0, 4, 1, a, 0)(3)).toEqual({ a: 3 });
    expect(read(1, 0, 6, 1, a, 1, 2, a, a, 0)(3)).toEqual({ a: [], aa: 3 });
    expect(read(1, 0, 4, 1, 0x80, 0xb0, 3, 0)(3)).toEqual({ "\ud800": 3 });
  });

  it.each([
    ["another number of inputs", "another number of inputs", [2, 0, 0, 0]],
    ["another number of outputs", "another number of outputs", [1, 0, 5, 0, 0]],
    ["no output", "another number of outputs", [1, 0, 1]],
    ["a key twice", "ill-formed key", [1, 0, 6, 1, a, 0, 1, a, 0]],
    ["keys that descend", "ill-formed key", [1, 0, 6, 1, a + 1, 0, 1, a, 0]],
    ["a key of more than there is", "ill-formed key", [1, 0, 4, 99, a, 0]],
    ["a key of no code unit", "ill-formed key", [1, 0, 4, 1, 0x80, 0x80, 4, 0]],
    ["an unknown section", "unknown section", []],
  ])("are refused with %s", (_name, message, structures) => {
    const bytes = bytesOf(...structures);
    if (structures.length === 0) bytes[4] = 1;
    expect(() => fromBytes(bytes)).toThrow(TypeError);
    expect(() => fromBytes(bytes)).toThrow(`fromBytes: these are not the bytes of a function: ${message}`);
  });
});

describe("bytes of version 1", () => {
  // Made by the last build that wrote this version, and by nothing since.
  const read = (hex: string) =>
    fromBytes(Uint8Array.from(Buffer.from(hex, "hex"))) as unknown as (...args: unknown[]) => unknown;

  it("of a value and gradients", () => {
    const back = read(
      "666c6601020003000000666c7801031a0a001201031b020006021201020b07210506081004090e050a07120b0c010d000000000021050f0e12" +
        "021021050f1112011021050f1300000000401202151205162105170f1014181003120b0012011b040a1c1a19",
    );
    expect(back(1, 2, 3)).toEqual(valueAndGrad(f, { argnums: [0, 1, 2] })(1, 2, 3));
    expect(back(1, 2, 3)).toEqual([2.6431121826171875, [1.0806045532226562, 1.6797174215316772, 0.558830976486206]]);
    expect(back.length).toBe(3);
  });

  it("of an array within an array", () => {
    const back = read(
      "666c660102000200020000666c780103090a001201031b020006021201020b0721050608100409000000803f04000a010b",
    );
    expect(back(1, 2, 3)).toEqual([1, [2.6431121826171875, [2, 1]]]);
  });

  it("of one value, a second derivative", () => {
    const back = read(
      "666c660100666c7801030e1b020000000000000e031201021202052103040712050801092103040a0b06120b0c2103040d12020e2103040f" +
        "0110",
    );
    expect(back(1, 2, 3)).toBe(-8.641532897949219);
    expect(back([1, 1], 2, 3)).toEqual(Float32Array.of(-8.641532897949219, -8.641532897949219));
    expect(String(back)).toMatch(/^\(x, y, z\) => /);
    // Written anew, it is of the present version, and the same function.
    const again = (back as unknown as { toBytes(): Uint8Array }).toBytes();
    expect(again[3]).toBe(2);
    expect(fromBytes(again)(1, 2, 3)).toBe(-8.641532897949219);
  });
});

describe("more nodes than most", () => {
  const bytes = compile((x) => add(mul(x, 3), 1)).toBytes();

  it("are refused, and as many are not", () => {
    expect(() => fromBytes(bytes, { most: 3 })).toThrow(RangeError);
    expect(() => fromBytes(bytes, { most: 3 })).toThrow("the function has 4 nodes, more than 3");
    expect(fromBytes(bytes, { most: 4 })(2)).toBe(7);
    expect(fromBytes(bytes, {})(2)).toBe(7);
  });

  it("are a million if nothing is said", () => {
    // "flf", no structure; "flx", one input, 1,000,001 nodes of neg, one output.
    const header = [0x66, 0x6c, 0x66, 1, 0, 0x66, 0x6c, 0x78, 1, 1, 0xc1, 0x84, 0x3d];
    const large = new Uint8Array(header.length + 2 * 1_000_001 + 2);
    large.set(header);
    for (let i = 0; i < 1_000_001; i++) large[header.length + 2 * i] = 1;
    large.set([1, 1], large.length - 2);
    expect(() => fromBytes(large)).toThrow("the function has 1000001 nodes, more than 1000000");
    expect(fromBytes(large, { most: Infinity })(2)).toBe(-2);
  });

  it("must be a number", () => {
    for (const most of ["4", null, NaN, 4n])
      expect(() => fromBytes(bytes, { most } as unknown as { most: number })).toThrow(TypeError);
  });

  it("is the only option", () => {
    for (const [options, text] of [
      [{ max: 3 }, "fromBytes: there is no option max; the option is most"],
      [{ most: 4, Most: 3 }, "there is no option Most"],
      ["3", "fromBytes: the options are a string; pass an object: { most: ... }"],
      [null, "the options are null"],
      [[3], "the options are an array"],
    ] as const)
      expect(() => fromBytes(bytes, options as object)).toThrow(text);
    expect(fromBytes(bytes, undefined)(2)).toBe(7);
    expect(fromBytes(bytes, { most: undefined })(2)).toBe(7);
    // What Array.prototype.map passes is none.
    expect([bytes].map(fromBytes as (bytes: Uint8Array) => (x: number) => number)[0](2)).toBe(7);
  });
});
