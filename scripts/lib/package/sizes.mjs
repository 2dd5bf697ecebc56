// What the package costs a page: its entries as they are, and what a bundler makes of imports. Budgets fail the run.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";

/**
 * What is imported, bundled with these options of esbuild beside --bundle and --minify, and the budget of the bundle's
 * bytes gzipped: those measured when it was last set, and 2 %. What is imported and not used costs nothing.
 *
 * @type {readonly { name: string, source: string, options?: string[], budget: number }[]}
 */
const IMPORTS = [
  { name: "`{ sin }`, not used", source: 'import { sin } from "fluxion";', budget: 20 },
  ...[
    { names: "sin", budget: 68_100 },
    { names: "grad, sin", budget: 75_100 },
    { names: "grad, valueAndGrad, sin, cos", budget: 75_100 },
    { names: "valueAndGrad, mean, square, sub, mul, add", budget: 75_100 },
  ].map(({ names, budget }) => ({
    name: `\`{ ${names} }\``,
    source: `import { ${names} } from "fluxion"; globalThis.used = [${names}];`,
    budget,
  })),
  { name: "`*`", source: all("fluxion"), budget: 83_900 },
  { name: "`*` of `fluxion/slim`, without the wasm", source: all("fluxion/slim"), budget: 42_800 },
  {
    name: "`*` under the condition `workerd`, without the wasm",
    source: all("fluxion"),
    options: ["--conditions=workerd", "--external:*.wasm"],
    budget: 42_200,
  },
];

/** @param {string} entry */
function all(entry) {
  return `import * as fluxion from "${entry}"; globalThis.used = fluxion;`;
}

/** Files that are loaded as they are, and the budgets of their bytes gzipped, made in the same way. */
const FILES = [
  { name: "dist/index.js", budget: 131_200 },
  { name: "dist/index.cjs", budget: 131_500 },
  { name: "dist/fluxion.wasm", budget: 45_000 },
  { name: "dist/tiles.wasm", budget: 30_900 },
  { name: "dist/loops.wasm", budget: 16_550 },
];

/** @typedef {{ name: string, raw: number, gzip: number, brotli: number, budget: number }} Size */

/**
 * @param {import("./project.mjs").Installed} project which has esbuild
 * @returns {Promise<{ files: Size[], imports: Size[] }>}
 */
export async function measure(project) {
  const files = FILES.map(({ name, budget }) => {
    return size(`\`${name}\``, readFileSync(join(project.folder, "node_modules/fluxion", name)), budget);
  });
  const imports = [];
  for (const [index, { name, source, options = [], budget }] of IMPORTS.entries()) {
    const [entry, bundle] = [`import-${index}.mjs`, `import-${index}.bundle.mjs`];
    writeFileSync(join(project.folder, entry), source);
    await project.run(["esbuild", entry, "--bundle", "--minify", "--format=esm", `--outfile=${bundle}`, ...options]);
    imports.push(size(name, readFileSync(join(project.folder, bundle)), budget));
  }
  return { files, imports };
}

/**
 * @param {string} name
 * @param {Buffer} bytes
 * @param {number} budget
 * @returns {Size}
 */
function size(name, bytes, budget) {
  const gzip = gzipSync(bytes, { level: 9 }).length;
  return { name, raw: bytes.length, gzip, brotli: brotliCompressSync(bytes).length, budget };
}

/**
 * @param {readonly Size[]} sizes
 * @returns {string} those over their budget
 */
export function overBudget(sizes) {
  return sizes
    .filter(({ gzip, budget }) => gzip > budget)
    .map(({ name, gzip, budget }) => `${name}: ${gzip} bytes gzipped, ${gzip - budget} above the budget of ${budget}`)
    .join("\n");
}
