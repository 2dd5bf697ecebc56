// One environment: it is built and run, and what it prints is judged.

import { missing } from "../browser.mjs";
import { Failure } from "../jobs.mjs";
import { chromium, firefox, serve } from "./browsers.mjs";
import { freePort, start } from "./command.mjs";
import { NotInstallable } from "./not-installable.mjs";
import { tail } from "./project.mjs";
import { join } from "node:path";

/** @typedef {import("./table.mjs").Environment} Environment */
/** @typedef {import("./project.mjs").Installed} Installed */

/**
 * @typedef {object} Verdict
 * @property {"ok" | "failed" | "not installable"} result
 * @property {string} engine "jit", "tiles" or "" where none is told
 * @property {string} note why it failed; or what else is to be said
 * @property {string} [versions] what it ran in, where it tells that itself
 */

const BROWSER = /(Chromium|Firefox) [\d.]+/;

const FLUSHES = "the host's WebAssembly flushes subnormal numbers to zero, so that the bits are others than Node's";

const RUN_TIMEOUT_MS = 120_000;
/** Half an hour of tests, on a machine that has much else to do. */
const SCRIPT_TIMEOUT_MS = 1_800_000;
const START_TIMEOUT_MS = 60_000;

export const BROWSERS = { chromium: chromium(), firefox: firefox() };

/**
 * @param {Environment} environment
 * @param {Installed} installed
 * @param {string} bits what Node computes from the same build
 * @returns {Promise<Verdict>} never throws
 */
export async function tryEnvironment(environment, installed, bits) {
  try {
    for (const step of environment.build ?? []) await installed.run(step);
    return judge(environment, await output(environment, installed), bits);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (error instanceof NotInstallable) return { result: "not installable", engine: "", note: reason };
    return { result: "failed", engine: "", note: reason };
  }
}

/**
 * What the environment prints.
 *
 * @param {Environment} environment
 * @param {Installed} installed
 */
async function output({ run }, installed) {
  if (Array.isArray(run)) return installed.run(run, RUN_TIMEOUT_MS);
  if ("script" in run) {
    const why = missing(run.browser);
    if (why !== null) throw new NotInstallable(why);
    return installed.run([process.execPath, ...run.script], SCRIPT_TIMEOUT_MS);
  }
  if ("page" in run) {
    const server = await serve(join(installed.folder, run.page), run.headers ?? {});
    const extension = run.extension === undefined ? undefined : join(installed.folder, run.extension);
    try {
      return await BROWSERS[run.browser ?? "chromium"].open(`${server.url}${run.path ?? "/"}`, hasLine, extension);
    } finally {
      server.close();
    }
  }
  return ofServer(run, installed);
}

/**
 * @param {import("./table.mjs").Served} run
 * @param {Installed} installed
 */
async function ofServer(run, installed) {
  const port = String(await freePort());
  const server = start(
    run.start.map((word) => word.replace("{port}", port)),
    installed.place(),
  );
  try {
    const url = `http://127.0.0.1:${port}${run.fetch ?? run.open ?? "/"}`;
    const answer = await firstAnswer(url, server);
    if (run.fetch !== undefined) return answer;
    return await BROWSERS.chromium.open(url, hasLine);
  } catch (error) {
    throw new Failure(`${tail(server.output())}\n${error instanceof Error ? error.message : String(error)}`);
  } finally {
    server.stop();
  }
}

/**
 * @param {string} url
 * @param {ReturnType<typeof start>} server
 */
async function firstAnswer(url, server) {
  const until = performance.now() + START_TIMEOUT_MS;
  let ended = false;
  void server.ended.then(() => (ended = true));
  while (performance.now() < until && !ended) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(START_TIMEOUT_MS) });
      const text = await response.text();
      if (!response.ok) throw new Failure(`${response.status} of ${new URL(url).pathname}: ${tail(text, 5)}`);
      return text;
    } catch (error) {
      if (error instanceof Failure) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  throw new Failure(ended ? "the server ended" : `the server did not answer in ${START_TIMEOUT_MS / 1000} s`);
}

/** @typedef {{ engine?: string, bits?: string, flushes?: boolean, failed?: string }} Line */

/**
 * The line of the check; HTML may hold it, or JSON of a framework.
 *
 * @param {string} text
 * @returns {Line | null}
 */
function findLine(text) {
  const found = /FLUXION (\{.*?\}) END/s.exec(text.replaceAll("&quot;", '"'));
  return found === null ? null : JSON.parse(found[1]);
}

/** @param {string} text */
function hasLine(text) {
  return findLine(text) !== null;
}

/**
 * @param {Environment} environment
 * @param {string} text
 * @param {string} bits
 * @returns {Verdict}
 */
function judge({ expects = {} }, text, bits) {
  if (expects.exit) return { result: "ok", engine: "", note: "" };
  if (expects.says !== undefined) {
    const found = expects.says.exec(text);
    if (found === null) throw new Failure(`${tail(text)}\nit has not printed ${expects.says}`);
    return { result: "ok", engine: "", note: found[1] ?? "", versions: BROWSER.exec(text)?.[0] };
  }
  const line = findLine(text);
  if (line === null) throw new Failure(`${tail(text)}\nit printed no line of the check`);
  if (expects.failed !== undefined) {
    if (line.failed !== undefined && expects.failed.test(line.failed)) {
      return { result: "ok", engine: "", note: `refused, as it must: ${line.failed}` };
    }
    throw new Failure(`it should have failed with ${expects.failed}: ${JSON.stringify(line)}`);
  }
  if (line.failed !== undefined) throw new Failure(`${tail(text)}\n${line.failed}`);
  const engine = expects.engine ?? "jit";
  if (line.engine !== engine) throw new Failure(`functions ran on ${line.engine}, not ${engine}`);
  if (line.flushes !== (expects.flushes ?? false)) {
    throw new Failure(`subnormal numbers are ${line.flushes ? "flushed to zero" : "computed with"}`);
  }
  // Of a host that flushes, the two engines agree, which the check has seen.
  if (line.flushes) return { result: "ok", engine, note: FLUSHES };
  if (line.bits !== bits) throw new Failure(`the bits are ${line.bits}, those of Node ${bits}`);
  return { result: "ok", engine, note: "" };
}
