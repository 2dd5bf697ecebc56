// Structures of arguments and of results: plain objects and arrays within each other, around leaves.

import { leafAt, type LeafPath } from "../errors.js";
import { elementAt } from "./lists.js";

/** A structure: a leaf, by its number, or an array or object of structures. */
export type Tree = number | Branch;

export interface Branch {
  /**
   * Of an object, in ascending order of their code units: objects that differ in the order of their keys are of one
   * structure. Undefined of an array.
   */
  readonly keys: readonly string[] | undefined;
  /** What is at each key or index. */
  readonly parts: readonly Tree[];
}

/** The most branches within each other: what recurs over a structure must not exhaust the stack. */
export const MAX_DEPTH = 100;

/** The most parts of a structure, in all: twenty objects that hold each other twice are a million. */
export const MAX_PARTS = 1 << 20;

/** The limits in words. */
export const LIMITS = `nested deeper than ${MAX_DEPTH} or of more than ${MAX_PARTS} parts`;

export function arrayOf(parts: readonly Tree[]): Branch {
  return { keys: undefined, parts };
}

/** The array of this many leaves, in order: the structure that {@link isFlat} tells. */
export function flatOf(count: number): Branch {
  return arrayOf([...Array(count).keys()]);
}

/**
 * The values of the leaves, by number, in the structure; its objects and arrays are fresh.
 *
 * @param asArgument - Whether it is for a user's function, which gets an array for the keys 0 to k - 1, as of a `list`.
 */
export function unflatten(tree: Tree, values: readonly unknown[], asArgument = false): unknown {
  if (typeof tree === "number") return values[tree];
  const { keys, parts } = tree;
  const inner = parts.map((part) => unflatten(part, values, asArgument));
  if (keys === undefined) return inner;
  // By definition, not assignment: `__proto__` is a key like any other, whatever Object.prototype has.
  const object = Object.fromEntries(keys.map((key, i) => [key, inner[i]]));
  // JavaScript has indices in ascending order; among the keys, "10" comes before "2".
  return asArgument && areIndices(keys) ? Object.values(object) : object;
}

/** Whether the keys are 0 to k - 1, as of a `list`. */
export function areIndices(keys: readonly string[]): boolean {
  return keys.length > 0 && keys.every((key) => isIndex(key) && Number(key) < keys.length);
}

/** The structure with a leaf, or a structure, in place of each leaf, which are visited in order. */
export function mapLeaves(tree: Tree, replace: (leaf: number) => Tree): Tree {
  if (typeof tree === "number") return replace(tree);
  return { keys: tree.keys, parts: tree.parts.map((part) => mapLeaves(part, replace)) };
}

/** Where the leaves of arguments are, in order; or those of a result, as if it were an argument. */
export function leafPaths(args: readonly Tree[]): LeafPath[] {
  const leaves: LeafPath[] = [];
  const visit = (tree: Tree, argument: number, path: string) => {
    if (typeof tree === "number") leaves.push(leafAt(argument, path));
    else
      tree.parts.forEach((part, i) => {
        visit(part, argument, path + stepTo(tree.keys?.[i] ?? i));
      });
  };
  args.forEach((tree, argument) => {
    visit(tree, argument, "");
  });
  return leaves;
}

/** One step of a path: `.a`, `[1]`, `["a key"]`. */
export function stepTo(key: string | number): string {
  return typeof key === "string" && isName(key) ? `.${key}` : `[${keyText(String(key))}]`;
}

/** A key in an object, as JavaScript. */
export function keyText(key: string): string {
  return isName(key) || isIndex(key) ? key : JSON.stringify(key);
}

/** Whether it is an identifier of ASCII; no regular expression, as `names.ts` says. */
export function isName(text: string): boolean {
  let isFirst = true;
  for (const c of text) {
    const isLetter = (c >= "a" && c <= "z") || (c >= "A" && c <= "Z") || c === "_" || c === "$";
    if (!isLetter && (isFirst || c < "0" || c > "9")) return false;
    isFirst = false;
  }
  return !isFirst;
}

function isIndex(key: string): boolean {
  return String(Number(key) >>> 0) === key;
}

/** The structure as text, equal for equal structures: `{ a, b: { c } }`, `[value, { a }]`. */
export function textOf(tree: Tree): string {
  if (typeof tree === "number") return "value";
  const { keys, parts } = tree;
  if (keys === undefined) return `[${parts.map(textOf).join(", ")}]`;
  const inner = parts.map((part, i) => keyText(keys[i]!) + (typeof part === "number" ? "" : `: ${textOf(part)}`));
  return `{ ${inner.join(", ")} }`;
}

/** Whether two structures are equal, leaves numbered in order. */
export function areEqual(one: Tree, other: Tree): boolean {
  if (typeof one === "number" || typeof other === "number") return one === other;
  const { keys, parts } = one;
  return (
    parts.length === other.parts.length &&
    !keys === !other.keys &&
    parts.every((part, i) => keys?.[i] === other.keys?.[i] && areEqual(part, other.parts[i]!))
  );
}

/** The path to the first part that the one structure has and the other has not; undefined if they differ otherwise. */
export function pathToMissing(one: Tree, other: Tree): string | undefined {
  if (typeof one === "number" || typeof other === "number" || !one.keys !== !other.keys) return undefined;
  for (const [i, part] of one.parts.entries()) {
    const key = one.keys?.[i];
    const found = elementAt(other.parts, key === undefined ? i : other.keys!.indexOf(key));
    const path = found === undefined ? "" : pathToMissing(part, found);
    if (path !== undefined) return stepTo(key ?? i) + path;
  }
  return undefined;
}

/** Whether a structure is the array of all leaves in order, the common case. */
export function isFlat(tree: Tree): boolean {
  return typeof tree !== "number" && tree.keys === undefined && tree.parts.every((part, i) => part === i);
}
