// A trap of the core is a bug, unless the host refused memory; and either leaves the next call unharmed.

import { afterEach, describe, expect, it, vi } from "vitest";
import type { Expr } from "../ts/index.js";
import { table } from "../ts/program/table.js";

const CORE = "../ts/core/exports.js";

/** The package, over a core of which some functions are others. */
async function withCore(change: (core: typeof import("../ts/core/exports.js")) => object) {
  vi.resetModules();
  vi.doMock(CORE, async (original) => {
    const core = await original<typeof import("../ts/core/exports.js")>();
    return { ...core, ...change(core) };
  });
  return import("../ts/index.js");
}

afterEach(() => {
  vi.doUnmock(CORE);
});

/** A module whose `run` traps, whatever its arguments: five addresses, or numbers in their place. */
const TRAPPING = [
  ...[0, 97, 115, 109, 1, 0, 0, 0],
  ...[1, 10, 1, 96, 5, 127, 127, 127, 127, 127, 1, 127], // (i32 ×5) → i32
  ...[3, 2, 1, 0],
  ...[7, 7, 1, 3, 114, 117, 110, 0, 0], // exports run
  ...[10, 5, 1, 3, 0, 0, 11], // unreachable
];

type Call = (...args: unknown[]) => unknown;

function trap(): never {
  throw new WebAssembly.RuntimeError("unreachable");
}

describe("a trap of the core", () => {
  for (const name of ["simplify", "differentiate", "prepare"] as const) {
    it(`in ${name} is an internal error, with its cause`, async () => {
      let isBroken = true;
      const { grad, sin } = await withCore((core) => ({
        [name]: (...args: never[]) => (isBroken ? trap() : (core[name] as (...args: never[]) => unknown)(...args)),
      }));
      // Ops that compute are simplified, functions are not before their gradient is.
      const call = () => grad((x) => sin(x))(0) + sin(0);
      let error: unknown;
      try {
        call();
      } catch (caught) {
        error = caught;
      }
      expect(error).toBeInstanceOf(Error);
      expect(error).not.toBeInstanceOf(RangeError);
      expect((error as Error).message).toMatch(/^fluxion: internal error \(unreachable\); please report it/);
      expect((error as Error).cause).toBeInstanceOf(WebAssembly.RuntimeError);
      isBroken = false;
      expect(call()).toBe(1);
    });
  }

  const kernels = ["runUniform", "runBlock"] as const;
  const calls = {
    "of numbers": [0],
    "of a batch": [new Float32Array(9)],
    into: [new Float32Array(9), new Float32Array(9)],
  };
  for (const [name, form, args] of kernels.flatMap((name) =>
    Object.entries(calls).map((call) => [name, ...call] as const),
  )) {
    // A call of numbers has no blocks.
    if (name === "runBlock" && form === "of numbers") continue;
    it(`in ${name}, in a call ${form}, is an internal error`, async () => {
      let isBroken = true;
      const { cos, grad } = await withCore((core) => ({
        [name]: (...at: [number, number]) => (isBroken ? trap() : core[name](...at)),
      }));
      const f = grad((x) => cos(x)) as unknown as Call & { into: Call };
      const call = () => (form === "into" ? f.into(...args) : f(...args));
      expect(call).toThrow(/^fluxion: internal error \(unreachable\)/);
      isBroken = false;
      expect(call).not.toThrow();
    });
  }

  it.each([0, 100])("in a compiled kernel, over %i elements, is an internal error", async (n) => {
    const { cos, grad } = await withCore(() => ({ compileKernel: () => Uint8Array.of(0, 0, 0, 0, ...TRAPPING) }));
    const { tiering } = await import("../ts/engine/jit/tiering.js");
    const f = grad((x) => cos(x)) as (x: number | Float32Array) => unknown;
    tiering.mode = "eager";
    expect(() => f(n === 0 ? 0 : new Float32Array(n))).toThrow(/^fluxion: internal error/);
    tiering.mode = "off";
    expect(f(0)).toBe(-0);
  });

  it("for want of memory is a RangeError, and the next trap is a bug again", async () => {
    let isBroken = false;
    const { grad, sin } = await withCore((core) => ({
      differentiate: (...args: Parameters<typeof core.differentiate>) =>
        isBroken ? trap() : core.differentiate(...args),
    }));
    expect(grad((x) => sin(x))(0)).toBe(1);
    // All the memory that there can be is given to somebody else: what the core has left serves a small function.
    const { memory } = (await import("../ts/core/load.js")).load();
    memory.grow(65536 - memory.buffer.byteLength / 65536);
    const large = (x: Expr) => {
      let y = x;
      for (let i = 0; i < 200_000; i++) y = y.add(i);
      return y;
    };
    expect(() => grad(large)(0)).toThrow(/^fluxion: the host refused memory for the computation/);
    // The next call has an instance of its own, and room.
    expect(grad(large)(0)).toBe(1);
    expect(grad((x) => sin(x.mul(2)))(0)).toBe(2);
    isBroken = true;
    expect(() => grad((x) => sin(x.mul(3)))(0)).toThrow(/internal error/);
  });
});

it("a kernel that no memory can hold is a RangeError that says its bytes", async () => {
  const { sin } = await withCore(() => ({ prepare: () => new Uint32Array(0), failureNumber: () => 2 ** 32 }));
  expect(() => sin(1)).toThrow(RangeError);
  expect(() => sin(1)).toThrow(/refused memory of 4294967296 bytes/);
});

it("an error of the core that the facade should have prevented is a bug", async () => {
  await withCore(() => ({}));
  const { prepare } = await import("../ts/core/load.js");
  const identity = Uint8Array.of(102, 108, 120, 1, 1, 0, 1, 0);
  expect(() => prepare(identity, new Uint8Array(3))).toThrow(/^fluxion: internal error/);
  expect(prepare(identity, new Uint8Array(1)).length).toBeGreaterThan(4);
});

it("a program that is not in normal form is a bug, where an op in it is a composition and has no loop", async () => {
  const { sin } = await withCore(() => ({}));
  const { encode } = await import("../ts/program/format.js");
  const { kernelOf } = await import("../ts/engine/kernel.js");
  const { runScalar } = await import("../ts/engine/run.js");
  const { tiering } = await import("../ts/engine/jit/tiering.js");
  tiering.mode = "off";
  const op = Number(Object.keys(table).find((code) => table[Number(code)].name === "relu"));
  const program = encode({ inputs: 1, nodes: [{ op, operands: [0] }], outputs: [1] });
  const kernel = kernelOf(program, "relu", new Uint8Array(1));
  expect(() => runScalar(kernel, [-1])).toThrow(/^fluxion: internal error/);
  expect(sin(0)).toBe(0);
});
