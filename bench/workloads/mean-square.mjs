// Mean squared errors of a model with parameters that are numbers, with their derivatives by all of them.

import { loops } from "./loops.mjs";
import { batch, number, REDUCED } from "./workload.mjs";

/**
 * @param {object} fit
 * @param {string} fit.name
 * @param {string} fit.title
 * @param {string} fit.formula of the model, for people
 * @param {string[]} fit.parameters
 * @param {[number, number]} fit.x the range of the batch x
 * @param {(fluxion: any, x: any, ...parameters: any[]) => any} fit.model
 * @param {string} fit.element statements of plain JavaScript that define r, the model less y at element i
 * @param {string[]} fit.slopes the derivatives of r by the parameters, in plain JavaScript
 * @param {number[]} [fit.stacks] as workloads have it
 * @param {(jax: any, x: any, ...parameters: any[]) => any} fit.jaxJs the model in jax-js
 * @param {(x: any, ...parameters: any[]) => any} fit.tfjs the model in TensorFlow.js
 * @returns {import("./workload.mjs").Workload}
 */
export function meanSquare({ name, title, formula, parameters, x, model, element, slopes, stacks, jaxJs, tfjs }) {
  const outputs = ["loss", ...parameters];
  const argnums = parameters.map((_, i) => 2 + i);
  return {
    name,
    title,
    description: `Mean of (${formula} - y)² over x and y, and its derivatives by ${parameters.join(", ")}.`,
    args: [batch("x", ...x), batch("y", 1, 3), ...parameters.map((name) => number(name, 0.5, 1))],
    outputs,
    numbers: outputs,
    tolerance: REDUCED,

    fluxion(library) {
      const { compile, mean, square, sub, valueAndGrad } = library;
      const loss = valueAndGrad((x, y, ...p) => mean(square(sub(model(library, x, ...p), y))), { argnums });
      return compile((...args) => loss(...args).flat());
    },

    ...loops({
      args: ["x", "y", ...parameters],
      outputs: outputs.length,
      element,
      terms: ["r * r", ...slopes.map((slope) => `r * (${slope})`)],
      results: ([loss, ...slopes]) => [`${loss} / n`, ...slopes.map((slope) => `2 * ${slope} / n`)],
    }),

    stacks,
    jaxJs(jax) {
      const { numpy: np, valueAndGrad } = jax;
      const loss = (x, y, ...p) => np.mean(np.square(jaxJs(jax, x, ...p).sub(y)));
      return (x, y, ...p) => {
        const [value, gradient] = valueAndGrad(loss, { argnums: p.map((_, i) => 2 + i) })(x, y, ...p);
        return [value, ...gradient];
      };
    },

    // Gradients by what is passed to `loss` alone, for no gradient by x and y is due.
    tfjs:
      (tf) =>
      (x, y, ...p) => {
        const loss = (...p) =>
          tfjs(x, ...p)
            .sub(y)
            .square()
            .mean();
        const { value, grads } = tf.valueAndGrads(loss)(p);
        return [value, ...grads];
      },
  };
}
