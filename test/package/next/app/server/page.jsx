import * as fluxion from "fluxion";
import { check } from "../../check.mjs";

export const dynamic = "force-dynamic";

export default function Page() {
  return <pre>{check(fluxion)}</pre>;
}
