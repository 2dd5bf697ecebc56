import { meanSquare } from "./mean-square.mjs";

/** @type {import("./workload.mjs").Workload} */
export default meanSquare({
  name: "line",
  title: "Line, mean squared error",
  formula: "w x + b",
  parameters: ["w", "b"],
  x: [-2, 2],

  model: ({ add, mul }, x, w, b) => add(mul(w, x), b),
  element: "const r = w * x[i] + b - y[i]",
  slopes: ["x[i]", "1"],
  jaxJs: (_, x, w, b) => w.mul(x).add(b),
  tfjs: (x, w, b) => w.mul(x).add(b),
});
