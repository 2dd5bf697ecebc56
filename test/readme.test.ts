// The README's code runs as it stands, and gives what its comments say.

import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = new URL("../", import.meta.url);
const folder = new URL("build/readme/", root);

const blocks = [...readFileSync(new URL("README.md", root), "utf8").matchAll(/^```(js|ts)\n(.*?)^```/gms)].map(
  ([, language, code]) => ({ language, code }),
);

const dist = (name: string) => fileURLToPath(new URL(`dist/${name}`, root));

/** A block that bundlers alone can run. */
const isBundled = (code: string) => code.includes("?url");

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
    const promises = blocks.reduce((sum, { code }) => sum + checked(code).promises, 0);
    expect(blocks.length).toBeGreaterThanOrEqual(2);
    expect(promises).toBeGreaterThanOrEqual(5);
  });

  const runnable = blocks.filter(({ code }) => !isBundled(code));
  runnable.forEach(({ language, code }, i) => {
    it(`block ${i + 1}`, () => {
      mkdirSync(folder, { recursive: true });
      const file = new URL(`block-${i + 1}.mjs`, folder);
      // Without its types first: the checks are JavaScript, and types need no line of their own.
      const module = ts.ModuleKind.ESNext;
      const options = { module, target: ts.ScriptTarget.ESNext, verbatimModuleSyntax: true };
      const script = language === "ts" ? ts.transpileModule(code, { compilerOptions: options }).outputText : code;
      writeFileSync(file, checked(script).code.replaceAll('"fluxion"', '"../../dist/index.js"') + CHECK);
      // console.assert only prints: what is printed to stderr is a promise that was not kept.
      expect(spawnSync(process.execPath, [fileURLToPath(file)], { encoding: "utf8" })).toMatchObject({
        stderr: "",
        status: 0,
      });
    });
  });

  it("has TypeScript that the strictest settings accept", () => {
    mkdirSync(folder, { recursive: true });
    const write = (name: string, text: string) => {
      const file = fileURLToPath(new URL(name, folder));
      writeFileSync(file, text);
      return file;
    };
    const typed = blocks.filter(({ language }) => language === "ts");
    expect(typed.length).toBeGreaterThanOrEqual(2);
    const files = typed.map(({ code }, i) => write(`typed-${i + 1}.ts`, code));
    files.push(write("bundler.d.ts", 'declare module "*?url" { const url: string; export default url; }'));
    const program = ts.createProgram(files, {
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      skipLibCheck: true,
      types: [],
      lib: ["lib.es2022.d.ts", "lib.dom.d.ts"],
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      paths: { fluxion: [dist("index.d.ts")], "fluxion/slim": [dist("slim.d.ts")] },
    });
    const texts = ts.getPreEmitDiagnostics(program).map(({ messageText }) => messageText);
    expect(texts).toEqual([]);
  });
});
