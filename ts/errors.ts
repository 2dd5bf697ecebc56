// Every error that a user can meet. A message names the function, the argument
// and the way out.

import type { Mismatch } from "./api/public-types.js";

/** The function that a message is about. */
export interface MessageContext {
  /** The function as its caller would write it: `grad(f)`. */
  readonly label: string;
  /** The names of its arguments. */
  readonly names: readonly string[];
  /** Where each position is, of a function that takes structures: its positions are those of leaves. Own, if undefined. */
  readonly leaves: readonly LeafPath[] | undefined;
}

/** Where a leaf is among a function's arguments. */
export interface LeafPath {
  /** The number of the argument. */
  readonly argument: number;
  /** The path from there, as JavaScript: `.layers[1]`; empty if the argument is the leaf itself. */
  readonly path: string;
  /** What messages call the argument, if it is none of the function's own: `tangent 0`, `the cotangent`. */
  readonly title: string | undefined;
  /** Of a tangent, the leaf that it belongs to. */
  readonly of: number | undefined;
}

/** A leaf; without a title, of an argument of the function's own. All fields are its own: somebody may have added one to Object.prototype. */
export function leafAt(argument: number, path: string, title?: string, of?: number): LeafPath {
  return { argument, path, title, of };
}

/** Stands for the position of an argument where an array was captured while tracing. */
export const CAPTURED = -1;

function describeArgument({ names, leaves }: MessageContext, position: number): string {
  if (position === CAPTURED) return "a captured array";
  const leaf: LeafPath = leaves?.[position] ?? leafAt(position, "");
  const { argument, path, title } = leaf;
  return `${title ?? `argument ${argument}${argument < names.length ? ` (${names[argument]!})` : ""}`}${path}`;
}

/** The beginning of a message: the function, and its argument, or a part of that. */
function argumentOf(context: MessageContext, position: number, part = ""): string {
  return `${context.label}: ${part}${describeArgument(context, position)}`;
}

/** A value of another kind than is asked for. */
function misfit(what: string, value: unknown, wayOut: string): TypeError {
  return new TypeError(`${what} is ${described(value)}; ${wayOut}`);
}

export function counted(count: number | "n", noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

// Arguments.

/** An argument that is neither number, batch nor expression. */
export function wrongArgument(context: MessageContext, position: number, value: unknown): TypeError {
  return misfit(argumentOf(context, position), value, wayOut(value));
}

/** An element of an array of numbers that is no number. */
export function wrongElement(context: MessageContext, position: number, index: number, value: unknown): TypeError {
  // To a function that takes structures, an array of other things is one; an op takes none.
  if (context.leaves !== undefined && (typeof value === "object" ? value !== null : typeof value === "function"))
    return flawedArgument(context, position, "mixed", "");
  const advice = isExpression(value)
    ? "pass the elements one by one: f(...list)"
    : Array.isArray(value) || ArrayBuffer.isView(value)
      ? "flatten nested arrays with .flat()"
      : wayOut(value);
  return misfit(argumentOf(context, position, `element ${index} of `), value, advice);
}

/** What may be wrong with a structure, beside its leaves. */
export type Flaw = "mixed" | "cyclic" | "large";

/** @param limits - What it is if it is too large. */
export function flawedArgument(context: MessageContext, position: number, flaw: Flaw, limits: string): TypeError {
  const what = {
    mixed: "mixes numbers and other values; use an object",
    cyclic: "contains itself",
    large: `is ${limits}`,
  }[flaw];
  return new TypeError(`${argumentOf(context, position)} ${what}`);
}

/** A structure that a function from bytes does not take. */
export function wrongArgumentStructure(
  context: MessageContext,
  position: number,
  expected: string,
  got: string,
): TypeError {
  const [takes, given] = [expected, got].map((text) => text.slice(0, 200)) as [string, string];
  return new TypeError(`${argumentOf(context, position)} takes the structure ${takes}, got ${given}`);
}

export function transferred(context: MessageContext, position: number): TypeError {
  return new TypeError(
    `${argumentOf(context, position, "the buffer of ")} was transferred away; pass a copy, or use it before the transfer`,
  );
}

/** The length of a batch, and its position among the arguments. */
interface BatchLength {
  readonly position: number;
  readonly length: number;
}

export function lengthsDiffer(context: MessageContext, one: BatchLength, other: BatchLength): RangeError {
  if (context.leaves?.[other.position]?.title !== undefined) {
    const [what, whose] = [other, one].map(({ position }) => describeArgument(context, position));
    return new RangeError(`${context.label}: ${what} has length ${other.length}, and ${whose} has ${one.length}`);
  }
  const shorter = one.length < other.length ? one : other;
  const advice = context.leaves?.[shorter.position]?.path ? " (for a list of parameters use list)" : "";
  return new RangeError(
    `${context.label}: batches differ in length: ${describeArgument(context, one.position)} has ${one.length} and ` +
      `${describeArgument(context, other.position)} has ${other.length}; pass arrays of one length, or numbers, which ` +
      `broadcast${advice}`,
  );
}

/** A first argument that is no list of arguments. */
export function wrongPrimals(label: string, value: unknown): TypeError {
  return misfit(`${label}: the first argument`, value, "pass an array with an entry for each argument: [x]");
}

export function wrongTangents(label: string, value: unknown): TypeError {
  return misfit(`${label}: the second argument`, value, "pass an array with a tangent for each argument: [1]");
}

export function wrongTangentCount(label: string, takes: number, got: number): TypeError {
  const [name] = label.split("(");
  const [own, given] = [counted(takes, "argument"), counted(got, "tangent")];
  return new TypeError(`${label}: ${name} takes as many tangents as arguments: ${own}, ${given}`);
}

/** A part of a tangent or cotangent that is not there. */
export function missingPart(context: MessageContext): TypeError {
  return new TypeError(`${argumentOf(context, 0)} is missing`);
}

/** What to write in place of a reduction of a number among batches: for the number, and for n times it. */
const INSTEAD: Readonly<Record<string, string>> = {
  __proto__: null as never,
  sum: "leave out the sum for the number itself, or write mul(count(a), mean(a)) for n times it (for a batch that is its sum)",
  norm: "abs(a), or sqrt(mul(count(a), mean(square(a))))",
  dot: "mul(a, b), or mul(count(a), mean(mul(a, b)))",
  logsumexp: "a, or add(log(count(a)), logmeanexp(a))",
};

/** A number that a call is refused for: an input by its position, or what is none. */
export type Blamed = number | "it is the result of a reduction" | "a constant";

/** What to blame: a leaf of an argument, after these a captured array, or what is no input. */
function describeBlamed(context: MessageContext, blamed: Blamed): string {
  if (typeof blamed === "string") return "a constant or the result of a reduction";
  return describeArgument(context, blamed < (context.leaves ?? context.names).length ? blamed : CAPTURED);
}

/**
 * A call that has no one meaning, because of which arguments are batches.
 *
 * @param reason - The number of a `Reason` of crate/src/transform/grad/refusal.rs, whose order the texts have:
 *   test/refusals.test.ts compares them.
 * @param number - What is a number in the call.
 * @param batch - What is a batch.
 * @param batchLength - The number of elements; "n" if it is not known.
 */
export function refusedCall(
  context: MessageContext,
  reason: number,
  op: string,
  number: Blamed,
  batch: number,
  batchLength: number | "n",
): TypeError {
  const [one, all] = [describeBlamed(context, number), describeBlamed(context, batch)];
  const why = typeof number === "string" ? number : `${one} is a number`;
  const text = [
    // Mixes: a gradient of a batch, where a differentiated path passes a reduction.
    `${op} mixes the elements of a batch, and the function's output is a batch in this call (${all} is one); a gradient ` +
      "is of one number: reduce the output too, with sum or mean, or use vjp(f) or jvp(f)",
    // Ambiguous: a derivative by a number of a batch that a reduction enters.
    `by a number, ${one}, the derivative of a batch that ${op} enters is ambiguous: reduce the output (for a loss), use ` +
      `jacobian(f) or jvp(f) for the derivative of each element, or close over the data that ${op} reads`,
    // Counts: a reduction of a number among batches, for which it matters how often the number counts.
    `${op} of a value that is one number in this call (${why}) among batches of ` +
      `${counted(batchLength, "element")}: ${INSTEAD[op]}`,
    // ByElement: derivatives by each element of a batch that a reduction mixes.
    `${op} mixes elements, so that ${all} has no n-th derivative by element; use hvp(f), or jvp of jvp for a direction`,
    // Tangent, and Cotangent: one that is a batch, of what is a number.
    `${all} is a batch, and ${one} a number`,
    `${all} is a batch, and the value a number`,
    // Square: the Hessian of a loss, twice by batches.
    `the Hessian of a loss by a batch, ${all}, has n × n entries; use hvp(f), or name the numbers with argnums`,
  ][reason]!;
  return new TypeError(`${context.label}: ${text}`);
}

/** What to write in place of a reduction of several values. */
const OVER_VALUES: Readonly<Record<string, string>> = {
  __proto__: null as never,
  sum: "add(a, b), or add(...list) for a list",
  mean: "div(add(a, b), 2), or div(add(...list), list.length)",
  norm: "hypot(a, b)",
  amax: "max(a, b)",
  amin: "min(a, b)",
  any: "or(a, b)",
  all: "and(a, b)",
  logsumexp: "[a, b].reduce(logaddexp)",
};

/** A reduction of several values. */
export function reducesOne(op: string, got: number): TypeError {
  const instead = OVER_VALUES[op];
  return new TypeError(
    `${op} reduces one value over the elements of the batch and got ${got}` +
      (instead === undefined ? "" : `; over values one by one write ${instead}`),
  );
}

/** The largest or smallest of one expression. */
export function oneExpression(op: string): TypeError {
  return new TypeError(
    `${op} of one expression is that expression; for the ${op === "max" ? "larg" : "small"}est element of a batch use a${op}(x) ` +
      `(of a list that may have one member: list.reduce((a, b) => ${op}(a, b)))`,
  );
}

/** A ddof that is not a number, or below 0. */
export function wrongDdof(op: string, value: unknown, isExpression: boolean): TypeError {
  const isPlain = typeof value === "string" || typeof value === "number";
  const shown = isExpression ? "an expression" : isPlain ? JSON.stringify(value) : described(value);
  return new TypeError(`${op}: ddof is ${shown}; pass a number, 0 or more, that is known when the function is traced`);
}

export function wrongConstant(value: unknown): TypeError {
  return misfit("constant: the value", value, "pass a number");
}

/** A function called with too few or too many arguments. */
export function wrongCount(label: string, takes: number, got: number, atMost = ""): TypeError {
  return new TypeError(`${label} takes ${atMost}${counted(takes, "argument")}, got ${got}`);
}

/** A function of more arguments and captured arrays than the core takes. */
export function tooManyInputs(got: number, most: number): RangeError {
  return new RangeError(
    `fluxion: a function may have ${most} arguments and captured arrays together, and this one has ${got}; ` +
      "split it into functions of fewer, and add their results",
  );
}

/** A call of which the passes compute too much, each anew what those before did. */
export function tooManyPasses(passes: number, most: number): RangeError {
  return new RangeError(
    `fluxion: a call may have ${most} ops in all its passes together, and this one has more in ${passes}; ` +
      "call a function of its own for what is reduced first, and pass the result",
  );
}

export function noArguments(label: string): TypeError {
  return new TypeError(`${label} takes at least 1 argument, got 0`);
}

/** Whether the value is an expression: as `nodeOf` in program/expression-graph.ts tells it. */
function isExpression(value: unknown): boolean {
  return (value as { readonly [node: symbol]: unknown } | null | undefined)?.[Symbol.for("fluxion.node")] !== undefined;
}

function described(value: unknown): string {
  if (isExpression(value)) return "an expression";
  if (value === undefined || value === null) return String(value);
  if (Array.isArray(value)) return "an array";
  const type = typeof value;
  return withArticle(type === "object" ? kind(value) : type === "bigint" ? "BigInt" : type);
}

function wayOut(value: unknown): string {
  switch (typeof value) {
    case "string":
    case "bigint":
      return "convert it with Number(...)";
    case "boolean":
      return "pass 1 for true and 0 for false";
    case "function":
      return "pass its value: f(x), or f() of an op to compose, as in sin(cos())";
    case "object":
      if (value instanceof Promise) return "await it first";
      if (value instanceof DataView)
        return "read it with new Float32Array(view.buffer, view.byteOffset, view.byteLength / 4)";
      if (value instanceof BigInt64Array || value instanceof BigUint64Array)
        return "convert it with Float32Array.from(array, Number)";
      if (ArrayBuffer.isView(value)) return "convert it with Float32Array.from(array)";
      if (kind(value).endsWith("ArrayBuffer")) return "view it as new Float32Array(buffer)";
  }
  return "pass a number, a Float32Array, an array of numbers or an expression";
}

function kind(value: unknown): string {
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  if (tag !== "Object") return tag;
  const name: unknown = value?.constructor?.name;
  return typeof name === "string" && name !== "Object" ? name : "object";
}

function withArticle(noun: string): string {
  return `${/^[aeiou]/i.test(noun) && !/^Ui/.test(noun) ? "an" : "a"} ${noun}`;
}

// Expressions.

export function jsOperator(): TypeError {
  return new TypeError(
    "an expression cannot be used with JavaScript's operators or Math's functions: " +
      "write add(x, y), sub, mul, div, pow, neg for + - * / ** -, gt, ge, lt, le, eq, ne for comparisons, " +
      'where(condition, x, y) to choose, and exp(x) for Math.exp(x), with import { exp } from "fluxion"',
  );
}

/** An expression used as if it were a list. */
export function notList(): TypeError {
  return new TypeError(
    "an expression has no elements: an array of numbers is a batch: for parameters one by one use list(numbers), " +
      "an object or arguments",
  );
}

/** @param index - Of an element; undefined for the argument itself. */
export function wrongList(value: unknown, index: number | undefined): TypeError {
  const what = index === undefined ? "the argument" : `element ${index}`;
  return misfit(`list: ${what}`, value, "pass an array of numbers, at least one");
}

export function escaped(name: string): TypeError {
  return new TypeError(
    `an expression escaped its function: the argument ${name} was used after the function ` +
      "had been traced; return what depends on it, and pass values in as arguments",
  );
}

// Functions to differentiate or compile.

export function notFunction(label: string, value: unknown, isExpression: boolean): TypeError {
  return isExpression
    ? new TypeError(
        `${label}: the argument is an expression, not a function; write a function of it: ${label}((x) => ...)`,
      )
    : misfit(`${label}: the first argument`, value, `pass a function: ${label}((x) => ...)`);
}

/** @param option - One that there is. */
export function wrongOptions(label: string, value: unknown, option: string): TypeError {
  return new TypeError(`${label}: the options are ${described(value)}; pass an object: { ${option}: ... }`);
}

/** @param known - Those that there are. */
export function unknownOption(label: string, name: string, known: string): TypeError {
  return new TypeError(`${label}: there is no option ${name}; the option is ${known}`);
}

export function wrongHasAux(label: string, value: unknown): TypeError {
  return misfit(`${label}: hasAux`, value, "pass true or false");
}

/** @param option - `argnums`, or `argnum`, which is a single one; as for {@link argnumOutOfRange}. */
export function wrongArgnum(label: string, value: unknown, option: string): TypeError | RangeError {
  const several = option === "argnums" ? ", or an array of indices" : "";
  return typeof value === "number"
    ? new RangeError(`${label}: ${option} counts arguments from 0, and ${value} is no such count`)
    : misfit(`${label}: ${option}`, value, `pass the index of an argument${several}`);
}

export function noArgnums(label: string): RangeError {
  return new RangeError(`${label}: argnums is empty; name the arguments to differentiate by, from 0`);
}

export function repeatedArgnum(label: string, argnum: number): RangeError {
  return new RangeError(`${label}: argnums names argument ${argnum} twice`);
}

export function argnumOutOfRange(label: string, argnum: number, count: number, option: string): RangeError {
  return new RangeError(
    `${label}: ${option} ${argnum} is out of range: the function has ${counted(count, "argument")}, and the first is 0`,
  );
}

/**
 * A number of derivatives that is none.
 *
 * @param range - What it may be.
 */
export function wrongOrder(label: string, value: unknown, range: string): TypeError | RangeError {
  const isNumber = typeof value === "number";
  const what = `${label}: order counts derivatives, an integer from ${range}, and is ${isNumber ? value : described(value)}`;
  return new (isNumber ? RangeError : TypeError)(what);
}

/** Derivatives of all orders by an object. */
export function byStructure(label: string, argnum: number): TypeError {
  return new TypeError(
    `${label}: derivatives are by one value, and argument ${argnum} is an object or list; name another with argnum, or ` +
      "use hvp(f)",
  );
}

/** A function with a pattern for a parameter, where the argument is one value. */
export function destructured(label: string, position: number): TypeError {
  return new TypeError(
    `${label}: the function destructures argument ${position}, which is one value; pass an object or a list, or ` +
      "take each value as an argument of its own: (a, b) => ... for ({ a, b }) => ...",
  );
}

/** What a function throws that is printed or stored before any call, so that each argument is taken for one value. */
export function notCalledYet(label: string, error: unknown): unknown {
  if (!(error instanceof TypeError)) return error;
  return new TypeError(
    `${label}: a function of objects or lists is called or prepared before it is printed or stored; with one value for ` +
      `each argument it throws: ${error.message}`,
  );
}

/** A function that returned what is no value, or something that holds it at a path; or such a part of its aux. */
export function wrongReturn(label: string, value: unknown, path: string, isAux: boolean): TypeError {
  const kind = described(value);
  const what = `${label}: ${isAux ? `aux${path} is ${kind}` : `the function returned ${kind}${path && ` at ${path}`}`}`;
  if (value === undefined && path === "" && !isAux) return new TypeError(`${what}; did you forget to return?`);
  if (value instanceof Promise)
    return new TypeError(`${what}; it cannot be async: await before, and pass what came as an argument`);
  if (typeof value === "function") return new TypeError(`${what}; call it: return f(x)`);
  if (typeof value === "boolean") return new TypeError(`${what}; compare expressions with gt, ge, lt, le, eq, ne`);
  return new TypeError(`${what}; return an expression or a number`);
}

export function returnedSeveral(label: string, value: unknown, hasAux: boolean): TypeError {
  const advice = hasAux
    ? ", and a gradient is of one value"
    : /^(grad|valueAndGrad)\(/.test(label)
      ? "; for [value, aux] pass hasAux, for several outputs use jacobian"
      : "; return one expression or number";
  return new TypeError(`${label}: the function returned ${described(value)}${advice}`);
}

export function wrongAux(label: string, value: unknown): TypeError {
  const got = Array.isArray(value) ? `an array of ${value.length}` : described(value);
  return new TypeError(`${label}: with hasAux the function returns [value, aux], and returned ${got}`);
}

export function returnedTooLarge(label: string, limits: string, path: string): RangeError {
  return new RangeError(
    `${label}: the function returned something ${limits}, or that contains itself, at ${path}; return fewer levels`,
  );
}

export function returnedNothing(label: string, value: unknown): TypeError {
  const kind = Array.isArray(value) ? "array" : "object";
  return new TypeError(`${label}: the function returned an empty ${kind}; return at least one expression`);
}

export function returnedComposed(label: string): TypeError {
  return new TypeError(
    `${label}: the function returned an expression that still waits for its argument, ` +
      "such as sin(cos()); apply it: return f(x)",
  );
}

// Functions that look for mistakes.

export function wrongArguments(label: string, value: unknown): TypeError {
  return misfit(`${label}: the second argument`, value, "pass the arguments of the function as an array");
}

/**
 * Derivatives that are not what finite differences say.
 *
 * @param mismatches - Put in order here, the worst first.
 * @param skipped - How many could not be compared.
 */
export function wrongGradient({ label, names }: MessageContext, mismatches: Mismatch[], skipped: number): Error {
  const off = ({ analytic, numeric, bound }: Mismatch) => Math.abs(analytic - numeric) / bound;
  const [worst] = mismatches.sort((one, other) => off(other) - off(one)) as [Mismatch];
  const { element, order, analytic, numeric, bound } = worst;
  const at = element === undefined ? "" : ` at element ${element}`;
  const message =
    `${label}: by ${describeArgument({ label, names, leaves: [leafAt(worst.argument, worst.path)] }, 0)}${at}, the derivative of order ${order} is ` +
    `${analytic}, and by finite differences ${numeric} ± ${bound}; ${mismatches.length} differ so, and ${skipped} ` +
    "cannot be told, near a kink or not finite";
  // A field, which is defined, not assigned: somebody may have added a setter of that name to Object.prototype.
  return new (class extends Error {
    readonly mismatches = mismatches;
  })(message);
}

// Rules and foreign functions.

/** A rule that is no function. */
export function wrongRule(label: string, value: unknown): TypeError {
  return misfit(`${label}: the rule`, value, "pass a function of the arguments and the value: (x, y) => ...");
}

/** What a rule returned that is no partial derivative for each of `count` arguments. */
export function wrongPartials(label: string, count: number, value: unknown): TypeError {
  if (value === undefined) return new TypeError(`${label}: rule returned undefined; did you forget to return?`);
  if (Array.isArray(value) && count > 1)
    return new TypeError(`${label}: the rule takes ${counted(count, "partial derivative")}, got ${value.length}`);
  return new TypeError(
    count > 1
      ? `${label}: the rule gives partial derivatives for ${count} arguments as an array, got ${described(value)}`
      : `${label}: the rule gives the partial derivative for 1 argument as an expression or a number, got ${described(value)}`,
  );
}

/** One of several partial derivatives that is none. */
export function wrongPartial(label: string, i: number, value: unknown): TypeError {
  return misfit(`${label}: the partial derivative by argument ${i}`, value, "return an expression or a number");
}

/** A derivative of a foreign function without a rule. The core tells which input it is: `fromEnd` is 1 for the last. */
export function noRule(fromEnd: number): Error {
  // The line break parts minified code: see scripts/lib/line-breaks.mjs.
  return new (class extends Error {
    readonly fromEnd = fromEnd;
  })(`no rule\n`);
}

/** The hidden input that is the foreign function without a rule, if an error is about one. */
export function lackingRule(error: unknown, hidden: readonly object[]): object | undefined {
  if (!(error instanceof Error && Object.hasOwn(error, "fromEnd"))) return undefined;
  return hidden.at(-(error as Error & { readonly fromEnd: number }).fromEnd);
}

/** The error of a derivative, with the name of a foreign function without a rule. */
export function withName(error: unknown, label: string, hidden: readonly object[]): unknown {
  const lacking = lackingRule(error, hidden) as { readonly name: string } | undefined;
  if (!lacking) return error;
  return new TypeError(
    `${label}: the foreign function ${lacking.name} has no rule: foreign(compute, (x) => its derivative in ops)`,
  );
}

/** What a foreign function returned that is no batch of the length m that it got. */
export function wrongForeign(name: string, value: unknown, length: number | undefined, m: number): TypeError {
  const what = length === undefined ? described(value) : `${counted(length, "element")} for ${m}`;
  return new TypeError(`foreign(${name}): ${name} returned ${what}; return a Float32Array of the length it gets`);
}

export function callsForeign(label: string, { name, state }: { readonly name: string; readonly state?: unknown }) {
  const what = state ? "has a loop of repeat" : `calls the foreign function ${name}`;
  return new TypeError(`${label} ${what} and cannot become bytes${state ? "; loop in JavaScript" : ""}`);
}

// Loops.

/** @param most - The largest number of steps. */
export function wrongSteps(value: unknown, most: number): TypeError | RangeError {
  const isNumber = typeof value === "number";
  const what = `repeat: count is ${isNumber ? value : described(value)}; pass an integer from 0 to ${most}`;
  return new (isNumber ? RangeError : TypeError)(what);
}

export function wrongStep(value: unknown): TypeError {
  return misfit("repeat: the step", value, "pass a function: repeat(count, (s, i) => ..., init)");
}

/** A reduction in the step of a loop. */
export function inLoop(op: string): TypeError {
  return new TypeError(`repeat: the step contains the reduction ${op}, which needs all elements; loop in JavaScript`);
}

/** A tangent or cotangent that is a batch, of a number, in the step of a loop. */
export function wrongKindInLoop(): TypeError {
  return new TypeError("repeat: a tangent is a batch, and its value a number");
}

export function anotherStructure(expected: string, got: string): TypeError {
  return new TypeError(`repeat: the step returned another structure than init has: ${got}, not ${expected}`);
}

// Calls in slices.

/** @param takes - What the option takes. */
export function wrongAsync(label: string, option: string, value: unknown, takes: string): TypeError {
  return misfit(`${label}: ${option}`, value, `pass ${takes}`);
}

/** What an aborted call rejects with: its signal's reason, or an AbortError where signals have none (Chrome before 98). */
export function aborted(label: string, reason: unknown): unknown {
  if (reason !== undefined) return reason;
  const [message, name] = [`${label} was aborted`, "AbortError"];
  return typeof DOMException === "undefined"
    ? Object.assign(new Error(message), { name })
    : new DOMException(message, name);
}

// Outputs of into.

/** @param what - What asks for numbers. */
export function ofExpression(label: string, what: string): TypeError {
  return new TypeError(
    `${label}: ${what} numbers, and an argument or something that the function closes over is ` +
      "an expression; call the function itself",
  );
}

/** @param expected - What a call returns at the path. */
export function wrongStructure(label: string, path: string, expected: string, value: unknown): TypeError {
  const got = Array.isArray(value) ? counted(value.length, "element") : described(value);
  return new TypeError(`${label}: ${path} must be ${expected}, as a call returns, and is ${got}`);
}

export function missingOutput(label: string, path: string): TypeError {
  return new TypeError(`${label}: ${path} is missing`);
}

export function extraOutput(label: string, path: string, key: string): TypeError {
  return new TypeError(`${label}: ${path} has ${key}, which a call does not return`);
}

export function wrongOutput(label: string, path: string, value: unknown): TypeError {
  return new TypeError(`${label}: ${path} must be a Float32Array to write to, and is ${described(value)}`);
}

export function shortOutput(label: string, path: string, length: number, n: number): RangeError {
  return new RangeError(`${label}: ${path} has length ${length}, and ${counted(n, "element")} must fit`);
}

export function overlappingOutputs(label: string, one: string, other: string): RangeError {
  return new RangeError(`${label}: ${one} and ${other} overlap in memory; each output needs elements of its own`);
}

// Memory.

export function wrongData(value: unknown): TypeError {
  return misfit("strided: the data", value, "pass a Float32Array");
}

export function wrongLayout(value: unknown): TypeError {
  return misfit("strided: the layout", value, "pass an object: { offset: 0, stride: 3 }");
}

/** A field of a layout that is not an integer from `min` on. */
export function wrongCountOf(part: string, value: unknown, min: number): TypeError | RangeError {
  return noCount(`strided: ${part}`, value, `pass an integer from ${min}`);
}

export function tooLong(length: number, available: number): RangeError {
  return new RangeError(
    `strided: length is ${length}, and from the offset with this stride there are ${available}; ` +
      "leave it out for all that fit",
  );
}

export function wrongLength(value: unknown): TypeError | RangeError {
  return noCount("alloc: the length", value, "pass a count of elements, or an array of counts");
}

/** A value that is not a count: a RangeError for a number, a TypeError for anything else. */
function noCount(what: string, value: unknown, wayOut: string): TypeError | RangeError {
  return typeof value === "number" ? new RangeError(`${what} is ${value}; ${wayOut}`) : misfit(what, value, wayOut);
}

export function cannotAllocate(bytes: number, cause?: unknown): RangeError {
  return new RangeError(
    `alloc: the host refused memory of ${bytes} bytes; allocate fewer elements at once (4 GB is the most), ` +
      "or drop arrays that are no longer needed",
    { cause },
  );
}

export function wrongMemory(value: unknown): TypeError {
  return misfit("useMemory: the argument", value, "pass a WebAssembly.Memory");
}

// Functions as bytes.

export function cannotStore(label: string, captured: boolean): TypeError {
  return new TypeError(
    captured
      ? `${label}: a function that captured an array cannot become bytes; pass the array as an argument`
      : `${label}: a function of an enclosing function's arguments cannot become bytes; pass them as arguments`,
  );
}

export function notBytes(label: string, value: unknown): TypeError {
  return misfit(`${label}: the argument`, value, "pass the Uint8Array that toBytes gave");
}

export function malformedBytes(label: string, what: string): TypeError {
  return new TypeError(
    `${label}: these are not the bytes of a function: ${what}; pass the whole Uint8Array that toBytes gave`,
  );
}

export function tooManyNodes(label: string, nodes: number, most: number): RangeError {
  return new RangeError(
    `${label}: the function has ${nodes} nodes, more than ${most}; if its source is to be trusted, pass { most: ${nodes} }`,
  );
}

export function wrongMost(label: string, value: unknown): TypeError {
  return misfit(`${label}: most`, value, "pass the number of nodes that a function may have");
}

/** @param what - What the core has found wrong, at this byte of a program. The caller says whose bytes they are. */
export function malformedProgram(what: string, at: number): TypeError {
  return new TypeError(`${what} at byte ${at}`);
}

// The host.

/** @param why - The message of the cause, if that is the host's. */
export function noMemory(bytes?: number, cause?: unknown, why?: string): RangeError {
  const what = bytes === undefined ? "" : ` of ${bytes} bytes`;
  const because = why === undefined ? "" : ` (${why})`;
  return new RangeError(
    `fluxion: the host refused memory${what} for the computation; split the function or the batch, or free memory${because}`,
    { cause },
  );
}

/** Whether an error says that the stack is full, in the words of V8, JavaScriptCore or SpiderMonkey. */
export function isStackOverflow(error: unknown): boolean {
  return error instanceof Error && ["call stack", "recursion"].some((words) => error.message.includes(words));
}

/** A trap that no limit of the host explains. */
export function internalError(cause: Error): Error {
  return new Error(`fluxion: internal error (${cause.message}); please report it, with the function that was called`, {
    cause,
  });
}

export function noWebAssembly(): Error {
  return new Error("fluxion: this host has no WebAssembly, which the computation needs");
}

/** @param why - The message of the cause, here and below. */
export function noSimd(why: string, cause: unknown): Error {
  return new Error(
    `fluxion: this host has no WebAssembly SIMD; ` +
      `it needs Chrome 91, Firefox 89, Safari 16.4, Node 16.4 or later (${why})`,
    { cause },
  );
}

export function needsInit(why: string, cause: unknown): Error {
  return new Error(
    `fluxion: this host compiles WebAssembly only off the main thread: await init() before the first call (${why})`,
    { cause },
  );
}

export function noCompilation(why: string, cause: unknown): Error {
  // Pages and their workers have a location, and a policy that their author can change.
  const policy =
    typeof location === "undefined"
      ? "its embedder must allow it"
      : "a page's Content-Security-Policy, or an extension's in its manifest, must allow it: script-src 'wasm-unsafe-eval'";
  return new Error(`fluxion: this host refuses to compile WebAssembly; ${policy} (${why})`, { cause });
}

// Modules from files.

/** A call before the core was given. */
export function needsModules(): Error {
  return new Error(
    "fluxion/slim: there is no core yet: await init({ core, loops }) before the first call that computes",
  );
}

/** @param what - The file: `core` or `loops`. */
export function wrongModule(what: string, value: unknown): TypeError {
  return misfit(
    `fluxion/slim: init: ${what}`,
    value,
    "pass a WebAssembly.Module, the bytes of one, a Response, or a promise of these: fetch(url)",
  );
}

/** @param found - What the file says of itself: nothing if it is another package's. */
export function otherModule(what: string, found: string, expected: string): Error {
  return new Error(
    `fluxion/slim: init: ${what} is ${found ? `"${found}"` : "a module of something else"}, and this build needs ` +
      `"${expected}"; serve the file of the version that is bundled`,
  );
}

/** @param response - Where the file came from, if from a server: which may have answered with a page. */
export function badFile(what: string, response: Response | undefined, cause?: Error): Error {
  const type = response?.headers.get("Content-Type") ?? "no type";
  const from = response ? `: ${response.url || "the response"} (status ${response.status}, ${type})` : "";
  const why = cause ? ` (${cause.message})` : "";
  return new Error(`fluxion/slim: init: ${what}${from} is no wasm file${why}`, { cause });
}
