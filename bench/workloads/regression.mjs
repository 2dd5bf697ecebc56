import { loops } from "./loops.mjs";
import { batch, number, REDUCED, wholeBatch } from "./workload.mjs";

const FEATURES = 30;

const x = Array.from({ length: FEATURES }, (_, i) => `x${i}`);
const w = x.map((_, i) => `w${i}`);
const outputs = ["loss", ...w, "b"];
const argnums = [...w, "b"].map((_, i) => FEATURES + 1 + i);

/** @type {import("./workload.mjs").Workload} */
export default {
  name: "regression",
  title: "Logistic regression, 30 features",
  description: "The mean logistic loss of 30 features with their weights and a bias, and its derivatives by all 31.",
  args: [
    ...x.map((name) => batch(name, -1, 2)),
    wholeBatch("label", 0, 1),
    ...w.map((name) => number(name, -0.2, 0.3)),
    number("b", -0.5, 0.5),
  ],
  outputs,
  numbers: outputs,
  lengths: [1, 64, 4096, 100_000],
  tolerance: REDUCED,

  fluxion({ add, compile, mean, mul, softplus, sub, valueAndGrad }) {
    const loss = (...args) => {
      const features = args.slice(0, FEATURES);
      const weights = args.slice(FEATURES + 1, -1);
      const label = args[FEATURES];
      const score = add(...features.map((x, i) => mul(weights[i], x)), args.at(-1));
      return mean(sub(softplus(score), mul(label, score)));
    };
    const both = valueAndGrad(loss, { argnums });
    return compile((...args) => both(...args).flat());
  },

  ...loops({
    args: [...x, "label", ...w, "b"],
    outputs: outputs.length,
    element: `
      const s = b + ${x.map((name, i) => `${w[i]} * ${name}[i]`).join(" + ")};
      const e = Math.exp(-Math.abs(s));
      const y = label[i];
      const r = (s >= 0 ? 1 : e) / (1 + e) - y;`,
    terms: ["Math.max(s, 0) + Math.log1p(e) - y * s", ...x.map((name) => `r * ${name}[i]`), "r"],
    results: (sums) => sums.map((sum) => `${sum} / n`),
  }),

  // A product of matrix and vector, and one of the transposed.
  stacks: [FEATURES, 1, FEATURES, 1],
  jaxJs({ nn, numpy: np, valueAndGrad }) {
    const loss = (x, label, w, b) => {
      const score = np.dot(x, w).add(b);
      return np.mean(nn.softplus(score.ref).sub(label.mul(score)));
    };
    const both = valueAndGrad(loss, { argnums: [2, 3] });
    return (...args) => {
      const [value, [dw, db]] = both(...args);
      return [value, dw, db];
    };
  },
  tfjs: (tf) => (x, label, w, b) => {
    const loss = (w, b) => {
      const score = x.dot(w).add(b);
      return score.softplus().sub(label.mul(score)).mean();
    };
    const { value, grads } = tf.valueAndGrads(loss)([w, b]);
    return [value, ...grads];
  },
};
