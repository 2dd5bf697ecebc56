// What a user's page loads: the size of the wasm, and of the whole package
// as a bundler would minify it. Fails above the budget, and names the compiler: another one gives another size.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { minify } from "terser";
import { findWasmRust } from "./lib/rust.mjs";
import { output, root } from "./lib/step.mjs";

/** Bytes of the minified package, gzipped: it is parsed by every page that uses it. They are to become 68,000. */
const BUDGET = 79_970;

const wasm = readFileSync(join(root, "build/core/fluxion_bg.wasm"));
const { code = "" } = await minify(readFileSync(join(root, "dist/index.js"), "utf8"), { module: true });

report("wasm", wasm);
const total = report("minified package, wasm inside", Buffer.from(code));
console.log(`compiled by ${output(join(findWasmRust() ?? "", "rustc"), ["--version"]) ?? "an unknown rustc"}`);
console.log(`budget: ${BUDGET} bytes gzipped, ${Math.round((100 * total) / BUDGET)} % used`);
if (total > BUDGET) {
  console.error(`over budget by ${total - BUDGET} bytes`);
  process.exitCode = 1;
}

/**
 * @param {string} name
 * @param {Buffer} bytes
 */
function report(name, bytes) {
  const gzipped = gzipSync(bytes, { level: 9 }).length;
  console.log(`${name.padEnd(30)} ${String(bytes.length).padStart(7)} bytes ${String(gzipped).padStart(7)} gzipped`);
  return gzipped;
}
