// docs/functions.md says what the op table, the measurements and the table of difficult points say.

import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { functionsPage, PAGE } from "../scripts/functions.mjs";

it("docs/functions.md is up to date (npm run generate)", () => {
  expect(readFileSync(PAGE, "utf8")).toBe(functionsPage());
});
