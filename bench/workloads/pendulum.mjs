import { derivative } from "./derivative.mjs";
import { batch, number } from "./workload.mjs";

const STEPS = 12;

/** @type {(...args: number[]) => number} */
const swung = (angle, speed, step) => {
  for (let i = 0; i < STEPS; i++) {
    speed -= step * Math.sin(angle);
    angle += step * speed;
  }
  return angle;
};

/** @type {import("./workload.mjs").Workload} */
export default {
  name: "pendulum",
  title: "Pendulum, 60 ops",
  description:
    "Twelve symplectic Euler steps of a pendulum, a program of 60 ops: where it is, " +
    "and the derivative by the angle that it started at.",
  args: [batch("angle", -3, 3), number("speed", -0.5, 0.5), number("step", 0.08, 0.12)],
  outputs: ["angle", "derivative"],
  tolerance: 1e-5,
  expected: (...args) => [swung(...args), derivative(swung)(...args)],

  fluxion: ({ add, mul, sin, sub, valueAndGrad }) =>
    valueAndGrad((angle, speed, step) => {
      for (let i = 0; i < STEPS; i++) {
        speed = sub(speed, mul(step, sin(angle)));
        angle = add(angle, mul(step, speed));
      }
      return angle;
    }),

  plain(angle, speed, step, last, slope) {
    for (let i = 0; i < angle.length; i++) {
      let a = angle[i];
      let s = speed;
      let da = 1;
      let ds = 0;
      for (let k = 0; k < STEPS; k++) {
        s -= step * Math.sin(a);
        ds -= step * Math.cos(a) * da;
        a += step * s;
        da += step * ds;
      }
      last[i] = a;
      slope[i] = da;
    }
  },

  jaxJs: ({ numpy: np, valueAndGrad }) =>
    valueAndGrad((angle, speed, step) => {
      for (let i = 0; i < STEPS; i++) {
        speed = speed.sub(step.ref.mul(np.sin(angle.ref)));
        angle = angle.add(step.ref.mul(speed.ref));
      }
      speed.dispose();
      step.dispose();
      return angle;
    }),

  tfjs: (tf) => (angle, speed, step) => {
    const f = tf.valueAndGrad((angle) => {
      let faster = speed;
      for (let i = 0; i < STEPS; i++) {
        faster = faster.sub(step.mul(tf.sin(angle)));
        angle = angle.add(step.mul(faster));
      }
      return angle;
    });
    const { value, grad } = f(angle);
    return [value, grad];
  },
};
