import resolve from "@rollup/plugin-node-resolve";

export default {
  input: "main.mjs",
  plugins: [resolve()],
  output: [
    { file: "es/bundle.mjs", format: "es" },
    { file: "page/bundle.js", format: "iife" },
  ],
};
