import { rspack } from "@rspack/core";

const bundle = (folder, filename, target) => ({
  name: folder,
  mode: "production",
  target,
  entry: "./main.mjs",
  output: { path: `${import.meta.dirname}/${folder}`, filename },
});

rspack([bundle("page", "bundle.js", "web"), bundle("node", "bundle.cjs", "node")], (error, stats) => {
  if (error || stats.hasErrors()) throw error ?? new Error(stats.toString());
});
