import { derivative } from "./derivative.mjs";
import { batch } from "./workload.mjs";

// A torus about the y axis, and a ball beside it; within BLEND of each other the surfaces flow together.
const RING = 1;
const TUBE = 0.35;
const CENTRE = 0.8;
const RADIUS = 0.6;
const BLEND = 0.5;

/** @type {(...args: number[]) => number} */
const distance = (x, y, z) => {
  const torus = Math.hypot(Math.hypot(x, z) - RING, y) - TUBE;
  const ball = Math.hypot(x - CENTRE, y, z) - RADIUS;
  const overlap = Math.max(BLEND - Math.abs(torus - ball), 0);
  return Math.min(torus, ball) - (overlap * overlap) / (4 * BLEND);
};

/** @type {import("./workload.mjs").Workload} */
export default {
  name: "normals",
  title: "Surface normals",
  description:
    "The gradient of a signed distance field, a torus and a ball that flow together, scaled to length 1: " +
    "three batches in, three out.",
  args: [batch("x", -2, 2), batch("y", -2, 2), batch("z", -2, 2)],
  outputs: ["x", "y", "z"],
  // Where the surfaces begin to flow together the second derivative jumps, and differences lose some digits.
  tolerance: 1e-4,
  expected(...point) {
    const gradient = [0, 1, 2].map((i) => derivative(distance, i)(...point));
    return gradient.map((d) => d / Math.hypot(...gradient));
  },

  fluxion: ({ abs, compile, grad, max, min, rsqrt, sqrt, square, sub }) => {
    const distance = (x, y, z) => {
      const around = sqrt(x.square().add(z.square()));
      const torus = sqrt(square(around.sub(RING)).add(y.square())).sub(TUBE);
      const ball = sqrt(square(x.sub(CENTRE)).add(y.square()).add(z.square())).sub(RADIUS);
      const overlap = max(sub(BLEND, abs(torus.sub(ball))), 0);
      return min(torus, ball).sub(square(overlap).mul(0.25 / BLEND));
    };
    return compile((x, y, z) => {
      const gradient = grad(distance, { argnums: [0, 1, 2] })(x, y, z);
      const [gx, gy, gz] = gradient;
      const scale = rsqrt(gx.square().add(gy.square()).add(gz.square()));
      return gradient.map((d) => d.mul(scale));
    });
  },

  plain(xs, ys, zs, nx, ny, nz) {
    for (let i = 0; i < xs.length; i++) {
      const x = xs[i];
      const y = ys[i];
      const z = zs[i];
      const around = Math.sqrt(x * x + z * z);
      const outward = around - RING;
      const toTube = Math.sqrt(outward * outward + y * y);
      const beside = x - CENTRE;
      const toBall = Math.sqrt(beside * beside + y * y + z * z);
      const torus = toTube - TUBE;
      const ball = toBall - RADIUS;
      const half = Math.max(BLEND - Math.abs(torus - ball), 0) / (2 * BLEND);
      // How much of the gradient is the torus's; the rest is the ball's.
      const share = torus < ball ? 1 - half : half;
      const ofTorus = share / toTube;
      const ofBall = (1 - share) / toBall;
      const radial = (ofTorus * outward) / around;
      const gx = radial * x + ofBall * beside;
      const gy = (ofTorus + ofBall) * y;
      const gz = (radial + ofBall) * z;
      const scale = 1 / Math.sqrt(gx * gx + gy * gy + gz * gz);
      nx[i] = gx * scale;
      ny[i] = gy * scale;
      nz[i] = gz * scale;
    }
  },

  jaxJs: ({ grad, numpy: np }) => {
    const distance = (x, y, z) => {
      const around = np.sqrt(np.square(x.ref).add(np.square(z.ref)));
      const torus = np.sqrt(np.square(around.sub(RING)).add(np.square(y.ref))).sub(TUBE);
      const ball = np.sqrt(np.square(x.sub(CENTRE)).add(np.square(y)).add(np.square(z))).sub(RADIUS);
      const overlap = np.maximum(np.subtract(BLEND, np.abs(torus.ref.sub(ball.ref))), 0);
      return np.minimum(torus, ball).sub(np.square(overlap).mul(0.25 / BLEND));
    };
    return (x, y, z) => {
      const [gx, gy, gz] = grad(distance, { argnums: [0, 1, 2] })(x, y, z);
      const scale = np.reciprocal(np.sqrt(np.square(gx.ref).add(np.square(gy.ref)).add(np.square(gz.ref))));
      return [gx.mul(scale.ref), gy.mul(scale.ref), gz.mul(scale)];
    };
  },

  tfjs: (tf) => {
    const gradients = tf.grads((x, y, z) => {
      const around = tf.sqrt(x.square().add(z.square()));
      const torus = tf.sqrt(around.sub(RING).square().add(y.square())).sub(TUBE);
      const ball = tf.sqrt(x.sub(CENTRE).square().add(y.square()).add(z.square())).sub(RADIUS);
      const overlap = tf.maximum(tf.sub(BLEND, tf.abs(torus.sub(ball))), 0);
      return tf.minimum(torus, ball).sub(overlap.square().mul(0.25 / BLEND));
    });
    return (x, y, z) => {
      const [gx, gy, gz] = gradients([x, y, z]);
      const scale = tf.rsqrt(gx.square().add(gy.square()).add(gz.square()));
      return [gx.mul(scale), gy.mul(scale), gz.mul(scale)];
    };
  },
};
