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

/** How an op is written: its precedence, and what its operands must bind like to go without parentheses. */
interface Notation {
  readonly binds: number;
  readonly operands: readonly number[];
  readonly write: (...operands: string[]) => string;
  /** Of an op that commutes exactly: where a number is written that is one of its operands. */
  readonly numberIs?: "first" | "last";
}

function infix(operator: string, binds: number, left = binds, right = binds + 1): Notation {
  return { binds, operands: [left, right], write: (x, y) => `${x} ${operator} ${y}` };
}

/** The ops with a notation of their own; the others are written as calls. */
const notations: { readonly [name: string]: Notation } = {
  neg: { binds: UNARY, operands: [ATOM], write: (x) => `-${x}` },
  // JavaScript takes no unary operator to the left of a power.
  pow: infix("**", 13, ATOM, 13),
  square: { binds: 13, operands: [ATOM], write: (x) => `${x} ** 2` },
  mul: { ...infix("*", 12), numberIs: "first" },
  div: infix("/", 12),
  reciprocal: { binds: 12, operands: [13], write: (x) => `1 / ${x}` },
  add: { ...infix("+", 11), numberIs: "last" },
  sub: infix("-", 11),
  lt: infix("<", 9, 10),
  le: infix("<=", 9, 10),
  gt: infix(">", 9, 10),
  ge: infix(">=", 9, 10),
  eq: infix("===", 8, 9),
  ne: infix("!==", 8, 9),
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
  const { name } = table[node.op]!;
  const operands = node.operands.map((value) => values[value]!);
  const notation = notations[name];
  if (notation === undefined) return { text: `${name}(${operands.map(({ text }) => text).join(", ")})`, binds: ATOM };
  if (readsBetterSwapped(notation, operands)) operands.reverse();
  const texts = operands.map(({ text, binds }, i) => (binds < notation.operands[i]! ? `(${text})` : text));
  return { text: notation.write(...texts), binds: notation.binds };
}

/**
 * The core orders the operands of ops that commute as it likes. A person writes
 * 2 * x, x + 1, and x + y + z for z + (x + y).
 */
function readsBetterSwapped({ numberIs, binds }: Notation, [left, right]: readonly Text[]): boolean {
  if (numberIs === undefined || left === undefined || right === undefined) return false;
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
