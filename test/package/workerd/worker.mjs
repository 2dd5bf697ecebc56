import * as fluxion from "fluxion";
import { check } from "./check.mjs";

export default {
  fetch: () => new Response(check(fluxion)),
};
