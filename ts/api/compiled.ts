// The functions that grad, valueAndGrad, compile and fromBytes return.

import { intoOfExpression } from "../errors.js";
import { evaluateInto } from "../call/evaluate.js";
import { invoke, isExpression } from "../trace/expression.js";
import { NAMES } from "../program/names.js";
import { printFunction } from "../program/print.js";
import { toBytes } from "./serialize.js";
import type { Traced } from "../trace/traced-function.js";

/** How a function comes to its programs. */
export interface Source {
  /** What messages call it; also its name in JavaScript. */
  readonly label: string;
  /** The number of arguments that it declares. */
  readonly length: number;
  /** The names of its arguments when there are so many. */
  readonly names: (count: number) => readonly string[];
  /** The function for so many arguments; throws if it does not take so many. */
  readonly trace: (count: number) => Traced;
}

/** A function that is traced at the first call with each number of arguments. */
export function makeFunction({ label, length, names, trace }: Source): unknown {
  const traces: Traced[] = [];

  const tracedFor = (count: number): Traced => {
    const known = traces[count];
    if (known !== undefined) return known;
    const traced = trace(count);
    // One that uses an enclosing function's arguments serves that trace of it alone.
    if (!traced.isOpen) traces[count] = traced;
    return traced;
  };

  /** The one to store and to print: the only one there is, else that of the declared arguments. */
  const principal = (): Traced => {
    const all = Object.values(traces);
    return all.length === 1 ? all[0]! : tracedFor(length);
  };

  const call = (...args: unknown[]): unknown => invoke(tracedFor(args.length), args);

  const into = (out: unknown, ...args: unknown[]): unknown => {
    const traced = tracedFor(args.length);
    if (traced.isOpen || args.some(isExpression)) throw intoOfExpression(label);
    evaluateInto(traced, out, args);
    return out;
  };

  return Object.defineProperties(call, {
    name: { value: label },
    length: { value: length },
    [NAMES]: { value: names },
    into: { value: into },
    toBytes: { value: () => toBytes(principal()) },
    toString: {
      value: () => {
        const traced = principal();
        return printFunction(traced.unpacked(), traced.names, traced.hidden, traced.shape);
      },
    },
  });
}
