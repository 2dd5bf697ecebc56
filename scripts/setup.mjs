// Makes a fresh clone ready, on a machine that has Node and cargo: the npm
// packages, the wasm target of Rust, wasm-pack and wasm-bindgen, a Chromium
// for the browser test, and the build. What is there already is left alone,
// so that running it again takes no time and mends what was interrupted.

import { fileURLToPath } from "node:url";
import { build, coreIsFresh } from "./build.mjs";
import { installChromium, wantsChromium } from "./lib/chromium.mjs";
import { hasNodeModules, installNodeModules } from "./lib/npm.mjs";
import { findWasmRust, installWasmTarget } from "./lib/rust.mjs";
import { all, main, output, StepError } from "./lib/step.mjs";
import { installTools, missingTools } from "./lib/tools.mjs";

const OLDEST_NODE = 20;

/** @param {{ browser: boolean }} options browser: also what only the tests need */
export async function setup({ browser }) {
  if (Number.parseInt(process.versions.node) < OLDEST_NODE) {
    throw new StepError(`This is Node ${process.versions.node}: Node ${OLDEST_NODE} or newer is needed.`);
  }
  if (output("cargo", ["--version"]) === null) {
    throw new StepError("cargo is missing: install Rust, by rustup or the system's packages.");
  }

  const steps = [];
  // The target first: of the steps that need apt, it is the one that others wait for.
  if (!coreIsFresh()) {
    if (findWasmRust() === null) steps.push(installWasmTarget());
    const missing = missingTools();
    if (missing.length > 0) steps.push(installTools(missing));
  }
  if (!hasNodeModules()) steps.push(installNodeModules());
  if (browser && wantsChromium()) steps.push(installChromium());
  await all(steps);

  await build();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(() => setup({ browser: true }));
