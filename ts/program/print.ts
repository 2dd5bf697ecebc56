// Programs as a person would write them: JavaScript, in infix notation.

import { hiddenNames } from "./names.js";
import type { HiddenNode } from "./expression-graph.js";
import { isConstant, type Node, type Program } from "./program.js";
import type { Shape } from "./shape.js";
import { table } from "./table.js";

/**
 * A piece of JavaScript and how tightly it binds, by its last operator: numbers
 * as in JavaScript's own table of precedence.
 */
interface Text {
  readonly text: string;
  readonly binds: number;
  readonly isNumber?: boolean;
}

const ATOM = 16;
const UNARY = 14;

/** How an operator of JavaScript is written. */
interface Operator {
  readonly binds: number;
  /** What its operands must bind like to go without parentheses. */
  readonly left: number;
  readonly right: number;
  /** Of one that commutes exactly: where a number is written that is one of its operands. */
  readonly numberIs?: "first" | "last";
}

function leftToRight(binds: number): Operator {
  return { binds, left: binds, right: binds + 1 };
}

/** One that is not chained: x < y < z compares a truth value. */
function unchained(binds: number): Operator {
  return { binds, left: binds + 1, right: binds + 1 };
}

/** JavaScript's operators that ops are written with. */
const operators: { readonly [symbol: string]: Operator } = {
  // JavaScript takes no unary operator to the left of a power.
  "**": { binds: 13, left: ATOM, right: 13 },
  "*": { ...leftToRight(12), numberIs: "first" },
  "/": leftToRight(12),
  "+": { ...leftToRight(11), numberIs: "last" },
  "-": leftToRight(11),
  "<": unchained(9),
  "<=": unchained(9),
  ">": unchained(9),
  ">=": unchained(9),
  "===": unchained(8),
  "!==": unchained(8),
};

/** A program as text: definitions of what is used more than once, and the result. */
export interface Printed {
  readonly definitions: readonly string[];
  readonly result: string;
}

/**
 * Prints a program.
 *
 * @param names - The names of its inputs.
 */
export function print(program: Program, names: readonly string[], shape: Shape): Printed {
  const values: Text[] = names.map((text) => ({ text, binds: ATOM }));
  const uses = countUses(program);
  const fresh = freshNames(names);
  const definitions: string[] = [];
  program.nodes.forEach((node, i) => {
    const number = program.inputs + i;
    if (uses[number] === 0) return void values.push({ text: "", binds: ATOM });
    const written = write(node, values);
    if (uses[number]! > 1 && !isConstant(node)) {
      const name = fresh();
      definitions.push(`const ${name} = ${written.text};`);
      values.push({ text: name, binds: ATOM });
    } else {
      values.push(written);
    }
  });
  const arranged = (part: Shape): string =>
    typeof part === "number" ? values[program.outputs[part]!]!.text : `[${part.map(arranged).join(", ")}]`;
  return { definitions, result: arranged(shape) };
}

/** A program as an arrow function of its first inputs: those that `names` names. */
export function printFunction(
  program: Program,
  names: readonly string[],
  hidden: readonly HiddenNode[],
  shape: Shape,
): string {
  const { definitions, result } = print(program, [...names, ...hiddenNames(hidden, names)], shape);
  const parameters = `(${names.join(", ")}) =>`;
  if (definitions.length === 0) return `${parameters} ${result}`;
  return [`${parameters} {`, ...definitions.map((line) => `  ${line}`), `  return ${result};`, "}"].join("\n");
}

function write(node: Node, values: readonly Text[]): Text {
  if (isConstant(node)) {
    return {
      text: shortest(node.value),
      binds: node.value < 0 || Object.is(node.value, -0) ? UNARY : ATOM,
      isNumber: true,
    };
  }
  const { name, args, notation } = table[node.op]!;
  const operands = node.operands.map((value) => values[value]!);
  if (notation === undefined) return { text: `${name}(${operands.map(({ text }) => text).join(", ")})`, binds: ATOM };
  const [left, symbol, right] = notation.split(" ");
  // "-x" is the one notation without an operator between two operands.
  if (symbol === undefined) return { text: `-${within(operands[0]!, ATOM)}`, binds: UNARY };
  const operator = operators[symbol]!;
  // Either side is an argument, or a number that stands as it is: 1 / x.
  const side = (written: string): Text =>
    operands[args.indexOf(written)] ?? { text: written, binds: ATOM, isNumber: true };
  const sides = [side(left!), side(right!)] as const;
  const [first, second] = readsBetterSwapped(operator, sides) ? [sides[1], sides[0]] : sides;
  return {
    text: `${within(first, operator.left)} ${symbol} ${within(second, operator.right)}`,
    binds: operator.binds,
  };
}

/** The text, in parentheses if it binds less tightly than it must. */
function within({ text, binds }: Text, minBinds: number): string {
  return binds < minBinds ? `(${text})` : text;
}

/**
 * The core orders the operands of ops that commute as it likes. A person writes
 * 2 * x, x + 1, and x + y + z for z + (x + y).
 */
function readsBetterSwapped({ numberIs, binds }: Operator, [left, right]: readonly [Text, Text]): boolean {
  if (numberIs === undefined) return false;
  if (left.isNumber || right.isNumber) return (numberIs === "first" ? right : left).isNumber === true;
  return right.binds === binds && left.binds > binds;
}

function countUses({ inputs, nodes, outputs }: Program): Uint32Array {
  const uses = new Uint32Array(inputs + nodes.length);
  for (const output of outputs) uses[output]!++;
  // From the end, so that uses by unused nodes do not count.
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i]!;
    if (isConstant(node) || uses[inputs + i] === 0) continue;
    for (const operand of node.operands) uses[operand]!++;
  }
  return uses;
}

/** Gives a, b, ..., z, a1, b1, ..., without the names in use. */
function freshNames(inUse: readonly string[]): () => string {
  const used = new Set(inUse);
  let count = 0;
  return () => {
    for (;;) {
      const letter = String.fromCharCode(97 + (count % 26));
      const name = count < 26 ? letter : `${letter}${Math.floor(count / 26)}`;
      count++;
      if (!used.has(name)) return name;
    }
  };
}

/** The shortest decimal that is this float32: 0.1, not 0.10000000149011612. */
function shortest(value: number): string {
  if (Object.is(value, -0)) return "-0";
  for (let digits = 1; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return String(rounded);
  }
  return String(Number.isFinite(value) ? Number(value.toPrecision(9)) : value);
}
