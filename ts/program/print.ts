// Programs as a person would write them: JavaScript, in infix notation.

import { FOR_READING, simplify } from "../core/load.js";
import type { MessageContext } from "../errors.js";
import { TOTAL } from "../core/layout.js";
import { decode, encode } from "./format.js";
import type { Program } from "./program.js";
import { withoutKnownTotals } from "./sums.js";
import { type Mathematics, mathematics, type Step } from "./mathematics.js";
import { elementAt } from "./lists.js";
import { headOf, hiddenNames, leafNames } from "./names.js";
import type { HiddenNode, LoopState } from "./expression-graph.js";
import { stepOf } from "./loop.js";
import { keyText, type Tree } from "./tree.js";
import type { Row } from "./rows.js";
import { table } from "./table.js";

/**
 * A piece of JavaScript and how tightly it binds, by its last operator: numbers
 * as in JavaScript's own table of precedence.
 */
interface Text {
  readonly text: string;
  readonly binds: number;
  /** Whether it is true or false in JavaScript, and no number. */
  readonly isTruth: boolean;
  readonly isNumber: boolean;
  /** The operands between its parentheses, of a call that may be folded into one of the same function: max(x, y). */
  readonly folds: string;
}

const ATOM = 16;
const UNARY = 14;

function piece(text: string, binds = ATOM, isTruth = false, isNumber = false, folds = ""): Text {
  return { text, binds, isTruth, isNumber, folds };
}

/**
 * How an operator of JavaScript is written: how it binds, and what its left and its right operand must bind like to go
 * without parentheses. Of one that commutes, x < y with its mirror image, which operand a number is: the first, 0, or 1.
 */
type Operator = readonly [binds: number, left: number, right: number, numberIs?: number];

/** JavaScript's operators that ops are written with. Comparisons are not chained: x < y < z compares a truth value. */
const operators: { readonly [symbol: string]: Operator } = {
  // JavaScript takes no unary operator to the left of a power.
  "**": [13, ATOM, 13],
  "*": [12, 12, 13, 0],
  "/": [12, 12, 13],
  "%": [12, 12, 13],
  "+": [11, 11, 12, 1],
  "-": [11, 11, 12],
  "<": [9, 10, 10, 1],
  "<=": [9, 10, 10, 1],
  ">": [9, 10, 10],
  ">=": [9, 10, 10],
  "===": [8, 9, 9],
  "!==": [8, 9, 9],
};

/** What is printed of a function. */
export interface PrintedFunction extends Omit<MessageContext, "label"> {
  readonly program: Uint8Array;
  readonly hidden: readonly HiddenNode[];
  readonly shape: Tree;
}

/** A program as text: the names of its arguments, definitions of what is used more than once, and the result. */
export interface Printed extends Mathematics {
  readonly names: readonly string[];
  /** Texts by the number of the value that they define. */
  readonly definitions: ReadonlyMap<number, string>;
  /** By value: its name, or its text where it has none. */
  readonly texts: readonly string[];
  readonly result: string;
  /** The functions that the text calls. */
  readonly functions: ReadonlySet<unknown>;
}

/**
 * Prints a function, as mathematics: nothing that a person cannot call. The name of an argument that would hide a
 * function that the text calls is replaced.
 *
 * @param isEachDefined - Whether every op is defined by itself.
 * @param freshName - Gives names that are not in use around the function.
 */
export function print(f: PrintedFunction, isEachDefined = false, freshName?: () => string): Printed {
  const own = f.leaves?.length ?? f.names.length;
  const isCaptured = f.hidden.map(({ kind }) => kind === "captured");
  const program = mathematics(readable(f.program, [...new Array<boolean>(own).fill(false), ...isCaptured]), f.hidden);
  const { steps, outputs, loops } = program;
  const values: Text[] = [];
  const uses = countUses(program);
  const functions = new Set<unknown>(steps.map(([how], value) => uses[value] && how));
  for (const state of loops.values()) print(stepAsFunction(state)).functions.forEach((name) => functions.add(name));
  const given = [...f.names, ...hiddenNames(f.hidden, f.names)];
  const fresh = freshName ?? freshNames(given.map(headOf));
  const renamed = given.map((name) => (functions.has(name) ? fresh() : name));
  const names =
    f.leaves === undefined
      ? renamed
      : [...leafNames({ names: renamed, leaves: f.leaves }), ...renamed.slice(f.names.length)];
  const definitions = new Map<number, string>();
  steps.forEach((step, value) => {
    const name = elementAt(names, value);
    if (name !== undefined || uses[value] === 0) return void values.push(piece(name ?? ""));
    const state = loops.get(value);
    const written = state ? writeLoop(state, step, values, fresh) : write(step, values);
    if ((isEachDefined || uses[value]! > 1) && !written.isNumber) {
      const text = fresh();
      definitions.set(value, `${text} = ${written.text}`);
      values.push(piece(text, ATOM, written.isTruth));
    } else {
      values.push(written);
    }
  });
  const arranged = (tree: Tree): string => {
    if (typeof tree === "number") return values[outputs[tree]!]!.text;
    const { keys, parts } = tree;
    if (keys === undefined) return `[${parts.map(arranged).join(", ")}]`;
    // In an object literal, `__proto__: x` is no property.
    const written = (key: string) => (key === "__proto__" ? `["${key}"]` : keyText(key));
    return `{ ${parts.map((part, i) => `${written(keys[i]!)}: ${arranged(part)}`).join(", ")} }`;
  };
  return {
    ...program,
    functions,
    names: renamed.slice(0, f.names.length),
    definitions,
    texts: values.map(({ text }) => text),
    result: arranged(f.shape),
  };
}

/** The definitions as statements, a line each. */
export function statements({ definitions }: Printed, indent = ""): string {
  return [...definitions.values()].map((text) => `${indent}const ${text};\n`).join("");
}

/** A function as an arrow function. */
export function printFunction(f: PrintedFunction): string {
  const printed = print(f);
  const { names } = printed;
  const own = f.leaves?.find(({ title }) => title !== undefined);
  const [list, rest] = [names.slice(0, own?.argument), names.slice(own?.argument)].map((part) => part.join(", "));
  // Arguments and tangents are lists.
  const lists = own && `[${list}], ${own.of === undefined ? rest : `[${rest}]`}`;
  return arrow((lists ?? list)!, printed);
}

function arrow(names: string, printed: Printed): string {
  const { result } = printed;
  const definitions = statements(printed, "  ");
  const parameters = `(${names}) =>`;
  // After the arrow, a brace would begin a body.
  if (!definitions) return `${parameters} ${result.startsWith("{") ? `(${result})` : result}`;
  return `${parameters} {\n${definitions}  return ${result};\n}`;
}

/**
 * The step of a loop as a function of states, the number of the step, and what does not change.
 *
 * @param names - Gives those of states and the number.
 * @param values - The others.
 */
function stepAsFunction(
  state: LoopState,
  name: () => string = () => "",
  values = (_input: number): string => "",
): PrintedFunction & { readonly states: readonly LoopState[] } {
  const states = [state];
  const { program, hidden } = stepOf(states);
  const { loop } = state;
  const keys = states.map(name);
  const names = [...keys, name(), ...loop.values.map((_, k) => values(loop.size + k))];
  const shape = states.length > 1 ? { keys, parts: [...keys.keys()] } : 0;
  return { program: encode(program), names, leaves: undefined, hidden, shape, states };
}

/** A loop as a call of repeat, of one state or of an object of them. */
function writeLoop(state: LoopState, [how, ...args]: Step, values: readonly Text[], fresh: () => string): Text {
  const operand = (input: number) => values[args[state.inputs.indexOf(input)]!];
  const f = stepAsFunction(state, fresh, (input) => {
    const text = operand(input);
    return text ? within(text, ATOM) : "";
  });
  const { length } = f.states;
  const [names, index] = [f.names.slice(0, length), f.names[length]!];
  const starts = f.states.map(({ start }) =>
    typeof start === "number" ? String(start) : (operand(start.input)?.text ?? "0"),
  );
  const printed = print(f, false, fresh);
  const isIndexed = new RegExp(`\\b${index}\\b`).test(printed.result + statements(printed));
  const inits = names.map((name, k) => `${name}: ${starts[k]!}`).join(", ");
  const [pattern, init, member] =
    length === 1 ? [names[0]!, starts[0]!, ""] : [`{ ${names.join(", ")} }`, `{ ${inits} }`, `.${names[0]!}`];
  const step = arrow(isIndexed ? `${pattern}, ${index}` : pattern, printed);
  return piece(`${how!}(${state.loop.count}, ${step}, ${init})${member}`);
}

/** The program in ops that a person can call, and in totals. */
function readable(bytes: Uint8Array, isCaptured: readonly boolean[]): Program {
  const isInternal = ({ nodes }: Program) => nodes.some(({ op }) => table[op]?.name === "");
  const stored = decode(bytes);
  // An expression of public ops is text also where the core does not load.
  if (!isInternal(stored)) return stored;
  const { inputs } = stored;
  // What totals are for is a set of inputs in normal form.
  const normal = stored.nodes.some(({ op }) => op === TOTAL) ? decode(simplify(bytes, inputs)) : stored;
  return decode(simplify(encode(withoutKnownTotals(normal, isCaptured)), inputs, FOR_READING));
}

function write([how, ...numbers]: Step, values: readonly Text[]): Text {
  if (typeof how === "number") return piece(shortest(how), how < 0 || Object.is(how, -0) ? UNARY : ATOM, false, true);
  const operands = numbers.map((value) => values[value]!);
  if (how === "-x") return piece(`-${within(operands[0]!, ATOM)}`, UNARY);
  const [x, symbol, y] = how!.split(" ");
  if (symbol === undefined) return writeCall(how!, operands);
  const [binds, left, right, numberIs] = operators[symbol]!;
  // Either side is an operand, or a number that stands as it is: 1 / x.
  const side = (written: string): Text => operands["xy".indexOf(written)] ?? piece(written, ATOM, false, true);
  let [first, second] = [side(x!), side(y!)];
  // The core orders the operands of ops that commute as it likes. A person writes 2 * x, x + 1, and x + y + z for
  // z + (x + y).
  const hasNumber = first.isNumber || second.isNumber;
  const isSwapped =
    numberIs !== undefined &&
    (hasNumber
      ? (numberIs === 0 ? second : first).isNumber
      : second.binds === binds && first.binds > binds && binds > 10);
  if (isSwapped) [first, second] = [second, first];
  // To JavaScript, true === 1 is false.
  const isMixed = binds === 8 && first.isTruth !== second.isTruth;
  const written = (operand: Text, least: number) =>
    isMixed && operand.isTruth ? `+${within(operand, ATOM)}` : within(operand, least);
  const between = isSwapped ? symbol.replace("<", ">") : symbol;
  return piece(`${written(first, left)} ${between} ${written(second, right)}`, binds, binds < 10);
}

/** The op of this name, which is not empty. */
export function rowNamed(name: unknown): Row | undefined {
  return Object.values(table).find((row) => row.name === name);
}

/** A call; hypot(x, hypot(y, z)) is written hypot(y, z, x), as are others that take any number of operands. */
function writeCall(name: string, operands: readonly Text[]): Text {
  const isVariadic = rowNamed(name)?.unaryForm !== undefined;
  const inner = operands.find(({ text, folds }) => isVariadic && text === `${name}(${folds})`);
  const others = operands.filter((operand) => operand !== inner).map(({ text }) => text);
  const folds = (inner ? [inner.folds, ...others] : others).join(", ");
  return piece(`${name}(${folds})`, ATOM, false, false, folds);
}

/** The text, in parentheses if it binds less tightly than it must. */
function within({ text, binds }: Text, minBinds: number): string {
  return binds < minBinds ? `(${text})` : text;
}

function countUses({ steps, outputs }: Mathematics): Uint32Array {
  const uses = new Uint32Array(steps.length);
  for (const output of outputs) uses[output]!++;
  // From the end, so that uses by unused steps do not count.
  for (let value = steps.length - 1; value >= 0; value--) {
    const [, ...operands] = steps[value]!;
    if (uses[value] !== 0) for (const operand of operands) uses[operand]!++;
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
export function shortest(value: number): string {
  if (Object.is(value, -0)) return "-0";
  for (let digits = 1; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return String(rounded);
  }
  return String(Number.isFinite(value) ? Number(value.toPrecision(9)) : value);
}
