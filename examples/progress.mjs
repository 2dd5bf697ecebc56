/**
 * A long computation that holds nothing up: the loss of 2^24 points and its gradient, in slices, with a bar of progress.
 * Between the slices timers run; in a page, it draws.
 */

import { exp, mean, mul, sin, square, sub, valueAndGrad } from "./fluxion.mjs";
import { runIfMain, timed } from "./show/run.mjs";
import { fixed, heading, mark, say } from "./show/text.mjs";

const POINTS = 2 ** 24;
const WIDTH = 40;

const loss = (w, k, x) => mean(square(sub(mul(w, exp(mul(k, sin(x)))), x)));

/** Shows how much is done, on a terminal alone: a file would get a line for each slice. */
function showBar(done) {
  if (!process.stdout.isTTY) return;
  const full = Math.round(WIDTH * done);
  process.stdout.write(`\r  ${"█".repeat(full)}${"░".repeat(WIDTH - full)} ${fixed(100 * done, 0, 3)} %`);
  if (done === 1) process.stdout.write("\n");
}

/** Prints the comparison, and resolves to the number of failed checks. */
export async function progress() {
  heading("9. In slices: a bar of progress, and a way out");
  const f = valueAndGrad(loss, { argnums: [0, 1] });
  const x = Float32Array.from({ length: POINTS }, (_, i) => i / POINTS);
  const [atOnce, expected] = timed(() => f(0.5, -1, x));

  // A timer that should run each millisecond measures how long it was held up.
  let [last, longest] = [performance.now(), 0];
  const look = () => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  };
  const timer = setInterval(look, 1);
  const result = await f.async({ onProgress: showBar }, 0.5, -1, x);
  look();
  clearInterval(timer);
  const isSame = JSON.stringify(result) === JSON.stringify(expected);
  say(
    `at once ${fixed(atOnce, 0)} ms; in slices a timer waited ${fixed(longest, 0)} ms at most; same bits  ${mark(isSame)}`,
  );

  const controller = new AbortController();
  const onProgress = (done) => {
    if (done > 0.1) controller.abort("a tenth is enough");
  };
  const reason = await f.async({ signal: controller.signal, onProgress }, 0.5, -1, x).catch((error) => error);
  const isAborted = reason === "a tenth is enough";
  say(`aborted, with the signal's reason: ${String(reason)}  ${mark(isAborted)}`);
  return [isSame, isAborted].filter((passed) => !passed).length;
}

await runIfMain(import.meta.url, progress);
