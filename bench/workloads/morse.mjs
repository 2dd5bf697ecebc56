import { derivative } from "./derivative.mjs";
import { batch, number } from "./workload.mjs";

/** @type {(...args: number[]) => number} */
const energy = (r, depth, width, rest) => depth * (1 - Math.exp(-width * (r - rest))) ** 2;

/** @type {import("./workload.mjs").Workload} */
export default {
  name: "morse",
  title: "Morse potential",
  description:
    "Energy D (1 - exp(-a (r - r₀)))² and force of a molecule's bond: " +
    "a batch of distances, and numbers about those of hydrogen.",
  args: [batch("r", 0.4, 4), number("depth", 4.5, 5), number("width", 1.8, 2), number("rest", 0.7, 0.8)],
  outputs: ["energy", "force"],
  tolerance: 1e-5,
  expected: (...args) => [energy(...args), -derivative(energy)(...args)],

  fluxion: ({ compile, grad, mul, sub, square }) => {
    const energy = (r, depth, width, rest) => mul(depth, square(sub(1, mul(width, sub(rest, r)).exp())));
    return compile((r, depth, width, rest) => [
      energy(r, depth, width, rest),
      grad(energy)(r, depth, width, rest).neg(),
    ]);
  },

  plain(r, depth, width, rest, energy, force) {
    const slope = -2 * depth * width;
    for (let i = 0; i < r.length; i++) {
      const e = Math.exp(width * (rest - r[i]));
      const d = 1 - e;
      energy[i] = depth * d * d;
      force[i] = slope * d * e;
    }
  },

  jaxJs: ({ numpy: np, valueAndGrad }) => {
    const f = valueAndGrad((r, depth, width, rest) =>
      depth.mul(np.square(np.subtract(1, np.exp(width.mul(rest.sub(r)))))),
    );
    return (r, depth, width, rest) => {
      const [energy, slope] = f(r, depth, width, rest);
      return [energy, slope.neg()];
    };
  },

  tfjs: (tf) => (r, depth, width, rest) => {
    const f = tf.valueAndGrad((r) => depth.mul(tf.square(tf.sub(1, tf.exp(width.mul(rest.sub(r)))))));
    const { value, grad } = f(r);
    return [value, tf.neg(grad)];
  },
};
