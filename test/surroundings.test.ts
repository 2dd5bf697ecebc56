// The package where somebody has frozen Object.prototype, or put properties on it. In processes of their own.

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

interface Report {
  readonly names: number;
  readonly differences: readonly string[];
  readonly clean: readonly string[];
}

function report(mode: string, ...flags: string[]): Report {
  const script = fileURLToPath(new URL("lib/polluted.mjs", import.meta.url));
  const built = new URL("../dist/index.js", import.meta.url).href;
  return JSON.parse(execFileSync(process.execPath, [...flags, script, built, mode], { encoding: "utf8" })) as Report;
}

const clean = report("none");

test("without that, gives results, and errors where they are due", () => {
  expect(clean.differences).toEqual([]);
  const errors = clean.clean.filter((result) => /Error: /.test(result));
  expect(errors.map((error) => error.replace(/;.*/, ""))).toEqual([
    "RangeError: jvp(mul): tangent 0 has length 2, and argument 0 (x) has 4",
    "TypeError: jvp(mul): tangent 1 is a batch, and argument 1 (y) a number",
    "TypeError: hessian(f): the Hessian of a loss by a batch, argument 0 (x), has n × n entries",
    "TypeError: grad: there is no option argnum",
    "RangeError: grad(f): argnums 2 is out of range: the function has 1 argument, and the first is 0",
    "TypeError: sin: argument 0 (x) is an object",
    expect.stringMatching(/^TypeError: an expression cannot be used with JavaScript's operators or Math's functions/),
    "TypeError: compile(f): the function returned a Map at [1]",
    "TypeError: hypot: argument 3 (x3) is a string",
    "TypeError: hypot: argument 2 is a string",
    "TypeError: pow takes 2 arguments, got 4",
    "TypeError: compile(f) takes 1 argument, got 2",
    "TypeError: fromBytes takes 1 argument, got 2",
    "TypeError: compile(f): out.c is missing",
    "TypeError: compile(f): out has b, which a call does not return",
    "TypeError: vjp(f): the cotangent[1][1] is missing",
    expect.stringMatching(/^TypeError: vjp\(f\): the cotangent takes the structure .value, .value, value../),
    "TypeError: compile(f): the function destructures argument 0, which is one value",
    expect.stringMatching(/^TypeError: grad\(foreign\(f\)\): the foreign function f has no rule/),
    "TypeError: foreign(f): f returned 8 elements for 4",
    "TypeError: customGrad(f): the rule takes 2 partial derivatives, got 1",
    "TypeError: repeat: the step contains the reduction mean, which needs all elements",
    expect.stringMatching(/^Error: checkGrads\(customGrad\(f\)\): by argument 0 \(x\), the derivative of order 1 is 7/),
    "RangeError: derivatives(f): argnum 1 is out of range: the function has 1 argument, and the first is 0",
    "RangeError: compile(f): batches differ in length: argument 0 (x) has 4 and argument 1 (y) has 1",
    "TypeError: compile(f).async(options, ...args): signal is a number",
    "TypeError: mul: argument 0 (x) is an object",
    "TypeError: mul: argument 0 (x) is an object",
    "TypeError: compile(f): argument 0 (x) mixes numbers and other values",
    "TypeError: grad(f): argument 0 (x).a[1] is a string",
  ]);
  expect(clean.clean.length).toBeGreaterThan(80);
});

test("Object.prototype is frozen", () => {
  expect(report("frozen")).toEqual(clean);
});

test("all of the language is frozen, WebAssembly too", () => {
  expect(report("intrinsics")).toEqual(clean);
  expect(report("none", "--frozen-intrinsics", "--no-warnings")).toEqual(clean);
});

// At import, and on Array.prototype and Function.prototype; and as accessors that lose what is assigned.
test.each(["before", "array", "function", "setters"])("prototypes have such properties: %s", (mode) => {
  expect(report(mode)).toEqual(clean);
});

// Beyond the end of a list, and at a hole, they are read.
test.each(["number", "function", "object", "list"])("Array.prototype has indices, of values of a kind: %s", (kind) => {
  expect(report(`index ${kind}`)).toEqual(clean);
});

test("nothing is read of a list that it has not", () => {
  expect(report("reads")).toEqual(clean);
});

// "each": ten properties after the other, with values of several kinds. "all": from the first call on.
test.each(["each", "all"])("Object.prototype has whatever properties the package reads of others: %s", (mode) => {
  const { names, differences, clean: afterwards } = report(mode);
  expect(differences).toEqual([]);
  expect(names).toBeGreaterThan(200);
  expect(afterwards).toEqual(clean.clean);
});
