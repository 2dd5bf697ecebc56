// The arguments of a call as leaves, which are the inputs of a program.

import { flawedArgument, type MessageContext, wrongArgument } from "../errors.js";
import { toStrided } from "../memory/strided.js";
import { nodeOf } from "../program/expression-graph.js";
import { elementAt } from "../program/lists.js";
import { type Reading, readTree } from "../program/read-tree.js";
import { arrayOf, type Branch, LIMITS, type Tree } from "../program/tree.js";

/** The property of a function that reads its arguments in a way of its own: as lists, whatever is in them. */
export const READ = /* @__PURE__ */ Symbol("read");

/**
 * Gives the structure of a call's arguments, and adds their leaves to `leaves`.
 *
 * @param maybeKinds - Whether "number" and "batch" stand for a leaf.
 */
export type Read = (args: readonly unknown[], leaves: unknown[], maybeKinds: boolean) => Branch;

/**
 * Whether all arguments are numbers, typed arrays or arrays that begin with a number, the common case: leaves, and no
 * expressions. (Typed arrays of other classes are refused as leaves.)
 */
export function areValues(args: readonly unknown[]): boolean {
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    const isValue =
      typeof arg === "number" || ArrayBuffer.isView(arg) || (Array.isArray(arg) && typeof arg[0] === "number");
    if (!isValue) return false;
  }
  return true;
}

/** Whether a value is a leaf wherever it is: an array of numbers is one in some places. */
export function isLeaf(value: unknown): boolean {
  return (
    typeof value === "number" ||
    ArrayBuffer.isView(value) ||
    nodeOf(value) !== undefined ||
    toStrided(value) !== undefined
  );
}

/**
 * The structure of the arguments, whose leaves are added to `leaves`. Reads each property of an object or list once,
 * which may run a user's code; the leaves are checked later.
 *
 * @param context - Where a part of an argument is, for messages: its position there is 0.
 * @param maybeKinds - Whether "number" and "batch" stand for a leaf.
 * @param along - The structures that the arguments are read along.
 * @param takesLists - Whether arrays and lists stand for each other along these.
 * @throws TypeError for a value that is neither a leaf nor an array or plain object, with the path to it.
 */
export function readArguments(
  args: readonly unknown[],
  leaves: unknown[],
  context: (argument: number, path: string) => MessageContext,
  maybeKinds: boolean,
  along: readonly Tree[] = [],
  takesLists = false,
): Branch {
  let argument = 0;
  const reading: Reading = {
    isArgument: true,
    takesLists,
    isLeaf: (value) => isLeaf(value) || (maybeKinds && (value === "number" || value === "batch")),
    take: (leaf) => leaves.push(leaf) - 1,
    error: (value, path, flaw) => {
      const at = context(argument, flaw === "large" ? "" : path);
      return flaw === undefined ? wrongArgument(at, 0, value) : flawedArgument(at, 0, flaw, LIMITS);
    },
  };
  return arrayOf(
    args.map((arg, i) => {
      argument = i;
      return readTree(arg, reading, elementAt(along, i));
    }),
  );
}
