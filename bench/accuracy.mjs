// Every function that fluxion and a peer have, at the same float32s: the worst
// error of each contender, against the exact values of the core's own tests.
// `npm run bench:accuracy` writes docs/accuracy-peers.md; `-- sin exp` prints
// those functions only.

import { readFileSync, writeFileSync } from "node:fs";
import { contenders } from "./accuracy/contenders.mjs";
import { DIFFERENCES, isKink, NOT_COMPARED, PARAMETERS, STEPS } from "./accuracy/conventions.mjs";
import { buildOracle, exact } from "./accuracy/oracle.mjs";
import { PAGE, peersPage } from "./accuracy/page.mjs";
import { numbers, pairs } from "./accuracy/points.mjs";
import { Worst } from "./accuracy/ulp.mjs";

/**
 * @typedef {import("./accuracy/contenders.mjs").Contender} Contender
 * @typedef {import("./accuracy/contenders.mjs").Fn} Fn
 * @typedef {{ name: string, public: boolean, args: string[], domain: [number, number][] }} Op
 *
 * The worst in the function's ordinary domain and at all points; null if a contender has no such function.
 * @typedef {{ ordinary: Worst, all: Worst } | null} Score
 *
 * The contenders' scores in a function, in their order.
 * @typedef {{ op: Op, kind: "value" | "derivative", points: number, scores: Score[] }} Line
 */

const everyone = await contenders();
const rivals = everyone.slice(1);
/** @type {Op[]} */
const table = JSON.parse(readFileSync(new URL("../docs/ops.json", import.meta.url), "utf8"));
const common = table.filter(
  (op) => op.public && !NOT_COMPARED.includes(op.name) && rivals.some(({ functions }) => op.name in functions),
);
const names = process.argv.slice(2);
const unknown = names.find((name) => !common.some((op) => op.name === name));
if (unknown !== undefined) {
  console.error(`bench: ${unknown} is no function that fluxion and a peer have`);
  process.exit(1);
}
const due = names.length === 0 ? common : common.filter(({ name }) => names.includes(name));

buildOracle();
console.log("\nWorst error in ULP: in the function's ordinary domain, and over all float32s\n");
print(
  "",
  everyone.map(({ name }) => name),
);
/** @type {Line[]} */
const lines = [];
for (const [i, op] of due.entries()) {
  for (const line of await measure(op)) {
    lines.push(line);
    const label = line.kind === "value" ? `${i + 1}/${due.length} ${op.name}` : "  its derivative";
    print(
      label,
      line.scores.map((score) => score?.ordinary.summary ?? ""),
    );
    print(
      "    everywhere",
      line.scores.map((score) => score?.all.summary ?? ""),
    );
  }
}
if (names.length === 0) {
  writeFileSync(PAGE, peersPage(everyone, lines));
  console.log("\nThe same with points: docs/accuracy-peers.md");
}

/**
 * All contenders in one function, and in its derivative if it is of one argument.
 *
 * @param {Op} op
 * @returns {Promise<Line[]>}
 */
async function measure(op) {
  const parameters = PARAMETERS[op.name] ?? [];
  const isUnary = op.args.length === parameters.length + 1;
  const args = isUnary ? numbers(op.domain[0]) : pairs(op.domain);
  const points = args[0].length;
  const all = [...args, ...parameters.map((parameter) => new Float32Array(points).fill(parameter))];
  const isOrdinary = (/** @type {number} */ i) => args.every((values, k) => isWithin(values[i], op.domain[k]));

  const values = exact(op.name, all);
  const isContested = (/** @type {number} */ i) => DIFFERENCES[op.name]?.isAt(args[0][i], args[1]?.[i]) ?? false;
  const value = await scores(op, parameters, (contender, f) => {
    const counts = contender.isLikeMath ? () => true : (/** @type {number} */ i) => !isContested(i);
    return judge(args, contender.value(f, args), values, isOrdinary, counts);
  });
  /** @type {Line[]} */
  const lines = [{ op, kind: "value", points, scores: value }];
  if (!isUnary || STEPS.includes(op.name)) return lines;

  const slopes = exact(op.name, all, 0);
  const hasSlope = (/** @type {number} */ i) => Number.isFinite(slopes[i]) && !isKink(op.name, args[0][i]);
  const derivative = await scores(op, parameters, (contender, f) => {
    const results = contender.derivative?.(f, args[0]);
    return results === undefined ? null : judge(args, results, slopes, isOrdinary, hasSlope);
  });
  return [...lines, { op, kind: "derivative", points, scores: derivative }];
}

/**
 * The results of `score` for every contender that has the function, which `score` is given without its parameters.
 *
 * @param {Op} op
 * @param {number[]} parameters
 * @param {(contender: Contender, f: Fn) => Score} score
 */
async function scores({ name }, parameters, score) {
  const found = [];
  for (const contender of everyone) {
    const f = contender.functions[name];
    await contender.select();
    found.push(f === undefined ? null : score(contender, (...args) => f(...args, ...parameters)));
  }
  return found;
}

/**
 * The score of these results at the points that count.
 *
 * @param {Float32Array[]} args
 * @param {ArrayLike<number>} results
 * @param {Float64Array} exact
 * @param {(i: number) => boolean} isOrdinary
 * @param {(i: number) => boolean} counts
 */
function judge(args, results, exact, isOrdinary, counts) {
  const [ordinary, all] = [new Worst(), new Worst()];
  for (let i = 0; i < exact.length; i++) {
    if (!counts(i)) continue;
    all.see(results[i], exact[i], args, i);
    if (isOrdinary(i)) ordinary.see(results[i], exact[i], args, i);
  }
  return { ordinary, all };
}

/** @param {number} x @param {[number, number]} interval */
function isWithin(x, [low, high]) {
  return x >= low && x <= high;
}

/** @param {string} label @param {string[]} cells */
function print(label, cells) {
  console.log(label.padEnd(20) + cells.map((text) => `${text} `.padEnd(16)).join(""));
}
