// Commands of users' projects: to their end, or as a server, but never for longer than they may take. For Linux and macOS:
// on Windows the commands of npm packages are batch files.

import { spawn } from "node:child_process";
import { createServer } from "node:net";

/**
 * @typedef {object} Place Where a command runs.
 * @property {string} cwd
 * @property {NodeJS.ProcessEnv} env all of it
 *
 * @typedef {{ code: number, output: string }} Ended output: stdout and stderr, as they came
 */

/** Those that run, by what stops them. @type {Set<() => void>} */
const running = new Set();

// They are groups of their own, which an interrupt at the terminal does not reach.
process.once("exit", () => {
  for (const stop of running) stop();
});

/**
 * Runs a command to its end.
 *
 * @param {string[]} command
 * @param {Place} place
 * @param {number} timeout milliseconds
 * @returns {Promise<Ended>}
 */
export async function runToEnd(command, place, timeout) {
  const server = start(command, place);
  const timer = setTimeout(() => server.stop(`ended after ${timeout / 1000} s`), timeout);
  const code = await server.ended;
  clearTimeout(timer);
  return { code, output: server.output() };
}

/**
 * Starts a command.
 *
 * @param {string[]} command
 * @param {Place} place
 */
export function start([program = "", ...args], { cwd, env }) {
  // A group of its own, for tools start processes that outlive them.
  const child = spawn(program, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  let output = `$ ${program} ${args.join(" ")}\n`;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (/** @type {string} */ text) => {
      output += text;
    });
  }
  const stop = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    } catch {
      // All of the group have ended.
    }
  };
  running.add(stop);
  /** @type {Promise<number>} */
  const ended = new Promise((resolve) => {
    child.on("error", (error) => {
      output += `${error.message}\n`;
      resolve(127);
    });
    // What it has left behind would hold its output open.
    child.on("exit", stop);
    child.on("close", (code) => {
      running.delete(stop);
      resolve(code ?? 1);
    });
  });
  return {
    output: () => output,
    ended,
    /** @param {string} [reason] */
    stop(reason) {
      if (reason !== undefined) output += `\n${reason}\n`;
      stop();
    },
  };
}

/** @returns {Promise<number>} a port that nobody listens on */
export function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
