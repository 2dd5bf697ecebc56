// The package as a user gets it: packed, installed into small projects of
// their own (test/package/), run by Node and type checked.

import { execFile } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

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
  expect(packed.files.map(({ path }) => path).sort()).toEqual([
    "LICENSE",
    "README.md",
    "dist/index.cjs",
    "dist/index.d.cts",
    "dist/index.d.ts",
    "dist/index.js",
    "package.json",
  ]);
});

describe.each(["esm", "cjs"])("in a project of type %s", (kind) => {
  let project: string;

  beforeAll(async () => {
    project = join(folder, kind);
    await cp(join(root, "test/package", kind), project, { recursive: true });
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
