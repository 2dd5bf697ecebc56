// Browsers by name, as they are found on this machine.

import { CHROMIUM_MISSING, findChromium, launchChromium } from "./chromium.mjs";
import { findFirefox, FIREFOX_MISSING, launchFirefox } from "./firefox.mjs";

/** @typedef {"chromium" | "firefox"} Name */

/** @type {Record<Name, { title: string, find: () => string | null, launch: typeof launchChromium, missing: string }>} */
const BROWSERS = {
  chromium: { title: "Chromium", find: findChromium, launch: launchChromium, missing: CHROMIUM_MISSING },
  firefox: { title: "Firefox", find: findFirefox, launch: launchFirefox, missing: FIREFOX_MISSING },
};

export const NAMES = /** @type {Name[]} */ (Object.keys(BROWSERS));

/** @param {Name} name */
export function titleOf(name) {
  return BROWSERS[name].title;
}

/** Headers by which a page has a clock of microseconds, and shared memory. */
export const ISOLATED = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

/**
 * Why a browser cannot be started, or null.
 *
 * @param {Name} name
 */
export function missing(name) {
  return BROWSERS[name].find() === null ? BROWSERS[name].missing : null;
}

/**
 * Starts a browser, without a window.
 *
 * @param {Name} name
 * @returns the browser, and its name with its version
 * @throws if there is none
 */
export async function launch(name) {
  const { title, find, launch, missing } = BROWSERS[name];
  const path = find();
  if (path === null) throw new Error(missing);
  const browser = await launch(path);
  return { browser, version: `${title} ${(await browser.version()).split("/")[1] ?? ""}` };
}
