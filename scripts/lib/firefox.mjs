// A Firefox, for the test of the package in pages: the second of two browsers, and another wasm engine.

import { join } from "node:path";
import { aptInstall, hasApt } from "../debian/apt.mjs";
import { findExecutable } from "./chromium.mjs";
import { step } from "./step.mjs";

const COMMANDS = ["firefox-esr", "firefox"];
const APPLICATIONS = [
  "/Applications/Firefox.app/Contents/MacOS/firefox",
  join(process.env.PROGRAMFILES ?? "C:\\Program Files", "Mozilla Firefox", "firefox.exe"),
];

export const FIREFOX_MISSING =
  'no Firefox found: "apt-get install firefox-esr" or its own installer gets one; the environment variable FIREFOX can ' +
  "name one";

/** The path of the browser, or null. The environment variable FIREFOX names another one. */
export function findFirefox() {
  return process.env.FIREFOX ? process.env.FIREFOX : findExecutable(COMMANDS, APPLICATIONS);
}

/**
 * Starts it, driven by WebDriver BiDi.
 *
 * @param {string} executablePath
 */
export async function launchFirefox(executablePath) {
  const { default: puppeteer } = await import("puppeteer-core");
  return puppeteer.launch({ browser: "firefox", executablePath });
}

/** Never fails: what needs it is reported as not installable. */
export async function installFirefox() {
  if (findFirefox() !== null || !hasApt()) return;
  try {
    await step("firefox", "installing the browser for the test of pages (60 s)", null, (log) =>
      aptInstall(log, ["firefox-esr"]),
    );
  } catch {
    // The step has said why.
  }
}
