/** Nonlinear least squares over a flat list of numbers, in float64, to be copied: whatever gives residuals will do. */

import { inverse, Matrix, solve } from "ml-matrix";

/**
 * @typedef {object} Fit
 * @property {number[]} parameters  the best ones
 * @property {number[]} errors  their standard errors
 * @property {number} sum  of the squares
 * @property {number[][]} path  the parameters of each step that was taken, from the start
 * @property {number} steps  tried
 * @property {boolean} converged
 */

/**
 * The method of Levenberg and Marquardt, damped in proportion to the diagonal of the normal equations (Marquardt, An
 * Algorithm for Least-Squares Estimation of Nonlinear Parameters, 1963). It ends where the next step would be shorter
 * than `tolerance` of a standard error of the parameters (Bates and Watts, A Relative Offset Orthogonality Convergence
 * Criterion for Nonlinear Least Squares, 1981), whatever their units. Residuals in float32 give a sum with some noise:
 * steps that gain less are refused and shortened, until it ends so, too.
 * @param {object} problem
 * @param {(parameters: number[]) => ArrayLike<number>} problem.residualsAt
 * @param {(parameters: number[]) => ArrayLike<number>[]} problem.jacobianAt  their derivatives, an array each
 * @param {number[]} start
 * @param {object} [options]
 * @param {number} [options.tolerance]
 * @param {number} [options.most]  steps
 * @returns {Fit}
 */
export function minimiseSquares({ residualsAt, jacobianAt }, start, { tolerance = 1e-3, most = 100 } = {}) {
  let parameters = start;
  let residuals = residualsAt(parameters);
  let sum = dot(residuals, residuals);
  let normal = normalEquations(jacobianAt(parameters), residuals);
  let damping = 1e-3;
  const path = [start];
  for (let steps = 0; ; steps++) {
    const variance = sum / (residuals.length - start.length);
    const step = solve(damped(normal.matrix, damping), normal.right).to1DArray();
    // The square of the step in standard errors.
    const converged = dot(step, normal.gradient) <= tolerance ** 2 * variance;
    if (converged || steps === most) {
      const errors = inverse(normal.matrix).diagonal();
      return { parameters, errors: errors.map((d) => Math.sqrt(variance * d)), sum, path, steps, converged };
    }
    const next = parameters.map((p, i) => p - step[i]);
    const nextResiduals = residualsAt(next);
    const nextSum = dot(nextResiduals, nextResiduals);
    if (nextSum < sum) {
      [parameters, residuals, sum] = [next, nextResiduals, nextSum];
      normal = normalEquations(jacobianAt(parameters), residuals);
      damping /= 10;
      path.push(parameters);
    } else {
      damping *= 10;
    }
  }
}

/** Matrix and right side of the linear problem at a point. */
function normalEquations(columns, residuals) {
  const gradient = columns.map((column) => dot(column, residuals));
  return {
    matrix: new Matrix(columns.map((a) => columns.map((b) => dot(a, b)))),
    right: Matrix.columnVector(gradient),
    gradient,
  };
}

/** The matrix with its diagonal a little larger. */
function damped(matrix, damping) {
  const result = matrix.clone();
  for (let i = 0; i < result.rows; i++) result.set(i, i, (1 + damping) * result.get(i, i));
  return result;
}

function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
