// What each op gives at its difficult points: edge-cases.json is the convention, and this holds the ops to it.

import { describe, expect, it } from "vitest";
import * as fluxion from "../ts/index.js";
import type { Expr } from "../ts/index.js";
import { expectWithin } from "./lib/floats.js";
import { readJson } from "./lib/read.js";

const VALUE_ULPS = 1;
/** By order. */
const DERIVATIVE_ULPS = [4, 16, 64];

interface OpRow {
  readonly op: string;
  readonly args: readonly string[];
  readonly value: string;
  readonly grad: readonly string[];
}

interface ExpressionRow {
  readonly expr: string;
  readonly x: string;
  readonly value: string;
  readonly grad: string;
  readonly grad2?: string;
  readonly grad3?: string;
}

interface Table {
  readonly ops: readonly OpRow[];
  readonly expressions: readonly ExpressionRow[];
}

const convention = (await readJson(new URL("edge-cases.json", import.meta.url))) as Table;
const more = (await readJson(new URL("more-edge-cases.json", import.meta.url))) as Table;
const cases = {
  ops: [...convention.ops, ...more.ops],
  expressions: [...convention.expressions, ...more.expressions],
};

type Op = (...args: readonly (Expr | number)[]) => Expr;
const ops = fluxion as unknown as { readonly [name: string]: Op };

/** A function of expressions of as many arguments as it is called with. */
type Function = (...args: Expr[]) => Expr;

/** An expression such as "mul(x, 2)" as a function of x. */
function parse(source: string): Function {
  const tokens = source.match(/-?Infinity|[A-Za-z]\w*|-?[\d.]+(?:e[+-]?\d+)?|[(),]/g)!;
  return (x) => {
    let at = 0;
    const term = (): Expr | number => {
      const token = tokens[at++];
      if (tokens[at] !== "(") return token === "x" ? x : Number(token);
      const args: (Expr | number)[] = [];
      while (tokens[at++] !== ")") args.push(term());
      return ops[token](...args);
    };
    // What has no x in it is a number.
    return term() as Expr;
  };
}

/** Every way to evaluate at a point: as numbers, and in every lane of arrays of 1 to 9 elements, with others around. */
function everyWay(f: (...args: (number | Float32Array)[]) => unknown, point: readonly number[]): number[] {
  const results = [f(...point) as number];
  for (let n = 1; n <= 9; n++) {
    for (let lane = 0; lane < n; lane++) {
      const arrays = point.map((x) => Float32Array.from({ length: n }, (_, i) => (i === lane ? x : 0.5 + i)));
      results.push((f(...arrays) as Float32Array)[lane]);
    }
  }
  return results;
}

function check(f: Function, point: readonly number[], expected: string, limit: number, signedZero: boolean): void {
  if (expected === "any") return;
  // A function of as many declared arguments as the point has.
  const compiled = fluxion.compile(f) as (...args: (number | Float32Array)[]) => unknown;
  for (const actual of everyWay(compiled, point)) {
    expectWithin(actual, Number(expected), limit);
    if (signedZero && Number(expected) === 0 && actual === 0) expect(actual).toBe(Number(expected));
  }
}

describe("ops", () => {
  for (const { op, args, value, grad } of cases.ops) {
    const name = `${op}(${args.join(", ")})`;
    const f = ops[op];
    const point = args.map(Number);
    it(`${name} = ${value}`, () => check((...xs) => f(...xs), point, value, VALUE_ULPS, true));
    // Where any derivative will do there is nothing to test.
    if (grad.every((expected) => expected === "any")) continue;
    it(`derivatives of ${name} = ${grad.join(", ")}`, () => {
      grad.forEach((expected, i) => {
        const df = fluxion.grad((...xs) => f(...xs), { argnums: i });
        check((...xs) => df(...xs), point, expected, DERIVATIVE_ULPS[0], false);
      });
    });
  }
});

describe("expressions", () => {
  for (const { expr, x, value, grad, grad2, grad3 } of cases.expressions) {
    it(`${expr} at ${x}`, () => {
      const point = [Number(x)];
      let f = parse(expr);
      check(f, point, value, VALUE_ULPS, true);
      [grad, grad2, grad3].forEach((expected, i) => {
        const df = fluxion.grad(f);
        f = (x) => df(x);
        if (expected !== undefined) check(f, point, expected, DERIVATIVE_ULPS[i], false);
      });
    });
  }
});
