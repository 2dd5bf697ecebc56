// The list of functions in README.md: every public op of the table (docs/ops.json), by families. A person names the
// families, and may move functions between them; a function that none of them has joins that of the op before it in
// the table. `npm run generate` writes the list; a test compares it.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./lib/step.mjs";

export const README = join(root, "README.md");

const [BEGIN, END] = ["<!-- The list of functions: npm run generate -->\n", "<!-- The end of the list. -->\n"];
const WIDTH = 120;

/** The README's text, its list up to date with the table. */
export function readmeWithFunctions() {
  const readme = readFileSync(README, "utf8");
  /** @type {{ name: string, public: boolean }[]} */
  const ops = JSON.parse(readFileSync(join(root, "docs/ops.json"), "utf8"));
  return withFunctions(
    readme,
    ops.filter((op) => op.public).map((op) => op.name),
  );
}

/**
 * @param {string} readme
 * @param {string[]} names of all functions, in the table's order
 */
export function withFunctions(readme, names) {
  const [begin, end] = [readme.indexOf(BEGIN) + BEGIN.length, readme.indexOf(END)];
  if (begin < BEGIN.length || end < begin) throw new Error("README.md has no list of functions");
  const families = parse(readme.slice(begin, end)).map((family) => ({
    ...family,
    names: family.names.filter((name) => names.includes(name)),
  }));
  names.forEach((name, i) => {
    if (families.some((family) => family.names.includes(name))) return;
    const before = names[i - 1] ?? "";
    const family = families.find((family) => family.names.includes(before)) ?? families[0];
    family?.names.splice(family.names.indexOf(before) + 1, 0, name);
  });
  return readme.slice(0, begin) + families.map(item).join("") + readme.slice(end);
}

/**
 * The items of a Markdown list, each a family: "- title: `names`".
 *
 * @param {string} list
 */
function parse(list) {
  return [...list.matchAll(/^- ([^`]*): `([^`]*)`$/gm)].map(([, title = "", names = ""]) => ({
    title,
    names: names.split(/\s+/),
  }));
}

/** @param {{ title: string, names: string[] }} family */
function item({ title, names }) {
  const lines = [`- ${title}:`];
  const words = names.map((name, i) => (i === 0 ? "`" : "") + name + (i === names.length - 1 ? "`" : ""));
  for (const word of words) {
    const line = lines[lines.length - 1] ?? "";
    if (line.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(`  ${word}`);
  }
  return `${lines.join("\n")}\n`;
}
