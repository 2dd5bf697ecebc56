// The files of a race: its record as JSON, and page and chart of it.

import { mkdirSync, writeFileSync } from "node:fs";
import { chart } from "./chart.mjs";
import { page } from "./page.mjs";

/**
 * @param {import("./record.mjs").Record} record
 * @param {readonly import("../engines/engine.mjs").Engine[]} engines which say how the chart draws them
 * @param {URL} folder
 */
export async function writeRecord(record, engines, folder) {
  const lines = new Map(engines.flatMap(({ id, line }) => (line === undefined ? [] : [[id, line]])));
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL("performance.json", folder), `${JSON.stringify(record, null, 1)}\n`);
  writeFileSync(new URL("performance.md", folder), page(record));
  writeFileSync(new URL("performance.svg", folder), await chart(record, lines));
}
