const { join } = require("node:path");

const bundle = (folder, options) => ({
  name: folder,
  mode: "production",
  entry: "./main.mjs",
  output: { path: join(__dirname, folder), filename: "bundle.js" },
  ...options,
});

module.exports = [
  bundle("page", { target: "web" }),
  bundle("node", { target: "node", output: { path: join(__dirname, "node"), filename: "bundle.cjs" } }),
  bundle("uncaught", {
    target: "node",
    entry: "./uncaught.mjs",
    output: { path: join(__dirname, "uncaught"), filename: "bundle.cjs" },
  }),
  // No condition that the package names.
  bundle("development", { target: "web", mode: "development", resolve: { conditionNames: ["development"] } }),
  bundle("required", { target: "web", entry: "./main.cjs" }),
];
