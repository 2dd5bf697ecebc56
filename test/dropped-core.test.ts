// After an error in its midst the core is dropped, and the next call makes a new one: all that was made before goes on,
// with the same bits. Nothing of the old one is used, which the tests fill with rubbish.

import { readFileSync } from "node:fs";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Expr } from "../ts/index.js";
import { ENGINES } from "./lib/engines.js";
import { callForms, ENTRIES, type Entry, type Fault, FAULTS, type Faulty, faulty } from "./lib/faults.js";

let under: Faulty;
let forms: Forms;
let unique = 0;

type Callable = (x: number | Float32Array) => unknown;
const batch = new Float32Array(40).fill(0.7);

/** Every form of a call, and the bits that it gave at first. */
type Forms = Record<string, { call: () => Float32Array; bits: Buffer }>;

/** Over more than a block of elements, unless so many are given. */
function formsOf(many = 9000): Forms {
  const calls = Object.entries(callForms(under, many));
  return Object.fromEntries(calls.map(([name, call]) => [name, { call, bits: bitsOf(call()) }]));
}

function bitsOf(floats: Float32Array): Buffer {
  return Buffer.from(floats.buffer, 0, floats.byteLength);
}

beforeAll(async () => {
  under = await faulty();
  forms = formsOf();
});

const { Instance, Module } = WebAssembly;

afterEach(() => {
  Object.assign(WebAssembly, { Instance });
});

/** The forms of which the bits are others now. */
function changed(forms: Forms): string[] {
  return Object.keys(forms).filter((name) => !bitsOf(forms[name].call()).equals(forms[name].bits));
}

/** Calls that enter the core by these entries, with functions that are new to it. */
const calls: Record<Entry, () => unknown> = {
  simplify: () => under.fluxion.compile((x) => x.add(unique++))(1),
  differentiate: () => under.fluxion.grad((x) => x.mul(unique++))(1),
  prepare: () => under.fluxion.compile((x) => x.add(unique++))(1),
  compileKernel: () => eagerly(() => under.fluxion.compile((x) => x.add(unique++))([1, 2])),
  // Larger than all before.
  reserveArena() {
    const sum = under.fluxion.compile((...xs: Expr[]) => xs.reduce((a, b) => a.add(b.sin())));
    return sum(...Array.from({ length: 40 + 5 * unique++ }, () => new Float32Array(100)));
  },
  runUniform: () => under.fluxion.compile((x) => x.add(unique++))(1),
  runBlock: () => under.fluxion.compile((x) => x.add(unique++))([1, 2]),
};

function eagerly(call: () => unknown): unknown {
  const before = under.tiering.mode;
  under.tiering.mode = "eager";
  try {
    return call();
  } finally {
    under.tiering.mode = before;
  }
}

const faults = ENTRIES.flatMap((entry) =>
  FAULTS.flatMap((kind) => [false, true].map((isLate): Fault => ({ entry, kind, isLate }))),
);

const MESSAGES = {
  trap: /^fluxion: internal error \(unreachable\)/,
  overflow: /^Maximum call stack size exceeded$/,
  refusal: /^fluxion: the host refused memory/,
};

describe.each(faults)("$kind in $entry, late: $isLate", (fault) => {
  it("is thrown, and harms nothing", () => {
    const before = under.instances();
    under.arm(fault);
    let message = "";
    try {
      calls[fault.entry]();
    } catch (error) {
      ({ message } = error as Error);
    }
    expect(under.isArmed()).toBe(false);
    // Where no memory is to be had for compiling, tiles run.
    if (fault.entry === "compileKernel" && fault.kind === "refusal") expect(message).toBe("");
    else expect(message).toMatch(MESSAGES[fault.kind]);
    expect(changed(forms)).toEqual([]);
    expect(under.instances()).toBe(before + 1);
    expect(calls[fault.entry]()).toBeDefined();
    expect(under.instances()).toBe(before + 1);
  });
});

describe("an instance that cannot be made", () => {
  it("is tried again at the next call, and nothing of it is kept", () => {
    for (let made = 0; made < 2; made++) {
      under.arm({ entry: "runUniform", kind: "trap", isLate: true });
      expect(calls.runUniform).toThrow(MESSAGES.trap);
      let left = made;
      const construct = (target: typeof Instance, args: [WebAssembly.Module, WebAssembly.Imports]) => {
        if (left-- === 0) throw new RangeError("WebAssembly.Instance(): Out of memory");
        return new target(...args);
      };
      Object.assign(WebAssembly, { Instance: new Proxy(Instance, { construct }) });
      for (const call of [calls.simplify, calls.runBlock]) {
        left = made;
        expect(call).toThrow(MESSAGES.refusal);
      }
      Object.assign(WebAssembly, { Instance });
      expect(changed(forms)).toEqual([]);
    }
  });
});

describe("a host that refuses memory", () => {
  const wasm = readFileSync(new URL("../build/core/fluxion_bg.wasm", import.meta.url));

  /** The core, with a memory that grows by this number of pages at most. */
  function limited(pages: number): WebAssembly.Module {
    const { bytes, value: size } = varintAt(sectionStart(5) + 1);
    const content = sectionStart(5) + 1 + bytes;
    // One memory: flags, and the pages that it has at first; with a flag, the most that it can have.
    const { value: initial } = varintAt(content + 2);
    const limits = [1, 1, ...varint(initial), ...varint(initial + pages)];
    const parts = [wasm.subarray(0, sectionStart(5)), [5, limits.length, ...limits], wasm.subarray(content + size)];
    return new WebAssembly.Module(Uint8Array.from(parts.flatMap((part) => [...part])));
  }

  /** Lets the core fail; first it may be refused memory. */
  function drop(): void {
    under.arm({ entry: "runUniform", kind: "trap", isLate: false });
    while (under.isArmed()) expect(calls.runUniform).toThrow(/internal error|refused memory/);
  }

  function sectionStart(id: number): number {
    let at = 8;
    while (wasm[at] !== id) {
      const { bytes, value } = varintAt(at + 1);
      at += 1 + bytes + value;
    }
    return at;
  }

  function varintAt(at: number): { bytes: number; value: number } {
    let value = 0;
    for (let i = 0; ; i++) {
      value |= (wasm[at + i] & 0x7f) << (7 * i);
      if (wasm[at + i] < 0x80) return { bytes: i + 1, value };
    }
  }

  function varint(value: number): number[] {
    return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >> 7)];
  }

  it("at any step gives an error that says so, or the same bits, and harms no later call", () => {
    let served = 0;
    let refused = 0;
    for (let pages = 0; pages < 40; pages++) {
      drop();
      const core = limited(pages);
      Object.assign(WebAssembly, {
        Instance: new Proxy(Instance, {
          construct(target, [module, imports]: [WebAssembly.Module, WebAssembly.Imports]) {
            const isCore = Module.exports(module).some(({ name }) => name === "reserveArena");
            return new target(isCore ? core : module, imports);
          },
        }),
      });
      const round = () =>
        Object.keys(forms).filter((name) => {
          try {
            expect(bitsOf(forms[name].call()).equals(forms[name].bits)).toBe(true);
            served++;
            return true;
          } catch (error) {
            expect((error as Error).message).toMatch(MESSAGES.refusal);
            refused++;
            return false;
          }
        });
      const able = round();
      // What was served is served again, after all that was refused.
      expect(round()).toEqual(expect.arrayContaining(able));
      Object.assign(WebAssembly, { Instance });
    }
    expect(Math.min(served, refused)).toBeGreaterThan(50);
    drop();
    expect(changed(forms)).toEqual([]);
  });
});

it.each([false, true])("an error in the copy of a kernel's words, late: %s, gives none another's value", (isLate) => {
  const { compile, cos, grad, mul } = under.fluxion;
  const functions = [grad((x) => mul(cos(x), x)), compile((x) => x.add(1).exp())] as unknown as Callable[];
  under.tiering.mode = "off";
  const expected = functions.map((f) => f(0.7));
  const own = Object.getOwnPropertyDescriptor(Uint32Array, "prototype")!.value as { set?: unknown };
  for (const [failing, first] of [0, 1].flatMap((one) => [0, 1].map((other) => [one, other]))) {
    functions[1 - failing](0.7);
    own.set = function (this: Uint32Array, words: Uint32Array) {
      delete own.set;
      if (isLate) this.set(words);
      throw new RangeError("Maximum call stack size exceeded");
    };
    expect(() => functions[failing](0.7)).toThrow("call stack");
    for (const i of [first, 1 - first]) expect(functions[i](0.7)).toBe(expected[i]);
  }
  under.tiering.mode = "hot";
});

describe("a full stack", () => {
  /** How far from the end of the stack calls are tried. */
  const DEPTHS = 300;

  /** Calls at each depth near the end of the stack, the deepest first, and catches in every frame. */
  function atEveryDepth(call: () => void, depths: number, ...more: number[]): number {
    let above = 0;
    try {
      above = atEveryDepth(call, depths, ...more);
    } catch {
      // The end of the stack.
    }
    if (above < depths) {
      try {
        call();
      } catch {
        // As is meant.
      }
    }
    return above + 1;
  }

  it("caught at any depth leaves every function with its own values", () => {
    const forms = formsOf(200);
    const names = Object.keys(forms);
    const before = under.instances();
    for (let first = 0; first < names.length; first++) {
      // Calls follow one another in every order, with frames of several sizes.
      let turn = first;
      const step = 1 + (first % 7);
      const wrong: string[] = [];
      const call = () => {
        turn += step;
        const name = names[turn % names.length];
        if (!bitsOf(forms[name].call()).equals(forms[name].bits)) wrong.push(name);
      };
      atEveryDepth(call, DEPTHS, ...new Array<number>(first % 5).fill(0));
      expect(wrong).toEqual([]);
      expect(changed(forms)).toEqual([]);
    }
    // Some of them ended in the core.
    expect(under.instances()).toBeGreaterThan(before);
  });

  const scalars = ENGINES.flatMap((mode) => [
    ["a number", mode, (f: Callable) => f(0.7)],
    ["a batch", mode, (f: Callable) => (f(batch) as Float32Array)[0]],
  ]) as [string, (typeof ENGINES)[number], (f: Callable) => number][];
  it.each(scalars)(
    "caught in every frame, calls of %s, compiled %s: none gives another function's",
    (_of, mode, value) => {
      const { compile, cos, grad, mul } = under.fluxion;
      const f = grad((x) => mul(cos(x), x)) as unknown as Callable;
      const g = compile((x) => x.add(1).exp()) as unknown as Callable;
      under.tiering.mode = mode;
      const [expected] = [value(f), value(g)];
      for (let i = 0; i < 400; i++) {
        // The arena is the other function's, and the call takes it over.
        value(g);
        const wrong: number[] = [];
        const call = () => {
          const found = value(f);
          if (found !== expected) wrong.push(found);
        };
        atEveryDepth(call, 40, ...new Array<number>(i % 40).fill(0));
        expect([...wrong, value(f)]).toEqual([expected]);
      }
      under.tiering.mode = "hot";
    },
  );

  it("caught at any depth while functions are new leaves them what they are", () => {
    for (let i = 0; i < 10; i++) {
      const { compile, grad, mul, sin } = under.fluxion;
      const f = grad((x) => mul(sin(x), x.mul(i)));
      const g = compile((x) => [x.sin(), x.mul(i)]);
      const calls = [() => f(1), () => g([1, 2]), () => eagerly(() => f([0.5, 1])), () => eagerly(() => g(2))];
      let turn = 0;
      atEveryDepth(() => calls[turn++ % calls.length](), DEPTHS);
      const df = (x: number) => i * (Math.sin(x) + x * Math.cos(x));
      expect(f(1)).toBeCloseTo(df(1), 5);
      expect(eagerly(() => (f([0.5, 1]) as Float32Array)[0])).toBeCloseTo(df(0.5), 5);
      expect(g(2)[1]).toBe(2 * i);
      expect(Array.from(g([1, 2])[1])).toEqual([i, 2 * i]);
    }
  });

  it("meets no regular expression in a new function's first call: V8 ends the process where it compiles one", () => {
    const { compile, constant, grad, list, mean, mul, sin, sub } = under.fluxion;
    const xs = Float32Array.of(1, 2);
    const { exec } = RegExp.prototype;
    const met: string[] = [];
    RegExp.prototype.exec = function (text) {
      met.push(this.source);
      return exec.call(this, text);
    };
    try {
      const k = compile((x, y = constant(2)) => sub(sin(x), y));
      for (const args of [
        [0.5, 1],
        [xs, 2],
      ] as const)
        eagerly(() => k(...args));
      compile((p: { a: Expr; b: readonly Expr[] }, x) => mul(p.a, x, xs, ...p.b))({ a: 1, b: list([2, 3]) }, xs);
      grad((w) => mean(mul(w, grad(sin)(mul(w, xs)))))(0.5);
      grad(function named(x: Expr) {
        return sin(x);
      }).into(new Float32Array(2), xs);
      // Nor where the error of a full stack is told from others.
      under.arm({ entry: "runUniform", kind: "overflow", isLate: true });
      try {
        calls.runUniform();
      } catch {
        // As is meant.
      }
    } finally {
      RegExp.prototype.exec = exec;
    }
    expect(under.isArmed()).toBe(false);
    expect(met).toEqual([]);
  });
});
