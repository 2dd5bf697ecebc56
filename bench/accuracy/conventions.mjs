// Where libraries define a function differently, none of them is wrong: such
// points are compared among those that agree, and named in the page.

/**
 * What follows the argument of those that are compared as functions of one argument, in float32.
 *
 * @type {Record<string, number[]>}
 */
export const PARAMETERS = { clamp: [-1, 1], leakyRelu: [Math.fround(0.01)], elu: [1], celu: [1], squareplus: [4] };

/** What has no rounding to compare, and what a peer means something else by. */
export const NOT_COMPARED = [
  ...["gt", "ge", "lt", "le", "eq", "ne", "and", "or", "not", "where", "isNaN", "isFinite", "stopGradient", "fround"],
  "sinc", // jax-js's is that of πx.
];

/** Their derivative is 0 wherever they have one. */
export const STEPS = ["sign", "floor", "ceil", "trunc", "round"];

/** Where a function has no derivative. @type {Record<string, number[]>} */
const KINKS = {
  abs: [0],
  clamp: [-1, 1],
  relu: [0],
  relu6: [0, 6],
  leakyRelu: [0],
  selu: [0],
  hardTanh: [-1, 1],
  hardSigmoid: [-3, 3],
  hardSilu: [-3, 3],
};

/**
 * Whether a point is a kink of a function, where what a library gives is its choice; or so near to one that x + 3 may
 * round to it.
 *
 * @param {string} op
 * @param {number} x
 */
export function isKink(op, x) {
  return KINKS[op]?.some((kink) => Math.abs(x - kink) <= Math.abs(kink) * 2 ** -22) ?? false;
}

/**
 * Points of which libraries other than Math (and fluxion, which follows it) may have another idea.
 *
 * @type {Record<string, { why: string, isAt: (x: number, y: number) => boolean }>}
 */
export const DIFFERENCES = {
  round: {
    why: "halves: to the even integer in jax-js and tfjs, towards Infinity in JavaScript",
    isAt: (x) => x - Math.floor(x) === 0.5,
  },
  pow: {
    why: "1 and -1 to a power that is infinite or NaN: 1 in C, NaN in JavaScript",
    isAt: (x, y) => Math.abs(x) === 1 && !Number.isFinite(y),
  },
  copysign: {
    why: "the sign of NaN: NaN in fluxion, which sees none, and a sign like any other in jax-js",
    isAt: (_, y) => Number.isNaN(y),
  },
};
