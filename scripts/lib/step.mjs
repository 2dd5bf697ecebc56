// Long commands of the set-up: one line when a step starts, a sign of life
// while it runs, one line when it ends; the full output goes to a log file.

import { spawn, spawnSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, realpathSync, writeSync } from "node:fs";
import { delimiter, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root folder. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Whether nobody looks on: what a person could do without must be there, or its test fails. */
export const isCi = Boolean(process.env.CI);

const LOGS = join(root, "build", "log");
const SIGN_OF_LIFE_MS = 20_000;
const TAIL_LINES = 15;

/** A failure with a message for the person at the terminal: no stack trace needed. */
export class StepError extends Error {}

/**
 * @typedef {object} Log What a step's work runs its commands with.
 * @property {(command: string, args: string[], options?: RunOptions) => Promise<void>} run
 *   runs a command, output to the log; throws if it fails
 *
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] added to this process's own
 * @property {number} [timeout] milliseconds
 */

/**
 * Runs one step of the set-up.
 *
 * @param {string} name short, also the log's file name
 * @param {string} what what is done, and about how long it takes
 * @param {string | null} help what is missing and how to get it, if the step fails;
 *   null if its caller can go on without
 * @param {(log: Log) => Promise<void>} work
 */
export async function step(name, what, help, work) {
  const label = name.padEnd(11);
  const path = join(LOGS, `${name.replaceAll(" ", "-")}.log`);
  mkdirSync(LOGS, { recursive: true });
  const file = openSync(path, "w");
  const started = performance.now();
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;

  console.log(`${label} ${what}`);
  const alive = setInterval(() => {
    console.log(`${label} … ${seconds()}  ${tail(path, 1)}`);
  }, SIGN_OF_LIFE_MS);
  try {
    await work({ run: (command, args, options) => run(file, command, args, options) });
    console.log(`${label} done in ${seconds()}`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const where = `Full log: ${relative(root, path)}`;
    if (help === null) console.log(`${label} not possible here: ${reason}. ${where}`);
    else console.error(`${label} failed: ${reason}\n${indent(tail(path, TAIL_LINES))}`);
    throw new StepError(`${name}: ${reason}. ${help} ${where}`);
  } finally {
    clearInterval(alive);
    closeSync(file);
  }
}

/**
 * Waits for steps that run at once. All of them come to an end even if one
 * fails, so that nothing is left running, or half installed, behind the prompt.
 *
 * @param {Promise<void>[]} steps
 */
export async function all(steps) {
  for (const result of await Promise.allSettled(steps)) {
    if (result.status === "rejected") throw result.reason;
  }
}

/**
 * Runs the work of a script; a StepError becomes one line and exit code 1.
 *
 * @param {() => Promise<void>} work
 * @returns {Promise<boolean>} whether it succeeded
 */
export async function main(work) {
  try {
    await work();
    return true;
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    console.error(`\n${error.message}`);
    process.exitCode = 1;
    return false;
  }
}

/**
 * Whether a module is the script that Node was started with, and not imported by another.
 *
 * @param {string} url import.meta.url
 */
export function isMain(url) {
  const script = process.argv[1];
  return script !== undefined && realpathSync(script) === fileURLToPath(url);
}

/**
 * The environment with folders put before PATH.
 *
 * @param {string[]} folders empty ones are left out
 * @returns {NodeJS.ProcessEnv}
 */
export function withFolders(...folders) {
  // Windows writes it in another case, and a child given both may take either.
  const name = Object.keys(process.env).find((key) => key.toUpperCase() === "PATH") ?? "PATH";
  return { [name]: [...folders, process.env[name]].filter(Boolean).join(delimiter) };
}

/**
 * The output of a quick command, or null if it cannot be run or fails.
 *
 * @param {string} command
 * @param {string[]} args
 */
export function output(command, args) {
  const result = spawnSync(command, args, { cwd: root, encoding: "utf8" });
  return result.status === 0 ? result.stdout.trim() : null;
}

/**
 * @param {number} log file descriptor
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<void>}
 */
function run(log, command, args, { cwd = root, env, timeout } = {}) {
  writeSync(log, `$ ${command} ${args.join(" ")}\n`);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, NO_COLOR: "1", ...env },
      stdio: ["ignore", log, log],
      timeout,
    });
    child.on("error", () => reject(new Error(`${command} cannot be run`)));
    child.on("exit", (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ${code === null ? `was ended by ${signal}` : `gave exit code ${code}`}`));
    });
  });
}

/**
 * @param {string} path
 * @param {number} lines
 */
function tail(path, lines) {
  return readFileSync(path, "utf8")
    .trimEnd()
    .split(/[\r\n]+/)
    .slice(-lines)
    .join("\n");
}

/** @param {string} text */
export function indent(text) {
  return text.replace(/^/gm, "  | ");
}
