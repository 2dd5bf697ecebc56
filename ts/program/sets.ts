// Sets of inputs as values of a program: an input, `every`, or a chain of `both`; see crate/src/term/dependence.rs. And
// lists of arguments, chains of `argument`.

import { ARGUMENT, BOTH, CASE, EITHER, EVERY, REFUSE, TOTAL } from "../core/layout.js";
import { isConstant, type Node, nodeOfValue, type Program } from "./program.js";
import { table } from "./table.js";

/** Whether an op gives a set of inputs, or of calls, and no value. */
export function isSet(op: number): boolean {
  return op === EVERY || op === BOTH || op === CASE;
}

/** The operands that a value differs between elements for. */
export function directOperands({ op, operands }: Node): readonly number[] {
  if (op === TOTAL) return operands.slice(1, 2);
  if (op >= REFUSE && op !== ARGUMENT) return operands.slice(0, op === EITHER ? 2 : 1);
  return table[op]?.reduces ? [] : operands;
}

/** By input, whether outputs depend on it through reductions alone, in a program of which they need all. */
export function areReduced(program: Program): readonly (boolean | undefined)[] {
  /** By value: undefined where nothing depends on it. */
  const reduced: (boolean | undefined)[] = Array.from(
    { length: program.inputs + program.nodes.length },
    () => undefined,
  );
  for (const output of program.outputs) reduced[output] = false;
  for (let i = program.nodes.length; i-- > 0;) {
    const node = program.nodes[i]!;
    for (const operand of node.operands) reduced[operand] ??= true;
    if (!reduced[program.inputs + i]) for (const operand of directOperands(node)) reduced[operand] = false;
  }
  return reduced;
}

/** The members of a set, inputs in order; `every`, if it is one, is the last. */
export function membersOf(program: Program, set: number): number[] {
  const members: number[] = [];
  for (let rest: number | undefined = set; rest !== undefined;) {
    const [first, others]: readonly number[] = partsOf(program, rest) ?? [rest];
    const node = nodeOfValue(program, first!);
    if (node === undefined || !(isConstant(node) || node.op === CASE)) members.unshift(first!);
    rest = others;
  }
  return members;
}

/** The members of a list of arguments, in order. */
export function argumentsOf(program: Program, list: number): number[] {
  const members: number[] = [];
  for (let rest = list; ;) {
    const node = nodeOfValue(program, rest);
    if (node?.op !== ARGUMENT) return members;
    members.push(node.operands[0]!);
    rest = node.operands[1]!;
  }
}

/** The operands of `both`; undefined for any other value. */
export function partsOf(program: Program, set: number): readonly number[] | undefined {
  const node = nodeOfValue(program, set);
  return node?.op === BOTH ? node.operands : undefined;
}
