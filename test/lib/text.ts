// Printed functions, evaluated in float64: as the JavaScript that they are, and by a walk through the syntax tree that
// also knows how large the terms are which add up to a value.

import ts from "typescript";
import * as fluxion from "../../ts/index.js";
import { float64 } from "./float64.js";

/** A value, and the magnitude of the largest of the terms that it is the sum of. */
export interface Evaluated {
  readonly value: number;
  readonly largest: number;
}

/** The text of a function of one value, parsed. */
export interface PrintedFunction {
  /** The names that are called, and those that stand for no argument and no definition. */
  readonly names: ReadonlySet<string>;
  /** @throws if the tree and JavaScript disagree. */
  readonly evaluate: (...args: readonly number[]) => Evaluated;
}

/** Names in the text that neither JavaScript's grammar nor the package defines. */
export function unknownNames({ names }: PrintedFunction): string[] {
  // sumFor says what no one can call: a sum in some calls, by which arguments are batches.
  return [...names].filter((name) => !(name in fluxion) && !["Infinity", "NaN", "sumFor"].includes(name));
}

/** Parses the text of a function: an arrow, its body an expression, or definitions and a return. */
export function parse(text: string): PrintedFunction {
  const file = ts.createSourceFile("printed.ts", text, ts.ScriptTarget.Latest);
  const [statement] = file.statements;
  if (!ts.isExpressionStatement(statement) || !ts.isArrowFunction(statement.expression)) throw new Error(text);
  const { parameters, body } = statement.expression;
  const inputs = parameters.map(({ name }) => name.getText(file));
  const lines = ts.isBlock(body) ? body.statements : [ts.factory.createReturnStatement(body)];

  const names = new Set<string>();
  const defined = new Set(inputs);
  const collect = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node)) defined.add((node.name as ts.Identifier).text);
    if (ts.isIdentifier(node) && !defined.has(node.text)) names.add(node.text);
    ts.forEachChild(node, collect);
  };
  lines.forEach(collect);

  const scope = [...names].filter((name) => float64(name) !== undefined);
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- that the text is JavaScript is what is tested
  const compiled = (new Function(...scope, `return ${text}`) as (...values: unknown[]) => unknown)(
    ...scope.map(float64),
  ) as (...args: readonly number[]) => unknown;

  const evaluate = (...args: readonly number[]): Evaluated => {
    const values = new Map(inputs.map((name, i) => [name, exactly(args[i])]));
    for (const line of lines) {
      if (ts.isReturnStatement(line)) {
        const result = walk(line.expression!, values);
        const value = Number(compiled(...args));
        if (!Object.is(value + 0, result.value + 0))
          throw new Error(`${text} at ${args.join()}: ${value}, not ${result.value}`);
        return result;
      }
      const [{ name, initializer }] = (line as ts.VariableStatement).declarationList.declarations;
      values.set((name as ts.Identifier).text, walk(initializer!, values));
    }
    throw new Error(`${text} returns nothing`);
  };
  return { names, evaluate };
}

const exactly = (value: number): Evaluated => ({ value, largest: Math.abs(value) });

function walk(node: ts.Expression, values: ReadonlyMap<string, Evaluated>): Evaluated {
  const of = (part: ts.Expression) => walk(part, values);
  if (ts.isNumericLiteral(node)) return exactly(Number(node.text));
  if (ts.isIdentifier(node)) return values.get(node.text) ?? exactly(Number(node.text));
  if (ts.isParenthesizedExpression(node)) return of(node.expression);
  if (ts.isPrefixUnaryExpression(node)) {
    const { value, largest } = of(node.operand);
    return { value: node.operator === ts.SyntaxKind.MinusToken ? -value : value, largest };
  }
  if (ts.isCallExpression(node)) {
    const name = (node.expression as ts.Identifier).text;
    const args = node.arguments.map(of);
    if (name === "where") return args[args[0].value ? 1 : 2];
    return exactly(float64(name)!(...args.map(({ value }) => value)));
  }
  if (ts.isBinaryExpression(node))
    return binary(ts.tokenToString(node.operatorToken.kind)!, of(node.left), of(node.right));
  throw new Error(`unexpected ${ts.SyntaxKind[node.kind]}`);
}

function binary(operator: string, x: Evaluated, y: Evaluated): Evaluated {
  // How much larger the terms are than what cancellation leaves of them.
  const [lossX, lossY] = [x, y].map(({ value, largest }) => (value === 0 ? 1 : largest / Math.abs(value)));
  const scaled = (value: number, loss: number) => ({ value, largest: value === 0 ? 0 : Math.abs(value) * loss });
  switch (operator) {
    case "+":
      return { value: x.value + y.value, largest: Math.max(x.largest, y.largest) };
    case "-":
      return { value: x.value - y.value, largest: Math.max(x.largest, y.largest) };
    case "*":
      return { value: x.value * y.value, largest: x.largest * y.largest };
    case "/":
      return { value: x.value / y.value, largest: (x.largest * lossY) / Math.abs(y.value) };
    case "**":
      return scaled(x.value ** y.value, lossX ** Math.abs(y.value));
    case "%":
      return { value: x.value % y.value, largest: x.largest };
    case "<":
      return exactly(Number(x.value < y.value));
    case "<=":
      return exactly(Number(x.value <= y.value));
    case ">":
      return exactly(Number(x.value > y.value));
    case ">=":
      return exactly(Number(x.value >= y.value));
    case "===":
      return exactly(Number(x.value === y.value));
    case "!==":
      return exactly(Number(x.value !== y.value));
    default:
      throw new Error(`unexpected ${operator}`);
  }
}
