const fluxion = require("fluxion");
const { check } = require("./check.cjs");

test("fluxion", () => {
  console.log(check(fluxion));
});
