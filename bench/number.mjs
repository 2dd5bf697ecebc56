// One number through 100 steps of RK4 of a pendulum, x'' = -sin x, value and gradient, against dual numbers by hand:
// `npm run bench:number`. The least of interleaved rounds.

import { add, mul, neg, sin, valueAndGrad } from "../dist/index.js";

const STEPS = 100;
const H = 0.01;
const ROUNDS = 20;
const CALLS = 300;

/** @typedef {import("../dist/index.js").Expr} Expr */

/** @param {Expr} x0 */
function position(x0) {
  let [x, v] = [x0, x0.mul(0)];
  const force = (/** @type {Expr} */ x) => neg(sin(x));
  for (let i = 0; i < STEPS; i++) {
    const a1 = force(x);
    const v2 = add(v, mul(a1, H / 2));
    const a2 = force(add(x, mul(v, H / 2)));
    const v3 = add(v, mul(a2, H / 2));
    const a3 = force(add(x, mul(v2, H / 2)));
    const v4 = add(v, mul(a3, H));
    const a4 = force(add(x, mul(v3, H)));
    x = add(x, mul(add(add(v, mul(v2, 2)), add(mul(v3, 2), v4)), H / 6));
    v = add(v, mul(add(add(a1, mul(a2, 2)), add(mul(a3, 2), a4)), H / 6));
  }
  return x;
}

/** @param {number} x0 */
function byHand(x0) {
  let [x, dx, v, dv] = [x0, 1, 0, 0];
  for (let i = 0; i < STEPS; i++) {
    const a1 = -Math.sin(x);
    const da1 = -Math.cos(x) * dx;
    const [x2, dx2, v2, dv2] = [x + v * (H / 2), dx + dv * (H / 2), v + a1 * (H / 2), dv + da1 * (H / 2)];
    const a2 = -Math.sin(x2);
    const da2 = -Math.cos(x2) * dx2;
    const [x3, dx3, v3, dv3] = [x + v2 * (H / 2), dx + dv2 * (H / 2), v + a2 * (H / 2), dv + da2 * (H / 2)];
    const a3 = -Math.sin(x3);
    const da3 = -Math.cos(x3) * dx3;
    const [x4, dx4, v4, dv4] = [x + v3 * H, dx + dv3 * H, v + a3 * H, dv + da3 * H];
    const a4 = -Math.sin(x4);
    const da4 = -Math.cos(x4) * dx4;
    x += (v + 2 * v2 + 2 * v3 + v4) * (H / 6);
    dx += (dv + 2 * dv2 + 2 * dv3 + dv4) * (H / 6);
    v += (a1 + 2 * a2 + 2 * a3 + a4) * (H / 6);
    dv += (da1 + 2 * da2 + 2 * da3 + da4) * (H / 6);
  }
  return [x, dx];
}

const f = valueAndGrad(position);
let calls = 0;
while (f.info().engine !== "jit") f(0.5 + calls++ / 1000);
const least = { f: Infinity, byHand: Infinity };
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, g] of Object.entries({ f, byHand })) {
    const start = performance.now();
    for (let i = 0; i < CALLS; i++) g(0.5 + i / 1000);
    least[/** @type {"f"} */ (name)] = Math.min(least[/** @type {"f"} */ (name)], performance.now() - start);
  }
}
console.log(`compiled at call ${calls}; then ${(least.f / least.byHand).toFixed(2)} times dual numbers by hand`);
