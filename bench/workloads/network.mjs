import { meanSquare } from "./mean-square.mjs";

const HIDDEN = Array.from({ length: 16 }, (_, k) => k);
const names = (/** @type {string} */ letter) => HIDDEN.map((k) => `${letter}${k}`);

/** Input weights, hidden biases, output weights and the output bias, as the arguments follow each other. */
const layers = (/** @type {any[]} */ p) => ({ w: p.slice(0, 16), b: p.slice(16, 32), v: p.slice(32, 48), c: p[48] });

/** @type {import("./workload.mjs").Workload} */
export default meanSquare({
  name: "network",
  title: "Network 1-16-1, mean squared error",
  formula: "Σ v tanh(w x + b) + c",
  parameters: [...names("w"), ...names("b"), ...names("v"), "c"],
  x: [-2, 2],

  model({ add, mul, tanh }, x, ...p) {
    const { w, b, v, c } = layers(p);
    return add(...HIDDEN.map((k) => mul(v[k], tanh(add(mul(w[k], x), b[k])))), c);
  },
  element: `
    const t = x[i];
    ${HIDDEN.map((k) => `const h${k} = Math.tanh(w${k} * t + b${k}), d${k} = v${k} * (1 - h${k} * h${k});`).join("\n")}
    const r = ${HIDDEN.map((k) => `v${k} * h${k}`).join(" + ")} + c - y[i]`,
  slopes: [...names("d").map((d) => `${d} * t`), ...names("d"), ...names("h"), "1"],
  // Layers: x is a column, and the weights are vectors.
  stacks: [1, 1, 16, 16, 16, 1],
  jaxJs: ({ numpy: np }, x, w, b, v, c) => np.dot(np.tanh(x.reshape([-1, 1]).mul(w).add(b)), v).add(c),
  tfjs: (x, w, b, v, c) =>
    x
      .reshape([-1, 1])
      .matMul(w.reshape([1, 16]))
      .add(b)
      .tanh()
      .dot(v)
      .add(c),
});
