// The structure of a value that a user holds: an argument, or what a traced function returned.

import type { Flaw } from "../errors.js";
import { elementAt } from "./lists.js";
import { areIndices, type Branch, MAX_DEPTH, MAX_PARTS, stepTo, type Tree } from "./tree.js";

/** How a value is read. Paths begin at the value. */
export interface Reading {
  /** Whether arrays of numbers, and empty arrays, are leaves; whether what contains itself is told from what is deep. */
  readonly isArgument: boolean;
  /**
   * Whether, along another structure, an array and a list stand for each other. A list is an object with the keys 0 to
   * k - 1.
   */
  readonly takesLists: boolean;
  /** Whether a value that is no array of numbers is a leaf. */
  readonly isLeaf: (value: unknown) => boolean;
  /** Takes a leaf, and gives its number. */
  readonly take: (leaf: unknown) => number;
  /** The error for a value with a flaw; without one, for what is no leaf, no array and no plain object. */
  readonly error: (value: unknown, path: string, flaw: Flaw | undefined) => Error;
}

/**
 * The structure of a value, which is read along another one: where that has an array, an array of numbers is no leaf.
 * Reads each property once, in the order of the structure, which may run a user's code; the
 * elements of an array of numbers, which is a leaf, are looked at.
 *
 * @throws The errors of the reading; whatever a getter or a proxy throws.
 */
export function readTree(value: unknown, reading: Reading, along?: Tree): Tree {
  const { isArgument, takesLists, isLeaf, take, error } = reading;
  const holders: unknown[] = [];
  const steps: (string | number)[] = [];
  let count = 0;

  const read = (value: unknown, along?: Tree): Tree => {
    const other: Branch | undefined = typeof along === "object" ? along : undefined;
    const refuse = (flaw?: Flaw, depth = steps.length) =>
      error(value, steps.slice(0, depth).map(stepTo).join(""), flaw);
    if (count++ === MAX_PARTS) throw refuse("large");
    if (isLeaf(value)) return take(value);
    const isArray = Array.isArray(value);
    if (!isArray && !isPlain(value)) throw refuse();
    // Of an array of numbers, which may be a long batch, they are asked for along a list alone.
    const ownKeys = isArray && !(takesLists && other?.keys) ? [] : Object.keys(value).sort();
    const isArrayAlongList = takesLists && isArray && other?.keys && areIndices(other.keys);
    const isListAlongArray = takesLists && !isArray && other && !other.keys && areIndices(ownKeys);
    const keys = isListAlongArray || (isArray && !isArrayAlongList) ? undefined : ownKeys;
    const { length } = isListAlongArray ? ownKeys : (keys ?? (value as unknown[]));
    const at = (i: number): unknown => (value as { readonly [key: string | number]: unknown })[keys?.[i] ?? i];
    const first = length > 0 ? at(0) : undefined;
    const mayBeBatch = isArgument && isArray && !isArrayAlongList && (other === undefined || other.keys !== undefined);
    if (mayBeBatch && (length === 0 || typeof first === "number")) {
      // Whatever else is no number is found when the array is copied.
      for (let i = 1; i < length; i++) if (isObject(at(i))) throw refuse("mixed");
      return take(value);
    }
    if (isArgument && holders.includes(value)) throw refuse("cyclic", holders.indexOf(value));
    if (holders.length === MAX_DEPTH) throw refuse("large");

    const parts: Tree[] = [];
    holders.push(value);
    for (let i = 0; i < length; i++) {
      const inner = i === 0 ? first : at(i);
      if (mayBeBatch && typeof inner === "number") throw refuse("mixed");
      steps.push(keys?.[i] ?? i);
      parts.push(read(inner, other && elementAt(other.parts, i)));
      steps.pop();
    }
    holders.pop();
    return { keys, parts };
  };
  return read(value, along);
}

function isObject(value: unknown): boolean {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

/** Whether a value is an object of no class, of whatever realm. May run a user's code: that of a proxy. */
export function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null) return true;
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, "isPrototypeOf");
}
