// The derivatives of orders 1 to 3 of every op, mixed ones included, by each engine and in every form of a call,
// against exact ones: crate/tests/orders.rs does that for one program each, by the interpreter.

import { describe, expect, it } from "vitest";
import * as fluxion from "../ts/index.js";
import type { Expr } from "../ts/index.js";
import { table } from "../ts/program/table.js";
import { derivativesOf, errorOf } from "./lib/derivatives.js";
import { expectSameBits } from "./lib/floats.js";
import { readText } from "./lib/read.js";

type Function = (...args: Expr[]) => Expr;
type Batch = Float32Array[];
interface Compiled {
  (...args: (number | Float32Array)[]): (number | Float32Array)[];
  into(out: Batch, ...args: Batch): void;
}

const ops = fluxion as unknown as Readonly<Record<string, Function>>;
/** The ops of one element; test/reductions.test.ts has the others. */
const rows = await Promise.all(
  Object.values(table)
    .filter((row) => row.name !== "" && !row.reduces)
    .map(async (row) => ({ ...row, ...(await derivativesOf(row.name)) })),
);

/** By order: the largest error in ULP, or as a part of the largest term. First derivatives have tests of their own. */
const BOUNDS = [
  [Infinity, Infinity],
  [16, 2 ** -20],
  [64, 2 ** -18],
] as const;

/** Which derivatives are less accurate: the file says what its lines are. */
const exceptions = (await readText(new URL("oracle/exceptions.txt", import.meta.url)))
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .map((line) => {
    const [of, figure] = line.split(": ");
    const [, argument, zero, range] = /^(?:([a-z]+) )?(0, )?(.*)$/.exec(figure)!;
    const [low, high] = range.includes(" to ") ? range.split(" to ").map(Number) : [Infinity, 0];
    return { of, argument, times: low < high ? Infinity : Number(figure), low, high, withZero: zero !== undefined };
  });

function isExcepted(label: string, names: readonly string[], point: readonly number[], error: number): boolean {
  return exceptions.some(
    ({ of, argument, times, low, high, withZero }) =>
      (label === of || (label.includes(", ") && label.split(" ")[0] === of)) &&
      error <= times &&
      (low > high ||
        point
          .filter((_, i) => argument === undefined || names[i] === argument)
          .some((x) => !(withZero && x === 0) && !(Math.abs(x) >= low && Math.abs(x) <= high))),
  );
}

/** In how many ways one can differentiate up to three times: by which argument each time. */
function sequences(arity: number): number[][] {
  const next = (all: number[][]) => all.flatMap((by) => Array.from({ length: arity }, (_, i) => [...by, i]));
  const first = next([[]]);
  return [...first, ...next(first), ...next(next(first))];
}

describe.each(rows)("$name", ({ name, args, columns, exact }) => {
  const all = sequences(args.length);
  const op: Function = (...xs) => ops[name](...xs);
  const labels = all.map((by) => `${name} by ${by.map((i) => args[i]).join(", ")}`);
  const derivative = (by: number[]) =>
    by.reduce<Function>((f, argnums) => fluxion.grad((...xs: Expr[]) => f(...xs), { argnums }), op);
  const functions = all.map(derivative);
  const f = fluxion.compile((...xs: Expr[]) => functions.map((df) => df(...xs))) as unknown as Compiled;
  const batch = f(...columns) as Batch;
  const count = columns[0].length;

  it("has the derivatives that it should have", () => {
    const wrong: string[] = [];
    all.forEach((by, output) => {
      const key = String(args.map((_, i) => by.filter((j) => i === j).length));
      const label = labels[output];
      const [ulps, relative] = BOUNDS[by.length - 1];
      exact.get(key)!.forEach((right, i) => {
        const error = errorOf(batch[output][i], right, ulps, relative);
        const point = columns.map((column) => column[i]);
        if (error <= 1 || isExcepted(label, args, point, error)) return;
        wrong.push(
          `${label} at (${point.join(", ")}): ${batch[output][i]}, exactly ${right?.value}, ${error} of the bound`,
        );
      });
    });
    expect(wrong).toEqual([]);
  });

  it("has the same bits of numbers", () => {
    const numbers = batch.map(() => new Float32Array(count));
    for (let i = 0; i < count; i++) {
      f(...columns.map((column) => column[i])).forEach((value, output) => (numbers[output][i] = value as number));
    }
    batch.forEach((expected, output) => expectSameBits(numbers[output], expected, labels[output]));
  });

  it("has the same bits in tails, into, in place, and beside a number", () => {
    const same = (got: Batch, start = 0) =>
      got.forEach((values, output) =>
        expectSameBits(values, batch[output].subarray(start, start + values.length), labels[output]),
      );
    for (let n = 1; n <= 9; n++) {
      const start = (n * 37) % (count - n);
      same(f(...columns.map((column) => column.subarray(start, start + n))) as Batch, start);
    }
    const fresh = () => batch.map(() => new Float32Array(count));
    const out = fresh();
    f.into(out, ...columns);
    same(out);
    // The first outputs take the place of the arguments.
    const inPlace = [...columns.map((column) => column.slice()), ...fresh().slice(args.length)];
    f.into(inPlace, ...inPlace.slice(0, args.length));
    same(inPlace);
    // One argument is a number.
    for (let i = 0; args.length > 1 && i < count; i += 97) {
      const argument = i % args.length;
      const x = columns[argument][i];
      const others = (value: number | Float32Array) => columns.map((column, j) => (j === argument ? value : column));
      const expected = f(...others(new Float32Array(count).fill(x))) as Batch;
      // An output of the number alone is a number.
      f(...others(x)).forEach((got, output) =>
        expectSameBits(
          typeof got === "number" ? new Float32Array(count).fill(got) : got,
          expected[output],
          labels[output],
        ),
      );
    }
  });
});
