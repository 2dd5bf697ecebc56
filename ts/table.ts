// GENERATED from the op table, crate/src/op.rs, by `npm run generate`.

/** What the facade knows of an op. */
export interface Row {
  readonly name: string;
  /** The names of its arguments. */
  readonly args: readonly string[];
  /** Whether it only appears in derivatives. */
  readonly internal?: true;
  /** Of an op that folds over any number of arguments, what one alone gives: the op of this code, or itself for 0. */
  readonly single?: number;
}

/** The ops by their code in a program. Code 0 is a constant, which is no op. */
export const table: { readonly [code: number]: Row } = {
  1: { name: "neg", args: ["x"] },
  2: { name: "abs", args: ["x"] },
  3: { name: "sign", args: ["x"] },
  4: { name: "floor", args: ["x"] },
  5: { name: "sqrt", args: ["x"] },
  6: { name: "square", args: ["x"] },
  7: { name: "reciprocal", args: ["x"] },
  8: { name: "exp", args: ["x"] },
  9: { name: "log", args: ["x"] },
  10: { name: "sin", args: ["x"] },
  11: { name: "cos", args: ["x"] },
  12: { name: "tan", args: ["x"] },
  13: { name: "tanh", args: ["x"] },
  14: { name: "not", args: ["x"] },
  15: { name: "stopGradient", args: ["x"] },
  16: { name: "add", args: ["x", "y"] },
  17: { name: "sub", args: ["x", "y"] },
  18: { name: "mul", args: ["x", "y"] },
  19: { name: "div", args: ["x", "y"] },
  20: { name: "pow", args: ["x", "y"] },
  21: { name: "max", args: ["x", "y"], single: 0 },
  22: { name: "min", args: ["x", "y"], single: 0 },
  23: { name: "atan2", args: ["y", "x"] },
  24: { name: "hypot", args: ["x", "y"], single: 2 },
  25: { name: "gt", args: ["x", "y"] },
  26: { name: "ge", args: ["x", "y"] },
  27: { name: "lt", args: ["x", "y"] },
  28: { name: "le", args: ["x", "y"] },
  29: { name: "eq", args: ["x", "y"] },
  30: { name: "ne", args: ["x", "y"] },
  31: { name: "and", args: ["x", "y"] },
  32: { name: "or", args: ["x", "y"] },
  33: { name: "where", args: ["condition", "x", "y"] },
  34: { name: "logGrad", args: ["x"], internal: true },
  35: { name: "tanhGrad", args: ["x"], internal: true },
  36: { name: "powGradBase", args: ["x", "y"], internal: true },
  37: { name: "powGradExponent", args: ["x", "y"], internal: true },
  38: { name: "atan2Grad", args: ["y", "x"], internal: true },
  39: { name: "hypotGrad", args: ["x", "y"], internal: true },
  40: { name: "relu", args: ["x"] },
};
