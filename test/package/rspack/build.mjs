import { rspack } from "@rspack/core";

const bundle = (folder, filename, target, entry = "./main.mjs") => ({
  name: folder,
  mode: "production",
  target,
  entry,
  output: { path: `${import.meta.dirname}/${folder}`, filename },
});

const bundles = [
  bundle("page", "bundle.js", "web"),
  bundle("node", "bundle.cjs", "node"),
  bundle("uncaught", "bundle.cjs", "node", "./uncaught.mjs"),
];

rspack(bundles, (error, stats) => {
  if (error || stats.hasErrors()) throw error ?? new Error(stats.toString());
});
