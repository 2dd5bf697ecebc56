// Pages and workers, each in every browser.

/** @typedef {import("./table.mjs").Project} Project */
/** @typedef {import("./table.mjs").Environment} Environment */

const REFUSED = /'wasm-unsafe-eval'/;

/**
 * A page of test/package/browser, and how it is served.
 *
 * @typedef {import("./table.mjs").Expects} Expects
 * @type {{ name: string, path: string, headers?: Record<string, string>, expects?: Expects, firefox?: Expects }[]}
 */
const SCENES = [
  { name: "page", path: "/page.html" },
  { name: "module worker", path: "/module-worker.html" },
  { name: "classic worker", path: "/classic-worker.html" },
  { name: "shared worker", path: "/shared-worker.html" },
  { name: "service worker", path: "/service-worker.html" },
  {
    name: "AudioWorklet",
    path: "/audio-worklet.html",
    // WebAssembly that has nothing of ours multiplies 1e-40 by 0.5 to 0 there; JavaScript does not.
    firefox: { flushes: true },
  },
  { name: "arrays of an iframe", path: "/iframe.html" },
  { name: "fluxion/slim and its wasm by fetch", path: "/slim.html" },
  {
    name: "strict CSP with 'wasm-unsafe-eval'",
    path: "/page.html",
    headers: { "content-security-policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'" },
  },
  {
    name: "strict CSP without 'wasm-unsafe-eval'",
    path: "/page.html",
    headers: { "content-security-policy": "default-src 'none'; script-src 'self'" },
    expects: { failed: REFUSED },
  },
  {
    name: "Trusted Types",
    path: "/page.html",
    headers: {
      "content-security-policy":
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; require-trusted-types-for 'script'; trusted-types 'none'",
    },
  },
];

/** @param {"chromium" | "firefox"} browser @param {string} title @returns {Environment[]} */
function scenes(browser, title) {
  return SCENES.map(({ name, path, headers, expects, firefox }) => ({
    name: `${title}, ${name}`,
    run: { page: ".", path, headers, browser },
    expects: browser === "firefox" ? { ...expects, ...firefox } : expects,
    quick: browser === "chromium",
  }));
}

/** @returns {Project[]} */
export function browserProjects() {
  const bundle = (/** @type {string} */ source, /** @type {string} */ outfile) => [
    ...["esbuild", source, "--bundle", "--log-level=warning", `--outfile=${outfile}`],
  ];
  return [
    {
      name: "browser",
      group: "browsers",
      build: [
        bundle("worker.mjs", "classic-worker.js"),
        bundle("extension/source.mjs", "extension/background.js"),
        bundle("extension/source.mjs", "extension-strict/background.js"),
      ],
      environments: [
        ...scenes("chromium", "Chromium"),
        { name: "Chromium, MV3 extension with 'wasm-unsafe-eval'", run: { extension: "extension" }, quick: true },
        {
          name: "Chromium, MV3 extension without 'wasm-unsafe-eval'",
          run: { extension: "extension-strict" },
          expects: { failed: REFUSED },
        },
        ...scenes("firefox", "Firefox"),
      ],
    },
  ];
}
