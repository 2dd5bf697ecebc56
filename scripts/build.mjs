// Builds what is not up to date: crate/ → build/core/ → (with ts/) dist/.
// The tools must be there: scripts/setup.mjs gets them and then builds.

import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fingerprint, Stamp } from "./lib/fresh.mjs";
import { adaptGlue } from "./lib/glue.mjs";
import { findWasmRust } from "./lib/rust.mjs";
import { isMain, main, root, step, StepError, withFolders } from "./lib/step.mjs";
import { missingTools, toolsFolder } from "./lib/tools.mjs";
import { hasNodeModules } from "./lib/npm.mjs";

const CORE_INPUTS = [
  ".cargo",
  "Cargo.lock",
  "Cargo.toml",
  "crate/Cargo.toml",
  "crate/src",
  "crate/wasm",
  "scripts/lib/glue.mjs",
  "scripts/lib/optimise.mjs",
  "scripts/lib/order-functions.mjs",
  "scripts/lib/wasm-reader.mjs",
];
const WASM_PACK_OPTIONS = [
  ...["--mode=no-install", "--no-pack", "--target=web", "--profile=wasm"],
  ...["--out-dir=../../build/core", "--out-name=fluxion"],
];
const CORE_OUTPUTS = ["fluxion.d.ts", "fluxion_bg.wasm"];
/** What only kernels and loops are made of. */
const MAKERS_TABLES = ["build/recordings.bin", "build/accumulators.bin"];
const DIST_INPUTS = [
  "package-lock.json",
  "rollup.config.js",
  "scripts/lib/core-files.mjs",
  "scripts/lib/inline-wasm.mjs",
  "scripts/lib/line-breaks.mjs",
  "scripts/lib/wasm-operands.mjs",
  "scripts/lib/wasm-reader.mjs",
  "ts",
  "tsconfig.json",
];
const DIST_OUTPUTS = [
  ...["index.js", "index.cjs", "index.d.ts", "index.d.cts"],
  ...["slim.js", "slim.cjs", "slim.d.ts", "slim.d.cts", "facade.js", "workerd.js", "edge.js"],
  ...["fluxion.wasm", "loops.wasm", "tiles.wasm"],
];

const coreStamp = new Stamp("core");
const distStamp = new Stamp("dist");

/** Whether the wasm is up to date, so that no Rust toolchain is needed. */
export function coreIsFresh() {
  return coreStamp.matches(fingerprint(CORE_INPUTS)) && allExist("build/core", CORE_OUTPUTS);
}

export async function build() {
  if (!coreIsFresh()) await buildCore();
  const inputs = fingerprint([...DIST_INPUTS, ...CORE_OUTPUTS.map((name) => `build/core/${name}`)]);
  if (!distStamp.matches(inputs) || !allExist("dist", DIST_OUTPUTS)) await buildDist(inputs);
}

/**
 * What the core includes is made natively; then the crate is compiled by wasm-pack, which runs cargo and wasm-bindgen.
 */
async function buildCore() {
  const rust = findWasmRust();
  if (rust === null || missingTools().length > 0 || !hasNodeModules()) {
    throw new StepError('The tools of the build are missing: run "npm run setup", which builds as well.');
  }
  const inputs = fingerprint(CORE_INPUTS);
  await step("wasm", "compiling the crate (40 s; again, 10 s)", "The crate does not compile to wasm.", async (log) => {
    coreStamp.remove();
    await log.run("cargo", ["run", "--release", "--bin", "tables", "build"]);
    await log.run("wasm-pack", ["build", "crate/wasm", ...WASM_PACK_OPTIONS], {
      env: {
        ...withFolders(rust, toolsFolder),
        // Apart from the native tests', which may be compiled by another rustc.
        CARGO_TARGET_DIR: join(root, "build", "target"),
      },
    });
    // Only now, for a fresh clone has no Binaryen when this file is loaded.
    const { optimise } = await import("./lib/optimise.mjs");
    optimise(join(root, "build/core/fluxion_bg.wasm"));
    await adaptGlue(join(root, "build/core"));
    // TypeScript would take this for the type of importing the wasm: ts/core/wasm.d.ts has the right one.
    rmSync(join(root, "build/core/fluxion_bg.wasm.d.ts"));
    coreStamp.write(inputs);
  });
}

/**
 * The package: by rollup, and the core as files.
 *
 * @param {string} inputs
 */
async function buildDist(inputs) {
  if (!hasNodeModules()) throw new StepError('The npm packages are missing: run "npm run setup".');
  await step("dist", "bundling the package (15 s)", "The package does not build.", async (log) => {
    distStamp.remove();
    rmSync(join(root, "dist"), { recursive: true, force: true });
    await log.run(process.execPath, ["node_modules/rollup/dist/bin/rollup", "--config"]);
    const { coreFiles } = await import("./lib/core-files.mjs");
    const [core, ...tables] = ["build/core/fluxion_bg.wasm", ...MAKERS_TABLES].map((path) =>
      readFileSync(join(root, path)),
    );
    for (const [name, bytes] of Object.entries(coreFiles(core, tables))) writeFileSync(join(root, "dist", name), bytes);
    distStamp.write(inputs);
  });
}

/**
 * @param {string} folder
 * @param {string[]} names
 */
function allExist(folder, names) {
  return names.every((name) => existsSync(join(root, folder, name)));
}

if (isMain(import.meta.url)) await main(build);
