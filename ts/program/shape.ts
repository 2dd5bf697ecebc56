/** The structure of a function's result: the number of an output, or an array of structures. */
export type Shape = number | readonly Shape[];

/** The most arrays within each other: what recurs over a structure must not exhaust the stack. */
export const MAX_DEPTH = 100;

/** A path of indices, as JavaScript: "[1][0]". */
export function pathOf(indices: readonly number[]): string {
  return indices.map((i) => `[${i}]`).join("");
}

/** The values of the outputs, by number, in the structure; its arrays are fresh. */
export function arrange(shape: Shape, values: readonly unknown[]): unknown {
  return typeof shape === "number" ? values[shape] : shape.map((part) => arrange(part, values));
}

/** Whether a structure is the array of all outputs in order, the common case. */
export function isFlat(shape: Shape): boolean {
  return typeof shape !== "number" && shape.every((part, i) => part === i);
}

/** The path from a structure to a part of it, as JavaScript: "[1][0]". Undefined if it is no part. */
export function pathTo(shape: Shape, part: Shape): string | undefined {
  if (shape === part) return "";
  if (typeof shape === "number") return undefined;
  for (const [i, inner] of shape.entries()) {
    const path = pathTo(inner, part);
    if (path !== undefined) return `[${i}]${path}`;
  }
  return undefined;
}
