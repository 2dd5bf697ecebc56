// Commands that run side by side: one line for each when it ends, and all that a failed one printed; every twenty
// seconds, a line with those that still run.

import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { inspect } from "node:util";
import { indent, root } from "./step.mjs";

const SIGN_OF_LIFE_MS = 20_000;

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 *
 * @typedef {object} Outcome What a job tells when it has ended, if its commands did not fail.
 * @property {Counts} [counts] of its tests; without, the job counts as one that passed
 * @property {string} [note] what is to be seen although nothing failed
 *
 * @typedef {object} Shell What a job's work runs its commands with.
 * @property {(command: string, args: string[], options?: CommandOptions) => Promise<Result>} run
 *   runs a command to its end; throws {@link Failure} if it fails
 * @property {(job: Job) => void} add makes another job the next to start
 *
 * @typedef {{ code: number, output: string, stdout: string }} Result
 *   output: stdout and stderr, as they came
 *
 * @typedef {object} CommandOptions
 * @property {NodeJS.ProcessEnv} [env] added to this process's own
 * @property {boolean} [mayFail] the work itself looks whether it failed
 *
 * @typedef {object} Job
 * @property {string} name
 * @property {(shell: Shell) => Promise<Outcome | void>} work
 */

/** A job's failure that its output explains. */
export class Failure extends Error {}

/**
 * Runs jobs, each as soon as a processor is free for it, in the order given.
 *
 * @param {Job[]} jobs
 * @returns {Promise<Counts>} the sums
 */
export async function runJobs(jobs) {
  const waiting = [...jobs];
  /** @type {Set<string>} */
  const running = new Set();
  const total = { passed: 0, failed: 0, skipped: 0 };
  const started = performance.now();

  const alive = setInterval(() => {
    console.log(`…       ${seconds(started).padStart(7)}  ${[...running].join(", ")}`);
  }, SIGN_OF_LIFE_MS);
  await new Promise((/** @type {(ended: void) => void} */ end) => {
    const slots = Math.max(2, availableParallelism());
    const startNext = () => {
      while (running.size < slots && waiting.length > 0) void runNext(/** @type {Job} */ (waiting.shift()));
      if (running.size === 0) end();
    };
    const runNext = async (/** @type {Job} */ job) => {
      running.add(job.name);
      const counts = await runJob(job, (next) => waiting.unshift(next));
      running.delete(job.name);
      for (const kind of /** @type {const} */ (["passed", "failed", "skipped"])) total[kind] += counts[kind];
      startNext();
    };
    startNext();
  });
  clearInterval(alive);
  return total;
}

/**
 * @param {Job} job
 * @param {(job: Job) => void} add
 * @returns {Promise<Counts>}
 */
async function runJob({ name, work }, add) {
  const started = performance.now();
  let output = "";
  try {
    const run = async (
      /** @type {string} */ command,
      /** @type {string[]} */ args,
      /** @type {CommandOptions} */ options = {},
    ) => {
      const result = await capture(command, args, options.env);
      output += result.output;
      if (result.code !== 0 && options.mayFail !== true) throw new Failure(`exit code ${result.code}`);
      return result;
    };
    const { counts = { passed: 1, failed: 0, skipped: 0 }, note } = (await work({ run, add })) ?? {};
    const failed = counts.failed > 0;
    report(name, failed, seconds(started), summary(counts), failed ? [output, note].filter(Boolean).join("\n") : note);
    return counts;
  } catch (error) {
    const reason = error instanceof Failure ? error.message : inspect(error);
    report(name, true, seconds(started), "", `${output.trimEnd()}\n${reason}`.trimStart());
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

/**
 * Runs a command to its end.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<Result>}
 */
function capture(command, args, env) {
  const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (/** @type {string} */ text) => {
    output += text;
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (/** @type {string} */ text) => {
    output += text;
  });
  return new Promise((resolve) => {
    child.on("error", (error) => resolve({ code: 127, output: `${output}${error.message}\n`, stdout }));
    child.on("close", (code) => resolve({ code: code ?? 1, output, stdout }));
  });
}

/**
 * @param {string} name
 * @param {boolean} failed
 * @param {string} time
 * @param {string} result
 * @param {string | undefined} text
 */
function report(name, failed, time, result, text) {
  console.log(`${failed ? "FAILED " : "ok     "} ${time.padStart(7)}  ${name}${result}`);
  if (text !== undefined && text.trim() !== "") console.log(indent(text.trimEnd()));
}

/** @param {Counts} counts */
function summary({ passed, failed, skipped }) {
  if (failed === 0 && skipped === 0 && passed <= 1) return "";
  return `: ${describe({ passed, failed, skipped })}`;
}

/** @param {Counts} counts */
export function describe({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/** @param {number} started */
export function seconds(started) {
  return `${((performance.now() - started) / 1000).toFixed(1)} s`;
}
