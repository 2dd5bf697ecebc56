/** The bytes of a wasm file as text, put in by scripts/lib/inline-wasm.mjs. */
declare module "*.wasm" {
  export default function text(): string;
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

/** The bytes of a module from its text, put in by scripts/lib/inline-wasm.mjs. */
declare module "*.wat" {
  const bytes: readonly number[];
  export default bytes;
}
