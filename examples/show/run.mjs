/** Runs examples as a program: total time, exit code, and errors in one line. */

import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { green, red } from "./text.mjs";

/**
 * An example prints what it shows and returns, or resolves to, how many of its checks failed.
 * @typedef {() => number | Promise<number>} Example
 */

/** Prints one line of error and ends the program with a failure. */
export function exitWith(message) {
  console.error(`${red("error:")} ${message}`);
  process.exit(1);
}

/**
 * Runs examples in order and ends with the verdict on all their checks.
 * A program that stops early says why in one line; DEBUG=1 shows where.
 * @param {Example[]} examples
 */
export async function run(...examples) {
  leaveQuietlyWhenPipeCloses();
  const started = performance.now();
  let failed = 0;
  try {
    for (const example of examples) {
      const failures = await example();
      failed += failures;
    }
  } catch (error) {
    if (process.env.DEBUG) console.error(error);
    exitWith(String(error).replace(/^Error: /, ""));
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const verdict = failed === 0 ? green("All checks passed") : red(`Checks FAILED: ${failed}`);
  console.log(`\n${verdict}; ${seconds} s in all.`);
  if (failed > 0) process.exitCode = 1;
}

/**
 * Runs `example` if its file is what Node was started with, and does nothing if the file was imported.
 * @param {string} url  the `import.meta.url` of the example's file
 * @param {Example} example
 */
export async function runIfMain(url, example) {
  // argv[1] may be a symbolic link, import.meta.url never is.
  const main = process.argv[1];
  if (main !== undefined && realpathSync(main) === fileURLToPath(url)) await run(example);
}

/**
 * Milliseconds that `work` takes, and its result.
 * @template T
 * @param {() => T} work
 * @returns {[number, T]}
 */
export function timed(work) {
  const started = performance.now();
  const result = work();
  return [performance.now() - started, result];
}

/** Milliseconds that `work` takes in the fastest of a few rounds: what disturbs a round only ever adds to it. */
export function fastest(work, rounds = 5) {
  return Math.min(...Array.from({ length: rounds }, () => timed(work)[0]));
}

/** `npm start | head` is no error: when the reader has gone, there is nothing left to do. */
function leaveQuietlyWhenPipeCloses() {
  process.stdout.on("error", (error) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
}
