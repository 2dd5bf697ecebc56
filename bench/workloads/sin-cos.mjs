import { derivative } from "./derivative.mjs";
import { batch } from "./workload.mjs";

/** @type {(...args: number[]) => number} */
const value = (x) => Math.sin(Math.cos(x));

/** @type {import("./workload.mjs").Workload} */
export default {
  name: "sin-cos",
  title: "sin(cos x)",
  description: "Value and derivative of sin(cos x), x from -10 to 10.",
  args: [batch("x", -10, 10)],
  outputs: ["value", "derivative"],
  tolerance: 1e-5,
  expected: (x) => [value(x), derivative(value)(x)],

  fluxion: ({ cos, sin, valueAndGrad }) => valueAndGrad((x) => sin(cos(x))),

  plain(x, y, dy) {
    for (let i = 0; i < x.length; i++) {
      const c = Math.cos(x[i]);
      y[i] = Math.sin(c);
      dy[i] = -Math.cos(c) * Math.sin(x[i]);
    }
  },

  jaxJs: ({ numpy: np, valueAndGrad }) => valueAndGrad((x) => np.sin(np.cos(x))),

  tfjs: (tf) => {
    const f = tf.valueAndGrad((x) => tf.sin(tf.cos(x)));
    return (x) => {
      const { value, grad } = f(x);
      return [value, grad];
    };
  },
};
