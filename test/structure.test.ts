// The folders of ts/ follow a call, and each imports values only from those that come after it; no circle anywhere.
// ARCHITECTURE.md has the drawing. Rules first, then what shows that they can fail.

import { readdirSync, readFileSync } from "node:fs";
import { join, posix, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";

/** Folders, and files beside them, in the order in which a call passes through them. */
const LEVELS = ["entry", "index", "api", "trace", "call", "engine", "program", "memory", "core", "errors"];

/** What is built from the crate; the core alone may load it, or ask for its name. */
const BUILT = "../build/";
/** What stands for a file beside an entry of the package, which its host compiles. */
const FILE = "entry/wasm:";

interface Import {
  /** Relative to ts/, without its ending. */
  readonly path: string;
  readonly isTypeOnly: boolean;
}

interface Module {
  readonly imports: readonly Import[];
  /** Whether it exports anything that is there at run time. */
  readonly hasValues: boolean;
}

type Modules = ReadonlyMap<string, Module>;

/** Modules by their paths, from the sources of files by theirs. */
function parse(sources: Readonly<Record<string, string>>): Modules {
  return new Map(Object.entries(sources).map(([path, source]) => [stem(path), parseFile(path, source)]));
}

function parseFile(path: string, source: string): Module {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest);
  const imports: Import[] = [];
  const add = (specifier: ts.Node, isTypeOnly: boolean) => {
    if (!ts.isStringLiteral(specifier)) throw new Error(`${path}: an import of something unknown`);
    imports.push({ path: stem(posix.join(posix.dirname(path), specifier.text)), isTypeOnly });
  };
  const visit = (node: ts.Node): void => {
    // `import { type T }` loads the module all the same: only `import type` does not.
    if (ts.isImportDeclaration(node))
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { imports, hasValues: file.statements.some(exportsValues) };
}

function exportsValues(statement: ts.Statement): boolean {
  if (ts.isExportAssignment(statement)) return true;
  if (ts.isExportDeclaration(statement)) {
    const names = statement.exportClause;
    if (statement.isTypeOnly) return false;
    return names === undefined || !ts.isNamedExports(names) || names.elements.some((name) => !name.isTypeOnly);
  }
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) return false;
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  const has = (kind: ts.SyntaxKind) => modifiers.some((modifier) => modifier.kind === kind);
  return has(ts.SyntaxKind.ExportKeyword) && !has(ts.SyntaxKind.DeclareKeyword);
}

function stem(path: string): string {
  return path.replace(/(\.d)?\.[jt]s$/, "");
}

/** The place of a module among the levels. */
function level(path: string): number {
  return LEVELS.indexOf(path.split("/")[0]);
}

/** Every import that the order of the levels forbids, in words. */
function againstLevels(modules: Modules): string[] {
  return [...modules].flatMap(([from, { imports }]) =>
    imports.flatMap(({ path: to, isTypeOnly }) => {
      const line = `${from} imports ${isTypeOnly ? "types" : "values"} from ${to}`;
      if (to.startsWith("core/") && to.endsWith(".wat") && level(from) === LEVELS.indexOf("core")) return [];
      if (to.startsWith(FILE) || (from.startsWith("entry/") && to.endsWith("?build"))) return [];
      if (to.startsWith(BUILT)) return level(from) === LEVELS.indexOf("core") ? [] : [`${line}: only core may`];
      const target = modules.get(to);
      if (target === undefined || level(from) < 0 || level(to) < 0) return [`${line}: not a module of any level`];
      if (level(from) <= level(to)) return [];
      if (!isTypeOnly) return [`${line}: against the order of the levels`];
      return target.hasValues ? [`${line}: up to a file that is not of types only`] : [];
    }),
  );
}

/** Circles of imports, each once, in words: of values between files. */
function circles(modules: Modules): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) found.push([...trail.slice(trail.indexOf(path)), path].join(" → "));
    if (trail.includes(path) || done.has(path)) return;
    const values = (modules.get(path)?.imports ?? []).filter(({ isTypeOnly }) => !isTypeOnly);
    for (const next of values) visit(next.path, [...trail, path]);
    done.add(path);
  };
  for (const path of modules.keys()) visit(path, []);
  return found;
}

describe("ts/", () => {
  const root = fileURLToPath(new URL("../ts/", import.meta.url));
  const paths = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"));
  const modules = parse(Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), "utf8")])));

  it("has modules, and imports between them", () => {
    expect(modules.size).toBeGreaterThan(20);
    expect(new Set([...modules.keys()].map((path) => path.split("/")[0]))).toEqual(new Set(LEVELS));
    expect(modules.get("index")?.imports.length).toBeGreaterThan(3);
  });

  it("imports values only from the levels below, and types from above only from files of types", () => {
    expect(againstLevels(modules)).toEqual([]);
  });

  it("has no circle of imports", () => {
    expect(circles(modules)).toEqual([]);
  });
});

describe("the rules", () => {
  const VALUE = "export const x = 1;";
  const TYPE = "export interface X {}";

  it.each([
    [
      "downwards",
      {
        "index.ts": `export * from "./api/a.js";`,
        "api/a.ts": `import { x } from "../core/c.js";`,
        "core/c.ts": VALUE,
      },
    ],
    ["within a folder", { "api/a.ts": `import { x } from "./b.js";`, "api/b.ts": VALUE }],
    ["of errors", { "core/a.ts": `import { x } from "../errors.js";`, "errors.ts": VALUE }],
    ["of types, from a file of types", { "core/a.ts": `import type { X } from "../api/b.js";`, "api/b.ts": TYPE }],
    ["of what is built, by the core", { "core/a.ts": `import wasm from "../../build/core/x.wasm";` }],
  ])("allow an import %s", (_, sources) => {
    expect(againstLevels(parse(sources))).toEqual([]);
  });

  it.each([
    [
      "upwards",
      { "core/a.ts": `import { x } from "../api/b.js";`, "api/b.ts": VALUE },
      "core/a imports values from api/b: against the order of the levels",
    ],
    [
      "upwards, of types, with a loaded module",
      { "core/a.ts": `import { type X } from "../api/b.js";`, "api/b.ts": TYPE },
      "core/a imports values from api/b: against the order of the levels",
    ],
    [
      "upwards, of a re-export",
      { "core/a.ts": `export * from "../api/b.js";`, "api/b.ts": VALUE },
      "core/a imports values from api/b: against the order of the levels",
    ],
    [
      "upwards, at run time",
      { "core/a.ts": `await import("../api/b.js");`, "api/b.ts": VALUE },
      "core/a imports values from api/b: against the order of the levels",
    ],
    [
      "upwards, of types beside values",
      { "core/a.ts": `import type { X } from "../api/b.js";`, "api/b.ts": TYPE + VALUE },
      "core/a imports types from api/b: up to a file that is not of types only",
    ],
    [
      "upwards, of types in place",
      { "core/a.ts": `type A = import("../api/b.js").X;`, "api/b.ts": TYPE + VALUE },
      "core/a imports types from api/b: up to a file that is not of types only",
    ],
    [
      "of the index",
      { "api/a.ts": `import { x } from "../index.js";`, "index.ts": VALUE },
      "api/a imports values from index: against the order of the levels",
    ],
    [
      "by the errors",
      { "errors.ts": `import { x } from "./core/b.js";`, "core/b.ts": VALUE },
      "errors imports values from core/b: against the order of the levels",
    ],
    [
      "of no level",
      { "api/a.ts": `import { x } from "../other/b.js";`, "other/b.ts": VALUE },
      "api/a imports values from other/b: not a module of any level",
    ],
    [
      "of another package",
      { "api/a.ts": `import { x } from "node:fs";` },
      "api/a imports values from api/node:fs: not a module of any level",
    ],
    [
      "of what is built",
      { "api/a.ts": `import wasm from "../../build/core/x.wasm";` },
      "api/a imports values from ../build/core/x.wasm: only core may",
    ],
  ])("forbid an import %s", (_, sources, message) => {
    expect(againstLevels(parse(sources as Record<string, string>))).toEqual([message]);
  });

  it("find a circle between files, and none of types", () => {
    const sources = {
      "api/a.ts": `import "./b.js";`,
      "api/b.ts": `import "./c.js";`,
      "api/c.ts": `import { x } from "./b.js";`,
    };
    expect(circles(parse(sources))).toEqual(["api/b → api/c → api/b"]);
    expect(circles(parse({ ...sources, "api/c.ts": `import type { X } from "./b.js";` }))).toEqual([]);
  });
});
