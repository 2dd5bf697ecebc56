/** Files that examples write. */

import { mkdirSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";

const OUTPUT = new URL("../out/", import.meta.url);

/** Writes a file of output and returns its path as seen from where the program was started. */
export function write(name, content) {
  mkdirSync(OUTPUT, { recursive: true });
  const path = fileURLToPath(new URL(name, OUTPUT));
  writeFileSync(path, content);
  return relative(process.cwd(), path);
}
