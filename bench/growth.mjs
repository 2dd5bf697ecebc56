// How time grows with a program: the first call of long and wide functions, and fromBytes of the worst bytes, each size
// twice the one before. `npm run bench:growth [-- OTHER_DIST]` measures this build, or another one. Times are those
// that the process spent, all threads together, so that other processes do not count; the fastest of three runs.

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROUNDS = 3;

const path = process.argv[2] ?? fileURLToPath(new URL("../dist", import.meta.url));
const dist = resolve(path, "index.js");
if (!existsSync(dist)) {
  console.error(`bench: ${dist} is missing; npm run build`);
  process.exit(1);
}
const { add, fromBytes, grad, mul, neg, sin, valueAndGrad } = await import(pathToFileURL(dist).href);
const xs = Float32Array.from({ length: 1024 }, (_, i) => i / 512 - 1);

grow("value and gradient of so many steps of RK4, x'' = -sin x, first call over 1024 elements", [2500, 5000, 10_000], {
  "trace, differentiate, run": (steps) => () => valueAndGrad(pendulum(steps))(xs),
  "trace, differentiate": (steps) => () => valueAndGrad(pendulum(steps)).toBytes(),
  run: (steps) => {
    const f = fromBytes(valueAndGrad(pendulum(steps)).toBytes(), { most: Infinity });
    return () => f(xs);
  },
});
grow("gradient of a sum of so many sin(c x), first call over 64 elements", [25_000, 50_000, 100_000], {
  "trace, differentiate, run": (terms) => () => grad(sumOfSines(terms))(xs.subarray(0, 64)),
});
grow("fromBytes of so many KB of constants of one hash", [40, 80, 160], {
  fromBytes: (kilobytes) => {
    const bytes = collidingConstants(kilobytes);
    return () => fromBytes(bytes);
  },
});

/**
 * Prints a table: a row for each size, a column for what is timed.
 *
 * @param {string} title
 * @param {number[]} sizes
 * @param {Record<string, (size: number) => () => unknown>} work gives what is timed
 */
function grow(title, sizes, work) {
  console.log(`\n${title}`);
  for (const [name, prepare] of Object.entries(work)) {
    /** @type {number[]} */
    const times = sizes.map((size) =>
      Math.min(...Array.from({ length: ROUNDS }, (_, round) => time(prepare(size + round)))),
    );
    const cells = times.map((ms, i) => {
      const ratio = i === 0 ? "" : ` (x ${(ms / (times[i - 1] ?? 0)).toFixed(1)})`;
      return `${sizes[i]}: ${ms.toFixed(0)} ms${ratio}`.padEnd(26);
    });
    console.log(`  ${name.padEnd(28)}${cells.join("")}`);
  }
}

/** @param {() => unknown} f */
function time(f) {
  const before = process.cpuUsage();
  f();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** @param {number} steps */
function pendulum(steps, h = 0.01) {
  return (/** @type {any} */ x) => {
    const acceleration = (/** @type {any} */ x) => neg(sin(x));
    let v = mul(x, 0);
    for (let i = 0; i < steps; i++) {
      const [k1, a1] = [v, acceleration(x)];
      const [k2, a2] = [add(v, mul(h / 2, a1)), acceleration(add(x, mul(h / 2, k1)))];
      const [k3, a3] = [add(v, mul(h / 2, a2)), acceleration(add(x, mul(h / 2, k2)))];
      const [k4, a4] = [add(v, mul(h, a3)), acceleration(add(x, mul(h, k3)))];
      x = add(x, mul(h / 6, add(add(k1, mul(2, k2)), add(mul(2, k3), k4))));
      v = add(v, mul(h / 6, add(add(a1, mul(2, a2)), add(mul(2, a3), a4))));
    }
    return x;
  };
}

/** @param {number} terms */
function sumOfSines(terms) {
  return (/** @type {any} */ x) => {
    const values = Array.from({ length: terms }, (_, i) => sin(mul(x, 0.1 + i / terms)));
    for (let i = 0; i + 1 < values.length; i += 2) values.push(add(values[i], values[i + 1]));
    return values.at(-1);
  };
}

/**
 * The bytes of a function whose constants have all the same lower half of their hash, before the core's table was one
 * of trees: multiply and rotate over the words 0, the constant, 0, 0, and the high half folded down.
 *
 * @param {number} kilobytes
 */
function collidingConstants(kilobytes) {
  const count = Math.floor((1000 * kilobytes) / 5);
  const inverse = (/** @type {number} */ hash) => Math.imul(hash, 0x144cbc89);
  const rotated = (/** @type {number} */ word) => (word >>> 5) | (word << 27);
  /** @type {(n: number) => number[]} */
  const varint = (n) => (n < 128 ? [n] : [(n & 127) | 128, ...varint(n >> 7)]);
  const bytes = [...Buffer.from("flf\x01\0flx\x01\0"), ...varint(count)];
  for (let i = 0; i < count; i++) {
    const hash = (i << 16) ^ (i >> 16);
    const bits = inverse(rotated(inverse(rotated(inverse(hash ^ (hash >>> 15) ^ (hash >>> 30))))));
    bytes.push(0, bits & 255, (bits >> 8) & 255, (bits >> 16) & 255, bits >>> 24);
  }
  bytes.push(1, ...varint(count - 1));
  return Uint8Array.from(bytes);
}
