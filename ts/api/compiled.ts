// The functions that grad, valueAndGrad, compile and fromBytes return.

import {
  leafAt,
  missingPart,
  notCalledYet,
  ofExpression,
  wrongArgumentStructure,
  wrongCount,
  wrongPrimals,
  wrongTangentCount,
  wrongTangents,
} from "../errors.js";
import { areValues, type Read, READ, readArguments } from "../call/arguments.js";
import { evaluateInSlices } from "../call/evaluate-slices.js";
import { areNumbers, evaluate, evaluateInto, evaluateScalar, prepareFor } from "../call/evaluate.js";
import { invoke, isExpression } from "../trace/expression.js";
import { define } from "../program/define.js";
import { elementAt, setElement } from "../program/lists.js";
import { printFlowchart } from "../program/mermaid.js";
import { NAMES } from "../program/names.js";
import { printFunction } from "../program/print.js";
import { areEqual, type Branch, flatOf, isFlat, pathToMissing, textOf } from "../program/tree.js";
import { readAsyncOptions } from "./async.js";
import { toBytes } from "./serialize.js";
import { NO_INFO, type TracedFunction } from "../trace/traced-function.js";

/** The structures of arguments that a function keeps its traces for, beside those of leaves alone. */
const MAX_STRUCTURES = 32;

/** The property of a function that traces it for arguments, whose leaves are added to `leaves`. */
export const TRACE = /* @__PURE__ */ Symbol("trace");

/** A function that {@link makeFunction} made. */
export interface Traceable {
  readonly [TRACE]: (args: readonly unknown[], leaves: unknown[]) => TracedFunction;
}

/** What a function takes besides a list of arguments: a list of tangents of these, or the cotangent of a value. */
export type Besides = "tangents" | "cotangent";

/** What messages call an argument of that. */
export function titleOf(besides: Besides | undefined, i: number): string {
  return besides === "tangents" ? `tangent ${i}` : "the cotangent";
}

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
  /** Reads its arguments, if these are not read as all others are. */
  readonly read: Read | undefined;
  /**
   * What it takes besides its arguments: it has two then, of which the first is the list of these, and the second is
   * read along the structure that the traced function has for it. Trace and structures know the list alone.
   */
  readonly besides: Besides | undefined;
  /** The structure of the arguments that it is printed and stored for before its first call; leaves, if undefined. */
  readonly initial: Branch | undefined;
}

/** A callable function, which is traced at the first call with each structure of arguments. */
export function makeFunction({ label, length, names, trace, read, besides, initial }: Source): unknown {
  /** Of leaves alone, by the number of arguments. */
  const traced: (TracedFunction | undefined)[] = [];
  /** Of other structures, by their text; the one used last is the last. */
  const structured = new Map<string, TracedFunction>();
  let recent: TracedFunction | undefined;
  let recentArgs: Branch | undefined;

  const forCount = (count: number): TracedFunction => {
    const known = elementAt(traced, count) ?? trace(flatOf(count));
    // Free variables of an enclosing trace are valid within that trace only: such a function is traced at each call.
    if (!known.isOpen) setElement(traced, count, known);
    return known;
  };

  const forStructure = (args: Branch): TracedFunction => {
    if (recent !== undefined && areEqual(args, recentArgs!)) return recent;
    const key = textOf(args);
    const found = structured.get(key) ?? trace(args);
    if (found.isOpen) return found;
    structured.delete(key);
    structured.set(key, found);
    if (structured.size > MAX_STRUCTURES) structured.delete(structured.keys().next().value!);
    recentArgs = args;
    return (recent = found);
  };

  /** The traced function for these arguments, whose leaves are added to `leaves`. */
  const forArguments = (args: readonly unknown[], leaves: unknown[], maybeKinds = false): TracedFunction => {
    let given: unknown = args;
    if (besides) {
      if (args.length !== 2) throw wrongCount(label, 2, args.length);
      given = args[0];
      if (!Array.isArray(given)) throw wrongPrimals(label, given);
    }
    const list = besides ? [...(given as unknown[])] : args;
    const context = (argument: number, path: string) => {
      return { label, names: names(list.length), leaves: [leafAt(argument, path)] };
    };
    const structure = read ? read(list, leaves, maybeKinds) : readArguments(list, leaves, context, maybeKinds);
    const callable = isFlat(structure) ? forCount(list.length) : forStructure(structure);
    if (besides) readBesides(callable, args[1], leaves, maybeKinds);
    return callable;
  };

  /** Adds the leaves of what a function takes besides its arguments. */
  const readBesides = (callable: TracedFunction, given: unknown, leaves: unknown[], maybeKinds: boolean) => {
    const tree = callable.args.parts[1]!;
    const isList = besides === "tangents";
    if (isList && !Array.isArray(given)) throw wrongTangents(label, given);
    const list: readonly unknown[] = isList ? [...(given as unknown[])] : [given];
    const along = isList ? (tree as Branch).parts : [tree];
    if (list.length !== along.length) throw wrongTangentCount(label, along.length, list.length);
    const at = (argument: number, path: string) => {
      return { label, names: [], leaves: [leafAt(argument, path, titleOf(besides, argument))] };
    };
    readArguments(list, leaves, at, maybeKinds, along, true).parts.forEach((part, i) => {
      if (areEqual(part, along[i]!)) return;
      const path = pathToMissing(along[i]!, part);
      if (path === undefined) throw wrongArgumentStructure(at(i, ""), 0, textOf(along[i]!), textOf(part));
      throw missingPart(at(i, path));
    });
  };

  /** The traced function to store and to print: the only one, the one for the declared arguments, or the last one. */
  const principal = (): TracedFunction => {
    const all = [...traced, ...structured.values()].filter((known) => known);
    if (all.length === 1) return all[0]!;
    try {
      return (
        elementAt(traced, length) ??
        recent ??
        (latest?.isOpen ? latest : initial ? forStructure(initial) : forCount(length))
      );
    } catch (error) {
      throw notCalledYet(label, error);
    }
  };

  /** What `info` tells of: the function as it was called or prepared last. */
  let latest: TracedFunction | undefined;

  const call = (...args: unknown[]): unknown => {
    // As elementAt does, whose lists are of many kinds: a call of a number would take a tenth longer in V8.
    const known = !besides && args.length < traced.length && traced[args.length];
    if (known) {
      // Asked first, because a call of numbers takes little longer than to look at its arguments.
      if (known.hidden.length === 0 && areNumbers(args)) return evaluateScalar((latest = known), args);
      if (areValues(args)) return evaluate((latest = known), args);
    }
    const leaves: unknown[] = [];
    return invoke((latest = forArguments(args, leaves)), leaves);
  };

  /** The leaves of arguments that are no expressions, of the function that is the latest from now on. */
  const numericLeaves = (args: unknown[], what: string): unknown[] => {
    const known = !besides && elementAt(traced, args.length);
    if (known && areValues(args)) {
      latest = known;
      return args;
    }
    const leaves: unknown[] = [];
    latest = forArguments(args, leaves);
    if (latest.isOpen || leaves.some(isExpression)) throw ofExpression(label, what);
    return leaves;
  };

  const into = (out: unknown, ...args: unknown[]): unknown => {
    const leaves = numericLeaves(args, "into writes");
    evaluateInto(latest!, out, leaves);
    return out;
  };

  // Whatever is thrown rejects the promise: so async functions do.
  const inSlices = async (options: unknown, ...args: unknown[]): Promise<unknown> => {
    const sliced = readAsyncOptions(label, options);
    const leaves = numericLeaves(args, "this takes");
    return evaluateInSlices(latest!, leaves, sliced);
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
  define(call, "length", besides ? 2 : length);
  define(call, NAMES, besides ? (count: number) => ["primals", besides].slice(0, count) : names);
  if (besides || read)
    define(call, READ, ((args, leaves, maybeKinds) => forArguments(args, leaves, maybeKinds).args) satisfies Read);
  define(call, TRACE, forArguments);
  define(call, "into", into);
  define(call, "async", inSlices);
  define(call, "prepare", prepare);
  define(call, "info", () => latest?.info() ?? NO_INFO);
  define(call, "toBytes", () => toBytes(principal()));
  define(call, "toString", () => printFunction(principal()));
  define(call, "toMermaid", () => printFlowchart(principal()));
  return call;
}
