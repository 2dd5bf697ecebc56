// Reductions by their definition: the order of additions is a contract, so that results have the same bits wherever and
// in whatever blocks they are computed. One element after the other, and recursively, unlike the core.

/** The reductions that are accumulated; logsumexp and logmeanexp are composed of these. */
export const KINDS = ["sum", "mean", "dot", "norm", "amax", "amin", "variance", "std", "any", "all"] as const;
export type Kind = (typeof KINDS)[number];

const CHUNK = 1024;
const LANES = 8;

/** The sum of n terms in float64, in the order of the contract. */
function orderedSum(n: number, term: (i: number) => number): number {
  const chunks: number[] = [];
  for (let start = 0; start < n; start += CHUNK) {
    const l = new Float64Array(LANES).fill(-0);
    for (let i = start; i < Math.min(n, start + CHUNK); i++) l[i % LANES] += term(i);
    chunks.push(l[0] + l[4] + (l[2] + l[6]) + (l[1] + l[5] + (l[3] + l[7])));
  }
  return n === 0 ? 0 : totalOf(chunks);
}

/** The left 2^p chunks, the largest power of two below their number, then the rest. */
function totalOf(chunks: readonly number[]): number {
  if (chunks.length === 1) return chunks[0];
  let left = 1;
  while (2 * left < chunks.length) left *= 2;
  return totalOf(chunks.slice(0, left)) + totalOf(chunks.slice(left));
}

/**
 * The result of a reduction, a float32.
 *
 * @param second - Of dot the second operand; of variance and std ddof, 0 unless given.
 * @param shift - Of variance and std the number that they are taken about: the mean, rounded to float32.
 */
export function reduced(
  kind: Kind,
  xs: Float32Array,
  second: Float32Array | number = 0,
  shift = kind === "variance" || kind === "std" ? reduced("mean", xs) : 0,
): number {
  const n = xs.length;
  const y = (i: number) => (typeof second === "number" ? second : second[i]);
  const variance = () => {
    const first = orderedSum(n, (i) => xs[i] - shift);
    const squares = orderedSum(n, (i) => (xs[i] - shift) * (xs[i] - shift));
    return (squares - (first * first) / n) / (n - y(0));
  };
  switch (kind) {
    case "sum":
      return Math.fround(orderedSum(n, (i) => xs[i]));
    case "mean":
      return Math.fround(orderedSum(n, (i) => xs[i]) / n);
    case "dot":
      return Math.fround(orderedSum(n, (i) => xs[i] * y(i)));
    case "norm":
      return Math.fround(Math.sqrt(orderedSum(n, (i) => xs[i] * xs[i])));
    case "variance":
      return Math.fround(variance());
    case "std":
      return Math.fround(Math.sqrt(variance()));
    // Of NaN and of both zeros, Math's functions are right.
    case "amax":
      return xs.reduce((largest, x) => Math.max(largest, x), -Infinity);
    case "amin":
      return xs.reduce((least, x) => Math.min(least, x), Infinity);
    case "any":
      return Number(xs.some((x) => x !== 0));
    case "all":
      return Number(xs.every((x) => x !== 0));
  }
}
