// ts/ and the wasm → dist/: the same code as an ES module and as CommonJS,
// each with its types. Not minified: bundlers do that, and a person who
// steps into the package can read it.

import typescript from "@rollup/plugin-typescript";
import { dts } from "rollup-plugin-dts";
import { inlineWasm } from "./scripts/lib/inline-wasm.mjs";
import { lineBreaks } from "./scripts/lib/line-breaks.mjs";

const main = "ts/index.ts";
const slim = "ts/entry/slim.ts";

/** @type {import("rollup").RollupOptions[]} */
export default [
  {
    input: main,
    output: [
      { file: "dist/index.js", format: "es" },
      { file: "dist/index.cjs", format: "cjs" },
    ],
    plugins: [inlineWasm(), compiled(), lineBreaks()],
    onwarn,
  },
  // What is given the core, as modules: one facade, which all of these entries share.
  {
    input: { slim, workerd: "ts/entry/workerd.ts", edge: "ts/entry/edge.ts" },
    external: /^wasm:/,
    output: {
      dir: "dist",
      format: "es",
      minifyInternalExports: false,
      chunkFileNames: "facade.js",
      paths: (id) => id.replace(/^wasm:/, "./"),
    },
    plugins: [givenCore(), inlineWasm(), compiled(), lineBreaks()],
    onwarn,
  },
  {
    input: slim,
    output: { file: "dist/slim.cjs", format: "cjs" },
    plugins: [givenCore(), inlineWasm(), compiled(), lineBreaks()],
    onwarn,
  },
  {
    input: main,
    output: [
      { file: "dist/index.d.ts", format: "es" },
      { file: "dist/index.d.cts", format: "es" },
    ],
    plugins: [dts({ tsconfig: "ts/tsconfig.json" })],
    onwarn,
  },
  {
    input: slim,
    external: /index\.js$/,
    output: [
      { file: "dist/slim.d.ts", format: "es", paths: () => "./index.js" },
      { file: "dist/slim.d.cts", format: "es", paths: () => "./index.cjs" },
    ],
    plugins: [dts({ tsconfig: "ts/tsconfig.json" })],
    onwarn,
  },
];

function compiled() {
  return typescript({ tsconfig: "ts/tsconfig.json", noEmitOnError: true, outDir: "dist" });
}

/** The core is given: it is not in the package's text. */
function givenCore() {
  return {
    name: "given-core",
    /**
     * @this {import("rollup").PluginContext}
     * @param {string} source
     * @param {string} [importer]
     */
    resolveId(source, importer) {
      return source === "./inlined.js" ? this.resolve("./given.js", importer) : null;
    },
    /** @param {string} id */
    load: (id) => (id.endsWith(".wasm") ? "export default () => undefined;" : null),
  };
}

/**
 * An import that is not found, or a cycle, is a mistake here, never a remark.
 *
 * @param {import("rollup").RollupLog} warning
 */
function onwarn(warning) {
  throw new Error(warning.message);
}
