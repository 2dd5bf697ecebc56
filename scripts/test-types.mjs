// `npm run test:types`: the package's types with every TypeScript that it promises. The users' projects of test/package
// are checked, and their declarations written, with the types of the package checked as well (skipLibCheck false).
// Installs the compilers into build/typescript.

import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.mjs";
import { describe, runJobs, seconds } from "./lib/jobs.mjs";
import { npm } from "./lib/npm.mjs";
import { main, root } from "./lib/step.mjs";

/** The oldest is that of README.md. */
const VERSIONS = ["5.4", "5.6", "5.7", "5.9", "6", "7"];

const FOLDER = join(root, "build", "typescript");

await main(async () => {
  await build();
  const started = performance.now();
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, "package.json"), "{}");
  const counts = await runJobs([
    {
      name: "installing compilers",
      work: async ({ run, add }) => {
        const missing = VERSIONS.filter((version) => !existsSync(join(FOLDER, "node_modules", alias(version))));
        if (missing.length > 0) {
          const packages = missing.map((version) => `${alias(version)}@npm:typescript@${version}`);
          const { command, args } = npm("install", `--prefix=${FOLDER}`, "--save", "--ignore-scripts", ...packages);
          await run(command, args);
        }
        for (const version of VERSIONS) for (const kind of ["esm", "cjs"]) add(job(version, kind));
      },
    },
  ]);
  console.log(`\n${describe(counts)} in ${seconds(started)}`);
  if (counts.failed > 0) process.exitCode = 1;
});

/** @param {string} version */
function alias(version) {
  return `typescript-${version}`;
}

/**
 * @param {string} version
 * @param {string} kind of modules
 * @returns {import("./lib/jobs.mjs").Job}
 */
function job(version, kind) {
  return {
    name: `TypeScript ${version}, ${kind}`,
    work: async ({ run }) => {
      const project = join(FOLDER, `${version}-${kind}`);
      rmSync(project, { recursive: true, force: true });
      for (const part of ["shared", kind]) cpSync(join(root, "test/package", part), project, { recursive: true });
      const installed = join(project, "node_modules/fluxion");
      mkdirSync(installed, { recursive: true });
      for (const part of ["package.json", "dist"]) cpSync(join(root, part), join(installed, part), { recursive: true });
      const compiler = join(FOLDER, "node_modules", alias(version));
      const { version: exact } = JSON.parse(readFileSync(join(compiler, "package.json"), "utf8"));
      if (!`${exact}.`.startsWith(`${version}.`)) throw new Error(`this is TypeScript ${exact}, not ${version}`);
      await run(process.execPath, [join(compiler, "bin/tsc"), "-p", project]);
      return { note: exact };
    },
  };
}
