import * as fluxion from "fluxion";
import { check } from "./check.mjs";

it("fluxion", function () {
  this.timeout(60_000);
  console.log(check(fluxion));
});
