// The package as a user gets it: packed, installed into small projects of
// their own (test/package/), run by Node and type checked.

import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FILES } from "../scripts/lib/release.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

interface Packed {
  filename: string;
  files: { path: string }[];
}

// Outside the repository, where "fluxion" would be found without being installed.
let folder: string;
let packed: Packed;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fluxion-"));
  const report = await run(root, "npm", "pack", "--ignore-scripts", "--json", "--pack-destination", folder);
  [packed] = JSON.parse(report) as [Packed];
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

test("holds what is meant for users, and nothing else", () => {
  expect(packed.files.map(({ path }) => path).sort()).toEqual(FILES);
});

test("has a file wherever its package.json names one, and an entry for every way of loading", () => {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<string, unknown>;
  const { main, module, types, unpkg, jsdelivr, exports } = manifest;
  const paths = JSON.stringify([main, module, types, unpkg, jsdelivr, exports]).match(/\.\/[\w./]+/g)!;
  const files = packed.files.map(({ path }) => `./${path}`);
  expect(paths.filter((path) => path.startsWith("./dist/") && !files.includes(path))).toEqual([]);
  expect([unpkg, jsdelivr, module]).toEqual(["./dist/index.js", "./dist/index.js", "./dist/index.js"]);
  // The first condition that fits is taken: hosts that compile nothing ask by "import" as well, and "default" is for who
  // asks by none of them.
  const conditions = Object.entries(exports as Record<string, object>).map(([entry, targets]) => [
    entry,
    typeof targets === "string" ? targets : Object.keys(targets),
  ]);
  expect(Object.fromEntries(conditions)).toEqual({
    ".": ["workerd", "edge-light", "import", "require", "default"],
    "./slim": ["import", "require", "default"],
    "./fluxion.wasm": "./dist/fluxion.wasm",
    "./loops.wasm": "./dist/loops.wasm",
    "./tiles.wasm": "./dist/tiles.wasm",
    "./package.json": "./package.json",
  });
  const objects = [...JSON.stringify(exports).matchAll(/\{("types":)?[^{}]*\}/g)];
  expect(objects.map(([, types]) => types)).toEqual(new Array(6).fill('"types":'));
});

test("has side effects in the entries alone that take modules at import", () => {
  const { sideEffects } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { sideEffects: string[] };
  const files = packed.files.map(({ path }) => `./${path}`).filter((path) => /\.c?js$/.test(path));
  const effects = files.filter((path) => /^precompiled\(/m.test(readFileSync(join(root, path), "utf8")));
  expect(effects.sort()).toEqual(sideEffects);
});

test("has a README without a link that is dead outside of the repository", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const headings = [...readme.matchAll(/^#+ (.*)$/gm)].map(([, text]) =>
    text.toLowerCase().replace(/[^a-z0-9]+/g, "-"),
  );
  const targets = [...readme.matchAll(/\]\(([^)\s]*)\)|^\[[^\]]*\]: (\S+)|(?:href|src)="([^"]*)"/gm)].map(
    ([, inline, reference, attribute]) => inline ?? reference ?? attribute,
  );
  const isAlive = (target: string) => /^https:\/\//.test(target) || headings.includes(target.replace(/^#/, ""));
  expect(targets.filter((target) => !isAlive(target))).toEqual([]);
  // What it says that the package holds is in it.
  const inPackage = [...readme.matchAll(/`(docs\/[\w.-]+)`,? (?:which is )?in the package/g)].map(([, path]) => path);
  expect(inPackage).toContain("docs/functions.md");
  for (const path of inPackage) expect(packed.files.map((file) => file.path)).toContain(path);
});

test("is built from packages that are all known by their hash, from no registry in particular", () => {
  for (const path of ["package-lock.json", "bench/package-lock.json"]) {
    const text = readFileSync(join(root, path), "utf8");
    const { packages } = JSON.parse(text) as { packages: Record<string, { integrity?: string }> };
    const installed = Object.entries(packages).filter(([path]) => path !== "");
    expect(installed.length).toBeGreaterThan(50);
    expect(installed.filter(([, { integrity }]) => !integrity?.startsWith("sha512-")).map(([path]) => path)).toEqual(
      [],
    );
    expect(text).not.toContain('"resolved"');
  }
});

describe.each(["esm", "cjs"])("in a project of type %s", (kind) => {
  let project: string;

  beforeAll(async () => {
    project = join(folder, kind);
    for (const part of ["shared", kind]) await cp(join(root, "test/package", part), project, { recursive: true });
    await run(project, "npm", "install", "--offline", "--no-audit", "--no-fund", join(folder, packed.filename));
  }, 60_000);

  test("gives a gradient on the first call", async () => {
    const gradient = JSON.parse(await run(project, process.execPath, "main.js")) as number[];
    const expected = [-0.7216062, -0.831692, -0.07743199];
    expect(gradient).toHaveLength(expected.length);
    gradient.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 6));
  });

  test("has its types", { timeout: 60_000 }, async () => {
    await run(project, process.execPath, join(root, "node_modules/typescript/bin/tsc"), "-p", ".");
  });
});

/** The output of a command; if it fails, its errors are the test's. */
async function run(cwd: string, command: string, ...args: string[]) {
  try {
    return (await promisify(execFile)(command, args, { cwd })).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${command} ${args.join(" ")} failed:\n${stdout}${stderr}`, { cause: error });
  }
}
