// The core of the tests inside of a page, in Chromium and in Firefox, from the sources like the tests in Node:
// `npx vitest run --config test/in-page/vitest.config.ts`, with `--project "firefox*"` in one of them.

import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { ISOLATED, NAMES } from "../../scripts/lib/browser.mjs";
import { inlineWasm } from "../../scripts/lib/inline-wasm.mjs";
import { VALUES } from "../../vitest.config.js";
import { provider } from "./provider.mjs";

/** They take minutes, and their values are compared with those of evaluators in JavaScript, as shorter ones are. */
const LONG = ["derivatives", "random-calls", "random-losses", "random-nestings", "random-transforms"].map(pathOf);

/** Of those that choose their engines themselves: what needs no file, no process and no mocked module. */
const OTHERS = (
  "accumulate alloc async bits blocks errors find-nan foreign in-place jax jit jvp " +
  "mixed-derivatives overlap prepare reduce refusals repeat second-order strided tiering"
)
  .split(" ")
  .map(pathOf);

function pathOf(name: string): string {
  return `test/${name}.test.ts`;
}

export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  plugins: [inlineWasm()],
  // Some tests are of shared memory.
  server: { headers: ISOLATED },
  test: {
    testTimeout: 120_000,
    hookTimeout: 120_000,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: provider(),
      instances: NAMES.flatMap((browser) => [
        { browser, name: `${browser} tiles`, include: VALUES, exclude: LONG, setupFiles: "test/lib/tiles.ts" },
        { browser, name: `${browser} jit`, include: VALUES, exclude: LONG, setupFiles: "test/lib/jit.ts" },
        { browser, name: browser, include: OTHERS },
      ]),
    },
  },
});
