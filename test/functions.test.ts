// docs/functions.md and the README's list say what the op table, the measurements and the table of difficult points say.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { functionsPage, PAGE } from "../scripts/functions.mjs";
import { README, readmeWithFunctions, withFunctions } from "../scripts/readme.mjs";

it("docs/functions.md is up to date (npm run generate)", () => {
  expect(readFileSync(PAGE, "utf8")).toBe(functionsPage());
});

describe("the README's list of functions", () => {
  it("is up to date (npm run generate)", () => {
    expect(readFileSync(README, "utf8")).toBe(readmeWithFunctions());
  });

  const list = (...items: string[]) =>
    [
      "before",
      "<!-- The list of functions: npm run generate -->",
      ...items,
      "<!-- The end of the list. -->",
      "after",
    ].join("\n");

  it("takes up a new function after the one before it in the table", () => {
    const before = list("- one: `sin cos`", "- two: `exp`");
    expect(withFunctions(before, ["sin", "tan", "cos", "exp", "log"])).toBe(
      list("- one: `sin tan cos`", "- two: `exp log`"),
    );
  });

  it("takes up a new first function", () => {
    expect(withFunctions(list("- one: `sin`"), ["abs", "sin"])).toBe(list("- one: `abs sin`"));
  });

  it("drops a function that is gone, and keeps the order that a person gave it", () => {
    expect(withFunctions(list("- one: `tan cos sin`"), ["sin", "tan"])).toBe(list("- one: `tan sin`"));
  });

  it("breaks lines", () => {
    const names = Array.from({ length: 40 }, (_, i) => `f${i}`);
    const text = withFunctions(list("- one: `f0`"), names);
    const [, , first = "", second = ""] = text.split("\n");
    expect(first.length).toBeLessThanOrEqual(120);
    expect(`${first} ${second.trim().split(" ")[0]}`.length).toBeGreaterThan(120);
    expect(withFunctions(text, names)).toBe(text);
  });

  it("must be there", () => {
    expect(() => withFunctions("no list", [])).toThrow("no list of functions");
  });
});
