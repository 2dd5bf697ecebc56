import * as fluxion from "fluxion";
import { check } from "../../check.mjs";

export const dynamic = "force-dynamic";

export function GET() {
  return new Response(check(fluxion));
}
