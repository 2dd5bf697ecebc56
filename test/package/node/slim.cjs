const { readFileSync } = require("node:fs");
const fluxion = require("fluxion/slim");
const { check } = require("./check.cjs");

const core = readFileSync(require.resolve("fluxion/fluxion.wasm"));
fluxion.init({ core }).then(() => console.log(check(fluxion)));
