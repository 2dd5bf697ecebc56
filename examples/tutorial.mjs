/**
 * The tutorial: functions put together from sin and cos, their values and their gradients,
 * each checked against the formula that a calculus book gives.
 */

import { cos, grad, sin, valueAndGrad } from "./fluxion.mjs";
import { runIfMain } from "./show/run.mjs";
import { dim, fixed, heading, mark, say, scientific } from "./show/text.mjs";

const x = Float32Array.of(0, 1, 2, 3);

// The formulas are computed in float64, so that their own rounding does not count.
const { sin: S, cos: C } = Math;

/** Each function in fluxion's composed style, then its value and its derivative by hand. */
const functions = [
  { name: "sin", f: sin(), value: (x) => S(x), slope: (x) => C(x) },
  { name: "cos", f: cos(), value: (x) => C(x), slope: (x) => -S(x) },
  { name: "sin(sin)", f: sin(sin()), value: (x) => S(S(x)), slope: (x) => C(S(x)) * C(x) },
  { name: "sin(cos)", f: sin(cos()), value: (x) => S(C(x)), slope: (x) => C(C(x)) * -S(x) },
  { name: "cos(sin)", f: cos(sin()), value: (x) => C(S(x)), slope: (x) => -S(S(x)) * C(x) },
  { name: "cos(cos)", f: cos(cos()), value: (x) => C(C(x)), slope: (x) => -S(C(x)) * -S(x) },
  { name: "sin(cos(sin))", f: sin(cos(sin())), value: (x) => S(C(S(x))), slope: (x) => C(C(S(x))) * -S(S(x)) * C(x) },
  { name: "cos(sin(cos))", f: cos(sin(cos())), value: (x) => C(S(C(x))), slope: (x) => -S(S(C(x))) * C(C(x)) * -S(x) },
];

/** The gradients that another library, MindSpore, prints for `grad(lambda x: sin(cos(x)))` at 1, 2, 3. */
const published = { at: [1, 2, 3], gradient: [-0.7216062, -0.831692, -0.07743199] };

/** Prints the tables and returns the number of failed checks. */
export function tutorial() {
  heading("1. The tutorial: values and gradients, checked against the formulas");
  return compareWithFormulas() + compareWithMindSpore();
}

/** The main table: a row for each function and each x. */
function compareWithFormulas() {
  say("f = sin(cos(sin()));  y = f(x);  [y, dy] = valueAndGrad(f)(x);");
  say("off: distance from the formula in ulp, the gap between neighbouring float32s");
  say();
  say(dim("function        x       value    gradient     formula'   off y  off y'  check"));
  let failed = 0;
  let worst = 0;
  for (const { name, f, value, slope } of functions) {
    const plain = f(x);
    const [y, dy] = valueAndGrad(f)(x);
    for (let i = 0; i < x.length; i++) {
      const exact = [value(x[i]), slope(x[i])];
      const off = [ulps(y[i], exact[0]), ulps(dy[i], exact[1])];
      // Called alone or differentiated, a function has one value: the same bits.
      const passed = close(y[i], exact[0]) && close(dy[i], exact[1]) && Object.is(plain[i], y[i]);
      if (!passed) failed++;
      worst = Math.max(worst, ...off);
      say(
        `${(i === 0 ? name : "").padEnd(14)}${fixed(x[i], 0, 3)}${fixed(y[i], 7, 12)}${fixed(dy[i], 7, 12)}` +
          `${fixed(exact[1], 7, 13)}${fixed(off[0], 1, 8)}${fixed(off[1], 1, 8)}  ${mark(passed)}`,
      );
    }
  }
  const rows = functions.length * x.length;
  say();
  say(`${rows - failed} of ${rows} rows agree as np.allclose asks (rtol 1e-5, atol 1e-8);`);
  say(`the largest deviation of all is ${fixed(worst, 1)} ulp.`);
  return failed;
}

/** The functional style, against numbers that we did not compute. */
function compareWithMindSpore() {
  const df = grad((x) => sin(cos(x)));
  const ours = df(Float32Array.from(published.at));
  say();
  say("df = grad((x) => sin(cos(x)));  beside what MindSpore publishes for it");
  say(`df.toString() is ${df}`);
  say();
  say(dim("                x      df(x)    MindSpore   difference  check"));
  let failed = 0;
  published.at.forEach((at, i) => {
    const theirs = published.gradient[i];
    const passed = close(ours[i], theirs);
    if (!passed) failed++;
    say(
      `${"".padEnd(14)}${fixed(at, 0, 3)}${fixed(ours[i], 7, 12)}${fixed(theirs, 7, 13)}` +
        `${scientific(Math.abs(ours[i] - theirs), 12)}   ${mark(passed)}`,
    );
  });
  return failed;
}

/** The test of np.allclose with its default tolerances. */
function close(actual, expected) {
  return Math.abs(actual - expected) <= 1e-8 + 1e-5 * Math.abs(expected);
}

/** How far `actual` is from `exact`, in gaps between the float32s around `exact`. */
function ulps(actual, exact) {
  // Float32 has 24 bits and no exponent below -126; floor(log2) may be one off next to a power of
  // two, where either neighbour's gap will do.
  const exponent = exact === 0 ? -126 : Math.max(-126, Math.floor(Math.log2(Math.abs(exact))));
  return Math.abs(actual - exact) / 2 ** (exponent - 23);
}

await runIfMain(import.meta.url, tutorial);
