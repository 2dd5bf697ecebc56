// Makes a fresh clone ready, on a machine that has Node and cargo: the npm
// packages, the wasm target of Rust, wasm-pack and wasm-bindgen, a Chromium
// for the browser test, and the build. What is there already is left alone,
// so that running it again takes no time and mends what was interrupted.

import { build, coreIsFresh } from "./build.mjs";
import { CHROMIUM_MISSING, findChromium, installChromium, wantsChromium } from "./lib/chromium.mjs";
import { hasNodeModules, installNodeModules } from "./lib/npm.mjs";
import { findWasmRust, installWasmClippy, installWasmTarget, requireCargo } from "./lib/rust.mjs";
import { all, isCi, isMain, main, StepError } from "./lib/step.mjs";
import { installTools, missingTools } from "./lib/tools.mjs";

const OLDEST_NODE = 20;

/** @param {{ tests: boolean }} options tests: also what only the tests need */
export async function setup({ tests }) {
  if (Number.parseInt(process.versions.node) < OLDEST_NODE) {
    throw new StepError(`This is Node ${process.versions.node}: Node ${OLDEST_NODE} or newer is needed.`);
  }
  requireCargo();

  const steps = [];
  // The target first: of the steps that need apt, it is the one that others wait for.
  if (!coreIsFresh()) {
    if (findWasmRust() === null) steps.push(installWasmTarget());
    const missing = missingTools();
    if (missing.length > 0) steps.push(installTools(missing));
  }
  if (!hasNodeModules()) steps.push(installNodeModules());
  if (tests && wantsChromium()) steps.push(installChromium());
  await all(steps);
  if (tests) {
    await installWasmClippy();
    if (findChromium() === null)
      console.log(`chromium    ${CHROMIUM_MISSING}; the browser test will ${isCi ? "fail" : "be skipped"}`);
  }

  await build();
}

if (isMain(import.meta.url)) await main(() => setup({ tests: true }));
