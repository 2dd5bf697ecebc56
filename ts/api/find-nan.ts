// findNaN: which op makes NaN or an infinity of finite numbers.

import { ARGUMENT, FOREIGN, TOTAL } from "../core/layout.js";
import { dataOf } from "../engine/kinds.js";
import { encode } from "../program/format.js";
import type { ForeignNode } from "../program/expression-graph.js";
import { defaultNames, upTo } from "../program/names.js";
import { print, printFunction, shortest } from "../program/print.js";
import { isConstant, nodeOfValue } from "../program/program.js";
import { argumentsOf } from "../program/sets.js";
import { table } from "../program/table.js";
import { arrayOf } from "../program/tree.js";
import { evaluatorOf, readCall, slices } from "./parts.js";
import type { Expr, NotFinite, ReturnedAll } from "./public-types.js";
import type { ArgumentsOf } from "./types/checks.js";
import type { AnyFunction, Compilable } from "./types/transforms.js";

/** The most results of ops that are held at once: those of all ops for a block of elements. */
const MAX_RESULTS = 1 << 20;

/** The most characters of a function that a text shows. */
const MAX_SHOWN = 500;

/**
 * Where results that are not finite come from: the first op that makes NaN or an infinity of finite numbers, on the way
 * to such a result, and the first element at which it does. What a `where` did not choose is not on the way. Of a
 * derivative ask `findNaN(grad(f), args)`.
 *
 * @param f - A function as for {@link compile}.
 * @param args - The arguments of a call, numbers and batches, as an array.
 * @returns null if all results are finite, or are none because arguments or constants are not.
 * @throws As `compile(f)(...args)` does.
 *
 * @example
 * findNaN((x) => log(sub(x, 1)), [Float32Array.of(3, 2, 1)])?.text;
 * // log of 0 is -Infinity at element 2; its operands are (x) => [x - 1]
 */
export function findNaN<F extends (...args: Expr[]) => ReturnedAll>(f: F, args: ArgumentsOf<F>): NotFinite | null;
export function findNaN<F extends AnyFunction>(f: F & Compilable<F>, args: ArgumentsOf<F>): NotFinite | null;
export function findNaN(f: unknown, args: unknown): NotFinite | null {
  const call = readCall("findNaN", f, args, "structure");
  const { traced, program, inputs, length, kinds } = call;
  const { isReduction, needed, root } = kinds;
  const values = isReduction.map((_, value) => value);
  const nodeOf = (value: number) => nodeOfValue(program, value)!;
  const operandsOf = (value: number) => {
    const node = nodeOf(value);
    const operands = node.op === FOREIGN ? argumentsOf(program, node.operands[0]!) : dataOf(node);
    return operands.map((operand) => root[operand]!);
  };
  const isComputed = (value: number) => needed[value] && nodeOfValue(program, value)?.op !== ARGUMENT;
  const outputs = program.outputs.map((output) => root[output]!);

  // With their results for inputs, elements are independent of each other.
  const reductions = values.filter((value) => isReduction[value] && needed[value]);
  const reduced = evaluatorOf(call, reductions)(inputs) as number[];
  const evaluateAll = evaluatorOf(
    call,
    values.map((value) => (isComputed(value) ? value : 0)),
    reductions,
  );

  /** The reductions on the way to a result that is not finite, and whether what they reduce is not finite, either. */
  const explained = new Map<number, boolean>();
  let first = Infinity;
  let found: readonly [value: number, result: number, operands: number[], element?: number] | undefined;
  const consider = (...[value, result, operands, element]: NonNullable<typeof found>) => {
    const rank = value * (length + 1) + (element ?? 0);
    if (rank < first) [first, found] = [rank, [value, result, operands, element]];
  };
  const searchBlock = (from: number, count: number): void => {
    const results = evaluateAll([...slices(inputs, from, count), ...reduced]);
    for (let i = 0; i < Math.max(1, count); i++) {
      const at = (value: number) => {
        const result = results[value]!;
        return typeof result === "number" ? result : (result[i] ?? 0);
      };
      const isBad = (value: number) => !(Math.abs(at(value)) < Infinity);
      const onTheWay = new Set(outputs.filter(isBad));
      for (const reduction of explained.keys())
        for (const operand of operandsOf(reduction).filter(isBad)) {
          explained.set(reduction, true);
          onTheWay.add(operand);
        }
      // What is added meanwhile is visited, too.
      for (const value of onTheWay) {
        const node = nodeOf(value);
        if (value < program.inputs || isConstant(node)) continue;
        if (isReduction[value]) {
          if (!explained.has(value)) explained.set(value, false);
          continue;
        }
        const operands = operandsOf(value);
        const [condition, x, y] = operands as [number, number, number];
        const chosen = table[node.op]!.name === "where" ? [at(condition) === 0 ? y : x] : operands;
        const bad = chosen.filter(isBad);
        if (bad.length === 0) consider(value, at(value), operands.map(at), from + i);
        for (const operand of bad) onTheWay.add(operand);
      }
    }
  };
  const block = Math.max(1, Math.min(1024, Math.floor(MAX_RESULTS / values.length)));
  for (let known = -1; known < explained.size;) {
    known = explained.size;
    for (let from = 0; from === 0 || from < length; from += block) searchBlock(from, Math.min(block, length - from));
  }
  for (const [value, isExplained] of explained)
    if (!isExplained) consider(value, reduced[reductions.indexOf(value)]!, []);
  if (found === undefined) return null;

  const [at, value, operands, element] = found;
  const { op, operands: all } = nodeOf(at);
  const { names, leaves, hidden } = traced;
  const inner = operandsOf(at);
  const count = inner.length;
  const list = inner.map((_, i) => i);
  const nameOfOp = (): string => {
    if (op === TOTAL) return "sum";
    if (op === FOREIGN) return (hidden.at(all[1]! - program.inputs) as ForeignNode).name;
    if (table[op]!.name) return table[op]!.name;
    // An internal op reads as ops that a person can call.
    const alone = encode({ inputs: count, nodes: [{ op, operands: list }], outputs: [count] });
    const { result } = print({ program: alone, names: defaultNames(count), leaves: undefined, hidden: [], shape: 0 });
    // A reduction as it was called: `std`, not `std(x, z)`.
    return isReduction[at] ? upTo(result, "(") : result;
  };
  const name = nameOfOp();
  const shown = printFunction({
    ...{ names, leaves, hidden, shape: arrayOf(list) },
    program: encode({ ...program, outputs: inner }),
  });
  const text =
    `${name} of ${operands.map(shortest).join(" and ") || "finite elements"} is ${value}` +
    (element === undefined ? "" : ` at element ${element}`) +
    `; its operands are ${shown.slice(0, MAX_SHOWN)}`;
  return { op: name, element, inputs: operands, value, text };
}
