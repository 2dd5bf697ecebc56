import { derivative } from "./derivative.mjs";
import { batch, wholeBatch } from "./workload.mjs";

/** @type {(...args: number[]) => number} */
const loss = (score, label) => Math.max(score, 0) + Math.log1p(Math.exp(-Math.abs(score))) - label * score;

/** @type {import("./workload.mjs").Workload} */
export default {
  name: "logistic",
  title: "Logistic loss",
  description: "Loss log(1 + exp(s)) - y s of every sample, and its derivative by the score s; s and y are batches.",
  args: [batch("score", -20, 20), wholeBatch("label", 0, 1)],
  outputs: ["loss", "derivative"],
  tolerance: 1e-5,
  expected: (score, label) => [loss(score, label), derivative(loss)(score, label)],

  fluxion: ({ mul, softplus, sub, valueAndGrad }) =>
    valueAndGrad((score, label) => sub(softplus(score), mul(label, score))),

  plain(score, label, loss, slope) {
    for (let i = 0; i < score.length; i++) {
      const s = score[i];
      const y = label[i];
      const e = Math.exp(-Math.abs(s));
      loss[i] = Math.max(s, 0) + Math.log1p(e) - y * s;
      slope[i] = (s >= 0 ? 1 : e) / (1 + e) - y;
    }
  },

  jaxJs: ({ nn, valueAndGrad }) => valueAndGrad((score, label) => nn.softplus(score.ref).sub(label.mul(score))),

  tfjs: (tf) => (score, label) => {
    const { value, grad } = tf.valueAndGrad((score) => tf.softplus(score).sub(label.mul(score)))(score);
    return [value, grad];
  },
};
