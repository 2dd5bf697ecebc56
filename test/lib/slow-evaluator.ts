// A slow evaluator of functions with reductions, in float64, apart from the package: forward mode alone, one evaluation
// for each element that a gradient is by. Kinds and refusals are those of the contract, decided from what values depend
// on; where that would take the graph of a gradient, which there is none of here, `Undecided` is thrown.

/** A number with a derivative, of which there may be several: the innermost differentiation has the highest tag. */
export class Dual {
  constructor(
    readonly tag: number,
    readonly value: Scalar,
    readonly tangent: Scalar,
  ) {}
}
export type Scalar = number | Dual;

const tagOf = (x: Scalar): number => (typeof x === "number" ? 0 : x.tag);
export const real = (x: Scalar): number => (typeof x === "number" ? x : real(x.value));
export const tangentOf = (x: Scalar, tag: number): Scalar => (typeof x !== "number" && x.tag === tag ? x.tangent : 0);

/** The largest magnitude of whatever was computed, derivatives too, and the number of ops, of which there is a most. */
export const computed = { largest: 0, ops: 0, most: Infinity };

type ScalarOp = (...xs: Scalar[]) => Scalar;

/** A function of numbers, extended by its partial derivatives to numbers with derivatives. */
function chain(f: (...xs: number[]) => number, partials: (...xs: Scalar[]) => readonly Scalar[]): ScalarOp {
  const extended: ScalarOp = (...xs) => {
    const tag = Math.max(...xs.map(tagOf));
    if (tag === 0) {
      const value = f(...(xs as number[]));
      computed.largest = Math.max(computed.largest, Math.abs(value));
      if (++computed.ops > computed.most) throw new Undecided();
      return value;
    }
    const inner = xs.map((x) => (typeof x !== "number" && x.tag === tag ? x.value : x));
    const factors = partials(...inner);
    const terms = xs.flatMap((x, i) => {
      const tangent = tangentOf(x, tag);
      // What does not depend on the argument adds nothing, though its factor be infinite.
      return tangent === 0 || factors[i] === 0 ? [] : [mul(factors[i], tangent)];
    });
    return new Dual(
      tag,
      extended(...inner),
      terms.reduce((sum, term) => add(sum, term), 0),
    );
  };
  return extended;
}

const add = chain(
  (x, y) => x + y,
  () => [1, 1],
);
const sub = chain(
  (x, y) => x - y,
  () => [1, -1],
);
const mul: ScalarOp = chain(
  (x, y) => x * y,
  (x, y) => [y, x],
);
const div: ScalarOp = chain(
  (x, y) => x / y,
  (x, y) => [div(1, y), div(div(mul(x, -1), y), y)],
);
export { add as plus, mul as times };
const exp: ScalarOp = chain(Math.exp, (x) => [exp(x)]);
const log = chain(Math.log, (x) => [div(1, x)]);
const sqrt: ScalarOp = chain(Math.sqrt, (x) => [div(0.5, sqrt(x))]);
const sin: ScalarOp = chain(Math.sin, (x) => [cos(x)]);
const cos: ScalarOp = chain(Math.cos, (x) => [mul(-1, sin(x))]);
const tanh: ScalarOp = chain(Math.tanh, (x) => [sub(1, square(tanh(x)))]);
const sigmoid: ScalarOp = (x) => div(1, add(1, exp(mul(-1, x))));
const square: ScalarOp = (x) => mul(x, x);
const share = (isTaken: boolean, isTied: boolean) => (isTied ? 0.5 : Number(isTaken));
const max = chain(Math.max, (x, y) => [
  share(real(x) > real(y), real(x) === real(y)),
  share(real(x) < real(y), real(x) === real(y)),
]);
const min = chain(Math.min, (x, y) => [
  share(real(x) < real(y), real(x) === real(y)),
  share(real(x) > real(y), real(x) === real(y)),
]);
const where: ScalarOp = (condition, x, y) => (real(condition) === 0 ? y : x);

const sumOf = (xs: readonly Scalar[]): Scalar => xs.reduce((sum, x) => add(sum, x), 0);
const meanOf = (xs: readonly Scalar[]): Scalar => div(sumOf(xs), xs.length);
/** The root of what is not negative, whose derivative at 0 is 0. */
const rootOf = (x: Scalar): Scalar => (real(x) === 0 ? 0 : sqrt(x));

function varianceOf(xs: readonly Scalar[], ddof: number): Scalar {
  // From the first element, so that equal elements have no variance.
  const mean = add(xs[0] ?? NaN, meanOf(xs.map((x) => sub(x, xs[0]))));
  return div(sumOf(xs.map((x) => square(sub(x, mean)))), xs.length - ddof);
}

/** The largest; ties share its derivative. */
function largestOf(xs: readonly Scalar[]): Scalar {
  const largest = Math.max(...xs.map(real));
  return xs.length === 0 || Number.isNaN(largest) ? largest : meanOf(xs.filter((x) => real(x) === largest));
}

function logSumExpOf(xs: readonly Scalar[]): Scalar {
  const largest = Math.max(...xs.map(real));
  const m = Number.isFinite(largest) ? largest : 0;
  const s = sumOf(xs.map((x) => exp(sub(x, m))));
  return real(s) === 0 || real(s) === Infinity ? Math.log(real(s)) : add(m, log(s));
}

/** An argument of a function in a call, or what else makes values vary. */
export interface Argument {
  readonly isBatch: boolean;
}

/** A refusal of the contract. */
export class Refused extends Error {
  /** @param rule - "a", "b" or "c", as the contract names them; or what is wrong with a call of another transform. */
  constructor(
    readonly rule: "a" | "b" | "c" | "tangent" | "cotangent" | "square" | "element",
    readonly op: string,
    /** The arguments that the refused value has a derivative by. */
    readonly paths: ReadonlySet<Argument>,
    /** What the package may find out that the refused value has no part in, and not refuse. */
    readonly isCertain = true,
  ) {
    super(`${rule}: ${op}`);
  }
}

/** What this evaluator cannot tell: the kind, or whether a call is refused. */
export class Undecided extends Error {}

/** What a call gives, or the rule by which it is refused; nothing where this evaluator cannot tell. */
export function outcome<T>(call: () => T): T | Refused | undefined {
  try {
    return call();
  } catch (error) {
    if (error instanceof Refused) return error;
    if (error instanceof Undecided) return undefined;
    throw error;
  }
}

/** What a function computes with. */
export interface Value {
  /** One for each element if it varies in this call, else one. */
  readonly entries: readonly Scalar[];
  /** The arguments that it depends on by a path without reduction. */
  readonly direct: ReadonlySet<Argument>;
  /** Those that it depends on by any path. */
  readonly reached: ReadonlySet<Argument>;
  /** For each reduction below it, what that depends on. */
  readonly reductions: readonly ReadonlySet<Argument>[];
  /** The arguments that it has a derivative by, with the reduction that a path passes. */
  readonly paths: ReadonlyMap<Argument, string | undefined>;
  /** Whether it is made of gradients of which nobody knows what reductions they have. */
  readonly isUnclear: boolean;
  readonly refusal: Refused | undefined;
}

/** An operand of an op; a Float32Array is captured, and a batch of the call. */
export type Operand = Value | number | Float32Array;
type Op = (...operands: Operand[]) => Value;
/** A function of values, which may give an array of several. */
export type SlowFunction = (...args: Value[]) => Value | readonly Value[];

/** The call that runs: its elements, and whether it has any batch. */
export let call: { readonly n: number; readonly hasBatch: boolean; captured?: number } = {
  n: 1,
  hasBatch: false,
};
/** Stands for every captured array. */
const CAPTURED: Argument = { isBatch: true };
let tags = 0;
/** The tag of a differentiation, higher than all before it. */
export const newTag = () => ++tags;

export const varies = ({ direct }: Value) => [...direct].some(({ isBatch }) => isBatch);
export const union = <T>(sets: readonly ReadonlySet<T>[]): ReadonlySet<T> => new Set(sets.flatMap((set) => [...set]));
/** One entry for each element. */
export const spread = (value: Value): readonly Scalar[] =>
  varies(value) ? value.entries : Array.from({ length: call.n }, () => value.entries[0]);

export const constant = (entries: readonly Scalar[]): Value => ({
  entries,
  direct: new Set(),
  reached: new Set(),
  reductions: [],
  paths: new Map(),
  isUnclear: false,
  refusal: undefined,
});

function valueOf(operand: Operand): Value {
  if (typeof operand === "number") return constant([operand]);
  if (!(operand instanceof Float32Array)) return operand;
  call.captured = operand.length;
  const entries = Array.from({ length: call.n }, (_, i) => operand[i] ?? 0);
  return { ...constant(entries), direct: new Set([CAPTURED]), reached: new Set([CAPTURED]) };
}

/** What a value of these has in common with each of them. */
function derived(values: readonly Value[], hasDerivative: boolean): Omit<Value, "entries"> {
  const paths = new Map<Argument, string | undefined>();
  for (const value of hasDerivative ? values : [])
    for (const [argument, reduction] of value.paths) paths.set(argument, paths.get(argument) ?? reduction);
  return {
    direct: union(values.map(({ direct }) => direct)),
    reached: union(values.map(({ reached }) => reached)),
    reductions: values.flatMap(({ reductions }) => reductions),
    paths,
    isUnclear: values.some(({ isUnclear }) => isUnclear),
    refusal: values.find(({ refusal }) => refusal)?.refusal,
  };
}

function elementwise(op: ScalarOp, hasDerivative = true): Op {
  return (...operands) => {
    const values = operands.map(valueOf);
    const common = derived(values, hasDerivative);
    const result = { ...common, entries: [] };
    const length = varies(result) ? call.n : 1;
    const at = (value: Value, i: number) => value.entries[varies(value) ? i : 0];
    return { ...common, entries: Array.from({ length }, (_, i) => op(...values.map((value) => at(value, i)))) };
  };
}

/** A reduction of its first operands; what is left over are numbers that it takes besides. */
function reduction(
  name: string,
  f: (...operands: (readonly Scalar[])[]) => Scalar,
  isTotal: boolean,
  hasDerivative = true,
): Op {
  return (...operands) => {
    const values = operands.map(valueOf);
    const common = derived(values, hasDerivative);
    const isOfNumbers = operands.every((operand) => typeof operand === "number");
    // Of numbers outside of expressions: at once, a batch of one.
    if (isOfNumbers) return constant([f(...values.map(({ entries }) => entries))]);
    const isRefused = isTotal && call.hasBatch && !varies({ ...common, entries: [] });
    return {
      ...common,
      entries: [f(...values.map(spread))],
      direct: new Set(),
      reductions: [...common.reductions, common.reached],
      paths: new Map([...common.paths.keys()].map((argument) => [argument, name])),
      // A count is of no values.
      refusal:
        name === "count"
          ? undefined
          : (common.refusal ?? (isRefused ? new Refused("c", name, new Set(common.paths.keys())) : undefined)),
    };
  };
}

const truth = (x: Scalar) => real(x) !== 0;
/** The ops, by their names in the package. */
export const ops = {
  add: elementwise(add),
  sub: elementwise(sub),
  mul: elementwise(mul),
  div: elementwise(div),
  neg: elementwise((x) => mul(-1, x)),
  square: elementwise(square),
  sqrt: elementwise(sqrt),
  exp: elementwise(exp),
  log: elementwise(log),
  sin: elementwise(sin),
  cos: elementwise(cos),
  tanh: elementwise(tanh),
  sigmoid: elementwise(sigmoid),
  softplus: elementwise((x) => log(add(1, exp(x)))),
  max: elementwise(max),
  min: elementwise(min),
  where: elementwise(where),
  gt: elementwise((x, y) => Number(real(x) > real(y)), false),
  stopGradient: elementwise(real, false),
  sum: reduction("sum", sumOf, true),
  mean: reduction("mean", meanOf, false),
  dot: reduction("dot", (xs, ys) => sumOf(xs.map((x, i) => mul(x, ys[i]))), true),
  norm: reduction("norm", (xs) => rootOf(sumOf(xs.map((x) => square(x)))), true),
  amax: reduction("amax", largestOf, false),
  amin: reduction("amin", (xs) => mul(-1, largestOf(xs.map((x) => mul(-1, x)))), false),
  variance: reduction("variance", (xs) => varianceOf(xs, 0), false),
  std: reduction("std", (xs) => rootOf(varianceOf(xs, 0)), false),
  logsumexp: reduction("logsumexp", logSumExpOf, true),
  logmeanexp: reduction("logmeanexp", (xs) => sub(logSumExpOf(xs), Math.log(xs.length)), false),
  any: reduction("any", (xs) => Number(xs.some(truth)), false, false),
  all: reduction("all", (xs) => Number(xs.every(truth)), false, false),
  count: reduction("count", (xs) => xs.length, false, false),
} satisfies Readonly<Record<string, Op>>;

/** Whether a reduction of the function's own arguments is below a value. */
export const isReduced = ({ reductions }: Value, own: readonly Argument[]) =>
  reductions.some((reached) => own.some((argument) => reached.has(argument)));

/** The gradient of a function of one output by an argument: of values, inside of another function too. */
export function gradient(f: (...args: Value[]) => Value, argnum = 0): (...passed: Value[]) => Value {
  return (...passed) => {
    const own = passed.map((value): Argument => ({ isBatch: varies(value) }));
    const tag = newTag();
    /** The output where entries of the argument have a tangent: all of them, or one. */
    const output = (isPerturbed: (entry: number) => boolean): Value =>
      f(
        ...passed.map((value, k): Value => {
          const perturbed = (x: Scalar, i: number) => (k === argnum && isPerturbed(i) ? new Dual(tag, x, 1) : x);
          const itself = new Set([own[k]]);
          const entries = value.entries.map(perturbed);
          return {
            ...constant([]),
            entries,
            direct: itself,
            reached: itself,
            paths: new Map([[own[k], undefined]]),
            refusal: value.refusal,
          };
        }),
      );
    const whole = output(() => true);
    const counts = isReduced(whole, own);
    const isLoss = counts && !varies(whole);
    // Of numbers alone, a loss and an elementwise function have the same derivative.
    if (!isLoss && whole.isUnclear && call.hasBatch) throw new Undecided();
    const passedReduction = whole.paths.get(own[argnum]);
    let refusal = whole.paths.has(own[argnum]) ? whole.refusal : undefined;
    // Whether the derivative has the refused value, or only others, its graph would tell.
    if (refusal && (whole.isUnclear || !refusal.paths.has(own[argnum]))) throw new Undecided();
    if (counts && !isLoss && passedReduction !== undefined)
      refusal ??= new Refused("a", passedReduction, whole.reached);
    else if (counts && !isLoss && !own[argnum].isBatch) refusal ??= new Refused("b", "a reduction", whole.reached);
    const tangents = (value: Value) => value.entries.map((x) => tangentOf(x, tag));
    const isByElement = isLoss && own[argnum].isBatch;
    const outer = (set: ReadonlySet<Argument>) =>
      union([...set].map((argument) => passed[own.indexOf(argument)]?.reached ?? new Set([argument])));
    const common = {
      // Of an elementwise function, all arguments are what the gradient depends on.
      reached: union([outer(whole.reached), ...(isLoss ? [passed[argnum]] : passed).map(({ reached }) => reached)]),
      // The gradient of a loss has a kind of its own.
      reductions: isLoss && call.hasBatch ? [outer(whole.reached)] : [],
      isUnclear:
        whole.reductions.length > 0 || passed.some(({ isUnclear, reductions }) => isUnclear || reductions.length > 0),
    };
    const refused = (entries: readonly Scalar[]) => {
      const isZero = entries.every((x) => real(x) === 0);
      return refusal && new Refused(refusal.rule, refusal.op, outer(refusal.paths), refusal.isCertain && !isZero);
    };
    const paths = new Map([...common.reached].map((argument) => [argument, undefined]));
    if (!isLoss) {
      const all = { ...whole, entries: tangents(whole) };
      // It differs between elements where an argument does, or what the function closes over.
      const outside = [...whole.direct].filter((argument) => !own.includes(argument));
      const direct = union([...passed.map((value) => value.direct), new Set(outside)]);
      const entries = varies({ ...all, direct }) ? spread({ ...all, direct: whole.direct }) : all.entries;
      return { ...common, refusal: refused(entries), paths, entries, direct };
    }
    const entries = isByElement
      ? passed[argnum].entries.map((_, i) => tangents(output((entry) => entry === i))[0])
      : tangents(whole);
    return { ...common, refusal: refused(entries), paths, entries, direct: passed[argnum].direct };
  };
}

/** An argument or a result of a call. */
export type Plain = number | readonly number[];

const listed = (result: Value | readonly Value[]): readonly Value[] =>
  Array.isArray(result) ? (result as readonly Value[]) : [result as Value];

/** Runs something as a call of the function with these arguments. */
function called<T>(f: SlowFunction, args: readonly Plain[], run: (...values: Value[]) => T): T {
  const values = args.map((arg): Value => {
    const own: Argument = { isBatch: typeof arg !== "number" };
    const itself = new Set([own]);
    const entries = typeof arg === "number" ? [arg] : arg;
    return { ...constant(entries), direct: itself, reached: itself, paths: new Map([[own, undefined]]) };
  });
  const n = args.find((arg) => typeof arg !== "number")?.length;
  call = { n: n ?? 1, hasBatch: n !== undefined };
  // Where all arguments are numbers, captured arrays that the outputs depend on make the batch.
  if (n === undefined && listed(f(...values)).some(({ reached }) => reached.has(CAPTURED)))
    call = { n: call.captured ?? 1, hasBatch: true };
  return run(...values);
}

const plainOf = (value: Value, isBatch: boolean): Plain => (isBatch ? spread(value).map(real) : real(value.entries[0]));

/** The outputs of a function in a call, and whether each is a batch in it. */
function outputsOf(f: SlowFunction, values: readonly Value[]): { value: Value; isBatch: boolean }[] {
  const own = values.flatMap(({ direct }) => [...direct]);
  return listed(f(...values)).map((value) => {
    if (value.refusal) throw value.refusal;
    // Of what may have no reduction below it, nobody knows.
    if (value.isUnclear && !varies(value) && call.hasBatch && !isReduced(value, own)) throw new Undecided();
    return { value, isBatch: isReduced(value, own) ? varies(value) : call.hasBatch };
  });
}

/**
 * The outputs of a function, as what the package gives: numbers, or batches.
 *
 * @throws Refused where the contract refuses the call.
 */
export function evaluate(f: SlowFunction, args: readonly Plain[]): Plain[] {
  return called(f, args, (...values) => outputsOf(f, values).map(({ value, isBatch }) => plainOf(value, isBatch)));
}

/**
 * The gradient of a function of one output by an argument.
 *
 * @throws Refused where the contract refuses the call.
 */
export function evaluateGradient(f: (...args: Value[]) => Value, args: readonly Plain[], argnum = 0): Plain {
  return evaluateTransform(gradient(f, argnum), args);
}

/**
 * What a transform of a function gives, which knows its kind.
 *
 * @throws Refused where the contract refuses the call.
 */
function evaluateTransform(f: (...args: Value[]) => Value, args: readonly Plain[]): Plain {
  return called(f, args, (...values) => {
    const result = f(...values);
    if (result.refusal) throw result.refusal;
    return plainOf(result, varies(result));
  });
}

/** The same, with the refusal that the value may have nevertheless. */
export function evaluateWithRefusal(
  f: (...args: Value[]) => Value,
  args: readonly Plain[],
): { value: Plain; refusal: Refused | undefined } {
  return called(f, args, (...values) => {
    const result = f(...values);
    return { value: plainOf(result, varies(result)), refusal: result.refusal };
  });
}

/** The outputs of a function, and their derivatives in the direction of the tangents, which are as the arguments. */
export function evaluateJvp(f: SlowFunction, args: readonly Plain[], tangents: readonly Plain[]): [Plain[], Plain[]] {
  return called(f, args, (...values) => {
    const tag = newTag();
    const perturbed = values.map((value, k): Value => {
      const tangent = tangents[k];
      const at = (i: number) => (typeof tangent === "number" ? tangent : tangent[i]);
      return { ...value, entries: value.entries.map((x, i) => new Dual(tag, x, at(i))) };
    });
    const outputs = outputsOf(f, perturbed);
    const along = ({ value, isBatch }: (typeof outputs)[number]) =>
      plainOf({ ...value, entries: value.entries.map((x) => tangentOf(x, tag)) }, isBatch);
    return [outputs.map(({ value, isBatch }) => plainOf(value, isBatch)), outputs.map(along)];
  });
}

/**
 * The derivatives of a function of one output by an argument: of a number output, or of each element of a batch.
 *
 * @throws Refused where the contract refuses the call.
 */
export function evaluateJacobian(f: (...args: Value[]) => Value, args: readonly Plain[], argnum: number): Plain {
  return called(f, args, (...values) => {
    const tag = newTag();
    const [own] = values[argnum].direct;
    const along = (isPerturbed: (entry: number) => boolean) => {
      const perturbed = (x: Scalar, i: number) => (isPerturbed(i) ? new Dual(tag, x, 1) : x);
      const inputs = values.map((value, k) =>
        k === argnum ? { ...value, entries: value.entries.map(perturbed) } : value,
      );
      let refusal: Refused | undefined;
      const withoutRefusal = (...given: Value[]) => {
        const value = f(...given);
        refusal = value.refusal;
        return { ...value, refusal: undefined };
      };
      const [{ value, isBatch }] = outputsOf(withoutRefusal, inputs);
      // Of what the argument does not reach, nothing is computed; whether the derivative has the refused value, its graph
      // would tell.
      if (refusal && value.paths.has(own)) throw refusal.paths.has(own) ? refusal : new Undecided();
      const entries = value.entries.map((x) => tangentOf(x, tag));
      return { value, isBatch, derivative: plainOf({ ...value, entries }, isBatch) };
    };
    const { value, isBatch, derivative } = along(() => true);
    if (!own.isBatch) return derivative;
    if (!isBatch) return values[argnum].entries.map((_, i) => along((entry) => entry === i).derivative as number);
    if (value.isUnclear) throw new Undecided();
    const reduction = value.paths.get(own);
    if (reduction !== undefined) throw new Refused("a", reduction, value.reached);
    return derivative;
  });
}

/**
 * The derivative of a function's gradient by an argument, in a direction of that argument.
 *
 * @throws Refused where the contract refuses the call.
 */
export function evaluateHvp(
  f: (...args: Value[]) => Value,
  args: readonly Plain[],
  argnum: number,
  tangent: Plain,
): Plain {
  return called(f, args, (...values) => {
    const tag = newTag();
    const at = (i: number) => (typeof tangent === "number" ? tangent : tangent[i]);
    const perturbed = values.map((value, k) =>
      k === argnum ? { ...value, entries: value.entries.map((x, i) => new Dual(tag, x, at(i))) } : value,
    );
    const result = gradient(f, argnum)(...perturbed);
    if (result.refusal) throw result.refusal;
    return plainOf({ ...result, entries: result.entries.map((x) => tangentOf(x, tag)) }, varies(result));
  });
}
