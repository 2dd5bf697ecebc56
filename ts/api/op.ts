// Ops as users call them: applied to expressions they build expressions, applied to numbers and arrays they compute.

import { evaluate } from "../call/evaluate.js";
import {
  applyToArguments,
  applyToNodes,
  isExpression,
  withDefaults,
  withoutThoseOfArray,
  wrap,
} from "../trace/expression.js";
import { define } from "../program/define.js";
import { elementAt, setElement } from "../program/lists.js";
import { defaultNames, NAMES } from "../program/names.js";
import { constantOf, type ExprNode, inputNode, placeholder } from "../program/expression-graph.js";
import { table } from "../program/table.js";
import { type TracedFunction, tracedValue } from "../trace/traced-function.js";

/** The traces that variance and std each keep: a ddof is 0 or 1, but for somebody who counts with it. */
const MAX_DDOFS = 8;

/**
 * The function of an op. Its `length` is the number of arguments without a default; 2 for variadic ops, as in `Math`.
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the table says what type it has
export function operation<Op>(code: number): Op {
  const { name, args: names, least: length, reduces } = table[code]!;
  const hasDdof = reduces && length < names.length;
  /** By the number of arguments. */
  const traced: (TracedFunction | undefined)[] = [];
  let byDdof: Map<number, TracedFunction> | undefined;
  const op = (...all: unknown[]): unknown => {
    const given =
      all.length === 0 && length === 1
        ? [wrap(placeholder)]
        : names.length === 2 && !reduces
          ? withoutThoseOfArray(all, 2)
          : all;
    const args = withDefaults(code, given);
    if (args.some(isExpression)) return applyToArguments(code, args);
    if (hasDdof) return evaluate(ofDdof(args[1] as number), args.slice(0, 1));
    const count = args.length;
    return evaluate(elementAt(traced, count) ?? setElement(traced, count, traceOp(name, code, count)), args);
  };
  /** A ddof is a constant of the program: there is one for each. */
  const ofDdof = (ddof: number): TracedFunction => {
    const known = byDdof?.get(ddof);
    if (known !== undefined) return known;
    if (byDdof?.size === MAX_DDOFS) byDdof = undefined;
    const fresh = traceOp(name, code, 1, [constantOf(Math.fround(ddof))]);
    (byDdof ??= new Map()).set(ddof, fresh);
    return fresh;
  };
  define(op, "name", name);
  define(op, "length", length);
  define(op, NAMES, (count: number) => namesOfArguments(code, count));
  return op as Op;
}

/** The op as a function of `count` arguments, and of constants. */
function traceOp(label: string, code: number, count: number, constants: readonly ExprNode[] = []): TracedFunction {
  const names = namesOfArguments(code, count);
  const inputs = names.map((name) => inputNode({ open: true }, name));
  return tracedValue(label, names, inputs, applyToNodes(code, [...inputs, ...constants]));
}

function namesOfArguments(code: number, count: number): readonly string[] {
  const { args, unaryForm } = table[code]!;
  return unaryForm === undefined || count === args.length ? args.slice(0, count) : defaultNames(count);
}
