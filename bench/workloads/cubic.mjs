import { derivative } from "./derivative.mjs";
import { batch } from "./workload.mjs";

/** @type {(...args: number[]) => number} */
const value = (x) => ((0.5 * x - 1.5) * x + 2) * x - 1;

/** @type {import("./workload.mjs").Workload} */
export default {
  name: "cubic",
  title: "Cubic polynomial",
  description: "Value and derivative of x³/2 - 3x²/2 + 2x - 1, x from -3 to 3.",
  args: [batch("x", -3, 3)],
  outputs: ["value", "derivative"],
  tolerance: 1e-5,
  expected: (x) => [value(x), derivative(value)(x)],

  fluxion: ({ valueAndGrad }) => valueAndGrad((x) => x.mul(0.5).sub(1.5).mul(x).add(2).mul(x).sub(1)),

  plain(x, y, dy) {
    for (let i = 0; i < x.length; i++) {
      const a = x[i];
      y[i] = ((0.5 * a - 1.5) * a + 2) * a - 1;
      dy[i] = (1.5 * a - 3) * a + 2;
    }
  },

  jaxJs: ({ valueAndGrad }) => valueAndGrad((x) => x.ref.mul(0.5).sub(1.5).mul(x.ref).add(2).mul(x).sub(1)),

  tfjs: (tf) => {
    const f = tf.valueAndGrad((x) => x.mul(0.5).sub(1.5).mul(x).add(2).mul(x).sub(1));
    return (x) => {
      const { value, grad } = f(x);
      return [value, grad];
    };
  },
};
