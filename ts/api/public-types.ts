// The types that users see. Arity, kinds of arguments and structure of results
// are all inferred from the function that is differentiated.

export type { List, Listed, Nested, UnknownStructure } from "./types/arguments.js";
export type {
  Batch,
  Composed,
  Either,
  Expr,
  Floats,
  Numeric,
  Operand,
  Reduced,
  Scalar,
  Varying,
} from "./types/expressions.js";
export type { CheckOptions, Mismatch, NotFinite } from "./types/checks.js";
export type { AsyncOptions, Compiled, Info, Kind } from "./types/functions.js";
export type { Binary, Dispersion, Parametric, Reduction, Reduction2, Ternary, Unary, Variadic } from "./types/ops.js";
export type {
  Compute,
  ComputeParameters,
  OwnBinary,
  OwnNary,
  OwnOp,
  OwnUnary,
  PartialDerivative,
  Partials,
  Rule,
  RuleParameters,
} from "./types/own-ops.js";
export type { LoopResult, LoopState, NextState } from "./types/repeat.js";
export type { Curvature, Gradient, Outputs, Slope, Structured } from "./types/results.js";
export type {
  Argnums,
  AuxOptions,
  Options,
  ParametersOf,
  ResultOf,
  Returned,
  ReturnedAll,
} from "./types/transforms.js";
export type { ExprValue, ReducedExpr, ReducedValue, Value } from "./types/values.js";
