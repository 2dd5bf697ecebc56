// What `npm run test:package` rests on: its table, and the check that it runs everywhere.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { NODE, PROJECTS } from "../scripts/lib/package/table.mjs";
import * as fluxion from "../ts/index.js";
import { check } from "./package/check.js";

const ALL = [NODE, ...PROJECTS];
const names = ALL.flatMap(({ environments }) => environments.map(({ name }) => name));

const folder = new URL("package/", import.meta.url);
const folders = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);

test("the check passes, and knows every public function", () => {
  expect(check(fluxion)).toMatch(/^FLUXION \{"engine":"jit","bits":"[0-9a-f]+","flushes":false\} END$/);
  const more = { ...fluxion, unheard: () => 1 };
  expect(check(more)).toMatch(/^FLUXION \{"failed":/);
});

test("the check notices a wrong value, a missing error and flushed numbers", () => {
  const { mul, sin } = fluxion;
  expect(check({ ...fluxion, sin: fluxion.cos })).toContain("a value is 0.87");
  const lenient = (x: number) => ((x as unknown) instanceof Float64Array ? 0 : sin(x));
  expect(check({ ...fluxion, sin: lenient })).toContain("no TypeError but undefined");
  const flushing = (x: number, y: number) => (x === 1e-40 ? 0 : mul(x, y));
  expect(check({ ...fluxion, mul: flushing })).toContain('"flushes":true');
});

test("the check notices other bits", () => {
  const bits = (names: object) => /"bits":"(\w+)"/.exec(check({ ...fluxion, ...names }))?.[1];
  const inexact = (x: number) => (x === 2 ? 7.3890567 : fluxion.exp(x));
  expect(bits({})).toBe(bits({ unrelated: 1 }));
  expect(bits({ exp: inexact })).not.toBe(bits({}));
});

test("each environment has a name of its own, which docs/environments.md has", () => {
  expect(new Set(names).size).toBe(names.length);
  const document = readFileSync(new URL("../docs/environments.md", import.meta.url), "utf8");
  expect(names.filter((name) => !document.includes(`| ${name} |`))).toEqual([]);
});

test("each folder of test/package belongs to a project, and each project has its folders", () => {
  const used = ALL.flatMap(({ name, files = [[name, "."]] }) => files.map(([from]) => from));
  expect([...new Set(used)].sort()).toEqual(folders.sort());
});

test("versions are exact, and the package is the tarball", () => {
  for (const name of folders.flatMap((name) => [name, `${name}/app`])) {
    const path = new URL(`${name}/package.json`, folder);
    if (!existsSync(path)) continue;
    const { dependencies = {}, devDependencies = {} } = JSON.parse(readFileSync(path, "utf8")) as Record<
      "dependencies" | "devDependencies",
      Record<string, string> | undefined
    >;
    const versions = Object.values({ ...dependencies, ...devDependencies });
    expect(
      versions.filter((version) => !/^((npm:[\w@/-]+@)?\d+\.\d+\.\d+|file:(\.\.\/)?fluxion\.tgz)$/.test(version)),
    ).toEqual([]);
  }
});
