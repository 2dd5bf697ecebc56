// Pages of users' projects, in Chromium and in Firefox: a page is opened, and whatever it prints is listened to until it
// prints the line of the check.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize, sep } from "node:path";
import { launch, missing } from "../browser.mjs";
import { NotInstallable } from "./not-installable.mjs";

const TIMEOUT_MS = 60_000;

const TYPES = new Map([
  [".html", "text/html"],
  [".js", "text/javascript"],
  [".mjs", "text/javascript"],
  [".css", "text/css"],
  [".json", "application/json"],
  [".wasm", "application/wasm"],
]);

/** @typedef {(text: string) => boolean} Enough whether what was printed so far has the line */

/**
 * @typedef {object} Browser
 * @property {(url: string, enough: Enough, extension?: string) => Promise<string>} open opens a page, with an extension
 *   installed from its folder or without; what the page printed
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

/** @returns {Browser} */
export function chromium() {
  return shared("chromium");
}

/** @returns {Browser} */
export function firefox() {
  return shared("firefox");
}

/**
 * One process for all pages, each in a context of its own.
 *
 * @param {import("../browser.mjs").Name} name
 * @returns {Browser}
 */
function shared(name) {
  /** @type {Promise<import("puppeteer-core").Browser> | undefined} */
  let launched;
  let version = "";
  const start = async () => {
    const reason = missing(name);
    if (reason !== null) throw new NotInstallable(reason);
    const started = await launch(name);
    // A page that brings down the browser fails alone.
    started.browser.once("disconnected", () => (launched = undefined));
    version = started.version;
    return started.browser;
  };
  return {
    open: async (url, enough, extension) => {
      const browser = await (launched ??= start());
      if (extension === undefined) {
        const context = await browser.createBrowserContext();
        try {
          return await listen(await context.newPage(), url, enough);
        } finally {
          await context.close();
        }
      }
      // Chromium keeps extensions to the context that it starts with.
      const page = await browser.newPage();
      const id = await browser.installExtension(extension);
      try {
        return await listen(page, url, enough);
      } finally {
        await page.close();
        await browser.uninstallExtension(id);
      }
    },
    close: async () => (await launched?.catch(() => undefined))?.close(),
    version: () => version,
  };
}

/**
 * @param {import("puppeteer-core").Page} page
 * @param {string} url
 * @param {Enough} enough
 * @returns {Promise<string>}
 */
async function listen(page, url, enough) {
  let text = "";
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  /** @type {Promise<void>} */
  const ended = new Promise((resolve) => {
    timer = setTimeout(() => {
      text += `nothing more after ${TIMEOUT_MS / 1000} s\n`;
      resolve();
    }, TIMEOUT_MS);
    page.on("console", (message) => {
      text += `${message.text()}\n`;
      if (enough(text)) resolve();
    });
    page.on("pageerror", (error) => {
      text += `${String(error)}\n`;
    });
  });
  try {
    // The line may come before the page has loaded.
    await Promise.race([ended, page.goto(url, { timeout: 0 }).then(() => ended)]);
  } finally {
    clearTimeout(timer);
  }
  return text;
}
