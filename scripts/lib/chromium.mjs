// A Chromium for the browser test. It is the one thing that the tests can do without: where it cannot be had, that test
// is skipped and says so. Not in CI, where nobody reads it: there it fails.

import { accessSync, constants, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { aptInstall, hasApt } from "../debian/apt.mjs";
import { isCi, root, step } from "./step.mjs";

const COMMANDS = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
const APPLICATIONS = [
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  join(process.env.PROGRAMFILES ?? "C:\\Program Files", "Google", "Chrome", "Application", "chrome.exe"),
];

export const CHROMIUM_MISSING =
  'no Chromium found: "apt-get install chromium" or Chrome\'s own installer gets one; the environment variable CHROMIUM ' +
  "can name one";

/** Beside the options of puppeteer-core: it looks for nothing outside this machine, and runs wherever tests do. */
const OPTIONS = [
  "--disable-component-update",
  "--disable-quic",
  // The sandbox needs rights that root and containers do not have.
  "--no-sandbox",
];

/** How often it is tried, for a server that fails once may answer the next time. */
const TRIES = 2;

/** Not to try in vain at every run. In CI, every run tries. */
const GAVE_UP = join(root, ".tools", "no-chromium");

/** The path of the browser, or null. The environment variable CHROMIUM names another one. */
export function findChromium() {
  return process.env.CHROMIUM ? process.env.CHROMIUM : findExecutable(COMMANDS, APPLICATIONS);
}

/**
 * Starts it, driven by its own protocol.
 *
 * @param {string} executablePath
 */
export async function launchChromium(executablePath) {
  // Set-up, which imports this file, is what installs the packages.
  const { default: puppeteer } = await import("puppeteer-core");
  return puppeteer.launch({ executablePath, args: OPTIONS, enableExtensions: true, pipe: true });
}

/**
 * @param {string[]} commands names, looked for in PATH
 * @param {string[]} applications paths
 */
export function findExecutable(commands, applications) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const candidates = commands.flatMap((command) => folders.map((folder) => join(folder, command)));
  return [...candidates, ...applications].find(isExecutable) ?? null;
}

/** Whether there is none, but one may be had. */
export function wantsChromium() {
  return findChromium() === null && (isCi || !existsSync(GAVE_UP)) && hasApt();
}

/** Never fails: the test does, or is skipped. */
export async function installChromium() {
  for (let tries = 1; tries <= TRIES; tries++) {
    try {
      await step("chromium", "installing the browser for the browser test (30 s)", null, (log) =>
        aptInstall(log, ["chromium"]),
      );
      return;
    } catch {
      // The step has said why.
    }
  }
  mkdirSync(dirname(GAVE_UP), { recursive: true });
  writeFileSync(GAVE_UP, "Installing Chromium failed. Remove this file to try again.\n");
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
