// The cases of the contract on reductions, losses and transforms, and more of them: calculus-cases.json says how they are
// read.

import { describe, expect, it } from "vitest";
import * as fluxion from "../ts/index.js";
import { ulps } from "./lib/floats.js";
import { readJson } from "./lib/read.js";

interface Case {
  readonly id: string;
  readonly group: string;
  readonly call: string;
  readonly let?: Readonly<Record<string, unknown>>;
  readonly expect?: unknown;
  readonly ulp?: number;
  readonly abs?: number;
  readonly absOfLargest?: number;
  readonly throws?: string;
  readonly message?: readonly string[];
  readonly note?: string;
}

interface Table {
  readonly cases: readonly Case[];
  /** What each of the cases lets besides. */
  readonly let?: Case["let"];
}

const contract = (await readJson(new URL("calculus-cases.json", import.meta.url))) as Table;
const more = (await readJson(new URL("more-calculus-cases.json", import.meta.url))) as Table;
const cases: readonly Case[] = [
  ...contract.cases,
  ...more.cases.map((each) => ({ ...each, let: { ...more.let, ...each.let } })),
];

/** What the contract names that comes after losses; a case that calls one waits until the package exports it. */
const LATER = [
  ...["jvp", "vjp", "hvp", "hessian", "jacobian", "derivatives"],
  ...["customGrad", "foreign", "repeat", "checkGrads", "findNaN"],
].filter((name) => !Object.hasOwn(fluxion, name));

const waitsFor = ({ call }: Case) => LATER.filter((name) => new RegExp(`\\b${name}\\(`).test(call));

const SPECIAL: Readonly<Record<string, number>> = { NaN, Infinity, "-Infinity": -Infinity, "-0": -0 };

/** The value that JSON stands for. */
function decoded(json: unknown): unknown {
  if (typeof json === "string") return Object.hasOwn(SPECIAL, json) ? SPECIAL[json] : json;
  if (typeof json !== "object" || json === null) return json;
  if (Array.isArray(json)) return json.map(decoded);
  const { f32, object } = json as { readonly f32?: readonly unknown[]; readonly object?: object };
  if (f32 !== undefined) return Float32Array.from(f32, (x) => decoded(x) as number);
  if (object === undefined) throw new Error(`a case has ${JSON.stringify(json)}`);
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, decoded(value)]));
}

/** A batch that is expected, in float64. */
class Batch {
  constructor(readonly elements: readonly number[]) {}
}

/** As `decoded`, with the batches in float64. */
function expectation(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(expectation);
  const { f32, object } = (json ?? {}) as { readonly f32?: readonly unknown[]; readonly object?: object };
  if (f32 !== undefined) return new Batch(f32.map((x) => decoded(x) as number));
  if (object === undefined) return decoded(json);
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, expectation(value)]));
}

/** Evaluates the call in a scope of all exports of the package and of what the case lets. */
function run({ call, let: given = {} }: Case): unknown {
  const scope = {
    ...fluxion,
    ...(Object.fromEntries(Object.entries(given).map(([k, v]) => [k, decoded(v)])) as object),
  };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- Cases are written as JavaScript.
  const body = new Function(...Object.keys(scope), `"use strict"; return ${call};`) as (...args: unknown[]) => unknown;
  return body(...(Object.values(scope) as unknown[]));
}

/** Expects a structure to be the expected one, with its numbers within the case's tolerance. */
function expectSame(
  actual: unknown,
  expected: unknown,
  { ulp = 0, abs = 0, absOfLargest = 0 }: Case,
  path: string,
): void {
  const number = (got: unknown, wanted: number, largest: number, where: string) => {
    expect(typeof got, where).toBe("number");
    const distance = ulps(got as number, wanted);
    const error = Math.abs((got as number) - wanted);
    const isSame = distance <= ulp || error <= Math.max(abs, absOfLargest * largest);
    expect(isSame, `${where}: ${String(got)}, expected ${wanted}: ${distance} units in the last place`).toBe(true);
    // Two zeros are 0 units apart.
    if (ulp === 0 && wanted === 0) expect(got, where).toBe(wanted);
  };
  const array = (got: ArrayLike<unknown>, wanted: readonly unknown[]) => {
    expect(got.length, `${path}.length`).toBe(wanted.length);
    const numbers = wanted.filter((x): x is number => typeof x === "number");
    const largest = Math.max(...numbers.map(Math.abs));
    wanted.forEach((x, i) => {
      if (typeof x === "number") number(got[i], x, largest, `${path}[${i}]`);
      else expectSame(got[i], x, { ulp, abs, absOfLargest } as Case, `${path}[${i}]`);
    });
  };
  if (typeof expected === "number") {
    number(actual, expected, Math.abs(expected), path);
  } else if (expected instanceof Batch) {
    expect(actual, path).toBeInstanceOf(Float32Array);
    array(actual as Float32Array, expected.elements);
  } else if (Array.isArray(expected)) {
    expect(Array.isArray(actual), `${path} is an array`).toBe(true);
    array(actual as unknown[], expected);
  } else if (typeof expected === "object" && expected !== null) {
    expect(Object.keys(actual as object).sort(), path).toEqual(Object.keys(expected).sort());
    for (const [key, value] of Object.entries(expected))
      expectSame((actual as Record<string, unknown>)[key], value, { ulp, abs, absOfLargest } as Case, `${path}.${key}`);
  } else {
    expect(actual, path).toBe(expected);
  }
}

function check(calculus: Case): void {
  if (calculus.throws === undefined) {
    expectSame(run(calculus), expectation(calculus.expect), calculus, "result");
    return;
  }
  let error: unknown;
  try {
    run(calculus);
  } catch (thrown) {
    error = thrown;
  }
  expect(error, "what is thrown").toBeInstanceOf(Error);
  const { name, message } = error as Error;
  expect(name, message).toBe(calculus.throws);
  for (const part of calculus.message ?? []) expect(message).toContain(part);
}

const now = cases.filter((calculus) => waitsFor(calculus).length === 0);
const later = cases.filter((calculus) => waitsFor(calculus).length > 0);

describe("calculus", () => {
  for (const calculus of now) {
    const { id, call, note } = calculus;
    it(`${id}: ${call}${note === undefined ? "" : ` (${note})`}`, () => check(calculus));
  }
});

describe("calculus, later", () => {
  for (const calculus of later) it.todo(`${calculus.id}, which needs ${waitsFor(calculus).join(" and ")}`);
  it("waits for nothing that the package has", () => {
    expect(now.length + later.length).toBe(cases.length);
    expect(now.length).toBeGreaterThanOrEqual(30);
  });
});
