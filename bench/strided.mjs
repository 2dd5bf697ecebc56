// Thirty interleaved columns, added by one kernel, against thirty arrays: `npm run bench:strided`. The least of
// interleaved rounds.

import { add, compile, strided } from "../dist/index.js";

const ROWS = 100_000;
const COLUMNS = 30;
const ROUNDS = 40;

const data = Float32Array.from({ length: ROWS * COLUMNS }, (_, i) => i % 7);
const columns = Array.from({ length: COLUMNS }, (_, offset) => strided(data, { offset, stride: COLUMNS }));
const arrays = columns.map((_, c) => Float32Array.from({ length: ROWS }, (_, i) => data[c + COLUMNS * i]));
const f = compile((...xs) => xs.reduce((a, b) => add(a, b)));
const out = new Float32Array(ROWS);
const least = [Infinity, Infinity];
for (let round = 0; round < ROUNDS; round++) {
  for (const [i, args] of [columns, arrays].entries()) {
    const start = performance.now();
    f.into(out, ...args);
    least[i] = Math.min(least[i], performance.now() - start);
  }
}
console.log(`${(least[0] / least[1]).toFixed(2)} times as long as contiguous arrays`);
