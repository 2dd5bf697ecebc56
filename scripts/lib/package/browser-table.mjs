// Pages, workers and extensions, each in every browser.

/** @typedef {import("./table.mjs").Project} Project */
/** @typedef {import("./table.mjs").Environment} Environment */
/** @typedef {import("./table.mjs").Expects} Expects */

const REFUSED = { failed: /'wasm-unsafe-eval'/ };

/** @param {string} policy */
const csp = (policy) => ({ "content-security-policy": `default-src 'none'; ${policy}` });

/**
 * What is opened of test/package/browser, and how it is served.
 *
 * @param {boolean} isFirefox
 * @returns {{ name: string, path: string, headers?: Record<string, string>, extension?: string, expects?: Expects }[]}
 */
function scenes(isFirefox) {
  // Firefox has no service workers for extensions.
  const background = isFirefox ? "event page" : "service worker";
  return [
    { name: "page", path: "/page.html" },
    { name: "module worker", path: "/module-worker.html" },
    { name: "classic worker", path: "/classic-worker.html" },
    { name: "shared worker", path: "/shared-worker.html" },
    { name: "service worker", path: "/service-worker.html" },
    {
      name: "AudioWorklet",
      path: "/audio-worklet.html",
      // WebAssembly that has nothing of ours multiplies 1e-40 by 0.5 to 0 there; JavaScript does not.
      expects: { flushes: isFirefox },
    },
    { name: "arrays of an iframe", path: "/iframe.html" },
    {
      name: "sandboxed iframe, of opaque origin",
      path: "/sandboxed.html",
      // Modules are asked for as if by another site.
      headers: { "access-control-allow-origin": "*" },
    },
    { name: "fluxion/slim and its wasm by fetch", path: "/slim.html" },
    {
      name: "strict CSP with 'wasm-unsafe-eval'",
      path: "/page.html",
      headers: csp("script-src 'self' 'wasm-unsafe-eval'"),
    },
    {
      name: "strict CSP without 'wasm-unsafe-eval'",
      path: "/page.html",
      headers: csp("script-src 'self'"),
      expects: REFUSED,
    },
    {
      name: "Trusted Types",
      path: "/page.html",
      headers: csp("script-src 'self' 'wasm-unsafe-eval'; require-trusted-types-for 'script'; trusted-types 'none'"),
    },
    {
      name: `MV3 extension with 'wasm-unsafe-eval', ${background}`,
      path: "/extension.html?background",
      extension: "extension",
    },
    {
      name: `MV3 extension without 'wasm-unsafe-eval', ${background}`,
      path: "/extension.html?background",
      extension: "extension-strict",
      expects: REFUSED,
    },
    {
      name: "MV3 extension with 'wasm-unsafe-eval', page",
      path: "/extension.html?page",
      extension: "extension",
    },
    {
      name: "MV3 extension without 'wasm-unsafe-eval', page",
      path: "/extension.html?page",
      extension: "extension-strict",
      expects: REFUSED,
    },
    // To content scripts an extension's manifest does not apply, neither forbidding nor allowing.
    { name: "MV3 extension, content script", path: "/extension.html?content", extension: "extension-strict" },
    {
      name: "MV3 extension, content script in a page with a strict CSP",
      path: "/extension.html?content",
      headers: csp("script-src 'self'"),
      extension: "extension",
      // Chromium asks the page's policy, Firefox one of its own for content scripts.
      expects: isFirefox ? {} : REFUSED,
    },
  ];
}

/** @param {"chromium" | "firefox"} browser @param {string} title @returns {Environment[]} */
function environments(browser, title) {
  return scenes(browser === "firefox").map(({ name, expects, ...page }) => ({
    name: `${title}, ${name}`,
    run: { page: ".", browser, ...page },
    expects,
    quick: browser === "chromium",
  }));
}

/** @returns {Project[]} */
export function browserProjects() {
  const bundle = (/** @type {string[]} */ ...options) => ["esbuild", "--bundle", "--log-level=warning", ...options];
  const extension = ["background.mjs", "content.mjs", "page.mjs", "page.html"].map(
    (file) => `extension-source/${file}`,
  );
  return [
    {
      name: "browser",
      group: "browsers",
      build: [
        bundle("worker.mjs", "--outfile=classic-worker.js"),
        bundle(...extension, "--loader:.html=copy", "--outdir=extension"),
        bundle(...extension, "--loader:.html=copy", "--outdir=extension-strict"),
      ],
      environments: [...environments("chromium", "Chromium"), ...environments("firefox", "Firefox")],
    },
  ];
}
