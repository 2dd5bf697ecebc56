// Run by garbage.test.ts in a process of its own, on the built package, whose code is the users': prints how many bytes
// a call of `into` with 62 arguments leaves for the collector, with arrays of `alloc` and with others.

import { add, alloc, compile } from "../../dist/index.js";

const CALLS = 10_000;
/** Calls between two readings: their garbage fits the youngest generation, so that it is not collected meanwhile. */
const CALLS_AT_ONCE = 250;

/** @type {Record<string, (lengths: number[]) => Float32Array[]>} */
const rooms = { alloc, "ordinary arrays": (lengths) => lengths.map((length) => new Float32Array(length)) };

/** @type {Record<string, number>} */
const left = {};
for (const [name, room] of Object.entries(rooms)) {
  const f = compile((...xs) => xs.reduce((a, b) => add(a, b)));
  const [out, ...xs] = room(Array.from({ length: 63 }, () => 16));
  for (let i = 0; i < 5000; i++) f.into(out, ...xs);
  /** @type {number[]} */
  const readings = [];
  for (let done = 0; done < CALLS; done += CALLS_AT_ONCE) {
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < CALLS_AT_ONCE; i++) f.into(out, ...xs);
    readings.push((process.memoryUsage().heapUsed - before) / CALLS_AT_ONCE);
  }
  // The median: the compiler of JavaScript allocates as well.
  left[name] = readings.sort((a, b) => a - b)[readings.length >> 1];
}
console.log(JSON.stringify(left));
