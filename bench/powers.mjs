// The cost of powers beside that of x * x * x: value and gradient over 65,536 elements, by `into` with ordinary arrays,
// and in place with arrays of `alloc`. One interleaved run, the minimum of each: `node bench/powers.mjs`.
//
// The figures to keep: at most 3 for x³, 4.5 for x^1.5, and 4 for the others; in place at most 4, and 6 for the others.
// With the path of another build's dist folder, its figures.

import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const dist = resolve(process.argv[2] ?? join(import.meta.dirname, "../dist"));
const { alloc, mul, pow, valueAndGrad } = await import(pathToFileURL(join(dist, "index.js")).href);

const ELEMENTS = 1 << 16;
const ROUNDS = 300;

const functions = {
  "x * x * x": (x) => mul(mul(x, x), x),
  ...Object.fromEntries([3, 1.5, -2, 6, 12, 0.5, -0.5, -12].map((k) => [`x ** ${k}`, (x) => pow(x, k)])),
};

/** @param {(length: number) => Float32Array} array */
function measure(array) {
  const xs = array(ELEMENTS).map((_, i) => 0.5 + i / ELEMENTS);
  const input = array(ELEMENTS);
  input.set(xs);
  const runs = Object.entries(functions).map(([name, f]) => {
    const vg = valueAndGrad(f);
    const out = [array(ELEMENTS), array(ELEMENTS)];
    return { name, run: () => vg.into(out, input), best: Infinity };
  });
  for (let round = 0; round < ROUNDS; round++) {
    for (const one of runs) {
      const start = performance.now();
      one.run();
      one.best = Math.min(one.best, performance.now() - start);
    }
  }
  return runs;
}

const forms = [measure((n) => new Float32Array(n)), measure(alloc)];
console.log("                 into          in place");
for (let i = 0; i < forms[0].length; i++) {
  const cells = forms.map((runs) => {
    const ns = ((runs[i].best / ELEMENTS) * 1e6).toFixed(2);
    return `${ns.padStart(6)} ns ${(runs[i].best / runs[0].best).toFixed(2).padStart(5)}`;
  });
  console.log(forms[0][i].name.padEnd(12), cells.join("   "));
}
