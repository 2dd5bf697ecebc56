// node_modules, as the lock file wants it.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root, step } from "./step.mjs";

const LOCK = join(root, "package-lock.json");
// Inside node_modules, which `npm ci` removes first: an installation that was
// interrupted has no stamp.
const STAMP = join(root, "node_modules", ".installed-lock.json");

/**
 * How to run npm: the script of the one that runs us, else of the one that came with Node. On Windows the command
 * itself is a batch file, which cannot be run without a shell.
 *
 * @param {string[]} args
 */
export function npm(...args) {
  const scripts = [
    process.env.npm_execpath ?? "",
    join(dirname(process.execPath), "node_modules", "npm", "bin", "npm-cli.js"),
  ];
  const script = scripts.find((path) => /npm-cli\.c?js$/.test(path) && existsSync(path));
  return script === undefined ? { command: "npm", args } : { command: process.execPath, args: [script, ...args] };
}

export function hasNodeModules() {
  return existsSync(STAMP) && readFileSync(STAMP).equals(readFileSync(LOCK));
}

export async function installNodeModules() {
  await step(
    "npm",
    "installing the development packages (20 s)",
    'The packages of package-lock.json are missing: see that the npm registry can be reached, then "npm ci".',
    async (log) => {
      const { command, args } = npm("ci", "--include=dev", "--ignore-scripts");
      await log.run(command, args);
      writeFileSync(STAMP, readFileSync(LOCK));
    },
  );
}
