// What machines watch: one job for each check. Each can run alone, in any order, once the package is built.

import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fingerprint, Stamp } from "./fresh.mjs";
import { Failure } from "./jobs.mjs";
import { npm } from "./npm.mjs";
import { CLIPPY_PACKAGE } from "../debian/rust.mjs";
import { findWasmClippy } from "./rust.mjs";
import { isCi, root, withFolders } from "./step.mjs";
import { TARGET } from "./wasm-target.mjs";

/** @typedef {import("./jobs.mjs").Job} Job */
/** @typedef {import("./jobs.mjs").Shell} Shell */

const PACKED = "build/pack";

/** Crates of their own, which the workspace does not hold. */
const OTHER_CRATES = ["bench/limit/Cargo.toml"];

/** Whatever can change what eslint finds: with types, that is more than the file. */
const LINTED = [
  "bench",
  "eslint.config.js",
  "examples",
  "package-lock.json",
  "rollup.config.js",
  "scripts",
  "test",
  "ts",
  "tsconfig.json",
  "vitest.config.ts",
];

/** @type {Job[]} The longest first. */
export const CHECKS = [
  { name: "clippy", work: clippy },
  { name: "eslint", work: eslint },
  { name: "clippy for wasm", work: wasmClippy },
  { name: "tsc, the library", work: ({ run }) => node(run, "typescript/bin/tsc", "-p", "ts", ...incremental("ts")) },
  {
    name: "tsc, tests and scripts",
    work: ({ run }) => node(run, "typescript/bin/tsc", "-p", ".", ...incremental("all")),
  },
  {
    name: "tsc, benchmarks and examples",
    work: ({ run }) => node(run, "typescript/bin/tsc", "-p", "bench", ...incremental("bench")),
  },
  { name: "prettier", work: ({ run }) => prettier(run, "--check") },
  { name: "rustfmt", work: ({ run }) => rustfmt(run, "--check") },
  {
    name: "knip",
    work: ({ run }) => node(run, "knip/bin/knip.js", "--no-progress", "--cache", "--cache-location", "build/knip"),
  },
  { name: "publint and attw", work: packed },
  { name: "public types", work: publicTypes },
  { name: "size", work: size },
];

/** Formats, and mends what linters can mend. @type {Job[]} */
export const FIXES = [
  { name: "rustfmt", work: ({ run }) => rustfmt(run) },
  {
    name: "eslint and prettier",
    work: async ({ run }) => {
      // One after the other, for both write the same files. What eslint cannot mend is found by the check.
      await run(process.execPath, [bin("eslint/bin/eslint.js"), ".", "--fix"], { mayFail: true });
      return prettier(run, "--write");
    },
  },
];

/** @param {Shell} shell */
async function clippy({ run }) {
  // The tests' profile: what their build scripts compiled serves both.
  await run("cargo", ["clippy", "--quiet", "--profile=test", "--all-targets", "--", "-D", "warnings"]);
}

/** @param {Shell} shell */
async function wasmClippy({ run }) {
  const folder = findWasmClippy();
  if (folder === null) {
    const missing = `no clippy here knows wasm: "rustup component add clippy", or "apt-get install ${CLIPPY_PACKAGE}"`;
    if (isCi) throw new Failure(missing);
    return { counts: { passed: 0, failed: 0, skipped: 1 }, note: `skipped: ${missing}` };
  }
  const target = ["--profile=wasm", `--target=${TARGET}`, "--target-dir=build/target"];
  await run("cargo", ["clippy", "--quiet", "--lib", ...target, "--", "-D", "warnings"], { env: withFolders(folder) });
  return {};
}

/**
 * Skipped if nothing changed since it found nothing: its own cache knows only the file, not the types that it uses.
 *
 * @param {Shell} shell
 */
async function eslint({ run }) {
  const stamp = new Stamp("eslint");
  const inputs = fingerprint(LINTED);
  if (stamp.matches(inputs)) return;
  stamp.remove();
  await node(run, "eslint/bin/eslint.js", ".", "--max-warnings=0");
  stamp.write(inputs);
}

/**
 * @param {Shell["run"]} run
 * @param {string} mode
 */
function prettier(run, mode) {
  return node(
    run,
    "prettier/bin/prettier.cjs",
    mode,
    ".",
    "--log-level=warn",
    "--cache",
    "--cache-location=build/prettier.json",
  );
}

/**
 * @param {Shell["run"]} run
 * @param {string[]} options
 */
async function rustfmt(run, ...options) {
  await run("cargo", ["fmt", "--all", ...options]);
  for (const manifest of OTHER_CRATES) await run("cargo", ["fmt", `--manifest-path=${manifest}`, ...options]);
}

/** The package as npm would publish it. @param {Shell} shell */
async function packed({ run }) {
  rmSync(join(root, PACKED), { recursive: true, force: true });
  mkdirSync(join(root, PACKED), { recursive: true });
  const { command, args } = npm("pack", "--ignore-scripts", `--pack-destination=${PACKED}`);
  await run(command, args);
  const [tarball = ""] = readdirSync(join(root, PACKED)).map((name) => `${PACKED}/${name}`);
  await node(run, "publint/src/cli.js", "run", tarball, "--strict");
  // Files of wasm have no types.
  const files = ["fluxion.wasm", "loops.wasm", "tiles.wasm"];
  await node(run, "@arethetypeswrong/cli/dist/index.js", tarball, "--exclude-entrypoints", ...files);
}

/** docs/fluxion.api.md, the report of all public types, is what they are. @param {Shell} shell */
async function publicTypes({ run }) {
  try {
    await apiReport(run, "--print-api-report-diff");
  } catch {
    throw new Failure('docs/fluxion.api.md is not up to date: if the change is meant, "npm run generate" writes it.');
  }
}

/**
 * @param {Shell["run"]} run
 * @param {string} option
 */
export async function apiReport(run, option) {
  mkdirSync(join(root, "build", "api"), { recursive: true });
  await node(run, "@microsoft/api-extractor/bin/api-extractor", "run", option);
}

/** @param {Shell} shell */
async function size({ run }) {
  const { stdout } = await run(process.execPath, ["scripts/size.mjs"]);
  return { note: stdout };
}

/**
 * Runs a program of node_modules.
 *
 * @param {Shell["run"]} run
 * @param {string} path
 * @param {string[]} args
 */
async function node(run, path, ...args) {
  await run(process.execPath, [bin(path), ...args]);
}

/** @param {string} path */
function bin(path) {
  return join(root, "node_modules", path);
}

/** @param {string} name */
function incremental(name) {
  return ["--incremental", `--tsBuildInfoFile`, `build/tsc/${name}.tsbuildinfo`];
}
