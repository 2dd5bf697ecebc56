// fluxion: automatic differentiation of scalar functions over batches. All that is public.

// In this order gzip finds more of what is alike within its window: 70 bytes.
export { init } from "./core/load.js";
export { list } from "./api/list.js";
export { strided, type Strided } from "./memory/strided.js";
export { alloc, inPlace, useMemory } from "./memory/alloc.js";
export { constant } from "./api/constant.js";
export { customGrad } from "./api/custom-grad.js";
export { foreign } from "./api/foreign.js";
export { repeat } from "./api/repeat.js";
export * from "./api/transforms.js";
export { hvp, jvp, vjp } from "./api/products.js";
export { hessian, jacobian } from "./api/jacobian.js";
export { checkGrads } from "./api/check-grads.js";
export { findNaN } from "./api/find-nan.js";
export { derivatives } from "./api/derivatives.js";
export * from "./api/ops.js";
export type * from "./api/public-types.js";
