// fluxion: automatic differentiation of scalar functions over batches. All that is public.

export * from "./api/ops.js";
export * from "./api/transforms.js";
export { constant } from "./api/constant.js";
export { list } from "./api/list.js";
export { init } from "./core/load.js";
export { alloc, inPlace, useMemory } from "./memory/alloc.js";
export { strided, type Strided } from "./memory/strided.js";
export type * from "./api/public-types.js";
