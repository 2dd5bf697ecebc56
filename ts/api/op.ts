// Ops as users call them: of expressions they build expressions, of numbers and arrays they compute.

import { evaluate } from "../call/evaluate.js";
import { applied, apply, isExpression, required, taken, wrap } from "../trace/expression.js";
import { encode } from "../program/format.js";
import { simplify } from "../core/load.js";
import { defaultNames, NAMES } from "../program/names.js";
import { type Node, placeholder } from "../program/expression-graph.js";
import { flatten } from "../program/program.js";
import { table } from "../program/table.js";
import { Traced } from "../trace/traced-function.js";
import type { Binary, Parametric, Ternary, Unary, Variadic } from "./public-types.js";

export function unary(name: string, code: number): Unary {
  return operation(name, code) as Unary;
}

export function parametric(name: string, code: number): Parametric {
  return operation(name, code) as Parametric;
}

export function binary(name: string, code: number): Binary {
  return operation(name, code) as Binary;
}

export function ternary(name: string, code: number): Ternary {
  return operation(name, code) as Ternary;
}

export function variadic(name: string, code: number): Variadic {
  return operation(name, code) as Variadic;
}

/**
 * The function of an op. Its length is the number of arguments without a default; 2 for the variadic ones, as it is
 * for `Math`'s.
 */
function operation(name: string, code: number): (...args: never[]) => unknown {
  const length = required(code);
  const traces: Traced[] = [];
  const op = (...all: unknown[]): unknown => {
    const args = taken(code, all.length === 0 && length === 1 ? [wrap(placeholder)] : all);
    if (args.some(isExpression)) return apply(code, args);
    return evaluate((traces[args.length] ??= tracedOp(name, code, args.length)), args);
  };
  return Object.defineProperties(op, {
    name: { value: name },
    length: { value: length },
    [NAMES]: { value: (count: number) => namesOfArguments(code, count) },
  });
}

/** The op as a function of so many arguments. */
function tracedOp(label: string, code: number, count: number): Traced {
  const names = namesOfArguments(code, count);
  const inputs = names.map((name): Node => ({ kind: "input", trace: { open: true }, name }));
  const { program } = flatten([applied(code, inputs)], inputs);
  return new Traced({ label, names }, simplify(encode(program)), 0, []);
}

function namesOfArguments(code: number, count: number): readonly string[] {
  const { args, unaryForm } = table[code]!;
  return unaryForm === undefined || count === args.length ? args : defaultNames(count);
}
