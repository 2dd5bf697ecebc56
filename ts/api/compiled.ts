// The functions that grad, valueAndGrad, compile and fromBytes return.

import { intoOfExpression } from "../errors.js";
import { evaluateInto } from "../call/evaluate.js";
import { invoke, isExpression } from "../trace/expression.js";
import { define } from "../program/define.js";
import { NAMES } from "../program/names.js";
import { printFunction } from "../program/print.js";
import { toBytes } from "./serialize.js";
import type { TracedFunction } from "../trace/traced-function.js";

/** The origin of a function's programs. */
export interface Source {
  /** The function in messages; also its name in JavaScript. */
  readonly label: string;
  /** The number of arguments that it declares. */
  readonly length: number;
  /** The names of `count` arguments. */
  readonly names: (count: number) => readonly string[];
  /** Traces the function for `count` arguments. Throws if the function does not take that many. */
  readonly trace: (count: number) => TracedFunction;
}

/** A callable function, which is traced at the first call with each number of arguments. */
export function makeFunction({ label, length, names, trace }: Source): unknown {
  /** By the number of arguments. */
  const traced: TracedFunction[] = [];

  const forCount = (count: number): TracedFunction => {
    const known = traced[count];
    if (known !== undefined) return known;
    const fresh = trace(count);
    // Free variables of an enclosing trace are valid within that trace only: such a function is traced at each call.
    if (!fresh.isOpen) traced[count] = fresh;
    return fresh;
  };

  /** The traced function to store and to print: the only one, or the one for the declared arguments. */
  const principal = (): TracedFunction => {
    const all = Object.values(traced);
    return all.length === 1 ? all[0]! : forCount(length);
  };

  const call = (...args: unknown[]): unknown => invoke(forCount(args.length), args);

  const into = (out: unknown, ...args: unknown[]): unknown => {
    const callable = forCount(args.length);
    if (callable.isOpen || args.some(isExpression)) throw intoOfExpression(label);
    evaluateInto(callable, out, args);
    return out;
  };

  define(call, "name", label);
  define(call, "length", length);
  define(call, NAMES, names);
  define(call, "into", into);
  define(call, "toBytes", () => toBytes(principal()));
  define(call, "toString", () => {
    const f = principal();
    return printFunction(f.program, f.names, f.hidden, f.shape);
  });
  return call;
}
