// fluxion: automatic differentiation of scalar functions over batches. All that is public.

export * from "./ops.js";
export { compile, fromBytes, grad, valueAndGrad } from "./transforms.js";
export { init } from "./load.js";
export { alloc, inPlace, useMemory } from "./memory.js";
export { strided, type Strided } from "./strided.js";
export type {
  Batch,
  Binary,
  Compiled,
  Composed,
  Expr,
  Operand,
  Parametric,
  Ternary,
  Unary,
  Value,
  Variadic,
} from "./types.js";
