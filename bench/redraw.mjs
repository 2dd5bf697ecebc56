// Page and chart of the race that docs/performance.json holds, drawn again; nothing is measured.

import { existsSync } from "node:fs";
import { readRecord } from "./race/record.mjs";
import { writeRecord } from "./race/write.mjs";

const docs = new URL("../docs/", import.meta.url);

if (!existsSync(new URL("../dist/index.js", import.meta.url))) {
  console.error("bench: dist/index.js is missing; npm run build");
  process.exit(1);
}
const { engines } = await import("./engines/index.mjs");
await writeRecord(readRecord(new URL("performance.json", docs)), engines, docs);
