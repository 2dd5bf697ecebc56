const fluxion = require("fluxion");
const { check } = require("./check.cjs");

console.log(check(fluxion));
