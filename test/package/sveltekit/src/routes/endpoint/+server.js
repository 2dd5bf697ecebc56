import * as fluxion from "fluxion";
import { check } from "../../../check.mjs";

export function GET() {
  return new Response(check(fluxion));
}
