"use client";

import * as fluxion from "fluxion";
import { useEffect } from "react";
import { check } from "../../check.mjs";

export default function Page() {
  useEffect(() => console.log(check(fluxion)), []);
  return <pre>{check(fluxion)}</pre>;
}
