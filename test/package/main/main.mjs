import * as fluxion from "fluxion";
import { check } from "./check.mjs";

console.log(check(fluxion));
