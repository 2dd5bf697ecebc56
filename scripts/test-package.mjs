// `npm run test:package`: the package where people use it. It is packed once, and installed into the small projects of
// test/package, each by its own package manager; all run the same check (test/package/check.js). Writes
// docs/environments.md when all environments were tried.
//
// --list           what there is
// --only NAME      those whose name holds NAME (several times for several)
// --group NAME     those of a group; `sizes` is one as well
// --quick          the half that CI runs

import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "./build.mjs";
import { describe, Failure, runJobs, seconds } from "./lib/jobs.mjs";
import { npm } from "./lib/npm.mjs";
import { installChromium, wantsChromium } from "./lib/chromium.mjs";
import { installFirefox } from "./lib/firefox.mjs";
import { writeDocument } from "./lib/package/document.mjs";
import { BROWSERS, tryEnvironment } from "./lib/package/environment.mjs";
import { Installed } from "./lib/package/project.mjs";
import { NotInstallable } from "./lib/package/not-installable.mjs";
import { measure, overBudget } from "./lib/package/sizes.mjs";
import { NODE, PROJECTS, SIZES, TOOLS_NODE } from "./lib/package/table.mjs";
import { isCi, main, root, StepError } from "./lib/step.mjs";

/** @typedef {import("./lib/package/table.mjs").Project} Project */
/** @typedef {import("./lib/package/table.mjs").Environment} Environment */
/** @typedef {import("./lib/package/environment.mjs").Verdict} Verdict */
/** @typedef {import("./lib/package/document.mjs").Row} Row */
/** @typedef {import("./lib/package/sizes.mjs").Size} Size */
/** @typedef {import("./lib/jobs.mjs").Job} Job */

/**
 * @typedef {object} Context What the environments share.
 * @property {string} folder of all projects
 * @property {Row[]} rows
 * @property {{ files: Size[], imports: Size[] }} sizes
 * @property {string} tarball
 * @property {string} tools the folder of the Node that runs tools
 * @property {string} bits
 */

const { values: options } = parseArgs({
  options: {
    list: { type: "boolean", default: false },
    only: { type: "string", multiple: true, default: [] },
    group: { type: "string", multiple: true, default: [] },
    quick: { type: "boolean", default: false },
  },
});

const ALL = [NODE, ...PROJECTS];

/** @type {(project: Project) => Project} */
const chosen = (project) => ({
  ...project,
  environments: project.environments.filter((one) => isChosen(project, one)),
});

/** @param {Project} project @param {Environment} environment */
function isChosen({ group }, { name, quick = false }) {
  const named =
    options.only.length === 0 || options.only.some((part) => name.toLowerCase().includes(part.toLowerCase()));
  return named && (options.group.length === 0 || options.group.includes(group)) && (quick || !options.quick);
}

const isAll = options.only.length === 0 && options.group.length === 0;
const withSizes = isAll || options.group.includes(SIZES.group);

await main(async () => {
  const projects = ALL.map(chosen).filter(({ environments }) => environments.length > 0);
  if (projects.length === 0 && !withSizes) throw new StepError("No environment is called so: --list has all of them.");
  if (options.list) {
    for (const { group, environments } of projects)
      for (const { name } of environments) console.log(`${group}: ${name}`);
    return;
  }
  if (process.platform === "win32") throw new StepError("This needs Linux or macOS.");
  await build();
  const browsers = projects.flatMap(({ environments }) => environments.map(({ run }) => browserOf(run)));
  if (browsers.includes("chromium") && wantsChromium()) await installChromium();
  if (browsers.includes("firefox")) await installFirefox();

  const started = performance.now();
  const folder = mkdtempSync(join(tmpdir(), "fluxion-package-"));
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));
  /** @type {Context} */
  const context = { folder, rows: [], sizes: { files: [], imports: [] }, tarball: "", tools: "", bits: "" };
  try {
    const counts = await runJobs([startJob(projects, context)]);
    console.log(`\n${describe(counts)} in ${seconds(started)}`);
    if (counts.failed > 0) process.exitCode = 1;
    if (isAll && !options.quick) writeDocument(inOrder(context.rows), context.sizes, context.bits);
  } finally {
    for (const browser of Object.values(BROWSERS)) await browser.close();
  }
});

/**
 * In the order of the table, whichever was done first.
 *
 * @param {readonly Row[]} rows
 */
function inOrder(rows) {
  const names = ALL.flatMap(({ environments }) => environments.map(({ name }) => name));
  return [...rows].sort((a, b) => names.indexOf(a.name) - names.indexOf(b.name));
}

/**
 * Packs the package, installs the Node that runs the tools, and adds the projects.
 *
 * @param {Project[]} projects
 * @param {Context} context
 * @returns {Job}
 */
function startJob(projects, context) {
  return {
    name: "packing, and Node for the tools",
    work: async ({ run, add }) => {
      const packed = join(context.folder, "packed");
      mkdirSync(packed);
      const { command, args } = npm("pack", "--ignore-scripts", `--pack-destination=${packed}`);
      await run(command, args);
      context.tarball = join(packed, readdirSync(packed)[0] ?? "");

      const aliases = [TOOLS_NODE, ...projects.flatMap((project) => project.environments.map(({ alias }) => alias))];
      const needs = NODE.needs?.filter((need) => aliases.some((alias) => need.startsWith(`${alias}@`)));
      const node = new Installed({ ...NODE, needs }, context.folder);
      await node.install(context.tarball, "");
      context.tools = join(node.folder, "node_modules", TOOLS_NODE, "bin");
      context.bits = await bitsOfNode();

      if (withSizes) add(sizesJob(context));
      for (const project of [...projects].reverse()) {
        if (project.name !== NODE.name) add(installJob(project, context));
        else addNext(add, project, node, 0, context);
      }
      return { note: `bits ${context.bits}` };
    },
  };
}

/**
 * @param {Context} context
 * @returns {Job}
 */
function sizesJob(context) {
  return {
    name: "sizes",
    work: async () => {
      const project = new Installed(SIZES, context.folder);
      await project.install(context.tarball, context.tools);
      context.sizes = await measure(project);
      const all = [...context.sizes.files, ...context.sizes.imports];
      const over = overBudget(all);
      if (over !== "") throw new Failure(over);
      return { note: all.map(({ name, raw, gzip, brotli }) => `${name}: ${raw}, ${gzip}, ${brotli}`).join("\n") };
    },
  };
}

/** The bits that every environment must have, of the build that was packed. */
async function bitsOfNode() {
  const fluxion = await import(pathToFileURL(join(root, "dist/index.js")).href);
  const { check } = await import(pathToFileURL(join(root, "test/package/check.js")).href);
  const line = /** @type {string} */ (check(fluxion));
  const bits = /"bits":"(\w+)"/.exec(line)?.[1];
  if (bits === undefined) throw new Failure(line);
  return bits;
}

/**
 * Installs a project, and adds its environments, one after the other: they share its folder.
 *
 * @param {Project} project
 * @param {Context} context
 * @returns {Job}
 */
function installJob(project, context) {
  return {
    name: `installing ${project.name}`,
    work: async ({ add }) => {
      const installed = new Installed(project, context.folder);
      try {
        await installed.install(context.tarball, context.tools);
      } catch (error) {
        const isMissing = error instanceof NotInstallable;
        const note = error instanceof Error ? error.message : String(error);
        const verdict = /** @type {Verdict} */ ({ result: isMissing ? "not installable" : "failed", engine: "", note });
        for (const { name } of project.environments) {
          context.rows.push({ group: project.group, name, versions: "", verdict });
        }
        return outcome(verdict, project.environments.length);
      }
      addNext(add, project, installed, 0, context);
      return { counts: { passed: 0, failed: 0, skipped: 0 }, note: installed.versions() };
    },
  };
}

/**
 * @param {(job: Job) => void} add
 * @param {Project} project
 * @param {Installed} installed
 * @param {number} index of the environment
 * @param {Context} context
 */
function addNext(add, project, installed, index, context) {
  const environment = project.environments[index];
  if (environment === undefined) {
    // All of them would fill gigabytes; what cannot be removed yet is at the end.
    if (project.name !== NODE.name) void rm(installed.folder, { recursive: true }).catch(() => {});
    return;
  }
  add({
    name: environment.name,
    work: async () => {
      const verdict = await tryEnvironment(environment, installed, context.bits);
      context.rows.push({
        group: project.group,
        name: environment.name,
        versions: verdict.versions ?? versionsOf(environment, installed),
        verdict,
      });
      addNext(add, project, installed, index + 1, context);
      return outcome(verdict, 1);
    },
  });
}

/**
 * @param {Environment} environment
 * @param {Installed} installed
 */
function versionsOf({ run, alias }, installed) {
  if (alias !== undefined) return installed.version(alias);
  const browser = browserOf(run);
  const version = browser === null ? "" : BROWSERS[browser].version();
  // A page that no tool has made is the browser's alone.
  if (installed.project.group === "browsers") return version;
  return [installed.versions(), version].filter(Boolean).join(", ");
}

/**
 * The browser that it needs, or null.
 *
 * @param {import("./lib/package/table.mjs").Run} run
 */
function browserOf(run) {
  if (Array.isArray(run)) return null;
  if ("script" in run) return run.browser;
  if ("page" in run) return run.browser ?? "chromium";
  return run.open !== undefined ? "chromium" : null;
}

/**
 * @param {Verdict} verdict
 * @param {number} count
 * @returns {import("./lib/jobs.mjs").Outcome}
 */
function outcome({ result, note }, count) {
  // In CI nobody reads what was skipped.
  const failed = result === "failed" || (isCi && result === "not installable");
  if (failed) return { counts: { passed: 0, failed: count, skipped: 0 }, note };
  if (result === "ok") return { note };
  return { counts: { passed: 0, failed: 0, skipped: count }, note: `not installable here: ${note}` };
}
