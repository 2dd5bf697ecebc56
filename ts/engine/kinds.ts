// What each value of a program is in a call, when it is known which inputs are batches.

import {
  CASE,
  COTANGENT,
  COUNT,
  EITHER,
  EVERY,
  FOREIGN,
  LIKE,
  OWN_VALUE,
  REFUSE,
  TANGENT,
  TOTAL,
} from "../core/layout.js";
import type { Blamed } from "../errors.js";
import { isConstant, type Node, nodeOfValue, type Program } from "../program/program.js";
import { isSet, membersOf } from "../program/sets.js";
import { table } from "../program/table.js";

/** By value, but for the last. */
export interface Kinds {
  /** Whether it counts as different between elements: by what it depends on. */
  readonly formal: readonly boolean[];
  /** Whether it is different. */
  readonly varies: readonly boolean[];
  /** The value that it is a copy of, else itself. */
  readonly root: readonly number[];
  /** Whether it is a number of all elements, in this call. */
  readonly isReduction: readonly boolean[];
  /** Whether an output is computed from it. */
  readonly needed: readonly boolean[];
  /** By output: whether it is a batch. */
  readonly isBatchOutput: readonly boolean[];
}

/** Whether an op gives its first operand, whatever the others are. */
function isAlias(op: number): boolean {
  return op === LIKE || (op >= REFUSE && op <= OWN_VALUE);
}

/** The operands that a node is computed from: not the sets of inputs, nor derivatives, nor what is only counted. */
export function dataOf({ op, operands }: Node): readonly number[] {
  if (isSet(op) || op === COUNT) return [];
  const isOfOne = isAlias(op) || op === TOTAL || op === FOREIGN;
  return isOfOne ? operands.slice(0, 1) : op === EITHER ? operands.slice(0, 2) : operands;
}

/** The operands that a node is computed from in a call: of `either`, one. */
function neededBy(node: Node, formal: readonly boolean[], anyBatch: boolean): readonly number[] {
  const [x, y, w] = node.operands as [number, number, number];
  return node.op === EITHER ? [formal[w] || !anyBatch ? x : y] : dataOf(node);
}

export function kindsOf(program: Program, isBatch: Uint8Array): Kinds {
  const anyBatch = isBatch.includes(1);
  const formal = Array.from(isBatch, (flag) => flag === 1);
  const varies = formal.slice();
  const root = formal.map((_, input) => input);
  const isReduction = formal.map(() => false);
  program.nodes.forEach(({ op, operands }) => {
    const value = root.length;
    const [x, set, third] = operands as [number, number, number];
    const reduces = !!table[op]?.reduces;
    let own = value;
    let isFormal = false;
    if (op === EVERY) isFormal = anyBatch;
    else if (op === TOTAL) {
      isFormal = formal[set]!;
      if (!formal[x] || isFormal) own = root[x]!;
    } else if (isAlias(op)) {
      isFormal = formal[x]! || (op === LIKE && formal[set]!);
      own = root[x]!;
    } else if (op === EITHER) {
      isFormal = formal[x]! || formal[set]!;
      own = root[formal[third] || !anyBatch ? x : set]!;
    } else if (!reduces) isFormal = operands.some((operand) => formal[operand]);
    const isNumber = reduces || (op === TOTAL && own === value);
    formal.push(isFormal);
    root.push(own);
    isReduction.push(isNumber);
    varies.push(own === value ? !isNumber && operands.some((operand) => varies[operand]) : varies[own]!);
  });
  const needed = root.map(() => false);
  for (const output of program.outputs) needed[output] = true;
  for (let value = root.length; value-- > program.inputs;)
    if (needed[value])
      for (const operand of neededBy(nodeOfValue(program, value)!, formal, anyBatch)) needed[operand] = true;
  const isBatchOutput = program.outputs.map((output) =>
    nodeOfValue(program, output)?.op === LIKE ? formal[output]! : anyBatch,
  );
  return { formal, varies, root, isReduction, needed, isBatchOutput };
}

/** Why a call is refused: a reason, the code of an op, and what to blame. */
export interface Refusal {
  readonly reason: number;
  readonly op: number;
  /** What is a number among those that must not be numbers together. */
  readonly number: Blamed;
  /** The first input that is a batch among those that must not be; where any batch is one too many, the first of the call. */
  readonly batch: number;
}

/** What the call is refused for, if it is: tangents before all else, for they may be the only batches. */
export function refusalOf(program: Program, { formal, needed, root }: Kinds): Refusal | undefined {
  let refusal: Refusal | undefined;
  const firstInput = (set: number) =>
    membersOf(program, set).find((member) => member < program.inputs && formal[member] === formal[set]);
  for (const [i, node] of program.nodes.entries()) {
    if (node.op !== REFUSE || !needed[program.inputs + i]) continue;
    const [value, about, why] = node.operands as [number, number, number];
    const [refused, constant] = [nodeOfValue(program, about), nodeOfValue(program, why)];
    if (refused?.op !== CASE || !constant || !isConstant(constant)) continue;
    const [numbers, some, others] = refused.operands as [number, number, number];
    if (formal[numbers] || !formal[some] || !formal[others]) continue;
    const reason = constant.value >> 8;
    const isFirst = reason === TANGENT || reason === COTANGENT;
    if (refusal === undefined || isFirst)
      refusal = {
        reason,
        op: constant.value & 0xff,
        number:
          firstInput(numbers) ??
          (dependsOnInput(program, root[value]!) ? "it is the result of a reduction" : "a constant"),
        batch: firstInput(some) ?? formal.indexOf(true),
      };
    if (isFirst) break;
  }
  return refusal;
}

/**
 * Whether a value is computed from an input, or from the number of elements. So is a constant node: it is what is left of
 * a derivative by such a value. A reduction of constants is none, for it depends on the number of elements.
 */
function dependsOnInput(program: Program, value: number): boolean {
  const depends: boolean[] = [];
  for (let each = 0; each <= value; each++) {
    const node = nodeOfValue(program, each);
    depends.push(node === undefined || node.op === COUNT || dataOf(node).some((operand) => depends[operand]));
  }
  const node = nodeOfValue(program, value);
  return depends[value]! || (node !== undefined && isConstant(node));
}
