// repeat: loops of steps in ops.

import { isLeaf } from "../call/arguments.js";
import { areNumbers, evaluate } from "../call/evaluate.js";
import { COUNT, LIKE, TOTAL } from "../core/layout.js";
import { anotherStructure, inLoop, leafAt, wrongArgument, wrongStep, wrongSteps } from "../errors.js";
import { callNode, constantOf, type ExprNode, inputNode, type TraceScope } from "../program/expression-graph.js";
import { encode } from "../program/format.js";
import { elementAt } from "../program/lists.js";
import { flatten } from "../program/program.js";
import { readTree } from "../program/read-tree.js";
import { table } from "../program/table.js";
import { areEqual, leafPaths, textOf, unflatten } from "../program/tree.js";
import { isExpression, toNode, wrap } from "../trace/expression.js";
import { invariantsOf, loopOf } from "../trace/loop.js";
import { readReturned, type UserFunction } from "../trace/trace.js";
import { TracedFunction } from "../trace/traced-function.js";
import type { LoopResult, LoopState, NextState, Operand, Scalar } from "./public-types.js";

/** The largest number of steps: each is a float32. */
const MAX_STEPS = 2 ** 24;

/**
 * A loop: `s = init; for (let i = 0; i < count; i++) s = step(s, i)`. A function takes the loop for one op, whatever the
 * number of its steps: nothing is unrolled, and nothing stored.
 *
 * Its derivatives come by forward mode in whatever transform: the loop carries the derivatives of its state by what it
 * depends on, so that a step costs as much again for each of the inputs that a derivative is by. Where those are many,
 * and the steps few, loop in JavaScript.
 *
 * Outside of functions, of numbers and batches, it gives their values. Where init is of these and the step closes over
 * expressions, the result is one: TypeScript sees that only of init, for which `constant(0)` is an expression.
 *
 * @param count - The number of steps, a JavaScript integer from 0 to 2^24.
 * @param step - Gets the state and the number of the step, as expressions, and returns the next state, in the structure
 *   of init. It is traced once, may close over expressions, numbers and arrays, and reduces nothing that changes.
 * @param init - The state before the first step: an expression, number or batch, or an object, array or list of such.
 *   An array of numbers is a batch.
 * @returns The state after the last step, in the structure of init.
 * @throws RangeError if count is no such integer; TypeError if the step is no function, reduces, or returns another
 *   structure.
 *
 * @example
 * const root = (a) => repeat(20, (x) => mul(0.5, add(x, div(a, x))), a); // Newton's iteration
 * grad(root)(2); // 0.35355338
 */
export function repeat<const A, S extends NextState<A>>(
  count: number,
  step: (state: LoopState<A>, i: Scalar) => S,
  init: A & (A extends Operand | object ? unknown : never),
): LoopResult<A, S>;
export function repeat(count: unknown, step: unknown, init: unknown): unknown {
  const label = "repeat";
  if (!Number.isInteger(count) || (count as number) < 0 || (count as number) > MAX_STEPS)
    throw wrongSteps(count, MAX_STEPS);
  if (typeof step !== "function") throw wrongStep(step);
  const names = ["count", "step", "init"];
  const given: unknown[] = [];
  const tree = readTree(init, {
    isArgument: false,
    takesLists: false,
    isLeaf: (value) => isLeaf(value) || (Array.isArray(value) && areNumbers(value)),
    take: (leaf) => given.push(leaf) - 1,
    error: (value, path) => wrongArgument({ label, names, leaves: [leafAt(2, path)] }, 0, value),
  });
  if (given.length === 0) throw wrongArgument({ label, names, leaves: [leafAt(2, "")] }, 0, init);
  const leaves = leafPaths([tree]).map(({ path }) => leafAt(2, path));
  const context = { label, names, leaves };
  const nodes = given.map((leaf, i) => toNode(leaf, context, i));

  const scope: TraceScope = { open: true };
  const input = (name: string) => inputNode(scope, name);
  const states = leaves.map(({ path }) => input(`s${path}`));
  const index = input("i");
  // The step gets an array for a list.
  const before: ExprNode[] = [];
  const after: ExprNode[] = [];
  try {
    const state = unflatten(tree, states.map(wrap), true);
    const read = (value: unknown, nodes: ExprNode[]) => readReturned(value, context, nodes, false);
    const expected = read(state, before);
    const got = read((step as UserFunction)(...([state, wrap(index)] as never[])), after);
    if (!areEqual(expected, got)) throw anotherStructure(textOf(expected), textOf(got));
  } finally {
    scope.open = false;
  }
  const outputs = states.map((state) => after[before.indexOf(state)]!);

  const values = invariantsOf(outputs, scope);
  const inputs = [...states, index, ...values];
  const isReduction = (op: number) => op === TOTAL || table[op]?.reduces;
  const found = flatten(outputs, inputs).program.nodes.filter(({ op }) => isReduction(op));
  // Derivatives of a mean count, which nobody wrote.
  const reduction = found.find(({ op }) => op !== COUNT) ?? elementAt(found, 0);
  if (reduction) throw inLoop(table[reduction.op]!.name || "sum");

  const isEager = !given.some(isExpression) && !flatten(values, []).hidden.some(({ kind }) => kind === "input");
  const own = isEager ? states.map(() => input("")) : nodes;
  const args = [...own, ...values];
  const ends = count === 0 ? args.slice(0, states.length) : loopOf(count as number, scope, inputs, outputs, args);
  if (!isEager) return unflatten(tree, ends.map(wrap));
  // Else what depends on no batch would come back as one, where there is any.
  const zero = constantOf(0);
  const { program, hidden } = flatten(
    ends.map((end) => callNode(LIKE, [end, zero])),
    own,
  );
  return evaluate(new TracedFunction(context, encode(program), tree, hidden), given);
}
