// 200 functions, their values and all their derivatives against JAX's in float64. jax.json has the numbers and how far a
// float32 evaluation may be off; oracle/functions.py makes it and says how it is read.

import { describe, expect, it } from "vitest";
import * as fluxion from "../ts/index.js";
import { by, ENGINES } from "./lib/engines.js";
import { readJson } from "./lib/read.js";
import { type Call, compile, grad, hessian, hvp, jacobian, jvp, type Value, valueAndGrad, vjp } from "./lib/untyped.js";

/** A number, the elements of a batch with spaces between, or a structure. */
type Stored = number | string | readonly Stored[] | { readonly [key: string]: Stored };
/** A structure, and the digits of its numbers' bounds. */
type StoredResult = readonly [values: Stored, digits: string];

interface StoredCall {
  readonly at: readonly Stored[];
  readonly tangents: readonly Stored[];
  readonly cotangent: Stored;
  readonly value: StoredResult;
  readonly jvp: StoredResult;
  readonly vjp: StoredResult;
  readonly jacobian?: StoredResult;
  readonly by?: readonly number[];
  readonly grad?: readonly number[];
  readonly hvp?: StoredResult;
  readonly hessian?: StoredResult;
  readonly twice?: readonly number[];
  readonly mixed?: readonly (readonly [i: number, j: number, result: StoredResult])[];
}

interface StoredFunction {
  readonly name: string;
  readonly f: string;
  readonly calls: readonly StoredCall[];
}

const { captured, functions } = (await readJson(new URL("jax.json", import.meta.url))) as {
  readonly captured: Readonly<Record<string, string>>;
  readonly functions: readonly StoredFunction[];
};

const elementsOf = (batch: string) => batch.split(" ").map(Number);

/** The structure with its leaves replaced. */
function mapped(stored: Stored, leaf: (value: number | string) => unknown): unknown {
  if (typeof stored !== "object") return leaf(stored);
  if (Array.isArray(stored)) return stored.map((part: Stored) => mapped(part, leaf));
  return Object.fromEntries(Object.entries(stored).map(([key, part]) => [key, mapped(part, leaf)]));
}

/** As a call takes it. */
const taken = (stored: Stored) =>
  mapped(stored, (leaf) => (typeof leaf === "number" ? leaf : Float32Array.from(elementsOf(leaf))));

/** A number or batch that is expected, with how far each element may be off. */
class Expected {
  constructor(
    readonly isBatch: boolean,
    readonly elements: readonly number[],
    readonly bounds: readonly number[],
  ) {}
}

/** The structure, of `Expected`. */
function expected([values, digits]: StoredResult): unknown {
  let read = 0;
  return mapped(values, (leaf) => {
    const elements = typeof leaf === "number" ? [leaf] : elementsOf(leaf);
    const bounds = elements.map(() => 2 ** -parseInt(digits[read++], 36));
    return new Expected(typeof leaf === "string", elements, bounds);
  });
}

/**
 * The gradient by an argument of this structure as a function gives it that has called grad while traced: lists are
 * arrays there, and an array that a function returns is one.
 */
function inside(structure: Stored, gradient: unknown): unknown {
  if (typeof structure !== "object") return gradient;
  const parts = Object.entries(structure as Readonly<Record<string, Stored>>).map(
    ([key, part]) => [key, inside(part, (gradient as Readonly<Record<string, unknown>>)[key])] as const,
  );
  return parts.every(([key], i) => key === String(i)) ? parts.map(([, part]) => part) : Object.fromEntries(parts);
}

/** Calls back for each number of a result, which must have the structure and the kinds that are expected. */
function compare(
  actual: unknown,
  wanted: unknown,
  path: string,
  number: (got: number, wanted: number, bound: number, path: string) => void,
): void {
  if (wanted instanceof Expected) {
    const { isBatch, elements, bounds } = wanted;
    if (isBatch) expect(actual, path).toBeInstanceOf(Float32Array);
    else expect(typeof actual, path).toBe("number");
    const got = isBatch ? (actual as Float32Array) : [actual as number];
    expect(got.length, `${path}.length`).toBe(elements.length);
    elements.forEach((element, i) => number(got[i], element, bounds[i], isBatch ? `${path}[${i}]` : path));
    return;
  }
  expect(Array.isArray(actual), `${path} is an array`).toBe(Array.isArray(wanted));
  const parts = Object.entries(wanted as object);
  expect(Object.keys(actual as object).sort(), path).toEqual(parts.map(([key]) => key).sort());
  for (const [key, part] of parts) compare((actual as Record<string, unknown>)[key], part, `${path}.${key}`, number);
}

/** The function of a text, in a scope of what the package exports and the captured arrays. */
function functionOf(text: string): (...args: Value[]) => unknown {
  const scope = { ...fluxion, ...(mapped(captured, (batch) => taken(batch)) as object) };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- The texts are JavaScript.
  const make = new Function(...Object.keys(scope), `"use strict"; return ${text};`) as (
    ...values: unknown[]
  ) => (...args: Value[]) => unknown;
  return make(...(Object.values(scope) as unknown[]));
}

const { derivatives } = fluxion as unknown as {
  readonly derivatives?: (f: unknown, order: number, options: { readonly argnum: number }) => Call;
};

type Comparison = readonly [what: string, actual: unknown, wanted: unknown];

/** All that the package has for a call, and what is expected of it. */
function* comparisons(f: (...args: Value[]) => unknown, stored: StoredCall): Generator<Comparison> {
  const [primals, tangents] = [stored.at, stored.tangents].map((values) => values.map(taken));
  const cotangent = taken(stored.cotangent);
  const value = expected(stored.value);
  yield ["compile(f)", compile(f)(...primals), value];

  const along = [value, expected(stored.jvp)];
  yield ["jvp(f)", jvp(f)(primals, tangents), along];
  yield ["jvp(f, P, tangents)", jvp(f, primals, tangents), along];
  const pulled = expected(stored.vjp);
  yield ["vjp(f)", vjp(f)(primals, cotangent), [value, pulled]];
  const [y, pullback] = vjp(f, ...primals) as unknown as [Value, (cotangent: unknown) => unknown];
  yield ["vjp(f, ...P)", [y, pullback(cotangent)], [value, pulled]];
  if (stored.hvp !== undefined) yield ["hvp(f)", hvp(f)(primals, tangents), expected(stored.hvp)];

  const { by: argnums = [], grad: gradients = [], twice = [], mixed = [] } = stored;
  if (stored.jacobian !== undefined) {
    const all = expected(stored.jacobian);
    yield [`jacobian by ${argnums.join()}`, jacobian(f, { argnums })(...primals), all];
    if (argnums.length === primals.length) yield ["jacobian(f)", jacobian(f)(...primals), all];
    const rows = gradients.map((i) => (all as unknown[])[argnums.indexOf(i)]);
    for (const [k, i] of gradients.entries()) yield [`grad by ${i}`, grad(f, { argnums: i })(...primals), rows[k]];
    if (rows.length > 0) yield ["valueAndGrad", valueAndGrad(f, { argnums: gradients })(...primals), [value, rows]];
  }
  if (stored.hessian !== undefined) {
    const all = expected(stored.hessian) as unknown[][];
    yield [`hessian by ${twice.join()}`, hessian(f, { argnums: twice })(...primals), all];
    const isLeaf = (i: number) => typeof stored.at[i] !== "object";
    for (const [k, i] of twice.entries()) {
      for (const [l, j] of twice.entries()) {
        if (!isLeaf(i) || !isLeaf(j)) continue;
        yield [`grad by ${i}, then ${j}`, grad(grad(f, { argnums: i }), { argnums: j })(...primals), all[k][l]];
      }
      if (derivatives === undefined || !isLeaf(i)) continue;
      const first = (expected(stored.jacobian!) as unknown[])[argnums.indexOf(i)];
      yield [`derivatives by ${i}`, derivatives(f, 2, { argnum: i })(...primals), [value, first, all[k][k]]];
    }
  }
  for (const [i, j, result] of mixed) {
    const second = jacobian(grad(f, { argnums: i }), { argnums: j });
    yield [`jacobian by ${j} of grad by ${i}`, second(...primals), inside(stored.at[i], expected(result))];
  }
}

/** The relative error that is to be noticed. */
const MISTAKE = 1e-3;

describe("functions by JAX", () => {
  it("are 200, of all public ops", async () => {
    const texts = functions.map(({ f }) => f);
    expect(new Set(texts).size).toBe(200);
    const ops = (await readJson(new URL("../docs/ops.json", import.meta.url))) as {
      readonly name: string;
      readonly public: boolean;
    }[];
    const isCalled = (name: string) => texts.some((text) => new RegExp(`\\b${name}\\(`).test(text));
    const missing = ops.filter((op) => op.public && !isCalled(op.name));
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  for (const { name, f, calls } of functions) {
    it(`${name}: ${f}`, () => {
      const function_ = functionOf(f);
      for (const engine of ENGINES) {
        by(engine, () => {
          for (const [k, call] of calls.entries())
            for (const [what, actual, wanted] of comparisons(function_, call))
              compare(actual, wanted, `${what}, call ${k}, jit ${engine}`, (got, number, bound, path) => {
                const isClose = Math.abs(got - number) <= bound;
                if (!isClose) expect.fail(`${path}: ${got}, expected ${number}, within ${bound}`);
              });
        });
      }
    });
  }

  it("would not be so if numbers were off by 1e-3", () => {
    let [noticed, all] = [0, 0];
    for (const { f, calls } of functions.filter((_, i) => i % 4 === 0))
      for (const call of calls)
        for (const [what, actual, wanted] of comparisons(functionOf(f), call))
          compare(actual, wanted, what, (got, number, bound) => {
            if (number === 0) return;
            all++;
            if (!(Math.abs(got - number * (1 + MISTAKE)) <= bound)) noticed++;
          });
    expect(noticed / all).toBeGreaterThan(0.95);
  });

  if (derivatives === undefined) it.todo("by Taylor mode, which needs derivatives");
});
