// How totals are read: as sums where that is known, and as what they are of where nothing is summed.

import { CASE, EITHER, EVERY, LIKE, REFUSE, SUM, TOTAL } from "../core/layout.js";
import { type Node, nodeOfValue, type Program } from "./program.js";
import { directOperands, membersOf, partsOf } from "./sets.js";

/**
 * A program in which no total is left that is a sum in every call, or in none: it is one where it is for numbers, which
 * arguments are that calls refuse to have batches for; and none of what never differs between elements, or where a batch
 * is among what it is for, or all inputs are. In linear time.
 *
 * @param isCaptured - By input, whether it is an array in every call.
 */
export function withoutKnownTotals(program: Program, isCaptured: readonly boolean[]): Program {
  const { inputs } = program;
  const isRefused = refusedAsBatches(program);
  // By value: whether it is the same for all elements in every call; and of a set, its size, and whether any member is a
  // batch in every call that has one.
  const isSame = isCaptured.map((_, input) => isRefused[input]!);
  const sizes = isCaptured.map(() => 1);
  const ofBatches = isCaptured.map((captured) => captured || inputs === 1);
  /** Whether it is a number in every call. */
  const isNumber = isCaptured.map(() => false);
  const nodes = program.nodes.map((node, i): Node => {
    const { op, operands } = node;
    const [x, set, third] = operands as [number, number, number];
    const members = partsOf(program, inputs + i) ?? [];
    const size = members.reduce((size, member) => size + sizes[member]!, 0);
    sizes.push(size || 1);
    ofBatches.push(op === EVERY || size === inputs || members.some((member) => ofBatches[member]));
    for (const is of [isSame, isNumber]) is.push(op !== EVERY && directOperands(node).every((operand) => is[operand]));
    // By a number, the derivative of each element of what may be a batch; else the gradient.
    if (op === EITHER) return { op: LIKE, operands: [isNumber[set] ? x : set, third] };
    if (op !== TOTAL) return node;
    if (ofBatches[set] || isSame[x]) return { op: LIKE, operands };
    return isSame[set] ? { op: SUM, operands: [x] } : node;
  });
  return { ...program, nodes };
}

/** By value, inputs first: whether every call is refused in which it is a batch. */
function refusedAsBatches(program: Program): boolean[] {
  const { inputs, nodes } = program;
  const isRefused = new Array<boolean>(inputs + nodes.length).fill(false);
  for (const node of nodes) {
    const refused = node.op === REFUSE ? nodeOfValue(program, node.operands[1]!) : undefined;
    if (refused?.op !== CASE) continue;
    const [numbers, some, others] = refused.operands as [number, number, number];
    if (membersOf(program, numbers).length === 0 && some === others) isRefused[some] = true;
  }
  for (let value = isRefused.length; value-- > inputs;) {
    if (!isRefused[value]) continue;
    if (nodeOfValue(program, value)!.op === EVERY) isRefused.fill(true, 0, inputs);
    for (const part of partsOf(program, value) ?? []) isRefused[part] = true;
  }
  return isRefused;
}
