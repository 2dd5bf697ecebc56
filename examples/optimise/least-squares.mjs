/**
 * Linear least squares in float64 by Householder reflections (QR). The normal equations would be
 * shorter, but they square the condition number of the problem and lose half the digits.
 * Golub and Van Loan, Matrix Computations, 4th ed., section 5.3.2.
 */

/**
 * The coefficients for which the combination of `columns` is nearest to `target`.
 * @param {Float64Array[]} columns  linearly independent, each as long as `target`
 * @param {Float64Array} target
 * @returns {Float64Array}  a coefficient for each column
 */
export function leastSquares(columns, target) {
  const a = columns.map((column) => Float64Array.from(column));
  const b = Float64Array.from(target);
  // Each reflection turns one column into a multiple of a unit vector and leaves lengths as they
  // are: what remains above the diagonal of `a` is R, and b becomes the transpose of Q times b.
  const diagonal = a.map((column, k) => {
    const mirror = column.slice(k);
    const length = norm(mirror);
    const onto = mirror[0] > 0 ? -length : length; // the sign that does not cancel
    mirror[0] -= onto;
    for (const other of [...a.slice(k + 1), b]) reflect(other.subarray(k), mirror);
    return onto;
  });
  return solveUpper(a, diagonal, b);
}

/** Reflects `vector`, in place, in the plane to which `mirror` is perpendicular. */
function reflect(vector, mirror) {
  let along = 0;
  let square = 0;
  for (let i = 0; i < mirror.length; i++) {
    along += mirror[i] * vector[i];
    square += mirror[i] * mirror[i];
  }
  for (let i = 0; i < mirror.length; i++) vector[i] -= ((2 * along) / square) * mirror[i];
}

/** Solves R x = b, where R has `diagonal` on its diagonal and `columns[j][i]` above it. */
function solveUpper(columns, diagonal, b) {
  const x = new Float64Array(columns.length);
  for (let i = x.length - 1; i >= 0; i--) {
    let rest = b[i];
    for (let j = i + 1; j < x.length; j++) rest -= columns[j][i] * x[j];
    x[i] = rest / diagonal[i];
  }
  return x;
}

/** The Euclidean length. */
function norm(vector) {
  return Math.sqrt(vector.reduce((sum, v) => sum + v * v, 0));
}
