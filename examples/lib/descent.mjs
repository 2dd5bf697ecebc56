/** Optimisers over flat lists of numbers, in float64: the gradient comes from whatever function they are given. */

/**
 * Gradient descent with Nesterov's momentum, which begins anew whenever it points uphill (O'Donoghue and Candès,
 * Adaptive Restart for Accelerated Gradient Schemes, 2015).
 * @param {(parameters: number[]) => number[]} gradientAt
 * @param {number[]} start
 * @param {object} options
 * @param {number} options.rate  of the steps: one over the largest curvature
 * @param {number} options.tolerance  the norm of the gradient at which it ends
 * @param {number} options.most  steps
 * @returns {{ parameters: number[], steps: number, norm: number }}
 */
export function accelerated(gradientAt, start, { rate, tolerance, most }) {
  let parameters = start;
  let ahead = start;
  let momentum = 1;
  for (let steps = 0; ; steps++) {
    const gradient = gradientAt(ahead);
    const norm = Math.hypot(...gradient);
    if (norm <= tolerance || steps === most) return { parameters: ahead, steps, norm };
    const next = ahead.map((p, i) => p - rate * gradient[i]);
    const uphill = gradient.reduce((sum, g, i) => sum + g * (next[i] - parameters[i]), 0) > 0;
    const larger = uphill ? 1 : (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
    const weight = uphill ? 0 : (momentum - 1) / larger;
    ahead = next.map((p, i) => p + weight * (p - parameters[i]));
    [parameters, momentum] = [next, larger];
  }
}

/**
 * Adam (Kingma and Ba, Adam: A Method for Stochastic Optimization, 2015), which changes `parameters` in place.
 * @param {Float64Array} parameters
 * @param {object} options
 * @param {number} options.rate
 * @param {[number, number]} [options.decay]  of the means of gradients and of their squares
 * @param {number} [options.epsilon]
 * @returns {(gradient: ArrayLike<number>) => void}  makes a step
 */
export function adam(parameters, { rate, decay: [beta1, beta2] = [0.9, 0.999], epsilon = 1e-8 }) {
  const first = new Float64Array(parameters.length);
  const second = new Float64Array(parameters.length);
  // What is left of the zeros that the means began with.
  let [bias1, bias2] = [1, 1];
  return (gradient) => {
    bias1 *= beta1;
    bias2 *= beta2;
    for (let i = 0; i < parameters.length; i++) {
      const g = gradient[i];
      first[i] += (1 - beta1) * (g - first[i]);
      second[i] += (1 - beta2) * (g * g - second[i]);
      parameters[i] -= (rate * first[i]) / (1 - bias1) / (Math.sqrt(second[i] / (1 - bias2)) + epsilon);
    }
  };
}
