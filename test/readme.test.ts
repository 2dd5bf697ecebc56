// The README's code runs as it stands, and gives what its comments say.

import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = new URL("../", import.meta.url);
const folder = new URL("build/readme/", root);

const blocks = [...readFileSync(new URL("README.md", root), "utf8").matchAll(/^```js\n(.*?)^```/gms)].map(
  ([, code]) => code,
);

/** What a comment promises of the statement before it, if it is an error, a number, a list of numbers or a string. */
function promise(comment: string): string | undefined {
  if (/^\w+Error: /.test(comment)) return JSON.stringify(comment);
  const literal = comment.replace(/^Float32Array\(\d+\) /, "");
  try {
    JSON.parse(literal.replace(/-0(?=[,\s\]])/g, "0"));
    return literal;
  } catch {
    return undefined;
  }
}

/** The block with every promised statement checked: numbers to seven digits, as they are printed. */
function checked(code: string): { code: string; promises: number } {
  let promises = 0;
  const lines = code.split("\n").map((line) => {
    const [, statement, comment] = /^(?!const |let |import |\/\/)(\S.*); \/\/ (.+)$/.exec(line) ?? [];
    const expected = comment === undefined ? undefined : promise(comment);
    if (expected === undefined) return line;
    promises++;
    const expression = statement.replace(/^console\.log\((.*)\)$/, "$1");
    return `check(() => ${expression}, ${expected}, ${JSON.stringify(statement)});`;
  });
  return { code: lines.join("\n"), promises };
}

const CHECK = `
function check(run, expected, statement) {
  let got;
  try {
    got = run();
  } catch (error) {
    got = String(error);
  }
  const close = (a, b) => (typeof b === "number" ? Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(b)) : a === b);
  const same = Array.isArray(expected)
    ? got.length === expected.length && expected.every((value, i) => close(got[i], value))
    : close(got, expected);
  console.assert(same, statement + " gave", got, "and not", expected);
}
`;

describe("README", () => {
  it("promises something", () => {
    const promises = blocks.reduce((sum, block) => sum + checked(block).promises, 0);
    expect(blocks.length).toBeGreaterThanOrEqual(2);
    expect(promises).toBeGreaterThanOrEqual(5);
  });

  blocks.forEach((block, i) => {
    it(`block ${i + 1}`, () => {
      mkdirSync(folder, { recursive: true });
      const file = new URL(`block-${i + 1}.mjs`, folder);
      writeFileSync(file, checked(block).code.replaceAll('"fluxion"', '"../../dist/index.js"') + CHECK);
      // console.assert only prints: what is printed to stderr is a promise that was not kept.
      expect(spawnSync(process.execPath, [fileURLToPath(file)], { encoding: "utf8" })).toMatchObject({
        stderr: "",
        status: 0,
      });
    });
  });
});
