// The test runners as jobs: the crate's test programs, one job each, and the package's tests.

import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "./jobs.mjs";
import { root } from "./step.mjs";

/** @typedef {import("./jobs.mjs").Job} Job */
/** @typedef {import("./jobs.mjs").Counts} Counts */

const VITEST_RESULTS = join(root, "build", "vitest.json");

/**
 * @typedef {object} CargoOptions
 * @property {string[]} [only] the names of test programs; all without it
 * @property {string[]} [args] for the test programs
 * @property {NodeJS.ProcessEnv} [env]
 */

/**
 * Compiles the crate's test programs, then runs each as a job of its own: cargo itself runs one after the other.
 *
 * @param {CargoOptions} [options]
 * @returns {Job}
 */
export function cargoTests(options = {}) {
  return {
    name: "cargo test: compiling",
    work: async ({ run, add }) => {
      const { stdout } = await run("cargo", ["test", "--no-run", "--message-format=json-render-diagnostics"]);
      const { only = [...testPrograms(stdout), "doc"] } = options;
      for (const name of only) add(cargoTest(name, options));
    },
  };
}

/**
 * The names of the test programs that cargo has made and that have tests of their own.
 *
 * @param {string} messages JSON, a message a line
 */
function testPrograms(messages) {
  /** @typedef {{ reason: string, executable?: string | null, target?: { kind: string[], name: string } }} Message */
  return messages
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => /** @type {Message} */ (JSON.parse(line)))
    .flatMap(({ executable, target }) => (executable && target?.kind.includes("test") ? [target.name] : []));
}

/**
 * @param {string} name of a test program, or "doc" for the examples in comments
 * @param {CargoOptions} options
 * @returns {Job}
 */
function cargoTest(name, { args: programArgs = [], env }) {
  return {
    name: `cargo test ${name}`,
    work: async ({ run }) => {
      const which = name === "doc" ? "--doc" : `--test=${name}`;
      const args = ["test", "--quiet", which, "--no-fail-fast", "--", ...programArgs];
      const { code, output } = await run("cargo", args, { env, mayFail: true });
      const counts = { passed: 0, failed: 0, skipped: 0 };
      const results = /^test result: .*? (\d+) passed; (\d+) failed; (\d+) ignored/gm;
      for (const [, passed, failed, ignored] of output.matchAll(results)) {
        counts.passed += Number(passed);
        counts.failed += Number(failed);
        counts.skipped += Number(ignored);
      }
      requireResults(code, counts, results.test(output));
      return { counts, note: (output.match(/^skipped: .*/gm) ?? []).join("\n") };
    },
  };
}

/**
 * The package's tests.
 *
 * @param {{ env?: NodeJS.ProcessEnv }} [options]
 * @returns {Job}
 */
export function vitest({ env } = {}) {
  return {
    name: "vitest",
    work: async ({ run }) => {
      mkdirSync(join(root, "build"), { recursive: true });
      rmSync(VITEST_RESULTS, { force: true });
      const args = ["run", "--reporter=dot", "--reporter=json", `--outputFile.json=${VITEST_RESULTS}`];
      const { code } = await run(process.execPath, ["node_modules/vitest/vitest.mjs", ...args], { env, mayFail: true });
      const outcome = vitestOutcome();
      requireResults(code, outcome.counts, outcome.counts.passed > 0);
      return outcome;
    },
  };
}

/** What vitest has written down. */
function vitestOutcome() {
  /**
   * @typedef {{ fullName: string, status: string }} Test
   * @type {{ numPassedTests: number, numFailedTests: number, testResults: { assertionResults: Test[] }[] }}
   */
  const results = readJson(VITEST_RESULTS);
  const tests = results.testResults.flatMap((file) => file.assertionResults);
  const skipped = tests.filter(({ status }) => status !== "passed" && status !== "failed");
  const counts = { passed: results.numPassedTests, failed: results.numFailedTests, skipped: skipped.length };
  return { counts, note: skipped.map(({ fullName }) => `skipped: ${fullName}`).join("\n") };
}

/** @param {string} path */
function readJson(path) {
  if (!existsSync(path)) throw new Failure("it wrote no results");
  return JSON.parse(readFileSync(path, "utf8"));
}

/**
 * A runner that failed without a failed test (it did not compile, it crashed), or that ran no test, has failed.
 *
 * @param {number} code the exit code
 * @param {Counts} counts
 * @param {boolean} ran whether it told its results
 */
function requireResults(code, counts, ran) {
  if (code !== 0 && counts.failed === 0) throw new Failure(`exit code ${code}, though no test failed`);
  if (!ran) throw new Failure("no test ran");
}
