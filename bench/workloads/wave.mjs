import { meanSquare } from "./mean-square.mjs";

/** @type {import("./workload.mjs").Workload} */
export default meanSquare({
  name: "wave",
  title: "Growing wave, mean squared error",
  formula: "a exp(b x) sin(c x + d) + e",
  parameters: ["a", "b", "c", "d", "e"],
  x: [-2, 2],

  model: ({ add, exp, mul, sin }, x, a, b, c, d, e) => add(mul(mul(a, exp(mul(b, x))), sin(add(mul(c, x), d))), e),
  element: `
    const t = x[i];
    const g = Math.exp(b * t);
    const s = Math.sin(c * t + d);
    const gs = g * s;
    const ac = a * g * Math.cos(c * t + d);
    const r = a * gs + e - y[i]`,
  slopes: ["gs", "a * gs * t", "ac * t", "ac", "1"],
  jaxJs: ({ numpy: np }, x, a, b, c, d, e) =>
    a
      .mul(np.exp(b.mul(x.ref)))
      .mul(np.sin(c.mul(x).add(d)))
      .add(e),
  tfjs: (x, a, b, c, d, e) => a.mul(b.mul(x).exp()).mul(c.mul(x).add(d).sin()).add(e),
});
