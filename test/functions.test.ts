// docs/functions.md says what the op table, the measurements and the table of difficult points say; the README names all.

import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { functionsPage, PAGE } from "../scripts/functions.mjs";
import { table } from "../ts/program/table.js";

it("docs/functions.md is up to date (npm run generate)", () => {
  expect(readFileSync(PAGE, "utf8")).toBe(functionsPage());
});

it("the README lists every function", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const [, list] = /^Functions:\n\n((?:- .*\n(?:  .*\n)*)+)/m.exec(readme) ?? [];
  const listed = [...(list ?? "").matchAll(/`([^`]+)`/g)].flatMap(([, names]) => names!.split(/\s+/));
  const names = Object.values(table).filter((row) => !row.internal).map((row) => row.name);
  expect(listed.sort()).toEqual(names.sort());
});
