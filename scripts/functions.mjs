// docs/functions.md, from the op table (docs/ops.json), the measured errors
// (docs/accuracy) and the tables of difficult points (test/edge-cases.json and
// more-edge-cases.json).
// `npm run generate` writes it; a test compares it.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./lib/step.mjs";

/**
 * @typedef {object} Op
 * @property {string} name
 * @property {boolean} public
 * @property {boolean} composed
 * @property {string[]} properties
 * @property {string[]} args
 * @property {string[]} formulas  the composition, or the partial derivative by each argument
 * @property {number} ulp
 * @property {{ ulp: number, absolute: number }} factor
 * @property {string} doc
 *
 * @typedef {{ worst: number, at: string[], mean: number, tried: number, stride: number }} Measured
 * @typedef {{ op: string, args: string[], value: string, grad: string[] }} Point
 */

export const PAGE = join(root, "docs/functions.md");

/** The page's text. */
export function functionsPage() {
  /** @type {Op[]} */
  const ops = readJson("docs/ops.json");
  /** @type {{ ops: Point[] }} */
  const { ops: points } = readJson("test/edge-cases.json");
  /** @type {{ ops: Point[] }} */
  const { ops: more } = readJson("test/more-edge-cases.json");
  const known = new Map(ops.map((op) => [op.name, op]));
  return `${[
    "# Functions",
    "",
    "GENERATED from the op table, the measured errors and the table of difficult points, by `npm run generate`.",
    "",
    "Errors are in ULP, units in the last place of the exact result; those of a subnormal result are 2^-149. *Bound* is",
    "what the tests hold the value to, *seen* the worst that `npm run accuracy` has met, *tried* over how many of the 2^32",
    "inputs, or over how many pairs. `Ω` is the function's own output. A derivative is held to its own bound, over the whole",
    "domain, by `cargo test --test derivatives`.",
    "",
    ...table(
      ["function", "derivative by each argument", "bound", "seen", "tried", "derivative's bound"],
      ops.filter((op) => op.public && isElementwise(op)).map((op) => row(op, known)),
    ),
    "",
    "## Reductions",
    "",
    "Each is one number of all elements of a batch; a number is a batch of one. The derivative is that by each element.",
    "Sums are in double precision, in an order that is part of the contract (`test/lib/reduce-reference.ts`), and rounded",
    "once: sum, mean, dot, norm, variance and std are the correctly rounded float32 unless terms cancel to less than 1e-6",
    "of their sizes or a tie decides. *Bound* is the error besides, of logsumexp in ULP of the largest of the result, the",
    "largest element and 1.",
    "",
    ...table(
      ["function", "derivative by each element", "bound", "derivative's bound"],
      ops.filter(isReduction).map((op) => {
        const [call, derivative, bound, , , ofDerivative] = row(op, known);
        return [call, derivative, bound, ofDerivative];
      }),
    ),
    "",
    "## Derivatives that are ops of their own",
    "",
    "They are in programs of derivatives, where no composition of other ops is as accurate. Printed derivatives show the",
    "mathematics that they stand for.",
    "",
    ...table(
      ["op", "derivative by each argument", "bound", "seen", "tried", "derivative's bound"],
      ops.filter((op) => !op.public && isElementwise(op)).map((op) => row(op, known)),
    ),
    "",
    "## Difficult points",
    "",
    "The value, and the derivative by each argument; `any` is not promised. The tests hold every row, for numbers and in",
    "every lane of a batch. A derivative at a kink is the least-norm subgradient, an infinite one-sided limit is kept, and",
    "outside the domain value and derivative are NaN.",
    "",
    ...table(
      ["call", "value", "derivative"],
      [...points, ...more]
        .filter(({ op }) => known.has(op))
        .map(({ op, args, value, grad }) => [
          `\`${op}(${args.map(short).join(", ")})\``,
          short(value),
          grad.map(short).join(", "),
        ]),
    ),
  ].join("\n")}\n`;
}

/** @param {Op} op */
function isReduction({ properties }) {
  return properties.includes("reduces");
}

/** Whether an op is one of numbers: not a reduction, nor one that says what a value depends on. @param {Op} op */
function isElementwise(op) {
  return !isReduction(op) && !op.properties.includes("structural");
}

/**
 * @param {Op} op
 * @param {Map<string, Op>} known
 * @returns {[string, string, string, string, string, string]}
 */
function row(op, known) {
  const { name, args, formulas, composed, ulp, factor, doc } = op;
  const measured = measurement(name);
  const derivative = composed
    ? `that of ${code(formulas[0], known)}`
    : formulas.map((formula) => code(formula, known)).join(", ");
  const bound = factor.absolute > 0 ? `${factor.ulp}, or ${factor.absolute} absolutely` : `${factor.ulp}`;
  return [
    `\`${name}(${args.join(", ")})\`<br>${doc}`,
    derivative,
    `${ulp}`,
    measured === null ? "not measured" : measured.worst.toFixed(3),
    measured === null ? "" : tried(args.length, measured),
    bound,
  ];
}

/**
 * A formula of the Rust source as TypeScript has it: `pow_grad_base(x, y - 1.0)` is `powGradBase(x, y - 1)`.
 *
 * @param {string} formula
 * @param {Map<string, Op>} known
 */
function code(formula, known) {
  const text = formula
    .replace(/\b[a-z0-9]+(?:_[a-z0-9]*)+\b/g, (name) =>
      name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase()).replace(/_$/, ""),
    )
    .replace(/\b(\d+)\.0\b/g, "$1")
    .replace(/(^|[(,=] ?)- (?=[\w(Ω])/g, "$1-");
  const names = [...text.matchAll(/\b([a-zA-Z]\w*)\(/g)].map(([, name]) => name ?? "");
  const isOfOps = names.every((name) => name === "when" || known.has(name));
  return isOfOps ? `\`${text}\`` : "a longer formula of ops, in `crate/src/op/mod.rs`";
}

/** @param {string} name @returns {Measured | null} */
function measurement(name) {
  const path = `docs/accuracy/${name}.json`;
  return existsSync(join(root, path)) ? readJson(path) : null;
}

/** @param {number} arity @param {Measured} measured */
function tried(arity, { tried, stride }) {
  if (arity === 1 && stride === 1) return "all";
  if (arity === 1) return `1 in ${stride}`;
  return `${tried.toPrecision(2).replace("e+", "e")} ${arity === 2 ? "pairs" : "points"}`;
}

/** A float32 as a person writes it. @param {string} text */
function short(text) {
  const number = Number(text);
  return text === "any" || !Number.isFinite(number) || Object.is(number, -0)
    ? text
    : String(Number(number.toPrecision(8)));
}

/** @param {string[]} head @param {string[][]} rows */
function table(head, rows) {
  return [head, head.map(() => "---"), ...rows].map(
    (cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`,
  );
}

/** @param {string} path */
function readJson(path) {
  return JSON.parse(readFileSync(join(root, path), "utf8"));
}
