/**
 * A race: value and gradient of sin(cos(x)) at a million points, by fluxion and by the loop that a
 * person would write in plain JavaScript. Both hand back fresh arrays.
 */

import { cos, sin, valueAndGrad } from "./fluxion.mjs";
import { runIfMain } from "./show/run.mjs";
import { bold, dim, fixed, heading, mark, say, scientific } from "./show/text.mjs";

const POINTS = 2 ** 20;
const ROUNDS = 15;

/**
 * The two may differ by roundings only. cos(x) is rounded to float32 once (by up to 2^-25), and so
 * are results, of at most 1, and the factors of the gradient: some units of 2^-24 in all.
 */
const ALLOWED = 4 * 2 ** -24;

const byFluxion = valueAndGrad((x) => sin(cos(x)));

/** The same by hand: the derivative of sin(cos(x)) is -sin(x) cos(cos(x)). */
function byHand(x) {
  const value = new Float32Array(x.length);
  const gradient = new Float32Array(x.length);
  for (let i = 0; i < x.length; i++) {
    const c = Math.cos(x[i]);
    value[i] = Math.sin(c);
    gradient[i] = -Math.sin(x[i]) * Math.cos(c);
  }
  return [value, gradient];
}

/** Prints the times and returns the number of failed checks. */
export function race() {
  heading("8. The race: value and gradient of sin(cos(x)) at 2^20 points");
  // Angles of ordinary size: evenly spaced from -10 to 10.
  const x = Float32Array.from({ length: POINTS }, (_, i) => -10 + (20 * i) / (POINTS - 1));

  const difference = largestDifference(byFluxion(x), byHand(x));
  const agree = difference <= ALLOWED;
  say(
    `x from -10 to 10; largest difference between the two ${scientific(difference)}` +
      ` (${scientific(ALLOWED)} allowed)  ${mark(agree)}`,
  );

  const [hand, fluxion] = fastest([byHand, byFluxion], x).map((ms) => (ms * 1e6) / POINTS);
  say(`Fastest of ${ROUNDS} rounds, taken in turns, Node ${process.version}, one thread:`);
  say();
  say(dim("                            ns per point    ms in all"));
  row("plain JavaScript loop", hand);
  row("fluxion, valueAndGrad", fluxion);
  say();
  say(
    bold(
      hand >= fluxion
        ? `fluxion is ${fixed(hand / fluxion, 2)} times as fast as the loop.`
        : `fluxion is ${fixed(fluxion / hand, 2)} times slower than the loop.`,
    ),
  );
  return agree ? 0 : 1;
}

/** One line of the table. */
function row(name, nanoseconds) {
  say(`${name.padEnd(26)}${fixed(nanoseconds, 2, 14)}${fixed((nanoseconds * POINTS) / 1e6, 1, 13)}`);
}

/**
 * Milliseconds that each function takes on `x`: the least over all rounds, for whatever disturbs a
 * run only ever adds to it. They take turns, so that a slow spell of the machine meets all of them.
 */
function fastest(functions, x) {
  const best = functions.map(() => Infinity);
  for (let round = 0; round < ROUNDS; round++) {
    functions.forEach((f, i) => {
      const started = performance.now();
      f(x);
      best[i] = Math.min(best[i], performance.now() - started);
    });
  }
  return best;
}

/** The largest difference between corresponding elements of two lists of arrays. */
function largestDifference(as, bs) {
  let largest = 0;
  as.forEach((a, k) => {
    for (let i = 0; i < a.length; i++) {
      const difference = Math.abs(a[i] - bs[k][i]);
      // Not Math.max: a NaN on one side only must count as a difference.
      if (!(difference <= largest)) largest = difference;
    }
  });
  return largest;
}

await runIfMain(import.meta.url, race);
