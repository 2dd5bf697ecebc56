// What the package costs a page: its entries as they are, and what a bundler makes of imports. Budgets fail the run.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";

/**
 * What is imported, and the budget of bytes gzipped after `esbuild --bundle --minify`: those measured when the budget was
 * last set, and 1 %. What is imported and not used costs nothing.
 *
 * @type {readonly { name: string, source: string, budget: number }[]}
 */
const IMPORTS = [
  { name: "imported, not used", source: 'import { sin } from "fluxion";', budget: 20 },
  ...[
    { names: "sin", budget: 0 },
    { names: "grad, sin", budget: 0 },
    { names: "grad, valueAndGrad, sin, cos", budget: 0 },
    { names: "valueAndGrad, mean, square, sub, mul, add", budget: 0 },
  ].map(({ names, budget }) => ({
    name: `{ ${names} }`,
    source: `import { ${names} } from "fluxion"; globalThis.used = [${names}];`,
    budget,
  })),
  { name: "*", source: 'import * as fluxion from "fluxion"; globalThis.used = fluxion;', budget: 0 },
];

/** Files of the package that are loaded as they are, and the budgets of their bytes gzipped. */
const FILES = [
  { name: "dist/index.js", budget: 0 },
  { name: "dist/index.cjs", budget: 0 },
];

/** @typedef {{ name: string, raw: number, gzip: number, brotli: number, budget: number }} Size */

/**
 * @param {import("./project.mjs").Installed} project which has esbuild
 * @returns {Promise<{ files: Size[], imports: Size[] }>}
 */
export async function measure(project) {
  const files = FILES.map(({ name, budget }) => {
    return size(name, readFileSync(join(project.folder, "node_modules/fluxion", name)), budget);
  });
  const imports = [];
  for (const [index, { name, source, budget }] of IMPORTS.entries()) {
    const [entry, bundle] = [`import-${index}.mjs`, `import-${index}.bundle.mjs`];
    writeFileSync(join(project.folder, entry), source);
    await project.run(["esbuild", entry, "--bundle", "--minify", "--format=esm", `--outfile=${bundle}`]);
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
