// ts/ and the wasm → dist/: the same code as an ES module and as CommonJS,
// each with its types. Not minified: bundlers do that, and a person who
// steps into the package can read it.

import typescript from "@rollup/plugin-typescript";
import { dts } from "rollup-plugin-dts";
import { inlineWasm } from "./scripts/lib/inline-wasm.mjs";

const input = "ts/index.ts";

/** @type {import("rollup").RollupOptions[]} */
export default [
  {
    input,
    output: [
      { file: "dist/index.js", format: "es" },
      { file: "dist/index.cjs", format: "cjs" },
    ],
    plugins: [inlineWasm(), typescript({ tsconfig: "ts/tsconfig.json", noEmitOnError: true })],
    onwarn,
  },
  {
    input,
    output: [
      { file: "dist/index.d.ts", format: "es" },
      { file: "dist/index.d.cts", format: "es" },
    ],
    plugins: [dts({ tsconfig: "ts/tsconfig.json" })],
    onwarn,
  },
];

/**
 * An import that is not found, or a cycle, is a mistake here, never a remark.
 *
 * @param {import("rollup").RollupLog} warning
 */
function onwarn(warning) {
  throw new Error(warning.message);
}
