/** The bytes of a wasm file as text, put in by scripts/lib/inline-wasm.mjs. */
declare module "*.wasm" {
  const text: string;
  export default text;
}

/** Tells builds of a wasm file apart: its hash, put in by scripts/lib/inline-wasm.mjs. */
declare module "*.wasm?build" {
  const build: string;
  export default build;
}

/** A file beside the entry, which the host or its bundler compiles. */
declare module "wasm:*" {
  const module: WebAssembly.Module;
  export default module;
}
