import * as fluxion from "fluxion";
import { test } from "vitest";
import { check } from "./check.mjs";

test("fluxion", () => {
  console.log(check(fluxion));
});
