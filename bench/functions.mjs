// Every function of Math that fluxion has, beside the loop that a person would
// write: ns per element over 2^20, both into an array that is there, in one
// run, taken in turns, the fastest of several rounds. `npm run bench:functions`.

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const N = 1 << 20;
const ROUNDS = 9;

const root = new URL("../", import.meta.url);
const dist = new URL("dist/index.js", root);
if (!existsSync(dist)) {
  console.error("bench: dist/index.js is missing; npm run build");
  process.exit(1);
}
const fluxion = await import(fileURLToPath(dist));
/** @type {{ name: string, public: boolean, domain: [number, number][] }[]} */
const ops = JSON.parse(readFileSync(new URL("docs/ops.json", root), "utf8"));

console.log(`Node ${process.version}, 2^20 elements uniform in the function's domain, fastest of ${ROUNDS} rounds\n`);
console.log("function        fluxion, ns   Math loop, ns   ratio");
for (const { name, domain } of ops.filter((op) => op.public && op.name in Math)) {
  const args = domain.map(([low, high]) => Float32Array.from({ length: N }, () => low + (high - low) * Math.random()));
  const out = new Float32Array(N);
  const compiled = fluxion.compile(functionOf(name, args.length));
  const [ours, loop] = fastest([() => compiled.into(out, ...args), mathLoop(name, args, out)]);
  const columns = [ours.toFixed(2).padStart(11), loop.toFixed(2).padStart(16), (loop / ours).toFixed(1).padStart(8)];
  console.log(name.padEnd(16) + columns.join(""));
}

/**
 * The op as a function of `count` arguments: max and min take any number.
 *
 * @param {string} name
 * @param {number} count
 */
function functionOf(name, count) {
  return count === 1 ? (x) => fluxion[name](x) : (x, y) => fluxion[name](x, y);
}

/**
 * The plain loop, compiled apart for each function: a loop that all share could inline none of them.
 *
 * @param {string} name
 * @param {Float32Array[]} args
 * @param {Float32Array} out
 * @returns {() => unknown}
 */
function mathLoop(name, args, out) {
  const names = args.map((_, i) => `x${i}`);
  const call = `Math.${name}(${names.map((x) => `${x}[i]`).join(", ")})`;
  const loop = new Function(...names, "out", `for (let i = 0; i < out.length; i++) out[i] = ${call};`);
  return () => loop(...args, out);
}

/**
 * ns per element of each contender.
 *
 * @param {(() => unknown)[]} contenders
 */
function fastest(contenders) {
  const best = contenders.map(() => Infinity);
  for (let round = 0; round < ROUNDS; round++) {
    contenders.forEach((run, i) => {
      const start = performance.now();
      run();
      best[i] = Math.min(best[i], ((performance.now() - start) * 1e6) / N);
    });
  }
  return best;
}
