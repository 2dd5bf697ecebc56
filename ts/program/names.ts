// The names of arguments, for messages and printed functions.

import type { HiddenNode } from "./expression-graph.js";

/** The property of a function of ours that gives its arguments' names: its source does not show them. */
export const NAMES = /* @__PURE__ */ Symbol("names");

/** A function with the names of its arguments when it is called with so many. */
interface NamedFunction {
  readonly [NAMES]?: (count: number) => readonly string[];
  (...args: never[]): unknown;
}

/** The names of so many arguments of a function: its own where they are plain identifiers. */
export function namesOf(f: NamedFunction, count: number): readonly string[] {
  const names = f[NAMES]?.(count) ?? parameters(f);
  const usable = names.length >= count && new Set(names).size === names.length;
  return usable ? names.slice(0, count) : defaultNames(count);
}

/** x, y, z; more are numbered. */
export function defaultNames(count: number): readonly string[] {
  return count <= 3 ? ["x", "y", "z"].slice(0, count) : Array.from({ length: count }, (_, i) => `x${i}`);
}

/** Whether a function takes so many arguments even if it uses fewer: by a rest parameter, as its source shows. */
export function takesAny(f: NamedFunction, count: number): boolean {
  return f[NAMES] === undefined ? parameterList(f).includes("...") : f[NAMES](count).length === count;
}

/** The names of parameters; none where there is more to them, as in patterns and rest parameters. */
function parameters(f: NamedFunction): string[] {
  const names = parameterList(f)
    .split(",")
    .map((parameter) => parameter.replace(/=.*$/s, "").trim());
  return names.every((name) => /^[A-Za-z_$][\w$]*$/.test(name)) ? names : [];
}

/** What is between the parentheses of `(x, y = 1) => …` or `function f(x, y) {…`, or before the arrow of `x => …`. */
function parameterList(f: NamedFunction): string {
  const match = /^(?:function\b)?\s*[\w$]*\s*\(([^()]*)\)|^([\w$]+)\s*=>/.exec(Function.prototype.toString.call(f));
  return match?.[1] ?? match?.[2] ?? "";
}

/** The names of what a function does not have among its own arguments. */
export function hiddenNames(hidden: readonly HiddenNode[], taken: readonly string[]): string[] {
  const used = new Set(taken);
  return hidden.map((node) => {
    // Captured arrays have no name that we could know.
    if (node.kind === "captured") return `${node.data.constructor.name}(${node.data.length})`;
    let name = node.name;
    for (let i = 1; used.has(name); i++) name = `${node.name}${i}`;
    used.add(name);
    return name;
  });
}
