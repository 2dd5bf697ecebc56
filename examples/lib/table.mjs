/** Tables of numbers from ../data, see the README there. */

import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/**
 * Reads a file of comma-separated values; a line that is not as expected is an error that names the line.
 * @param {string} name
 * @param {{ columns: number, hasHeader?: boolean }} form
 * @returns {{ names: string[], rows: number[][] }}  `names` is empty without a header
 */
export function readTable(name, { columns, hasHeader = false }) {
  const bytes = readFileSync(new URL(`../data/${name}`, import.meta.url));
  const text = (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  const lines = text.trimEnd().split(/\r?\n/);
  const names = hasHeader ? lines.splice(0, 1)[0].split(",") : [];
  const rows = lines.map((line, i) => {
    const row = line.split(",").map(Number);
    if (row.length === columns && row.every(Number.isFinite)) return row;
    throw new Error(`${name}, row ${i + 1}: unexpected "${line}"`);
  });
  return { names, rows };
}
