import { defineConfig } from "vitest/config";
import { inlineWasm } from "./scripts/lib/inline-wasm.mjs";

/** Tests of what functions compute: each engine passes them. */
export const VALUES = [
  "calculus",
  "consistency",
  "derivatives",
  "edge-cases",
  "idioms",
  "nested",
  "nested-kinds",
  "ops",
  "orders",
  "own-ops",
  "powers",
  "losses",
  "random",
  "random-calls",
  "random-losses",
  "random-nestings",
  "random-transforms",
  "reductions",
  "tutorial",
].map((name) => `test/${name}.test.ts`);

export default defineConfig({
  plugins: [inlineWasm()],
  test: {
    // Twenty times what the slowest test takes on an idle machine: a busy one fails none.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // For the tests that show that memory does not grow.
    execArgv: ["--expose-gc"],
    projects: [
      { extends: true, test: { name: "package", include: ["test/**/*.test.ts"], exclude: VALUES } },
      { extends: true, test: { name: "tiles", include: VALUES, setupFiles: "test/lib/tiles.ts" } },
      { extends: true, test: { name: "jit", include: VALUES, setupFiles: "test/lib/jit.ts" } },
    ],
  },
});
