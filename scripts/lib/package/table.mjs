// Where the package is tried: projects of test/package, each installed once, and the environments that each is run in.

import { browserProjects } from "./browser-table.mjs";
import { IN_PAGE } from "./in-page-table.mjs";
import { SERVERS } from "./server-table.mjs";

/**
 * @typedef {object} Project
 * @property {string} name its folder's name
 * @property {string} group
 * @property {[from: string, to: string][]} [files] folders of test/package, and where they go; by default that of its name
 * @property {string[]} [needs] npm packages beside those of its package.json
 * @property {boolean} [isRepository] whether it is the repository itself, and nothing is installed
 * @property {boolean} [scripts] whether the scripts of its packages run at installation: they fetch or link a binary
 * @property {string[]} [fetch] a command that gets a binary from elsewhere than the registry
 * @property {string[][]} [build] commands
 * @property {readonly Environment[]} environments
 *
 * @typedef {object} Environment
 * @property {string} name
 * @property {Run} run
 * @property {string[][]} [build] commands, after those of its project
 * @property {Expects} [expects] by default a line of the check, from compiled functions, with the bits of Node
 * @property {boolean} [quick] whether it is one of the half that runs in CI
 * @property {string} [alias] of the package whose version tells what this is, where its project installs several
 *
 * @typedef {string[] | Script | Page | Served} Run a command, or a page that is opened
 * @typedef {{ script: string[], browser: import("../browser.mjs").Name }} Script of the repository: a program of Node with
 *   its arguments, which opens the browser
 * @typedef {object} Page
 * @property {string} page a folder, which is served
 * @property {Record<string, string>} [headers] with which it is served
 * @property {string} [path] what is opened, by default its index.html
 * @property {"chromium" | "firefox"} [browser]
 * @property {string} [extension] a folder: the browser's extension while the page is open
 *
 * @typedef {{ start: string[], fetch?: string, open?: string }} Served
 *   start: a server's command, "{port}" in it is the port; what is fetched of it, or opened in Chromium
 *
 * @typedef {object} Expects
 * @property {"jit" | "tiles"} [engine]
 * @property {RegExp} [failed] the message with which the first call must fail
 * @property {boolean} [flushes] that the host's WebAssembly takes subnormal numbers for zero
 * @property {boolean} [exit] only that the command ends well
 * @property {RegExp} [says] that it ends well, having printed this, whose first group the table has
 */

/** Exact, so that a run can be repeated. */
const NODES = ["20.20.2", "22.23.5", "24.22.3", "26.12.1"];

/** The Node that runs the tools of the other projects, of the first project. */
export const TOOLS_NODE = "node-24";

/** The oldest is that of README.md. */
const COMPILERS = ["5.4", "5.6", "5.7", "5.9", "6", "7"];

const MAIN = /** @type {[string, string]} */ (["main", "."]);

/** @type {Project} */
export const NODE = {
  name: "node",
  group: "node",
  files: [["node", "."], MAIN],
  needs: NODES.map((version) => `${nodeAlias(version)}@npm:node-${process.platform}-${process.arch}@${version}`),
  environments: [
    ...NODES.flatMap((version) => {
      const node = `node_modules/${nodeAlias(version)}/bin/node`;
      const [major] = version.split(".");
      const alias = nodeAlias(version);
      return [
        { name: `Node ${major}, import`, run: [node, "main.mjs"], alias, quick: true },
        { name: `Node ${major}, require`, run: [node, "main.cjs"], alias, quick: true },
        { name: `Node ${major}, worker_threads`, run: [node, "worker.mjs"], alias, quick: true },
      ];
    }),
    {
      name: "fluxion/slim, import",
      run: ["node", "slim.mjs", "fluxion.wasm"],
      alias: TOOLS_NODE,
      quick: true,
    },
    {
      name: "fluxion/slim, import, tiles.wasm and loops.wasm",
      run: ["node", "slim.mjs", "tiles.wasm", "loops.wasm"],
      alias: TOOLS_NODE,
      expects: { engine: "tiles" },
      quick: true,
    },
    { name: "fluxion/slim, require", run: ["node", "slim.cjs"], alias: TOOLS_NODE },
    {
      name: "4 KB rule of older Chromes, simulated: await init()",
      run: ["node", "four-kilobytes.mjs"],
      alias: TOOLS_NODE,
      quick: true,
    },
  ],
};

/** @param {string} version */
function nodeAlias(version) {
  return `node-${version.split(".")[0]}`;
}

/** @type {Project} */
const TYPES = {
  name: "types",
  group: "types",
  files: [
    ["types", "."],
    ["shared", "esm"],
    ["esm", "esm"],
    ["shared", "cjs"],
    ["cjs", "cjs"],
  ],
  environments: COMPILERS.flatMap((version) => {
    const alias = `typescript-${version}`;
    const compile = (/** @type {string} */ name, /** @type {string} */ folder, /** @type {string[]} */ ...options) => ({
      name: `TypeScript ${version}, ${name}`,
      run: ["node", `node_modules/${alias}/bin/tsc`, "-p", folder, ...options],
      expects: { exit: true },
      alias,
    });
    return [
      { ...compile("nodenext, import", "esm"), quick: ["5.4", "7"].includes(version) },
      compile("nodenext, require", "cjs"),
      compile("node16", "esm", "--module", "node16"),
      compile("bundler", "esm", "--module", "esnext", "--moduleResolution", "bundler"),
    ];
  }),
};

/** @type {Project[]} */
const RUNNERS = [
  {
    name: "jest",
    group: "runners",
    environments: [
      { name: "Jest, node", run: ["jest", "--env=node"], quick: true },
      { name: "Jest, jsdom", run: ["jest", "--env=jsdom"], quick: true },
    ],
  },
  {
    name: "vitest",
    group: "runners",
    environments: [
      { name: "Vitest, node", run: ["vitest", "run"], quick: true },
      { name: "Vitest, jsdom", run: ["vitest", "run", "--environment=jsdom"] },
      { name: "Vitest, jsdom in vmThreads", run: ["vitest", "run", "--environment=jsdom", "--pool=vmThreads"] },
    ],
  },
  { name: "mocha", group: "runners", environments: [{ name: "Mocha", run: ["mocha", "suite.js"] }] },
];

/** In which sizes are measured. @type {Project} */
export const SIZES = { name: "sizes", group: "sizes", files: [["esbuild", "."]], environments: [] };

const UNCAUGHT = /** @type {[string, string]} */ (["uncaught", "."]);

/** An uncaught error in a minified bundle, of whose lines the host prints one. @param {string} minifier @param {string} bundle @param {string[][]} [build] */
const uncaught = (minifier, bundle, build) => ({
  name: `uncaught error, minified by ${minifier}`,
  build,
  run: ["node", "longest-line.mjs", bundle],
  expects: { exit: true },
});

const ESBUILD = ["esbuild", "main.mjs", "--bundle", "--minify", "--log-level=warning"];

/** @type {Project[]} */
const BUNDLERS = [
  {
    name: "esbuild",
    group: "bundlers",
    files: [["esbuild", "."], MAIN, UNCAUGHT, ["page", "page"]],
    environments: [
      {
        name: "esbuild, esm",
        build: [[...ESBUILD, "--format=esm", "--outfile=esm.mjs"]],
        run: ["node", "esm.mjs"],
        quick: true,
      },
      {
        name: "esbuild, for Node, from require",
        build: [["esbuild", "main.cjs", "--bundle", "--minify", "--platform=node", "--outfile=node.cjs"]],
        run: ["node", "node.cjs"],
      },
      {
        name: "esbuild, iife in a page",
        build: [[...ESBUILD, "--outfile=page/bundle.js"]],
        run: { page: "page" },
        quick: true,
      },
      {
        name: "esbuild, es2017 in a page",
        // What it cannot write in older JavaScript it would warn of.
        build: [[...ESBUILD, "--target=es2017", "--log-override:bigint=error", "--outfile=page/bundle.js"]],
        run: { page: "page" },
      },
      uncaught("esbuild", "uncaught.cjs", [
        ["esbuild", "uncaught.mjs", "--bundle", "--minify", "--platform=node", "--outfile=uncaught.cjs"],
      ]),
    ],
  },
  {
    name: "rollup",
    group: "bundlers",
    files: [["rollup", "."], MAIN, ["page", "page"]],
    build: [["rollup", "--config"]],
    environments: [
      { name: "rollup, es", run: ["node", "es/bundle.mjs"], quick: true },
      { name: "rollup, iife in a page", run: { page: "page" } },
    ],
  },
  {
    name: "webpack",
    group: "bundlers",
    files: [["webpack", "."], MAIN, UNCAUGHT, ["page", "page"], ["page", "development"], ["page", "required"]],
    build: [["webpack"]],
    environments: [
      { name: "webpack, web", run: { page: "page" }, quick: true },
      { name: "webpack, from require", run: { page: "required" } },
      { name: "webpack, development with conditionNames of its own", run: { page: "development" } },
      { name: "webpack, node", run: ["node", "node/bundle.cjs"] },
      uncaught("terser", "uncaught/bundle.cjs"),
    ],
  },
  {
    name: "rspack",
    group: "bundlers",
    files: [["rspack", "."], MAIN, UNCAUGHT, ["page", "page"]],
    build: [["node", "build.mjs"]],
    environments: [
      { name: "rspack, web", run: { page: "page" } },
      { name: "rspack, node", run: ["node", "node/bundle.cjs"] },
      uncaught("swc", "uncaught/bundle.cjs"),
    ],
  },
  {
    name: "vite",
    group: "bundlers",
    files: [["vite", "."], MAIN, UNCAUGHT],
    environments: [
      { name: "Vite, build", build: [["vite", "build"]], run: { page: "dist" }, quick: true },
      {
        name: "Vite, dev server",
        run: { start: ["vite", "--host=127.0.0.1", "--port={port}", "--strictPort"], open: "/" },
      },
      {
        name: "Vite, fluxion/slim and its wasm by ?url",
        build: [["vite", "build", "slim", "--base=./"]],
        run: { page: "slim/dist" },
      },
      {
        name: "Vite, SSR",
        build: [["vite", "build", "--ssr", "main.mjs", "--outDir=ssr"]],
        run: ["node", "ssr/main.js"],
      },
      uncaught("oxc", "uncaught/bundle.mjs", [
        ["rolldown", "uncaught.mjs", "--minify", "--platform=node", "--file=uncaught/bundle.mjs"],
      ]),
    ],
  },
  {
    name: "parcel",
    group: "bundlers",
    files: [["parcel", "."], MAIN],
    // Its packages bring binaries, which are linked by their scripts.
    scripts: true,
    environments: [
      {
        name: "Parcel, build",
        build: [["parcel", "build", "index.html", "--no-cache", "--no-source-maps"]],
        run: { page: "dist" },
      },
    ],
  },
];

/** @type {Project[]} */
const RUNTIMES = [
  {
    name: "bun",
    group: "runtimes",
    files: [["bun", "."], MAIN, UNCAUGHT],
    scripts: true,
    environments: [
      { name: "Bun, import", run: ["bun", "main.mjs"], quick: true },
      { name: "Bun, require", run: ["bun", "main.cjs"] },
      {
        name: "Bun, bun build",
        build: [["bun", "build", "main.mjs", "--outfile=bundle.mjs"]],
        run: ["bun", "bundle.mjs"],
      },
      uncaught("Bun", "uncaught.bundle.mjs", [
        ["bun", "build", "uncaught.mjs", "--minify", "--target=node", "--outfile=uncaught.bundle.mjs"],
      ]),
    ],
  },
  {
    name: "deno",
    group: "runtimes",
    files: [["deno", "."], MAIN],
    scripts: true,
    environments: [
      { name: "Deno, import, without permissions", run: ["deno", "run", "--no-prompt", "main.mjs"], quick: true },
      { name: "Deno, require", run: ["deno", "run", "--no-prompt", "--allow-read", "main.cjs"] },
    ],
  },
  {
    name: "electron",
    group: "runtimes",
    files: [["electron", "."], MAIN],
    fetch: ["install-electron", "--no"],
    environments: [{ name: "Electron, main process", run: ["electron", "--no-sandbox", "."] }],
  },
];

/** @type {Project[]} */
const MANAGERS = [
  {
    name: "pnpm",
    group: "package managers",
    files: [["pnpm", "."], MAIN, ["main", "app"]],
    environments: [
      {
        name: "pnpm",
        build: [["node", "node_modules/pnpm/bin/pnpm.cjs", "--dir=app", "install", "--no-frozen-lockfile"]],
        run: ["node", "app/main.mjs"],
      },
    ],
  },
  {
    name: "yarn",
    group: "package managers",
    files: [["yarn", "."], MAIN, ["main", "app"]],
    build: [["node", "node_modules/@yarnpkg/cli-dist/bin/yarn.js", "--cwd", "app", "install", "--no-immutable"]],
    environments: [
      {
        name: "yarn, Plug'n'Play, import",
        run: ["node", "node_modules/@yarnpkg/cli-dist/bin/yarn.js", "--cwd", "app", "node", "main.mjs"],
      },
      {
        name: "yarn, Plug'n'Play, require",
        run: ["node", "node_modules/@yarnpkg/cli-dist/bin/yarn.js", "--cwd", "app", "node", "main.cjs"],
      },
    ],
  },
];

/** Everything but {@link NODE}. @type {readonly Project[]} */
export const PROJECTS = [
  ...IN_PAGE,
  ...browserProjects(),
  ...SERVERS,
  TYPES,
  ...RUNNERS,
  ...BUNDLERS,
  ...RUNTIMES,
  ...MANAGERS,
];
