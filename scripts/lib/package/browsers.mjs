// Pages of users' projects, in Chromium and in Firefox: a page is opened, and whatever it prints is listened to until it
// prints the line of the check.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, normalize, sep } from "node:path";
import { CHROMIUM_MISSING, findChromium, OPTIONS } from "../chromium.mjs";
import { FIREFOX_MISSING, findFirefox } from "../firefox.mjs";
import { NotInstallable } from "./not-installable.mjs";
import { start } from "./command.mjs";

const TIMEOUT_MS = 60_000;

const TYPES = new Map([
  [".html", "text/html"],
  [".js", "text/javascript"],
  [".mjs", "text/javascript"],
  [".css", "text/css"],
  [".json", "application/json"],
  [".wasm", "application/wasm"],
]);

/** That content's console is written to stdout, and that nothing is fetched, asked or offered. */
const PREFERENCES = {
  "app.normandy.enabled": false,
  "app.update.enabled": false,
  "browser.aboutwelcome.enabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.homepage_override.mstone": "ignore",
  "datareporting.policy.dataSubmissionEnabled": false,
  "devtools.console.stdout.content": true,
  "dom.serviceWorkers.testing.enabled": true,
  "extensions.update.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "services.settings.server": "http://127.0.0.1:9",
  "toolkit.telemetry.reportingpolicy.firstRun": false,
};

/** @typedef {(text: string) => boolean} Enough whether what was printed so far has the line */

/**
 * @typedef {object} Browser
 * @property {(url: string, enough: Enough) => Promise<string>} open opens a page; what it printed
 * @property {() => Promise<void>} close
 * @property {() => string} version
 */

/**
 * Serves a folder's files, with the same headers for all of them.
 *
 * @param {string} folder
 * @param {Record<string, string>} headers
 */
export async function serve(folder, headers) {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname));
    try {
      if (path.includes(`..${sep}`)) throw new Error("outside of the folder");
      const body = readFileSync(join(folder, path.endsWith("/") ? `${path}index.html` : path));
      const type = TYPES.get(extname(path)) ?? (path.endsWith("/") ? "text/html" : "application/octet-stream");
      response.writeHead(200, { "content-type": type, ...headers }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((/** @type {(listening: void) => void} */ listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** One for all pages, each in a context of its own. @returns {Browser} */
export function chromium() {
  /** @type {Promise<import("playwright-core").Browser> | undefined} */
  let launched;
  let version = "";
  const launch = async () => {
    const executablePath = findChromium();
    if (executablePath === null) throw new NotInstallable(CHROMIUM_MISSING);
    const playwright = await import("playwright-core");
    const browser = await playwright.chromium.launch({ executablePath, args: OPTIONS });
    version = `Chromium ${browser.version()}`;
    return browser;
  };
  return {
    open: async (url, enough) => {
      const browser = await (launched ??= launch());
      const context = await browser.newContext();
      try {
        return await listen(context, enough, async () => {
          const page = await context.newPage();
          await page.goto(url);
        });
      } finally {
        await context.close();
      }
    },
    close: async () => (await launched)?.close(),
    version: () => version,
  };
}

/**
 * An extension, which prints the line in its service worker, by itself.
 *
 * @param {string} folder
 * @param {Enough} enough
 */
export async function runExtension(folder, enough) {
  const executablePath = findChromium();
  if (executablePath === null) throw new NotInstallable(CHROMIUM_MISSING);
  const playwright = await import("playwright-core");
  const profile = mkdtempSync(join(tmpdir(), "fluxion-extension-"));
  const context = await playwright.chromium.launchPersistentContext(profile, {
    executablePath,
    args: [...OPTIONS, `--disable-extensions-except=${folder}`, `--load-extension=${folder}`],
    ignoreDefaultArgs: ["--disable-extensions"],
  });
  try {
    const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker", { timeout: 20_000 }));
    let text = "";
    for (let tries = 0; tries < 100 && !enough(text); tries++) {
      text = await worker.evaluate(() => String(/** @type {any} */ (globalThis).line));
      if (!enough(text)) await new Promise((resolve) => setTimeout(resolve, 200));
    }
    return text;
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * @param {import("playwright-core").BrowserContext} context
 * @param {Enough} enough
 * @param {() => Promise<void>} open
 * @returns {Promise<string>}
 */
function listen(context, enough, open) {
  return new Promise((resolve, reject) => {
    let text = "";
    const end = () => {
      clearTimeout(timer);
      resolve(text);
    };
    const timer = setTimeout(() => {
      text += `nothing more after ${TIMEOUT_MS / 1000} s\n`;
      end();
    }, TIMEOUT_MS);
    context.on("console", (message) => {
      text += `${message.text()}\n`;
      if (enough(text)) end();
    });
    context.on("weberror", (error) => {
      text += `${error.error().message}\n`;
    });
    open().catch((/** @type {unknown} */ error) => {
      clearTimeout(timer);
      reject(error instanceof Error ? error : new Error(String(error)));
    });
  });
}

/** A process and a profile for each page: nothing but its own command line is needed to talk to it. @returns {Browser} */
export function firefox() {
  let version = "";
  return {
    open: async (url, enough) => {
      const path = findFirefox();
      if (path === null) throw new NotInstallable(FIREFOX_MISSING);
      const profile = mkdtempSync(join(tmpdir(), "fluxion-firefox-"));
      const preferences = Object.entries(PREFERENCES).map(
        ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
      );
      writeFileSync(join(profile, "user.js"), preferences.join("\n"));
      const place = { cwd: profile, env: { ...process.env, HOME: profile, MOZ_HEADLESS: "1" } };
      const about = start([path, "--version"], place);
      await about.ended;
      version = /Firefox ([\w.]+)/.exec(about.output())?.[0] ?? "";
      const browser = start([path, "--headless", "--no-remote", "--profile", profile, url], place);
      const until = performance.now() + TIMEOUT_MS;
      while (!enough(printed(browser.output())) && performance.now() < until) {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      browser.stop();
      await browser.ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
      return printed(browser.output());
    },
    close: () => Promise.resolve(),
    version: () => version,
  };
}

/**
 * What a page printed, of what Firefox writes to stdout: it quotes texts.
 *
 * @param {string} output
 */
function printed(output) {
  return output.replaceAll(/^console\.log: (".*")$/gm, (_, quoted) => String(JSON.parse(quoted)));
}
