// A project of a user: copied out of the repository, installed from the packed tarball by its own package manager, built.

import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { Failure } from "../jobs.mjs";
import { npm } from "../npm.mjs";
import { root } from "../step.mjs";
import { runToEnd } from "./command.mjs";
import { NotInstallable } from "./not-installable.mjs";

/** @typedef {import("./table.mjs").Project} Project */

const INSTALL_TIMEOUT_MS = 240_000;
const BUILD_TIMEOUT_MS = 180_000;

/** Telemetry, questions, colours and progress bars. */
const QUIET = {
  CI: "1",
  NO_COLOR: "1",
  FORCE_COLOR: undefined,
  NODE_OPTIONS: undefined,
  NODE_ENV: undefined,
  VITEST: undefined,
  NEXT_TELEMETRY_DISABLED: "1",
  DO_NOT_TRACK: "1",
  DISABLE_V8_COMPILE_CACHE: "1",
  WRANGLER_SEND_METRICS: "false",
  YARN_ENABLE_TELEMETRY: "0",
};

/** Copies a project's files, with the tarball and the check, and installs it. */
export class Installed {
  /**
   * @param {Project} project
   * @param {string} folder of all projects
   */
  constructor(project, folder) {
    this.project = project;
    /** Its own folder. */
    this.folder = join(folder, project.name);
    /** @type {string} */
    this.bin = "";
  }

  /**
   * @param {string} tarball
   * @param {string} node the folder of the Node that runs the project's tools; "" for the one that runs this script
   */
  async install(tarball, node) {
    if (this.project.isRepository) return;
    const { files = [[this.project.name, "."]], needs = [], scripts = false, fetch, build = [] } = this.project;
    for (const [from, to] of files) {
      cpSync(join(root, "test/package", from), join(this.folder, to), { recursive: true });
      writeCheck(join(this.folder, to));
    }
    copyFileSync(tarball, join(this.folder, "fluxion.tgz"));
    const bins = [join(this.folder, "node_modules/.bin"), node, dirname(process.execPath)];
    this.bin = bins.filter(Boolean).join(delimiter);

    const options = ["--no-package-lock", "--prefer-offline", "--no-audit", "--no-fund", "--no-save"];
    if (!scripts) options.push("--ignore-scripts");
    const { command, args } = npm("install", ...options, ...needs);
    const place = { ...this.place(), env: { ...this.place().env, CI: undefined } };
    const { code, output } = await runToEnd([command, ...args], place, INSTALL_TIMEOUT_MS);
    if (code !== 0) throw new NotInstallable(reason(output));
    if (fetch !== undefined) {
      const { code, output } = await runToEnd(fetch, this.place(), INSTALL_TIMEOUT_MS);
      if (code !== 0) throw new NotInstallable(`${fetch[0]}: ${firstError(output)}`);
    }
    for (const step of build) await this.run(step);
  }

  /** Where its commands run. @returns {import("./command.mjs").Place} */
  place() {
    // `npm run` tells its scripts of the package that they belong to.
    const kept = Object.entries(process.env).filter(([name]) => !/^npm_(?!config_(registry|cache|cafile))/i.test(name));
    const env = Object.fromEntries(kept);
    const cwd = this.project.isRepository ? root : this.folder;
    return { cwd, env: { ...env, ...QUIET, PATH: `${this.bin}${delimiter}${process.env.PATH}` } };
  }

  /**
   * Runs a command of it, which must not fail.
   *
   * @param {string[]} command
   * @param {number} [timeout]
   * @returns {Promise<string>} what it printed
   */
  async run(command, timeout = BUILD_TIMEOUT_MS) {
    const { code, output } = await runToEnd(command, this.place(), timeout);
    if (code !== 0) throw new Failure(`${tail(output)}\nexit code ${code}`);
    return output;
  }

  /** What was installed beside the package, with versions: `webpack 5.113.0, webpack-cli 7.3.1`. */
  versions() {
    if (this.project.isRepository) return "";
    const { dependencies = {}, devDependencies = {} } = readJson(join(this.folder, "package.json"));
    const names = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => name !== "fluxion");
    const installed = names.filter((name) => existsSync(join(this.folder, "node_modules", name, "package.json")));
    return installed.map((name) => `${name} ${this.version(name)}`).join(", ");
  }

  /** @param {string} name of a package, or the alias that it is installed by */
  version(name) {
    return String(readJson(join(this.folder, "node_modules", name, "package.json")).version);
  }
}

/**
 * The check beside a project's sources, and in the form for `require`.
 *
 * @param {string} folder
 */
function writeCheck(folder) {
  const text = readFileSync(join(root, "test/package/check.js"), "utf8");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "check.mjs"), text);
  const names = [...text.matchAll(/^export function (\w+)/gm)].map(([, name]) => name);
  const common = `${text.replaceAll(/^export /gm, "")}\nmodule.exports = { ${names.join(", ")} };\n`;
  writeFileSync(join(folder, "check.cjs"), common);
}

/**
 * The last lines of what a tool printed.
 *
 * @param {string} output
 * @param {number} [lines]
 */
export function tail(output, lines = 25) {
  return output.trimEnd().split("\n").slice(-lines).join("\n");
}

/**
 * Why npm could not install.
 *
 * @param {string} output
 */
function reason(output) {
  const errors = [...output.matchAll(/^npm (?:error|ERR!) (?!A complete log)(.+)$/gm)].map(([, text]) => text.trim());
  return errors.length > 0 ? errors.slice(0, 4).join("; ") : tail(output, 3);
}

/**
 * What a program says before its stack.
 *
 * @param {string} output
 */
function firstError(output) {
  return /^.*Error: .*$/m.exec(output)?.[0] ?? tail(output, 1);
}

/**
 * @param {string} path
 * @returns {any}
 */
function readJson(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}
