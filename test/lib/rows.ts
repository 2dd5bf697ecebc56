// Every row of the op table, internal ones included, whose names the package does not ship.

import { readJson, readText } from "./read.js";

/** A row of the op table. */
export interface OpRow {
  readonly name: string;
  /** The op's byte in a program. */
  readonly code: number;
  /** The intervals that its arguments are drawn from. */
  readonly domain: readonly (readonly [number, number])[];
  readonly properties: readonly string[];
}

const known = (await readJson(new URL("../../docs/ops.json", import.meta.url))) as Omit<OpRow, "code">[];

/** Whether the op computes each element of its result from the same element of its arguments. */
export function isElementwise({ properties }: OpRow): boolean {
  return !properties.includes("reduces") && !properties.includes("structural");
}

/** The rows, in the order of the source. */
const source = await readText(new URL("../../crate/src/op/mod.rs", import.meta.url));
export const rows = [...source.matchAll(/^(\d+) (?:public|internal) \w+ \w+ "(\w+)"/gm)].map(
  ([, code, name]): OpRow => ({ ...known.find((row) => row.name === name)!, code: Number(code) }),
);
