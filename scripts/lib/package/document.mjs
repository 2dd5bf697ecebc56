// docs/environments.md: what `npm run test:package` has found, and nothing else.

import { readFileSync, writeFileSync } from "node:fs";
import { arch, platform } from "node:os";
import { join } from "node:path";
import { root } from "../step.mjs";

/** @typedef {import("./sizes.mjs").Size} Size */
/** @typedef {{ group: string, name: string, versions: string, verdict: import("./environment.mjs").Verdict }} Row */

const PATH = join(root, "docs/environments.md");

const TITLES = new Map([
  ["node", "Node"],
  ["types", "TypeScript"],
  ["runners", "Test runners"],
  ["bundlers", "Bundlers"],
  ["runtimes", "Other runtimes"],
  ["package managers", "Package managers"],
  ["servers", "Frameworks"],
  ["browsers", "Browsers"],
  ["suite", "The core of the tests in pages"],
  ["race", "The race in pages"],
]);

/**
 * @param {Row[]} rows
 * @param {{ files: Size[], imports: Size[] }} sizes
 * @param {string} bits
 */
export function writeDocument(rows, { files, imports }, bits) {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const date = new Date().toISOString().slice(0, 10);
  const passed = rows.filter(({ verdict }) => verdict.result === "ok").length;
  const text = `# Where fluxion runs

Written by \`npm run test:package\`: fluxion ${version}, packed and installed into ${rows.length} environments on ${date}, on ${platform()} ${arch()}.
${passed} of them passed. In each, the same check (\`test/package/check.js\`) wants a value, a gradient, a loss with its
slope, an error with its message, that a function called again and again is compiled (engine "jit"; "tiles" where the
host forbids that), and that values and gradients of every function, at special and random numbers, by number, by batch
on tiles and by batch compiled, have the bits that they have in Node (hash ${bits}). Types are checked with
\`skipLibCheck: false\` and \`declaration: true\`.

${[...TITLES].map(([group, title]) => section(title, rows, group)).join("")}## Sizes

Bytes; a gzipped size above its budget fails the run. Imports are bundled by \`esbuild --bundle --minify\`.

${table(["file", "raw", "gzip", "brotli", "budget"], files.map(sizeCells))}
${table(["imports", "raw", "gzip", "brotli", "budget"], imports.map(sizeCells))}`;
  writeFileSync(PATH, text);
}

/**
 * @param {string} title
 * @param {Row[]} rows
 * @param {string} group
 */
function section(title, rows, group) {
  const cells = rows
    .filter((row) => row.group === group)
    .map(({ name, versions, verdict: { result, engine, note } }) => {
      const remark = note.replaceAll(/\s+/g, " ").replaceAll("|", "\\|");
      return [name, versions, result, engine, remark];
    });
  return cells.length === 0
    ? ""
    : `## ${title}\n\n${table(["environment", "versions", "result", "engine", ""], cells)}\n`;
}

/** @param {Size} size */
function sizeCells({ name, raw, gzip, brotli, budget }) {
  return [name, ...[raw, gzip, brotli, budget].map((bytes) => bytes.toLocaleString("en-US"))];
}

/**
 * @param {string[]} head
 * @param {string[][]} rows
 */
function table(head, rows) {
  const line = (/** @type {string[]} */ cells) => `| ${cells.join(" | ")} |\n`;
  return line(head) + line(head.map(() => "---")) + rows.map(line).join("");
}
