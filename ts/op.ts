// Ops as users call them: of expressions they build expressions, of numbers and arrays they compute.

import { evaluate } from "./evaluate.js";
import { applied, apply, isExpression, taken, wrap } from "./expression.js";
import { encode } from "./format.js";
import { simplify } from "./load.js";
import { defaultNames, NAMES } from "./names.js";
import { type Node, placeholder } from "./node.js";
import { flatten } from "./program.js";
import { table } from "./table.js";
import { Traced } from "./traced.js";
import type { Binary, Ternary, Unary, Variadic } from "./types.js";

export function unary(name: string, code: number): Unary {
  return operation(name, code) as Unary;
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

/** The function of an op. It has the length that `Math`'s has: the number of arguments, 2 for the variadic ones. */
function operation(name: string, code: number): (...args: never[]) => unknown {
  const length = table[code]!.args.length;
  const traces: Traced[] = [];
  const op = (...all: unknown[]): unknown => {
    if (all.length === 0 && length === 1) return wrap(applied(code, [placeholder]));
    const args = taken(code, all);
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
  const { args, single } = table[code]!;
  return single === undefined || count === args.length ? args : defaultNames(count);
}
