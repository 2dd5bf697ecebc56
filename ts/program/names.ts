// The names of arguments, for messages and printed functions. Sources are read without regular expressions: where the
// stack is nearly full V8 ends the process if it has to compile one, and every call that traces a function comes here.

import type { CapturedNode, HiddenNode } from "./expression-graph.js";
import type { MessageContext } from "../errors.js";
import type { Elements } from "../memory/elements.js";
import { isStrided } from "../memory/strided.js";
import { isName } from "./tree.js";

/** The property of a function of this package that gives its arguments' names, which its source does not show. */
export const NAMES = /* @__PURE__ */ Symbol("names");

/** A user's function, or a function of this package, which tells the names of `count` arguments. */
interface NamedFunction {
  readonly [NAMES]?: (count: number) => readonly string[];
  (...args: never[]): unknown;
}

/** The names of a function's first `count` arguments: its own where they are plain identifiers. */
export function namesOf(f: NamedFunction, count: number): readonly string[] {
  const names = f[NAMES]?.(count) ?? parameters(f);
  const usable = names.length >= count && new Set(names).size === names.length;
  return usable ? names.slice(0, count) : defaultNames(count);
}

/** What messages call a function: its name, or "f" if it has none, for which it may have been given any value. */
export function nameOf({ name }: { readonly name: unknown }): string {
  return (typeof name === "string" && name) || "f";
}

/** The number of arguments that a function declares; 0 if its `length` was made something else. */
export function lengthOf({ length }: { readonly length: unknown }): number {
  return Number.isSafeInteger(length) && (length as number) > 0 ? (length as number) : 0;
}

/** x, y, z; or x0, x1, ... for more than three. */
export function defaultNames(count: number): readonly string[] {
  return count <= 3 ? ["x", "y", "z"].slice(0, count) : Array.from({ length: count }, (_, i) => `x${i}`);
}

/** The number of arguments, at most `count`, that a function of this package takes; undefined for a user's function. */
export function knownArity(f: NamedFunction, count: number): number | undefined {
  return f[NAMES]?.(count).length;
}

/** Whether the source of a user's function shows a rest parameter. */
export function hasRest(f: NamedFunction): boolean {
  return parameterList(f).includes("...");
}

/**
 * The most arguments that a user's function takes, those with a default too: Infinity if it has a rest parameter, reads
 * `arguments`, or has a default that hides how many there are, such as `f(1, 2)`.
 */
export function mostArguments(f: NamedFunction): number {
  const hidesMore = hasRest(f) || upTo(afterParenthesis(f), "=>").includes("=");
  return parameters(f).length || (!hidesMore && lengthOf(f)) || Infinity;
}

/** The position of the first parameter that is a pattern, as in `({ a, b }) => …`; -1 if none is seen. */
export function positionOfPattern(f: NamedFunction): number {
  const text = afterParenthesis(f);
  const before = upTo(upTo(text, "{"), "[");
  const names = before.split(",").map(withoutDefault);
  const isPattern = before !== text && names.pop() === "" && names.every(isName) && !before.includes("(");
  return isPattern && f[NAMES] === undefined ? names.length : -1;
}

/** The names of a function's parameters; none if one of them is a pattern or a rest parameter. */
function parameters(f: NamedFunction): string[] {
  // There is nothing after a trailing comma.
  const names = parameterList(f)
    .split(",")
    .map(withoutDefault)
    .filter((name) => name);
  return names.every(isName) ? names : [];
}

function withoutDefault(parameter: string): string {
  return upTo(parameter, "=").trim();
}

/** The text between the parentheses of `(x, y = 1) => …` or `function f(x, y) {…`, or before the arrow of `x => …`. */
function parameterList(f: NamedFunction): string {
  const lone = upTo(sourceOf(f), "=>").trim();
  const list = upTo(afterParenthesis(f), ")");
  return isName(lone) ? lone : list.includes("(") ? "" : list;
}

/** What follows the first parenthesis of the source, if nothing but words is before it; else nothing. */
function afterParenthesis(f: NamedFunction): string {
  const source = sourceOf(f);
  const at = source.indexOf("(");
  return isName("_" + source.slice(0, at).split(" ").join("")) ? source.slice(at + 1) : "";
}

/** The text before the first such mark; all of it if there is none. */
export function upTo(text: string, mark: string): string {
  const at = text.indexOf(mark);
  return at < 0 ? text : text.slice(0, at);
}

function sourceOf(f: NamedFunction): string {
  return Function.prototype.toString.call(f);
}

/** The class of a captured array. Not by its constructor, which a user may have replaced. */
function kindOf(data: CapturedNode["data"]): string {
  return Array.isArray(data) ? "Array" : isStrided(data as Elements) ? "Strided" : "Float32Array";
}

/** The names of a function's inputs: of `p` with a leaf at `.a`, "p.a". */
export function leafNames({ names, leaves }: Omit<MessageContext, "label">): readonly string[] {
  return leaves?.map(({ argument, path }) => names[argument]! + path) ?? names;
}

/** The argument in the name of a leaf: of "p.a", "p". */
export function headOf(name: string): string {
  return upTo(upTo(name, "."), "[");
}

/** Names for free variables that differ from each other and from the names of the arguments; none for functions. */
export function hiddenNames(hidden: readonly HiddenNode[], argumentNames: readonly string[]): string[] {
  const used = new Set(argumentNames);
  return hidden.map((node) => {
    if (node.kind === "foreign") return "";
    // JavaScript gives no access to the name of a captured array's variable.
    if (node.kind === "captured") return `${kindOf(node.data)}(${node.data.length})`;
    let name = node.name;
    for (let i = 1; used.has(name) || used.has(headOf(name)); i++) {
      const head = headOf(node.name);
      name = `${head}${i}${node.name.slice(head.length)}`;
    }
    used.add(name);
    return name;
  });
}
