import { defineConfig } from "vitest/config";
import { inlineWasm } from "./scripts/lib/inline-wasm.mjs";

export default defineConfig({
  plugins: [inlineWasm()],
  test: {
    include: ["test/**/*.test.ts"],
    // For the tests that show that memory does not grow.
    execArgv: ["--expose-gc"],
  },
});
