// Printed functions are mathematics: they name only what a person can call, and the text, evaluated in float64, gives
// the function inside its domain.

import { describe, expect, it } from "vitest";
import { compile, type Expr, grad } from "../ts/index.js";
import { callNode, nodeOf } from "../ts/program/expression-graph.js";
import { encode } from "../ts/program/format.js";
import { mathematics } from "../ts/program/mathematics.js";
import { printFunction } from "../ts/program/print.js";
import { constantNode, isConstant, type Node } from "../ts/program/program.js";
import { table } from "../ts/program/table.js";
import { wrap } from "../ts/trace/expression.js";
import { generator, type RandomFunction, randomFunction } from "./lib/random.js";
import { rows } from "./lib/rows.js";
import { parse, unknownNames } from "./lib/text.js";

type Scalar = (...args: number[]) => number;
type Traced = (...args: Expr[]) => Expr;

const POINTS = 40;
const LARGEST_FLOAT = 3.4028234663852886e38;

/** Functions of this many arguments: that of an op, and its derivatives of orders 1 and 2 by all of them. */
function withDerivatives(f: Traced, arity: number): { by: number[]; f: Scalar }[] {
  // A trace sees how many arguments the source declares.
  const declared = (g: unknown): Traced =>
    [
      (x: Expr) => (g as Traced)(x),
      (x: Expr, y: Expr) => (g as Traced)(x, y),
      (x: Expr, y: Expr, z: Expr) => (g as Traced)(x, y, z),
    ][arity - 1] ?? (g as Traced);
  const args = Array.from({ length: arity }, (_, i) => i);
  const by = (g: unknown, argnums: number) => grad(declared(g), { argnums }) as unknown;
  return [
    { by: [], f: compile(declared(f)) },
    ...args.flatMap((i) => {
      const first = by(f, i);
      return [{ by: [i], f: first as Scalar }, ...args.map((j) => ({ by: [i, j], f: by(first, j) as Scalar }))];
    }),
  ];
}

/** What a function is at a point, and the largest of the terms that add up to it, if that is known. */
type Oracle = (point: readonly number[]) => { readonly value: number; readonly size?: number };

/** Expects that the function's text names nothing unknown, and that it gives the function at these points. */
function expectPrinted(f: Scalar, oracle: Oracle, points: readonly (readonly number[])[], what: string): void {
  const text = String(f);
  const printed = parse(text);
  expect(unknownNames(printed), `${what}: ${text}`).toEqual([]);
  let compared = 0;
  for (const point of points) {
    const { value, largest } = printed.evaluate(...point);
    const { value: expected, size = 0 } = oracle(point);
    // Float32 overflows where float64 does not. At poles, and outside of its domain, the text need not be right.
    if (!Number.isFinite(expected) || Math.abs(value) > LARGEST_FLOAT) continue;
    compared++;
    const message = `${what} at ${point.join(", ")}: ${value}, expected ${expected}; ${text}`;
    expect(Math.abs(value - expected), message).toBeLessThanOrEqual(1e-4 * Math.max(largest, size) + 1e-37);
  }
  expect(compared, `${what}: points compared`).toBeGreaterThan(0.3 * points.length);
}

describe("a row of the op table", () => {
  it("is every row", () => {
    expect(rows.map(({ code }) => code).sort((a, b) => a - b)).toEqual(Object.keys(table).map(Number));
  });

  // The rounding error of hypotNext, which mathematics lacks, reads as 0. A foreign function has no text without a name. Of
  // either, both values are the same where all arguments are numbers.
  const named = rows.filter(({ name }) => !["hypotRest", "foreign", "either"].includes(name));
  it.each(named)("$name, and its derivatives of orders 1 and 2", ({ name, code, domain }) => {
    const f: Traced = (...args) =>
      wrap(
        callNode(
          code,
          args.map((arg) => nodeOf(arg)!),
        ),
      );
    const random = generator(code);
    const points = Array.from({ length: POINTS }, () =>
      domain.map(([low, high]) => Math.fround(low + (high - low) * random())),
    );
    for (const { by, f: derivative } of withDerivatives(f, domain.length))
      expectPrinted(derivative, (point) => ({ value: derivative(...point) }), points, `${name}, by [${by.join()}]`);
  });
});

describe("random programs", () => {
  const oracleOf =
    (exact: RandomFunction["exact"], [i, j]: readonly number[]): Oracle =>
    (point) => {
      const { value, first, second } = exact(point, [i ?? 0, j ?? 0]);
      return i === undefined ? value : j === undefined ? first[0] : second;
    };
  const random = generator(99);
  const points = Array.from({ length: POINTS }, () => [2 * random() - 1, 2 * random() - 1].map(Math.fround));

  it.each(Array.from({ length: 100 }, (_, seed) => 4000 + seed))("seed %i", (seed) => {
    const random = generator(seed);
    const { expression, exact } = randomFunction(random, 2, 2 + Math.floor(random() * 8));
    for (const { by, f } of withDerivatives((x, y) => expression(x, y), 2))
      expectPrinted(f, oracleOf(exact, by), points, `seed ${seed}, by [${by.join()}]`);
  });
});

describe("random arithmetic", () => {
  const constants = [0, -0, 1, -1, 2, 0.5, -3, 1 / 3, 7, 1e-3, 1e3].map(Math.fround);
  const conditions = ["x < y", "x <= y", "x === y", "x !== y"];
  const steps = ["x + y", "x - y", "x * y", "x / y", "-x", "1 / x", "x ** 2", "x ** y", "where", "not", "max"];
  const codes = new Map(Object.entries(table).map(([code, { notation, name }]) => [notation ?? name, Number(code)]));
  const forms: Readonly<Record<string, Scalar>> = {
    "x + y": (x, y) => x + y,
    "x - y": (x, y) => x - y,
    "x * y": (x, y) => x * y,
    "x / y": (x, y) => x / y,
    "-x": (x) => -x,
    "1 / x": (x) => 1 / x,
    "x ** 2": (x) => x ** 2,
    "x ** y": (x, y) => x ** y,
    "x < y": (x, y) => Number(x < y),
    "x <= y": (x, y) => Number(x <= y),
    "x === y": (x, y) => Number(x === y),
    "x !== y": (x, y) => Number(x !== y),
    where: (c, x, y) => (c !== 0 ? x : y),
    not: (x) => Number(x === 0),
    max: Math.max,
  };

  /** A program of two inputs and constants, and the same in float64, with the sum of the magnitudes that it adds. */
  function draw(random: () => number, length: number) {
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)];
    const nodes: Node[] = constants.map(constantNode);
    const inputs = [0, 1, ...constants.map((_, i) => 2 + i)];
    const isCondition: boolean[] = [];
    for (let i = 0; i < length; i++) {
      const count = 2 + nodes.length;
      const any = () => (random() < 0.6 ? count - 1 - Math.floor(random() * Math.min(4, length)) : pick(inputs));
      const kind = random() < 0.2 ? pick(conditions) : pick(steps);
      const known = nodes.map((_, k) => k + 2).filter((value) => isCondition[value]);
      const condition = known.length > 0 && random() < 0.8 ? pick(known) : pick(inputs);
      // Of inputs, so that no rounding decides; an exponent is a number.
      const operands =
        kind === "x ** y"
          ? [any(), 2 + Math.floor(random() * constants.length)]
          : kind === "where"
            ? [condition, any(), any()]
            : kind === "not"
              ? [condition]
              : conditions.includes(kind)
                ? [pick(inputs), pick(inputs)]
                : [any(), any()];
      isCondition[count] = conditions.includes(kind) || kind === "not";
      const op = codes.get(kind)!;
      nodes.push({ op, operands: operands.slice(0, table[op].args.length) });
    }
    const output = 1 + nodes.length;
    const names = new Map([...codes].map(([name, code]) => [code, name]));
    const evaluate = (x: number, y: number): { values: number[]; value: number } => {
      const values = [x, y];
      for (const node of nodes) {
        values.push(
          isConstant(node) ? node.value : forms[names.get(node.op)!](...node.operands.map((value) => values[value])),
        );
      }
      return { values, value: values[output] };
    };
    return { bytes: encode({ inputs: 2, nodes, outputs: [output] }), evaluate };
  }

  it.each(Array.from({ length: 20 }, (_, i) => 100 * i))("seeds from %i", (from) => {
    let compared = 0;
    for (let seed = from; seed < from + 100; seed++) {
      const random = generator(seed);
      const { bytes, evaluate } = draw(random, 3 + Math.floor(random() * 12));
      const text = printFunction({ program: bytes, names: ["x", "y"], leaves: undefined, hidden: [], shape: 0 });
      const printed = parse(text);
      expect(unknownNames(printed), text).toEqual([]);
      for (let i = 0; i < 5; i++) {
        const [x, y] = [3 * random() - 1, 3 * random() - 1];
        const { values, value: expected } = evaluate(x, y);
        // A pole, or a value outside of a domain, anywhere on the way: the text may be of a smaller domain, or a
        // larger.
        if (!values.every((value) => Math.abs(value) < 1e6)) continue;
        compared++;
        const { value, largest } = printed.evaluate(x, y);
        const sizes = Math.max(largest, ...values.map(Math.abs));
        expect(
          Math.abs(value - expected),
          `seed ${seed} at ${x}, ${y}: ${value}, expected ${expected}; ${text}`,
        ).toBeLessThanOrEqual(1e-4 * sizes);
      }
    }
    expect(compared).toBeGreaterThan(100);
  });
});

describe("long programs", () => {
  const N = 2000;
  const steps = (op: string, operand: (x: number) => number[]) => {
    const code = Number(Object.entries(table).find(([, { name }]) => name === op)![0]);
    const nodes = Array.from({ length: N }, (_, i): Node => ({ op: code, operands: operand(i === 0 ? 0 : 1 + i) }));
    return mathematics({ inputs: 2, nodes, outputs: [1 + N] }).steps.length;
  };

  it.each<[string, (x: number) => number[]]>([
    ["mul", (x) => [x, 1]],
    ["div", (x) => [1, x]],
    ["square", (x) => [x]],
    ["mul", (x) => [x, x]],
    ["add", (x) => [x, 1]],
    ["add", (x) => [x, x]],
    ["sub", (x) => [1, x]],
    ["neg", (x) => [x]],
    ["where", (x) => [1, x, x]],
    ["where", (x) => [1, 0, x]],
    ["pow", (x) => [1, x]],
  ])("of %s are printed in steps in proportion", (op, operand) => {
    expect(steps(op, operand)).toBeLessThan(40 * N);
  });
});
