import { loops } from "./loops.mjs";
import { batch, REDUCED } from "./workload.mjs";

/** @type {import("./workload.mjs").Workload} */
export default {
  name: "sum",
  title: "Sum",
  description: "The sum of a batch.",
  args: [batch("x", 0, 1)],
  outputs: ["sum"],
  numbers: ["sum"],
  tolerance: REDUCED,
  fluxion: ({ compile, sum }) => compile((x) => [sum(x)]),
  ...loops({ args: ["x"], outputs: 1, terms: ["x[i]"], results: (sums) => sums }),
  jaxJs:
    ({ numpy: np }) =>
    (x) => [np.sum(x)],
  tfjs: () => (x) => [x.sum()],
};
