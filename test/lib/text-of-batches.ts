// Printed functions of numbers and batches, evaluated in float64 by a walk through their syntax tree.

import ts from "typescript";
import { float64 } from "./float64.js";

/** A number, a batch, or an object or list of such. */
type Part = number | readonly number[] | { readonly [key: string]: Part };
type Scope = ReadonlyMap<string, Part>;

/** Thrown where the text does not say how often a number counts in a sum. */
export class Unsaid extends Error {}

/** How near to each other what was compared came, and the largest magnitude computed. */
export interface Conditioning {
  nearest: number;
  largest: number;
}

const isBatch = (value: Part): value is readonly number[] => Array.isArray(value);
const numbersOf = (value: Part) => (isBatch(value) ? value : [value as number]);

/** The values of a printed function at these arguments: numbers, plain arrays for batches, structures of these. */
export function evaluateText(text: string, args: readonly unknown[], n: number, seen: Conditioning): unknown {
  const file = ts.createSourceFile("printed.ts", text, ts.ScriptTarget.Latest);
  const arrow = (file.statements[0] as ts.ExpressionStatement).expression as ts.ArrowFunction;

  const mapped = (f: (...own: number[]) => number, parts: readonly Part[]): Part => {
    const at = (i: number) => {
      const value = f(...parts.map((part) => (isBatch(part) ? part[i] : (part as number))));
      seen.largest = Math.max(seen.largest, Math.abs(value));
      return value;
    };
    return parts.some(isBatch) ? Array.from({ length: n }, (_, i) => at(i)) : at(0);
  };
  const total = (value: Part): number => numbersOf(value).reduce((sum, x) => sum + x, 0) * (isBatch(value) ? 1 : n);
  const average = (value: Part) => total(value) / n;

  const reductions: Readonly<Record<string, (...parts: Part[]) => number>> = {
    sum: total,
    mean: average,
    dot: (x, y) => total(mapped((a, b) => a * b, [x, y])),
    norm: (x) => Math.sqrt(total(mapped((a) => a * a, [x]))),
    amax: (x) => Math.max(...numbersOf(x)),
    amin: (x) => Math.min(...numbersOf(x)),
    variance: (x, ddof = 0) => {
      const m = average(x);
      return total(mapped((a) => (a - m) ** 2, [x])) / (n - (ddof as number));
    },
    std: (...own) => Math.sqrt(reductions.variance(...own)),
    logsumexp: (x) => Math.log(total(mapped(Math.exp, [x]))),
    logmeanexp: (x) => Math.log(average(mapped(Math.exp, [x]))),
    any: (x) => Number(numbersOf(x).some(Boolean)),
    all: (x) => Number(numbersOf(x).every(Boolean)),
    count: () => n,
  };

  function call(name: string, parts: readonly Part[]): Part {
    if (name === "sumFor") {
      const value = parts.at(-1)!;
      if (parts.slice(0, -1).some(isBatch) || n === 1) return value;
      if (!isBatch(value)) throw new Unsaid();
      return total(value);
    }
    if (!Object.hasOwn(reductions, name)) return mapped(float64(name)!, parts);
    // Of numbers alone, a sum is that of one.
    if (!isBatch(parts[0]) && n > 1 && name === "sum") throw new Unsaid();
    return reductions[name](...parts);
  }

  const binary: Readonly<Record<string, (x: number, y: number) => number>> = {
    "+": (x, y) => x + y,
    "-": (x, y) => x - y,
    "*": (x, y) => x * y,
    "/": (x, y) => x / y,
    "%": (x, y) => x % y,
    "**": (x, y) => x ** y,
    "<": (x, y) => compared(x, y, x < y),
    "<=": (x, y) => compared(x, y, x <= y),
    ">": (x, y) => compared(x, y, x > y),
    ">=": (x, y) => compared(x, y, x >= y),
    "===": (x, y) => Number(x === y),
    "!==": (x, y) => Number(x !== y),
  };
  function compared(x: number, y: number, is: boolean): number {
    seen.nearest = Math.min(seen.nearest, Math.abs(x - y));
    return Number(is);
  }

  function walk(node: ts.Expression, scope: Scope): Part {
    const of = (part: ts.Expression) => walk(part, scope);
    if (ts.isNumericLiteral(node)) return Number(node.text);
    if (ts.isIdentifier(node)) {
      const known = scope.get(node.text);
      if (known !== undefined) return known;
      if (node.text === "Infinity" || node.text === "NaN") return Number(node.text);
      throw new Error(`${node.text} is not defined in ${text}`);
    }
    if (ts.isParenthesizedExpression(node)) return of(node.expression);
    if (ts.isPrefixUnaryExpression(node)) {
      const sign = node.operator === ts.SyntaxKind.MinusToken ? -1 : 1;
      return mapped((x) => sign * x, [of(node.operand)]);
    }
    if (ts.isPropertyAccessExpression(node)) return (of(node.expression) as Record<string, Part>)[node.name.text];
    if (ts.isElementAccessExpression(node)) {
      const key = node.argumentExpression as ts.StringLiteral | ts.NumericLiteral;
      return (of(node.expression) as Record<string, Part>)[key.text];
    }
    if (ts.isArrayLiteralExpression(node)) return node.elements.map(of) as unknown as Part;
    if (ts.isObjectLiteralExpression(node))
      return Object.fromEntries(
        node.properties.map((property) => {
          const { name, initializer } = property as ts.PropertyAssignment;
          return [(name as ts.Identifier).text, of(initializer)];
        }),
      );
    if (ts.isCallExpression(node)) {
      const name = (node.expression as ts.Identifier).text;
      if (name !== "repeat") return call(name, node.arguments.map(of));
      const [count, step, init] = node.arguments;
      let state = of(init);
      for (let i = 0; i < Number((count as ts.NumericLiteral).text); i++)
        state = run(step as ts.ArrowFunction, [state, i], scope);
      return state;
    }
    const { left, operatorToken, right } = node as ts.BinaryExpression;
    return mapped(binary[ts.tokenToString(operatorToken.kind)!], [of(left), of(right)]);
  }

  function run({ parameters, body }: ts.ArrowFunction, given: readonly unknown[], around: Scope): Part {
    const scope = new Map(around);
    const bind = (name: ts.BindingName, value: unknown) => {
      if (ts.isIdentifier(name)) scope.set(name.text, value as Part);
      else
        name.elements.forEach((element, i) => {
          const { name: inner } = element as ts.BindingElement;
          const key = ts.isArrayBindingPattern(name) ? i : (inner as ts.Identifier).text;
          bind(inner, (value as Record<string | number, unknown>)[key]);
        });
    };
    parameters.forEach(({ name }, i) => {
      bind(name, given[i]);
    });
    if (!ts.isBlock(body)) return walk(body, scope);
    for (const line of body.statements) {
      if (ts.isReturnStatement(line)) return walk(line.expression!, scope);
      const [{ name, initializer }] = (line as ts.VariableStatement).declarationList.declarations;
      scope.set((name as ts.Identifier).text, walk(initializer!, scope));
    }
    throw new Error(`${text} returns nothing`);
  }
  return run(arrow, args, new Map());
}
