/** The bytes of a wasm file in hexadecimal, put in by scripts/lib/inline-wasm.mjs. */
declare module "*.wasm" {
  const hexadecimal: string;
  export default hexadecimal;
}
