// The structure of a value that a user holds: an argument, or what a traced function returned.

import { MAX_DEPTH, MAX_PARTS, pathOf, type Tree } from "./tree.js";

/** What the leaves are, and the errors. Paths begin at the value that is read. */
export interface Reading {
  /** The number of the leaf that a value is; undefined if it is none. */
  readonly leaf: (value: unknown, path: () => string) => number | undefined;
  /** Where arrays of numbers, and empty arrays, are leaves: the number of the leaf that the array is. */
  readonly batch?: (value: unknown) => number;
  /** For a value that is no leaf, no array and no plain object. */
  readonly wrong: (value: unknown, path: string) => Error;
  /** For more than MAX_DEPTH branches within each other, and more than MAX_PARTS parts. */
  readonly tooLarge: (path: string) => Error;
  /** For an array of numbers and other values, where those of numbers are leaves. */
  readonly mixed?: (path: string) => Error;
  /** For what contains itself, where that is told apart from what is deep. */
  readonly cycle?: (path: string) => Error;
}

/**
 * The structure of a value. Reads each property once, in the order of the structure, which may run a user's code.
 *
 * @param known - The structure that it probably has. If it does, this very object is returned: to compare it is nothing.
 * @throws The errors of the reading; whatever a getter or a proxy throws.
 */
export function readTree(value: unknown, reading: Reading, known?: Tree): Tree {
  const { leaf, batch, mixed, cycle } = reading;
  const holders: unknown[] = [];
  const steps: (string | number)[] = [];
  const path = () => pathOf(steps);
  let count = 0;

  const read = (value: unknown, known: Tree | undefined): Tree => {
    if (count++ === MAX_PARTS) throw reading.tooLarge(path());
    const number = leaf(value, path);
    if (number !== undefined) return number;
    const isArray = Array.isArray(value);
    if (!isArray && !isPlain(value)) throw reading.wrong(value, path());
    const keys = isArray ? undefined : Object.keys(value).sort();
    const { length } = keys ?? (value as unknown[]);
    const at = (i: number): unknown => (value as { readonly [key: string | number]: unknown })[keys?.[i] ?? i];
    const first = length > 0 ? at(0) : undefined;
    if (isArray && batch !== undefined && (length === 0 || typeof first === "number")) return batch(value);
    if (cycle !== undefined && holders.includes(value)) throw cycle(pathOf(steps.slice(0, holders.indexOf(value))));
    if (holders.length === MAX_DEPTH) throw reading.tooLarge(path());

    const likely =
      typeof known === "object" && known.parts.length === length && !known.keys === isArray ? known : undefined;
    let isLikely = likely !== undefined;
    const parts: Tree[] = [];
    holders.push(value);
    for (let i = 0; i < length; i++) {
      const inner = i === 0 ? first : at(i);
      if (isArray && mixed !== undefined && typeof inner === "number") throw mixed(path());
      steps.push(keys?.[i] ?? i);
      const part = read(inner, likely?.parts[i]);
      steps.pop();
      isLikely &&= part === likely!.parts[i] && keys?.[i] === likely!.keys?.[i];
      parts.push(part);
    }
    holders.pop();
    return isLikely ? likely! : { keys, parts };
  };
  return read(value, known);
}

/** Whether a value is an object of no class, of whatever realm. May run a user's code: that of a proxy. */
export function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null) return true;
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, "isPrototypeOf");
}
