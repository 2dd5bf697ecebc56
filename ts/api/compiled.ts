// The functions that grad, valueAndGrad, compile and fromBytes return.

import { intoOfExpression } from "../errors.js";
import { areValues, readArguments } from "../call/arguments.js";
import { areNumbers, evaluate, evaluateInto, evaluateScalar, prepareFor } from "../call/evaluate.js";
import { invoke, isExpression } from "../trace/expression.js";
import { define } from "../program/define.js";
import { printFlowchart } from "../program/mermaid.js";
import { NAMES } from "../program/names.js";
import { printFunction } from "../program/print.js";
import { areEqual, arrayOf, type Branch, isFlat, textOf } from "../program/tree.js";
import { toBytes } from "./serialize.js";
import { NO_INFO, type TracedFunction } from "../trace/traced-function.js";

/** The structures of arguments that a function keeps its traces for, beside those of leaves alone. */
const MAX_STRUCTURES = 32;

/** The origin of a function's programs. */
export interface Source {
  /** The function in messages; also its name in JavaScript. */
  readonly label: string;
  /** The number of arguments that it declares. */
  readonly length: number;
  /** The names of `count` arguments. */
  readonly names: (count: number) => readonly string[];
  /** Traces the function for arguments of this structure. Throws if the function does not take them. */
  readonly trace: (args: Branch) => TracedFunction;
}

/** A callable function, which is traced at the first call with each structure of arguments. */
export function makeFunction({ label, length, names, trace }: Source): unknown {
  /** Of leaves alone, by the number of arguments. */
  const traced: TracedFunction[] = [];
  /** Of other structures, by their text; the one used last is the last. */
  const structured = new Map<string, TracedFunction>();
  let recent: TracedFunction | undefined;

  const forCount = (count: number): TracedFunction => {
    const known = traced[count];
    if (known !== undefined) return known;
    const fresh = trace(arrayOf(Array.from({ length: count }, (_, i) => i)));
    // Free variables of an enclosing trace are valid within that trace only: such a function is traced at each call.
    if (!fresh.isOpen) traced[count] = fresh;
    return fresh;
  };

  const forStructure = (args: Branch): TracedFunction => {
    if (recent !== undefined && areEqual(args, recent.args)) return recent;
    const key = textOf(args);
    const found = structured.get(key) ?? trace(args);
    if (found.isOpen) return found;
    structured.delete(key);
    structured.set(key, found);
    if (structured.size > MAX_STRUCTURES) structured.delete(structured.keys().next().value!);
    return (recent = found);
  };

  /** The traced function for these arguments, whose leaves are added to `leaves`. */
  const forArguments = (args: readonly unknown[], leaves: unknown[], maybeKinds = false): TracedFunction => {
    const structure = readArguments(args, leaves, label, names, maybeKinds);
    return isFlat(structure) ? forCount(args.length) : forStructure(structure);
  };

  /** The traced function to store and to print: the only one, the one for the declared arguments, or the last one. */
  const principal = (): TracedFunction => {
    const all = [...Object.values(traced), ...structured.values()];
    return all.length === 1 ? all[0]! : (traced[length] ?? recent ?? (latest?.isOpen ? latest : forCount(length)));
  };

  /** What `info` tells of: the function as it was called or prepared last. */
  let latest: TracedFunction | undefined;

  const call = (...args: unknown[]): unknown => {
    const known = traced[args.length];
    if (known !== undefined) {
      // Asked first, because a call of numbers takes little longer than to look at its arguments.
      if (known.hidden.length === 0 && areNumbers(args)) return evaluateScalar((latest = known), args);
      if (areValues(args)) return evaluate((latest = known), args);
    }
    const leaves: unknown[] = [];
    return invoke((latest = forArguments(args, leaves)), leaves);
  };

  const into = (out: unknown, ...args: unknown[]): unknown => {
    const known = traced[args.length];
    const leaves = known !== undefined && areValues(args) ? args : [];
    const callable = (latest = leaves === args ? known! : forArguments(args, leaves));
    if (callable.isOpen || (leaves !== args && leaves.some(isExpression))) throw intoOfExpression(label);
    evaluateInto(callable, out, leaves);
    return out;
  };

  const prepare = (...args: unknown[]): unknown => {
    const leaves: unknown[] = [];
    const callable = forArguments(args, leaves, true);
    if (latest?.lastWay === undefined) latest = callable;
    // A call with expressions makes an expression: there is nothing to compile.
    if (!callable.isOpen && !leaves.some(isExpression)) prepareFor(callable, leaves);
    return call;
  };

  define(call, "name", label);
  define(call, "length", length);
  define(call, NAMES, names);
  define(call, "into", into);
  define(call, "prepare", prepare);
  define(call, "info", () => latest?.info() ?? NO_INFO);
  define(call, "toBytes", () => toBytes(principal()));
  define(call, "toString", () => printFunction(principal()));
  define(call, "toMermaid", () => printFlowchart(principal()));
  return call;
}
