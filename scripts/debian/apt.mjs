// Packages of Debian and its kin.

import { existsSync } from "node:fs";
import { output } from "../lib/step.mjs";

const isRoot = process.getuid?.() === 0;

/** Whether packages can be installed without asking anybody. */
export function hasApt() {
  return existsSync("/usr/bin/apt-get") && (isRoot || output("sudo", ["-n", "true"]) !== null);
}

/**
 * Runs a command as root.
 *
 * @param {import("../lib/step.mjs").Log} log
 * @param {string} command
 * @param {string[]} args
 */
export function asRoot(log, command, args) {
  return isRoot ? log.run(command, args) : log.run("sudo", ["-n", command, ...args]);
}

/** apt locks its database: one installation at a time. */
let queue = Promise.resolve();
let isUpdated = false;

/**
 * @param {import("../lib/step.mjs").Log} log
 * @param {string[]} packages
 */
export function aptInstall(log, packages) {
  const installed = queue.then(async () => {
    if (!isUpdated) {
      // Mends what an interrupted installation may have left; nothing to do otherwise.
      await asRoot(log, "dpkg", ["--configure", "-a"]);
      await asRoot(log, "apt-get", ["update"]);
      isUpdated = true;
    }
    await asRoot(log, "env", [
      "DEBIAN_FRONTEND=noninteractive",
      "apt-get",
      "install",
      "-y",
      "--no-install-recommends",
      ...packages,
    ]);
  });
  queue = installed.catch(() => {});
  return installed;
}
