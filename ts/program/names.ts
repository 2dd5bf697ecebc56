// The names of arguments, for messages and printed functions.

import type { HiddenNode } from "./expression-graph.js";

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

/** x, y, z; or x0, x1, ... for more than three. */
export function defaultNames(count: number): readonly string[] {
  return count <= 3 ? ["x", "y", "z"].slice(0, count) : Array.from({ length: count }, (_, i) => `x${i}`);
}

/** Whether a function takes `count` arguments though it may use fewer: its source shows a rest parameter. */
export function takesAny(f: NamedFunction, count: number): boolean {
  return f[NAMES] === undefined ? parameterList(f).includes("...") : f[NAMES](count).length === count;
}

/** The names of a function's parameters; none if one of them is a pattern or a rest parameter. */
function parameters(f: NamedFunction): string[] {
  const names = parameterList(f)
    .split(",")
    .map((parameter) => parameter.replace(/=.*$/s, "").trim());
  return names.every((name) => /^[A-Za-z_$][\w$]*$/.test(name)) ? names : [];
}

/** The text between the parentheses of `(x, y = 1) => …` or `function f(x, y) {…`, or before the arrow of `x => …`. */
function parameterList(f: NamedFunction): string {
  const match = /^(?:function\b)?\s*[\w$]*\s*\(([^()]*)\)|^([\w$]+)\s*=>/.exec(Function.prototype.toString.call(f));
  return match?.[1] ?? match?.[2] ?? "";
}

/** Names for free variables that differ from each other and from the names of the arguments. */
export function hiddenNames(hidden: readonly HiddenNode[], argumentNames: readonly string[]): string[] {
  const used = new Set(argumentNames);
  return hidden.map((node) => {
    // JavaScript gives no access to the name of a captured array's variable.
    if (node.kind === "captured") return `${node.data.constructor.name}(${node.data.length})`;
    let name = node.name;
    for (let i = 1; used.has(name); i++) name = `${node.name}${i}`;
    used.add(name);
    return name;
  });
}
