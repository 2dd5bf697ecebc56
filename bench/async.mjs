// Calls in slices over 2^24 elements: how long they block the event loop at most, in one piece, and how long they take
// beside the calls at once. In Node, and in a page of Chromium if there is one: `node bench/async.mjs`. The page also
// tells the longest time between two of its frames.
//
// On an idle server: tasks of 6 to 14 ms in the page, and no frame late; in Node, where one turn of the loop may take
// two slices, 11 to 23 ms; and 1.02 to 1.24 times the time of the call at once.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { findChromium, launchChromium } from "../scripts/lib/chromium.mjs";

const ELEMENTS = 1 << 24;
const dist = resolve(process.argv[2] ?? join(import.meta.dirname, "../dist"));

/** Runs in a page, too: it names nothing outside. */
async function measure(fluxion, elements) {
  const { cos, logsumexp, mean, mul, sin, square, sub, valueAndGrad } = fluxion;
  const xs = new Float32Array(elements).map((_, i) => Math.sin(i));
  const functions = {
    gradient: [valueAndGrad((x) => sin(cos(x))), xs],
    "gradient of a loss": [valueAndGrad((w, x) => mean(square(sub(sin(mul(w, x)), x)))), 0.5, xs],
    "loss of two passes": [valueAndGrad((x) => logsumexp(mul(x, x))), xs],
  };
  const page = typeof globalThis.requestAnimationFrame === "function";
  const lines = [];

  /** The longest times between two tasks and between two frames, while something is done. */
  async function longest(work) {
    let isDone = false;
    let [task, frame, seen, drawn] = [0, 0, performance.now(), 0];
    const { port1, port2 } = new MessageChannel();
    // Node takes up to a thousand messages in one turn of its loop.
    const next = page ? () => port2.postMessage(0) : () => setImmediate(look);
    const look = () => {
      const now = performance.now();
      task = Math.max(task, now - seen);
      seen = now;
      if (isDone) port1.close();
      else next();
    };
    port1.onmessage = look;
    next();
    const draw = (now) => {
      if (drawn > 0) frame = Math.max(frame, now - drawn);
      drawn = now;
      if (!isDone) globalThis.requestAnimationFrame(draw);
    };
    if (page) globalThis.requestAnimationFrame(draw);
    await work();
    isDone = true;
    return { task, frame };
  }

  for (const [name, [f, ...args]] of Object.entries(functions)) {
    const first = await longest(() => f.async({}, ...args));
    let [atOnce, inSlices] = [Infinity, Infinity];
    /** @type {{ task: number, frame: number }[]} */
    const rounds = [];
    for (let round = 0; round < 5; round++) {
      let start = performance.now();
      f(...args);
      atOnce = Math.min(atOnce, performance.now() - start);
      // Frames that the call at once held up.
      await new Promise((done) => setTimeout(done, 100));
      start = performance.now();
      rounds.push(await longest(() => f.async({}, ...args)));
      inSlices = Math.min(inSlices, performance.now() - start);
    }
    const all = (/** @type {"task" | "frame"} */ what) =>
      rounds
        .map((round) => round[what])
        .sort((a, b) => a - b)
        .map((time) => time.toFixed(1))
        .join(", ");
    lines.push(
      `${name.padEnd(20)} longest task ${all("task")} ms, of the first call ${first.task.toFixed(1)}; ` +
        (page ? `longest frame ${all("frame")}; ` : "") +
        `${inSlices.toFixed(0)} ms in all, at once ${atOnce.toFixed(0)}: ${(inSlices / atOnce).toFixed(2)} times`,
    );
  }
  return lines;
}

console.log("Node:");
for (const line of await measure(await import(pathToFileURL(join(dist, "index.js")).href), ELEMENTS))
  console.log(`  ${line}`);

const executablePath = findChromium();
if (executablePath) {
  const server = createServer(({ url }, response) => {
    const isLibrary = url === "/index.js";
    response.writeHead(200, { "content-type": isLibrary ? "text/javascript" : "text/html" });
    response.end(isLibrary ? readFileSync(join(dist, "index.js")) : "<!doctype html>");
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(0)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const browser = await launchChromium(executablePath);
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${port}/`);
    console.log(`${await browser.version()}:`);
    const lines = /** @type {string[]} */ (
      await page.evaluate(`(async () => (${measure.toString()})(await import("/index.js"), ${ELEMENTS}))()`)
    );
    for (const line of lines) console.log(`  ${line}`);
  } finally {
    await browser.close();
    server.close();
  }
}
