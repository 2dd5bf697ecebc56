// In place of inlined.ts in the entries that are given the core, and have no text of it.

import { needsModules } from "../errors.js";

export function bytesOf(): never {
  throw needsModules();
}
