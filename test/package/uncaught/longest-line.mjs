// node longest-line.mjs BUNDLE: the longest line that a host prints of a minified bundle of uncaught.mjs when that ends by
// an error, for it shows the line of the bundle that the error was thrown in. And the longest line of the bundle.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** The lines of the wasm's text have up to 19,000 characters; what minifiers make of the code between two line breaks, more. */
const MOST = 28_000;

const [, , bundle] = process.argv;
const longestOf = (text) => Math.max(...text.split("\n").map((line) => line.length));
const end = (mistake) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bundle, mistake], { encoding: "utf8" });
  return { status, count: Number(stdout), stderr };
};

const { status, count } = end("none");
if (status !== 0 || !(count > 1)) throw new Error("the bundle does not run");
const printed = Array.from({ length: count }, (_, mistake) => {
  const { status, stderr } = end(String(mistake));
  if (status === 0 || !/^\w*Error: /m.test(stderr)) throw new Error(`no uncaught error ${mistake}: ${stderr}`);
  return longestOf(stderr);
});
const inBundle = longestOf(readFileSync(bundle, "utf8"));
console.log(`longest lines printed: ${printed.join(", ")}; in the bundle: ${inBundle}`);
if (Math.max(inBundle, ...printed) > MOST) process.exitCode = 1;
