import { batch, REDUCED } from "./workload.mjs";

/** @type {import("./workload.mjs").Workload} */
export default {
  name: "logsumexp",
  title: "Log of a sum of exponentials",
  description: "log Σ exp(x), and its gradient by the batch x, the softmax.",
  args: [batch("x", -10, 10)],
  outputs: ["value", "softmax"],
  numbers: ["value"],
  tolerance: REDUCED,
  fluxion: ({ logsumexp, valueAndGrad }) => valueAndGrad((x) => logsumexp(x)),

  // The exponentials are computed once, kept in the gradient's array and scaled.
  plain(x, value, softmax) {
    const n = x.length;
    let m = -Infinity;
    for (let i = 0; i < n; i++) if (x[i] > m) m = x[i];
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const e = Math.exp(x[i] - m);
      softmax[i] = e;
      sum += e;
    }
    const scale = 1 / sum;
    for (let i = 0; i < n; i++) softmax[i] *= scale;
    value[0] = m + Math.log(sum);
  },

  plainFour(x, value, softmax) {
    const n = x.length;
    let [m0, m1, m2, m3] = [-Infinity, -Infinity, -Infinity, -Infinity];
    let i = 0;
    for (; i + 3 < n; i += 4) {
      if (x[i] > m0) m0 = x[i];
      if (x[i + 1] > m1) m1 = x[i + 1];
      if (x[i + 2] > m2) m2 = x[i + 2];
      if (x[i + 3] > m3) m3 = x[i + 3];
    }
    for (; i < n; i++) if (x[i] > m0) m0 = x[i];
    const m = Math.max(m0, m1, m2, m3);
    let [s0, s1, s2, s3] = [0, 0, 0, 0];
    for (i = 0; i + 3 < n; i += 4) {
      const e0 = (softmax[i] = Math.exp(x[i] - m));
      const e1 = (softmax[i + 1] = Math.exp(x[i + 1] - m));
      const e2 = (softmax[i + 2] = Math.exp(x[i + 2] - m));
      const e3 = (softmax[i + 3] = Math.exp(x[i + 3] - m));
      s0 += e0;
      s1 += e1;
      s2 += e2;
      s3 += e3;
    }
    for (; i < n; i++) s0 += softmax[i] = Math.exp(x[i] - m);
    const sum = s0 + s1 + (s2 + s3);
    const scale = 1 / sum;
    for (i = 0; i < n; i++) softmax[i] *= scale;
    value[0] = m + Math.log(sum);
  },

  jaxJs: ({ nn, valueAndGrad }) => valueAndGrad((x) => nn.logsumexp(x)),

  tfjs: (tf) => {
    const both = tf.valueAndGrad((x) => x.logSumExp());
    return (x) => {
      const { value, grad } = both(x);
      return [value, grad];
    };
  },
};
