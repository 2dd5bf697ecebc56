import { meanSquare } from "./mean-square.mjs";

/** @type {import("./workload.mjs").Workload} */
export default meanSquare({
  name: "polynomial",
  title: "Polynomial of degree 4, mean squared error",
  formula: "a + b x + c x² + d x³ + e x⁴",
  parameters: ["a", "b", "c", "d", "e"],
  x: [-1.2, 1.2],

  model: ({ add, mul }, x, ...coefficients) => coefficients.reduceRight((sum, c) => add(mul(sum, x), c)),
  element: `
    const t = x[i];
    const t2 = t * t;
    const t3 = t2 * t;
    const t4 = t2 * t2;
    const r = a + b * t + c * t2 + d * t3 + e * t4 - y[i]`,
  slopes: ["1", "t", "t2", "t3", "t4"],
  jaxJs: (_, x, ...coefficients) => {
    const sum = coefficients.reduceRight((sum, c) => sum.mul(x.ref).add(c));
    x.dispose();
    return sum;
  },
  tfjs: (x, ...coefficients) => coefficients.reduceRight((sum, c) => sum.mul(x).add(c)),
});
