/** The structure of a function's result: the number of an output, or an array of structures. */
export type Shape = number | readonly Shape[];

/** The values of the outputs in that structure, in fresh arrays; it may be the array of the values. */
export function arrange(shape: Shape, values: unknown[]): unknown {
  // Mostly they are in order already.
  if (typeof shape !== "number" && shape.length === values.length && shape.every(isPlace)) return values;
  return nest(shape, values);
}

function isPlace(part: Shape, i: number): boolean {
  return part === i;
}

function nest(shape: Shape, values: readonly unknown[]): unknown {
  return typeof shape === "number" ? values[shape] : shape.map((part) => nest(part, values));
}

/** How to get from a structure to a part of it, as JavaScript: "[1][0]". */
export function pathTo(shape: Shape, part: Shape): string | undefined {
  if (shape === part) return "";
  if (typeof shape === "number") return undefined;
  for (const [i, inner] of shape.entries()) {
    const path = pathTo(inner, part);
    if (path !== undefined) return `[${i}]${path}`;
  }
  return undefined;
}
