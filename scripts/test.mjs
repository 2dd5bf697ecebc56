// `npm test`: the set-up, then every check; the last line counts them all.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { main, root } from "./lib/step.mjs";
import { setup } from "./setup.mjs";

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

const VITEST_RESULTS = join(root, "build", "vitest.json");

const isReady = await main(() => setup({ browser: true }));
const results = isReady
  ? [
      await cargo(),
      await vitest(),
      await check("type check of the library", ["node_modules/typescript/bin/tsc", "-p", "ts"]),
      await check("type check of tests and scripts", ["node_modules/typescript/bin/tsc", "-p", "."]),
      await check("size", ["scripts/size.mjs"]),
    ]
  : [{ passed: 0, failed: 1, skipped: 0 }];

const sum = (/** @type {keyof Counts} */ kind) => results.reduce((total, counts) => total + counts[kind], 0);
const [passed, failed, skipped] = [sum("passed"), sum("failed"), sum("skipped")];
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
if (failed > 0) process.exitCode = 1;

/** The crate's own tests. Its long ones are #[ignore]d, and count as skipped. */
async function cargo() {
  title("cargo test");
  const { code, text } = await run("cargo", ["test", "--no-fail-fast"], { capture: true });
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const [, passed, failed, ignored] of text.matchAll(/^test result: .*? (\d+) passed; (\d+) failed; (\d+) ignored/gm)) {
    counts.passed += Number(passed);
    counts.failed += Number(failed);
    counts.skipped += Number(ignored);
  }
  return verdict("cargo test", code, counts);
}

/** The package's tests. */
async function vitest() {
  title("vitest");
  mkdirSync(join(root, "build"), { recursive: true });
  rmSync(VITEST_RESULTS, { force: true });
  const { code } = await run(process.execPath, [
    "node_modules/vitest/vitest.mjs", "run",
    "--reporter=default", "--reporter=json", `--outputFile.json=${VITEST_RESULTS}`,
  ]);
  const counts = { passed: 0, failed: 0, skipped: 0 };
  try {
    const results = JSON.parse(readFileSync(VITEST_RESULTS, "utf8"));
    counts.passed = results.numPassedTests;
    counts.failed = results.numFailedTests;
    counts.skipped = results.numPendingTests + results.numTodoTests;
  } catch {
    // No results: the verdict counts that as a failure.
  }
  return verdict("vitest", code, counts);
}

/**
 * A command that counts as one test.
 *
 * @param {string} name
 * @param {string[]} args
 * @returns {Promise<Counts>}
 */
async function check(name, args) {
  title(name);
  const { code } = await run(process.execPath, args);
  console.log(code === 0 ? "ok" : "failed");
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

/**
 * A runner that failed without a failed test (it did not compile, it crashed)
 * or that ran no test at all is a failure too.
 *
 * @param {string} name
 * @param {number} code
 * @param {Counts} counts
 * @returns {Counts}
 */
function verdict(name, code, counts) {
  if (counts.failed > 0 || (code === 0 && counts.passed > 0)) return counts;
  console.error(`${name}: ${code === 0 ? "ran no tests" : `exit code ${code}, though no test failed`}`);
  return { ...counts, failed: 1 };
}

/** @param {string} name */
function title(name) {
  console.log(`\n── ${name}`);
}

/**
 * Runs a command, its output shown as it comes.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ capture?: boolean }} [options]
 */
async function run(command, args, { capture = false } = {}) {
  const child = spawn(command, args, { cwd: root, stdio: ["inherit", capture ? "pipe" : "inherit", "inherit"] });
  let text = "";
  child.stdout?.setEncoding("utf8").on("data", (chunk) => {
    text += chunk;
    process.stdout.write(chunk);
  });
  const [code] = await once(child, "close");
  return { code: code ?? 1, text };
}
