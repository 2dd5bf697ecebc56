/** The bytes of a wasm file as text, put in by scripts/lib/inline-wasm.mjs. */
declare module "*.wasm" {
  const text: string;
  export default text;
}
