// Calls in slices: whatever runs between the slices, they have the bits of the call at once.

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { tiering } from "../ts/engine/jit/tiering.js";
import {
  add,
  alloc,
  any,
  compile,
  cos,
  derivatives,
  div,
  dot,
  exp,
  type Expr,
  foreign,
  fromBytes,
  grad,
  hessian,
  hvp,
  inPlace,
  jacobian,
  jvp,
  list,
  logsumexp,
  mean,
  mul,
  norm,
  sin,
  square,
  std,
  strided,
  sub,
  sum,
  valueAndGrad,
  vjp,
} from "../ts/index.js";
import { ENGINES } from "./lib/engines.js";
import { faulty } from "./lib/faults.js";
import { expectSameBits } from "./lib/floats.js";
import { isPage } from "./lib/page.js";

interface Callable {
  (...args: unknown[]): unknown;
  async: (options: unknown, ...args: unknown[]) => Promise<unknown>;
  into: (out: unknown, ...args: unknown[]) => unknown;
}

const N = 50_011;
const wave = (n: number, step = 1) => Float32Array.from({ length: n }, (_, i) => Math.sin(step * i));

/** Functions of every kind, with arguments of n elements. The numbers of the results follow from sums in most. */
const cases: Record<string, (n: number) => readonly [f: unknown, ...args: unknown[]]> = {
  "an elementwise function": (n) => [compile((x) => sin(cos(x))), wave(n)],
  "values and gradients": (n) => [valueAndGrad((x, y) => mul(sin(x), y), { argnums: [0, 1] }), wave(n), wave(n, 3)],
  "elements for the fallback": (n) => [grad((x) => sin(x)), wave(n).map((x, i) => (i % 501 === 5 ? 1e10 : x))],
  derivatives: (n) => [derivatives((x, a) => mul(a, exp(x)), 3), wave(n), 2],
  "a Jacobian": (n) => [jacobian((w, x) => sin(mul(w, x))), 0.5, wave(n)],
  "a Hessian": (n) => [hessian((a, b, x) => mean(mul(square(a), mul(b, x))), { argnums: [0, 1] }), 2, 3, wave(n)],
  jvp: (n) => [jvp((x) => div(exp(x), sum(exp(x)))), [wave(n)], [wave(n, 2)]],
  vjp: (n) => [vjp((w, x) => mul(w, sin(x))), [0.5, wave(n)], wave(n, 2)],
  hvp: (n) => [hvp((x) => logsumexp(x)), [wave(n)], [wave(n, 2)]],
  "a loss by a number": (n) => [valueAndGrad((w, x) => mean(square(sub(mul(w, x), x)))), 0.3, wave(n)],
  "a loss by a batch": (n) => [grad((x, y) => std(mul(x, y))), wave(n), wave(n, 5)],
  "several reductions": (n) => [compile((x, y) => [dot(x, y), norm(x), any(y), sum(exp(x))]), wave(n), wave(n, 7)],
  "a function of three passes": (n) => [compile((x) => exp(sub(x, logsumexp(x)))), wave(n)],
  "a function from bytes": (n) => [fromBytes(grad((w, x) => std(mul(w, exp(x)))).toBytes()), 0.5, wave(n)],
  "captured arrays": (n) => [grad((w) => mean(square(sub(w, mul(wave(n), w))))), 0.5],
  "a captured array, elementwise": (n) => [compile((w) => mul(w, wave(n))), 0.5],
  "structures and lists": (n) => [
    grad(({ w, b }: { w: Expr[]; b: Expr }, x: Expr) => mean(square(add(mul(w[0], x), mul(w[1], square(x)), b)))),
    { w: list([0.5, 1]), b: 2 },
    wave(n),
  ],
  "options for an argument": (n) => [
    compile(({ signal }: { signal: Expr }) => mul(2, mean(signal))),
    { signal: wave(n) },
  ],
  "rest parameters": (n) => [compile((...xs) => xs.reduce((a, b) => add(a, b))), 1, wave(n), wave(n, 2)],
  "plain arrays": (n) => [compile((x) => [x, sum(x)]), [...wave(n)]],
  "interleaved arrays": (n) => [
    compile((x, y) => [add(x, y), mean(mul(x, y))]),
    ...[0, 1].map((offset) => strided(wave(2 * n), { offset, stride: 2 })),
  ],
  "arrays of one alloc": (n) => {
    const [x, y] = alloc([n, n]);
    x.set(wave(n));
    y.set(wave(n, 3));
    return [grad((w, x, y) => mean(square(sub(mul(w, x), y)))), 0.5, x, y];
  },
  "a foreign function": (n) => [compile((x) => [doubled(sin(x)), mean(doubled(x))]), wave(n)],
  "foreign functions of sums": (n) => [grad((x) => doubled(mean(square(doubled(x))))), wave(n)],
  "a foreign function that is not needed": (n) => [compile((w, x) => [w, mul(0, stopped(x))]), 0.5, wave(n)],
  "what depends on no batch": (n) => [compile((x) => [mul(0, 2), sum(x)]), wave(n)],
};

const twice = (x: Float32Array) => x.map((v) => 2 * v);
const doubled = foreign(twice, () => 2);
const stopped = foreign(twice, () => 0);

/** All numbers of a result, in order. */
function floatsOf(result: unknown): Float32Array {
  const all: number[] = [];
  const visit = (part: unknown): void => {
    if (typeof part === "number") all.push(part);
    else if (part instanceof Float32Array) for (const x of part) all.push(x);
    else Object.values(part as object).forEach(visit);
  };
  visit(result);
  return Float32Array.from(all);
}

const { MessageChannel: Channel } = globalThis;

/**
 * A clock by which the ranges of a slice take these times, in milliseconds, the last one again and again; and what is
 * between them 5, so that each ends its slice.
 */
function tick(...times: readonly number[]): void {
  let time = 0;
  let ranges = 0;
  // The first look after a pause is no range's.
  let isWithin = true;
  vi.stubGlobal(
    "MessageChannel",
    class extends Channel {
      constructor() {
        super();
        isWithin = true;
      }
    },
  );
  vi.spyOn(performance, "now").mockImplementation(() => {
    isWithin = !isWithin;
    return (time += isWithin ? times[Math.min(ranges++, times.length - 1)] : 5);
  });
}

/** Slices of some thousand elements; of four; one slice. */
const STEADY = [0.01, 8, 0.5];
const TINY = [0.01, 10];
const ONE = [-5];

const abort = { message: "enough" };

beforeEach(() => {
  tick(...STEADY);
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  tiering.mode = "hot";
});

describe.each(ENGINES)("by the engine that compiles: %s,", (mode) => {
  beforeEach(() => {
    tiering.mode = mode;
  });

  describe.each(Object.entries(cases))("%s", (_, make) => {
    it("has the bits of the call at once, whatever the slices", async () => {
      for (const n of [0, 1, 5, 1030, N]) {
        const [f, ...args] = make(n) as [Callable, ...unknown[]];
        const expected = f(...args);
        for (const steps of n === N ? [STEADY, ONE] : [STEADY, TINY, ONE]) {
          tick(...steps);
          const got = await f.async({}, ...args);
          expectSameBits(floatsOf(got), floatsOf(expected), `${n} elements, clock ${steps.join()}`);
          expect(Object.keys(got as object)).toEqual(Object.keys(expected as object));
        }
      }
    });

    it("has the bits of the call at once, interleaved with another and with calls at once", async () => {
      const all = [make, cases["several reductions"], make].map((each) => each(N) as [Callable, ...unknown[]]);
      const other = cases["a loss by a batch"](300) as [Callable, ...unknown[]];
      const run = ([f, ...args]: [Callable, ...unknown[]]) => floatsOf(f(...args));
      const expected = all.map(run);
      const expectedOther = run(other);
      let calls = 0;
      const onProgress = () => {
        calls++;
        expectSameBits(run(other), expectedOther);
        if (calls % 4 === 0) expectSameBits(run(all[0]), expected[0]);
      };
      const results = await Promise.all(all.map(([f, ...args]) => f.async({ onProgress }, ...args)));
      results.forEach((result, i) => {
        expectSameBits(floatsOf(result), expected[i]);
      });
      expect(calls).toBeGreaterThan(3);
    });

    it("ends in every slice by an abort, with its reason", async () => {
      const [f, ...args] = make(N) as [Callable, ...unknown[]];
      const expected = floatsOf(f(...args));
      let slices = 0;
      await f.async({ onProgress: () => slices++ }, ...args);
      expect(slices).toBeGreaterThan(1);
      for (let at = 1; at <= slices; at++) {
        for (const isLater of [false, true].slice(0, at < slices ? 2 : 1)) {
          const controller = new AbortController();
          let calls = 0;
          const onProgress = () => {
            if (++calls !== at) return;
            if (isLater) queueMicrotask(() => controller.abort(abort));
            else controller.abort(abort);
          };
          tick(...STEADY);
          await expect(f.async({ signal: controller.signal, onProgress }, ...args)).rejects.toBe(abort);
          expect(calls).toBe(at);
        }
      }
      expectSameBits(floatsOf(f(...args)), expected);
    });

    it("ends by what onProgress throws", async () => {
      const [f, ...args] = make(N) as [Callable, ...unknown[]];
      const onProgress = () => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- it may be any value
        throw abort;
      };
      await expect(f.async({ onProgress }, ...args)).rejects.toBe(abort);
    });
  });

  it("tells its progress, which grows to 1, once for each slice", async () => {
    for (const n of [0, 1, 100, N]) {
      const told: number[] = [];
      const f = compile((x) => exp(sub(x, logsumexp(x))));
      tick(...STEADY);
      await f.async({ onProgress: (done) => told.push(done) }, wave(n));
      expect(told.at(-1)).toBe(1);
      expect(told).toEqual([...new Set(told)].sort((a, b) => a - b));
      expect(told[0]).toBeGreaterThan(0);
      if (n === N) expect(told.length).toBeGreaterThan(3);
    }
    tick(...ONE);
    for (const n of [0, 1, 100]) {
      const told: number[] = [];
      await compile((x) => sum(x)).async({ onProgress: (done) => told.push(done) }, wave(n));
      expect(told).toEqual([1]);
    }
  });

  it("computes with numbers alone, and tells how", async () => {
    const f = valueAndGrad((x) => sin(x));
    const told: number[] = [];
    expect(await f.async({ onProgress: (done) => told.push(done) }, 0.5)).toEqual(f(0.5));
    expect(told).toEqual([1]);
    const out = [new Float32Array(2), new Float32Array(2)] as const;
    expect(await f.async({ into: out }, 0.5)).toBe(out);
    expect(out.map(([y]) => y)).toEqual(f(0.5));
    expect(out.map(([, y]) => y)).toEqual([0, 0]);
    expect(f.info().engine).toBe(mode === "off" ? "tiles" : "jit");
    expect(await compile((w, x) => add(w, mul(0, stopped(x)))).async({}, 1, 2)).toBe(1);
    expect(await compile((x) => doubled(x)).async({}, 3)).toBe(6);
  });

  describe("into arrays of the caller's own", () => {
    const f = valueAndGrad((x, w) => mul(sin(x), exp(mul(w, x))), { argnums: [0, 1] });
    const softmax = valueAndGrad((w, x) => std(exp(mul(w, x))), { argnums: [0, 1] });
    const fresh = (n = N + 2) => new Float32Array(n).fill(-7);

    /** Makes the same arrays at each call: outputs, and arguments that may be among them. */
    const layouts: Record<string, () => [f: unknown, out: Float32Array[][], ...args: unknown[]]> = {
      "longer ones": () => [f, [[fresh()], [fresh(), fresh()]], wave(N), 0.5],
      "an argument": () => {
        const x = wave(N);
        return [f, [[fresh()], [x, fresh()]], x, 0.5];
      },
      "arrays that overlap an argument": () => {
        const both = wave(N + 5);
        return [f, [[fresh()], [both.subarray(5), fresh()]], both.subarray(0, N), 0.5];
      },
      "interleaved ones": () => {
        const all = fresh(3 * N);
        const columns = [0, 1, 2].map((offset) => strided(all, { offset, stride: 3 }));
        return [f, [[columns[0]], columns.slice(1)] as never, wave(N), 0.5];
      },
      "arrays of one alloc": () => {
        const [x, ...out] = alloc([N, N, N, N]);
        x.set(wave(N));
        return [f, [[out[0]], out.slice(1)], x, 0.5];
      },
      "those of a loss": () => {
        const x = wave(N);
        return [softmax, [[fresh(1)], [fresh(1), x]], 0.5, x];
      },
    };

    const shaped = ([[y], dys]: Float32Array[][]) => [y, dys];
    const contents = (out: Float32Array[][]) =>
      out.flat().map((each) => (each as unknown as { data?: Float32Array }).data ?? each);

    it.each(Object.entries(layouts))("writes what into writes: %s", async (_, make) => {
      const [[g, out, ...args], [, other, ...others]] = [make(), make()] as [Callable, Float32Array[][]][];
      g.into(shaped(out), ...args);
      const given = shaped(other);
      expect(await g.async({ into: given }, ...others)).toBe(given);
      contents(out).forEach((each, i) => {
        expectSameBits(contents(other)[i], each);
      });
    });

    it("parts passes by foreign functions, whose results lie elsewhere", async () => {
      const g = compile((x) => mul(doubled(x), x));
      const [x, y] = alloc([N, N]);
      x.set(wave(N));
      g.into(y, x);
      expectSameBits(y, g(wave(N)));
      expectSameBits(await g.async({ into: y.fill(0) }, x), g(wave(N)));
    });

    it("works in place where into does, in the last of several passes too", async () => {
      const g = valueAndGrad((x) => sin(cos(x)));
      const [x, y, dy] = alloc([N, N, N]);
      expect(inPlace(x, y, dy)).toBe(true);
      x.set(wave(N));
      await g.async({ into: [y, dy] }, x);
      expect(g.info().inPlace).toBe(mode === "eager");
      expectSameBits(y, g(wave(N))[0]);
      const softmax = compile((x) => exp(sub(x, logsumexp(x))));
      for (const write of [() => softmax.into(y, x), () => softmax.async({ into: y }, x)]) {
        expectSameBits(await write(), softmax(wave(N)));
        softmax.into(y.fill(0), x);
        expect(softmax.info().inPlace).toBe(mode === "eager");
      }
    });

    it("writes elements from the first one on before an abort, and no number", async () => {
      const controller = new AbortController();
      const out = [fresh(N), fresh(N)] as const;
      const expected = valueAndGrad((x) => sin(x))(wave(N));
      const onProgress = () => {
        controller.abort();
      };
      const { signal } = controller;
      await expect(valueAndGrad((x) => sin(x)).async({ into: out, onProgress, signal }, wave(N))).rejects.toBe(
        signal.reason,
      );
      out.forEach((each, i) => {
        const written = each.findIndex((v) => v === -7);
        expect(written).toBeGreaterThan(0);
        expect(each.subarray(written).every((v) => v === -7)).toBe(true);
        expectSameBits(each.subarray(0, written), expected[i].subarray(0, written));
      });
      const numbers = [fresh(1), fresh(1)] as const;
      await expect(
        valueAndGrad((w, x) => mean(mul(w, x))).async(
          { into: numbers, onProgress, signal: AbortSignal.abort(1) },
          1,
          [1],
        ),
      ).rejects.toBe(1);
      expect(numbers.map(([v]) => v)).toEqual([-7, -7]);
    });
  });

  describe("arrays that are taken away between slices", () => {
    const f = compile((x, w) => [mul(w, x), std(x)]);

    /** The error of a call of which this happens after the first slice, or after the last but one. */
    async function errorOf(what: () => void, at: number, options: object, ...args: unknown[]): Promise<unknown> {
      let calls = 0;
      const onProgress = () => {
        if (++calls === at) what();
      };
      return (f as unknown as Callable).async({ ...options, onProgress }, ...args).then(
        () => "none",
        (error: unknown) => error,
      );
    }

    const resizable = (n: number) => {
      const buffer = new (ArrayBuffer as unknown as new (n: number, o: object) => ArrayBuffer)(4 * n, {
        maxByteLength: 4 * n,
      });
      const array = new Float32Array(buffer, 0, n);
      array.set(wave(n));
      return { array, shrink: () => (buffer as unknown as { resize(n: number): void }).resize(4 * n - 4) };
    };

    it.each([1, 2, 3])("are an error that says so, in slice %d", async (at) => {
      const x = wave(N);
      const transfer = (array: Float32Array) => () => void structuredClone(array, { transfer: [array.buffer] });
      const error = await errorOf(transfer(x), at, {}, x, 2);
      expect(error).toBeInstanceOf(TypeError);
      expect((error as Error).message).toContain("the buffer of argument 0 (x) was transferred away");
      const out = [new Float32Array(N), new Float32Array(1)];
      for (const [i, output] of out.entries()) {
        const error = await errorOf(transfer(output), at, { into: out }, wave(N), 2);
        expect(error).toBeInstanceOf(RangeError);
        expect((error as Error).message).toContain(`out[${i}]`);
        out[i] = new Float32Array(N);
      }
      const shrunk = resizable(N);
      expect(String(await errorOf(shrunk.shrink, at, {}, shrunk.array, 2))).toContain("transferred away");
      const column = resizable(2 * N);
      const odd = strided(column.array, { stride: 2, offset: 1 });
      expect(String(await errorOf(column.shrink, at, {}, odd, 2))).toContain("transferred away");
      const target = resizable(N);
      expect(String(await errorOf(target.shrink, at, { into: [target.array, out[1]] }, wave(N), 2))).toContain(
        "out[0]",
      );
    });

    it("are captured ones too", async () => {
      const captured = wave(N);
      const g = compile((w) => mul(w, captured));
      const onProgress = () => void structuredClone(captured, { transfer: [captured.buffer] });
      await expect(g.async({ onProgress }, 2)).rejects.toThrow("of a captured array was transferred away");
    });
  });

  it("gets no foreign function's error, but passes it on", async () => {
    let calls = 0;
    const failing = foreign((x) => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- it may be any value
      if (++calls === 3) throw abort;
      return x;
    });
    const f = compile((x) => sum(failing(x)));
    await expect(f.async({}, wave(N))).rejects.toBe(abort);
    expect(await f.async({}, wave(N))).toBe(compile((x) => sum(x))(wave(N)));
  });

  it("lets foreign functions call everything, and start calls in slices", async () => {
    const inner = grad((w, x) => std(mul(w, x)));
    const expected = inner(0.5, wave(100));
    const started: Promise<unknown>[] = [];
    const reentrant = foreign((x) => {
      if (started.length < 3) started.push(inner.async({}, 0.5, wave(100)));
      expect(inner(0.5, wave(100))).toBe(expected);
      return x;
    });
    const f = compile((x) => sum(reentrant(x)));
    expect(await f.async({}, wave(N))).toBe(compile((x) => sum(x))(wave(N)));
    expect(await Promise.all(started)).toEqual([expected, expected, expected]);
  });
});

// In a page, no module stands for another.
describe.skipIf(isPage)("a core that fails in another call between slices", () => {
  it.each(["trap", "overflow", "refusal"] as const)("is made anew, and the bits are the same: %s", async (kind) => {
    const under = await faulty();
    const { compile, exp, logsumexp, sub, valueAndGrad, mean, mul, square } = under.fluxion;
    for (const mode of ENGINES) {
      under.tiering.mode = mode;
      const softmax = compile((x) => exp(sub(x, logsumexp(x))));
      const loss = valueAndGrad((w, x) => mean(square(mul(w, x))));
      const expected = [softmax(wave(N)), Float32Array.from(loss(0.5, wave(N)))];
      let failures = 0;
      const before = under.instances();
      const onProgress = (done: number) => {
        if (done === 1) return;
        under.arm({ entry: "runUniform", kind, isLate: true });
        under.tiering.mode = "off";
        expect(() => compile((x) => x.add(failures++))(1)).toThrow();
        under.tiering.mode = mode;
      };
      tick(...STEADY);
      expectSameBits(await softmax.async({ onProgress }, wave(N)), expected[0]);
      tick(...STEADY);
      expectSameBits(Float32Array.from(await loss.async({ onProgress }, 0.5, wave(N))), expected[1]);
      expect(under.instances() - before).toBeGreaterThan(5);
      expect(failures).toBeGreaterThan(5);
    }
  });

  it.each(["trap", "overflow", "refusal"] as const)("rejects the call that it fails in: %s", async (kind) => {
    const under = await faulty();
    const f = under.fluxion.compile((x) => under.fluxion.sum(under.fluxion.sin(x)));
    under.tiering.mode = "off";
    const expected = f(wave(N));
    for (const entry of ["runBlock", "runUniform"] as const) {
      const onProgress = (done: number) => {
        if (done > 0.5 && done < 1) under.arm({ entry, kind, isLate: false });
      };
      await expect(f.async({ onProgress }, wave(N))).rejects.toThrow();
      expect(under.isArmed()).toBe(false);
      expect(f(wave(N))).toBe(expected);
      expect(await f.async({}, wave(N))).toBe(expected);
    }
  });
});

describe("what is wrong", () => {
  const f = compile((x, y) => add(x, y)) as unknown as Callable;

  it.each<[string, () => Promise<unknown>, string | RegExp]>([
    ["too few arguments", () => f.async({}, 1), "takes 2 arguments, got 1"],
    ["an argument of another kind", () => f.async({}, 1, "2"), "is a string"],
    ["other lengths", () => f.async({}, [1], [1, 2]), "batches differ in length"],
    ["another out", () => f.async({ into: [[1]] }, [1], [1]), "out must be"],
    ["a short out", () => f.async({ into: new Float32Array(1) }, [1, 2], 1), "out"],
    [
      "arguments for options",
      () => f.async([1], [1]),
      "async(options, ...args): the options are an array; pass an object: { signal: ... }",
    ],
    ["a batch for options", () => f.async(new Float32Array(2), 1), "the options are a Float32Array"],
    ["a structure for options", () => f.async({ w: 1 }, 1, 2), "there is no option w; the option is signal, or onPr"],
    ["null for options", () => f.async(null, 1, 2), "the options are null"],
    ["a controller", () => f.async(new AbortController(), 1, 2), "the options are "],
    ["a controller for a signal", () => f.async({ signal: new AbortController() }, 1, 2), "pass an AbortSignal"],
    ["null for a signal", () => f.async({ signal: null }, 1, 2), "signal is null; pass an AbortSignal"],
    ["an element for a bar", () => f.async({ onProgress: {} }, 1, 2), "onProgress is an object; pass a function"],
    ["an expression", () => compileWithin(), "this takes numbers"],
    ["no function", () => (compile((() => "") as never) as unknown as Callable).async({}), "compile"],
  ])("rejects, and is not thrown: %s", async (_, call, message) => {
    const promise = call();
    await expect(promise).rejects.toThrow(message);
    await expect(promise).rejects.toSatisfy((error) => error instanceof TypeError || error instanceof RangeError);
  });

  function compileWithin(): Promise<unknown> {
    let promise = Promise.resolve<unknown>(0);
    compile((x) => {
      promise = f.async({}, x, 1);
      return x;
    })(1);
    return promise;
  }

  it("rejects by a signal that has come before, whatever else is wrong", async () => {
    await expect(f.async({ signal: AbortSignal.abort(abort) }, "")).rejects.toBe(abort);
    await expect(f.async({ signal: AbortSignal.abort() }, 1, 2)).rejects.toThrow(DOMException);
    await expect(f.async({ signal: { aborted: true, reason: abort } }, 1, 2)).rejects.toBe(abort);
    await expect(f.async({ signal: { aborted: true, reason: null } }, 1, 2)).rejects.toBe(null);
  });

  it("rejects with an AbortError where signals have no reason, as in older browsers", async () => {
    const signal = { aborted: false };
    const rejection = {
      before: () => f.async({ signal: { aborted: true } }, 1, 2),
      between: () =>
        f.async({ signal, onProgress: () => (signal.aborted = true) }, new Float32Array(1 << 22), 1).finally(() => {
          signal.aborted = false;
        }),
    };
    const host = globalThis as { DOMException?: typeof DOMException };
    const { DOMException: own } = host;
    try {
      for (const reject of Object.values(rejection)) {
        host.DOMException = own;
        const error: unknown = await reject().catch((error: unknown) => error);
        expect(error).toBeInstanceOf(DOMException);
        expect(error).toMatchObject({
          name: "AbortError",
          code: 20,
          message: expect.stringMatching(/was aborted$/) as unknown,
        });
        delete host.DOMException;
        const plain: unknown = await reject().catch((error: unknown) => error);
        expect(plain).toBeInstanceOf(Error);
        expect(plain).toMatchObject({ name: "AbortError", message: expect.stringMatching(/was aborted$/) as unknown });
        expect(String(plain)).toBe(`AbortError: ${(plain as Error).message}`);
      }
    } finally {
      host.DOMException = own;
    }
  });

  it("takes undefined for no options, and options that are undefined", async () => {
    expect(await f.async(undefined, 1, 2)).toBe(3);
    expect(await f.async({ signal: undefined, onProgress: undefined, into: undefined }, 1, 2)).toBe(3);
  });

  it("reads options of its own alone", async () => {
    const polluted = Object.prototype as { signal?: unknown };
    polluted.signal = "";
    try {
      expect(await f.async({}, 1, 2)).toBe(3);
    } finally {
      delete polluted.signal;
    }
  });
});

describe("the arguments are read at the call:", () => {
  it("what plain arrays and objects hold later does not matter", async () => {
    const f = compile(({ w, xs }: { w: Expr; xs: Expr }) => mul(w, xs));
    const argument = { w: 2, xs: [...wave(N)] };
    const promise = f.async({}, argument);
    Object.assign(argument, { w: 3 }).xs.fill(0);
    expectSameBits(await promise, f({ w: 2, xs: wave(N) }));
  });
});

describe("a host", () => {
  beforeEach(() => {
    tiering.mode = "off";
  });

  const f = compile((x) => sum(exp(x)));
  const slices = async () => {
    let count = 0;
    const result = await f.async({ onProgress: () => count++ }, wave(N));
    expect(result).toBe(f(wave(N)));
    return count;
  };

  it.each([
    ["with messages", {}],
    ["without messages", { MessageChannel: undefined }],
    ["without messages and timers", { MessageChannel: undefined, setTimeout: undefined }],
  ])("%s gives others their turn", async (_, globals) => {
    for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
    expect(await slices()).toBeGreaterThan(2);
  });

  it("without performance is measured by Date.now", async () => {
    vi.stubGlobal("performance", undefined);
    let time = 0;
    vi.spyOn(Date, "now").mockImplementation(() => (time += 3));
    expect(await slices()).toBeGreaterThan(2);
    // One that is set back.
    vi.spyOn(Date, "now").mockImplementation(() => (time -= time > 50 ? 1000 : -1));
    expect(await slices()).toBeGreaterThan(0);
  });

  it.skipIf(isPage)("that is a process ends with the last call, and not before", async () => {
    const { spawnSync } = await import("node:child_process");
    const program = `
      import { compile, exp, sum } from ${JSON.stringify(new URL("../dist/index.js", import.meta.url).href)};
      let calls = 0;
      let time = 0;
      performance.now = () => (time += 3);
      const f = compile((x) => sum(exp(x)));
      const value = await f.async({ onProgress: () => calls++ }, new Float32Array(2 ** 20));
      console.log(value, calls > 1);`;
    const { stdout, status } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
      encoding: "utf8",
      timeout: 60_000,
    });
    expect([stdout, status]).toEqual([`${2 ** 20} true\n`, 0]);
  });

  it.skipIf(isPage)("runs its other tasks between slices", async () => {
    let turns = 0;
    let next = setImmediate(function turn() {
      turns++;
      next = setImmediate(turn);
    });
    await f.async({}, wave(N));
    clearImmediate(next);
    expect(turns).toBeGreaterThan(1);
  });
});
