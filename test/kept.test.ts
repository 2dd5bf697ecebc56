// Between passes, arrays of results keep what takes long to compute again. Whether they may depends on the call.

import { afterEach, describe, expect, it } from "vitest";
import {
  alloc,
  compile,
  div,
  exp,
  type Expr,
  log,
  logsumexp,
  sin,
  strided,
  sum,
  tanh,
  valueAndGrad,
  variance,
} from "../ts/index.js";
import { tiering } from "../ts/engine/jit/tiering.js";
import { isPlan, type Plan } from "../ts/engine/plan.js";
import { TracedFunction } from "../ts/trace/traced-function.js";

const N = 9001;
const wave = (n: number, seed: number) => Float32Array.from({ length: n }, (_, i) => 3 * Math.sin(seed + 1.7 * i));

/** What each of them computes keeps values, of one pass or more, in one array or two. */
const functions: Record<string, (x: Expr, y: Expr) => readonly Expr[]> = {
  softmax: (x) => [exp(x.sub(logsumexp(x))), div(exp(x), sum(exp(x)))],
  "two values of one pass": (x, y) => [sin(x).div(sum(sin(x))), exp(y).div(sum(exp(y))), exp(x.add(y))],
  "values of two passes": (x, y) => {
    const a = tanh(x.mul(y)).sub(sum(tanh(x.mul(y))).div(N));
    const b = sin(exp(a));
    return [b.sub(variance(b)), b.mul(a), sum(b)];
  },
  "more values than arrays": (x, y) => [
    sin(x)
      .mul(sum(sin(x)))
      .add(log(exp(y).add(1)).mul(sum(log(exp(y).add(1))))),
  ],
};

/** The plan of the last call, and whether an output keeps anything. */
function keptOf(f: { info(): unknown }): number {
  const { info } = TracedFunction.prototype;
  let plan: Plan | undefined;
  TracedFunction.prototype.info = function () {
    if (this.lastKernel && isPlan(this.lastKernel)) plan = this.lastKernel;
    return info.call(this);
  };
  f.info();
  TracedFunction.prototype.info = info;
  return plan!.kept.length;
}

const bitsOf = (values: Float32Array) => Array.from(new Int32Array(Float32Array.from(values).buffer));

afterEach(() => {
  tiering.mode = "hot";
});

describe.each(["off", "eager"] as const)("by the engine that compiles: %s,", (mode) => {
  for (const [name, f] of Object.entries(functions)) {
    it(`gives the same wherever results are written: ${name}`, async () => {
      tiering.mode = mode;
      const [x, y] = [wave(N, 1), wave(N, 2)];
      const df = compile((x, y) => [...f(x, y)]);
      const fresh = df(x, y) as (Float32Array | number)[];
      expect(keptOf(df)).toBeGreaterThan(0);
      const wanted = fresh.map((value) => bitsOf(typeof value === "number" ? Float32Array.of(value) : value));
      const outs = () => fresh.map((value) => new Float32Array(typeof value === "number" ? 1 : N));
      const check = (outputs: readonly { slice(): Float32Array }[]) =>
        expect(outputs.map((output) => bitsOf(output.slice()))).toEqual(wanted);

      const given = outs();
      df.into(given, x, y);
      check(given);

      // Each output in turn lies where an argument does, so that it may keep nothing; or overlaps one.
      for (let i = 0; i < fresh.length; i++) {
        if (typeof fresh[i] === "number") continue;
        for (const shift of [0, 4]) {
          for (const argument of [0, 1]) {
            const own = new Float32Array(N + shift);
            const args = [x.slice(), y.slice()];
            args[argument] = own.subarray(shift);
            args[argument].set(argument === 0 ? x : y);
            const given = outs();
            given[i] = own.subarray(0, N);
            df.into(given, args[0], args[1]);
            check(given);
          }
        }
      }

      // In one memory; as columns; in slices.
      const [ax, ay] = [alloc(N), alloc(N)];
      ax.set(x);
      ay.set(y);
      const allocated = fresh.map((value) => alloc(typeof value === "number" ? 1 : N));
      df.into(allocated, ax, ay);
      check(allocated);
      const data = new Float32Array(3 * N);
      const columns = fresh.map((value, i) =>
        typeof value === "number" ? new Float32Array(1) : strided(data, { offset: i, stride: 3, length: N }),
      );
      df.into(columns, x, y);
      check(columns.map((column, i) => (column instanceof Float32Array ? column : data.filter((_, k) => k % 3 === i))));
      const sliced = outs();
      await df.async({ into: sliced }, x, y);
      check(sliced);
      const inPlace = outs();
      const first = fresh.findIndex((value) => typeof value !== "number");
      inPlace[first].set(x);
      await df.async({ into: inPlace }, inPlace[first], y);
      check(inPlace);
      expect((await df.async({}, x, y)).map((v) => bitsOf(typeof v === "number" ? Float32Array.of(v) : v))).toEqual(
        wanted,
      );
    });
  }
});

it("keeps exponentials for a softmax, and nothing that takes as long to read as to compute", () => {
  const x = wave(N, 3);
  const keeps = (f: (x: Expr) => Expr) => {
    const df = valueAndGrad(f);
    df(x);
    return keptOf(df);
  };
  expect(keeps((x) => logsumexp(x))).toBe(1);
  expect(keeps((x) => sum(x.mul(x)).div(sum(x.add(1))))).toBe(0);
  expect(keeps((x) => variance(x))).toBe(0);
});
