// The exact values and derivatives of the core's own tests, in float64, from
// crate/examples/oracle.rs.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const PROGRAM = ["--release", "--example", "oracle"];

/** Compiles the program. Ends the process if that fails. */
export function buildOracle() {
  const { status } = spawnSync("cargo", ["build", ...PROGRAM], { cwd: root, stdio: "inherit" });
  if (status !== 0) {
    console.error("bench: crate/examples/oracle.rs could not be compiled; npm run setup brings what it needs");
    process.exit(1);
  }
}

/**
 * The exact results of an op at points, or with an index its partial derivatives by that argument: NaN outside its
 * domain.
 *
 * @param {string} op
 * @param {Float32Array[]} args  each argument of all points
 * @param {number} [index]
 * @returns {Float64Array}
 */
export function exact(op, args, index) {
  const count = args[0].length;
  const points = new Float32Array(count * args.length);
  args.forEach((values, k) => values.forEach((x, i) => (points[i * args.length + k] = x)));
  const request = index === undefined ? [op] : [op, `${index}`];
  const { status, stdout } = spawnSync("cargo", ["run", "--quiet", ...PROGRAM, "--", ...request], {
    cwd: root,
    input: new Uint8Array(points.buffer),
    maxBuffer: 8 * count + 1,
    stdio: ["pipe", "pipe", "inherit"],
  });
  if (status !== 0 || stdout.length !== 8 * count) throw new Error(`no exact values of ${op}`);
  return new Float64Array(new Uint8Array(stdout).buffer);
}
