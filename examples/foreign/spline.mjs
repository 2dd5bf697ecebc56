/** Natural cubic splines through a table: twice differentiable functions that are a search and a polynomial. */

/**
 * A natural cubic spline.
 * @param {ArrayLike<number>} xs  ascending
 * @param {ArrayLike<number>} ys
 * @returns {(order: number, x: number) => number}  the derivative of an order, 0 to 3; beyond the table, that of its end
 */
export function spline(xs, ys) {
  const curvatures = curvaturesOf(xs, ys);
  return (order, x) => {
    const k = interval(xs, x);
    const h = xs[k + 1] - xs[k];
    const [a, b] = [(xs[k + 1] - x) / h, (x - xs[k]) / h];
    const [left, right] = [curvatures[k], curvatures[k + 1]];
    if (order === 0) return a * ys[k] + b * ys[k + 1] + (((a ** 3 - a) * left + (b ** 3 - b) * right) * h * h) / 6;
    if (order === 1) return (ys[k + 1] - ys[k]) / h + (((3 * b * b - 1) * right - (3 * a * a - 1) * left) * h) / 6;
    return order === 2 ? a * left + b * right : (right - left) / h;
  };
}

/** The interval of the table that x lies in, by bisection. */
function interval(xs, x) {
  let [low, high] = [0, xs.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (xs[middle] > x) high = middle;
    else low = middle;
  }
  return low;
}

/** The second derivatives at the points, 0 at both ends: a tridiagonal system, by Thomas' algorithm. */
function curvaturesOf(xs, ys) {
  const n = xs.length;
  const [upper, right] = [new Float64Array(n), new Float64Array(n)];
  for (let i = 1; i < n - 1; i++) {
    const [before, after] = [xs[i] - xs[i - 1], xs[i + 1] - xs[i]];
    const pivot = 2 * (before + after) - before * upper[i - 1];
    upper[i] = after / pivot;
    const bend = (ys[i + 1] - ys[i]) / after - (ys[i] - ys[i - 1]) / before;
    right[i] = (6 * bend - before * right[i - 1]) / pivot;
  }
  const curvatures = new Float64Array(n);
  for (let i = n - 2; i > 0; i--) curvatures[i] = right[i] - upper[i] * curvatures[i + 1];
  return curvatures;
}
