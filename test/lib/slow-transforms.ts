// The transforms of the slow evaluator, of functions inside of functions: forward mode by nested dual numbers alone. What
// they give is a value like any other, so that they nest in any order.

import {
  type Argument,
  call,
  constant,
  Dual,
  gradient,
  isReduced,
  newTag,
  plus,
  real,
  Refused,
  type Scalar,
  spread,
  tangentOf,
  times,
  Undecided,
  union,
  type Value,
  varies,
} from "./slow-evaluator.js";

export type Slow = (...args: Value[]) => Value;

const isBatch = (set: ReadonlySet<Argument>) => [...set].some((argument) => argument.isBatch);

/** A call of a function inside of another: its arguments, which are its own, and what they are outside. */
class Inside {
  readonly own: readonly Argument[];

  constructor(
    readonly f: Slow,
    readonly passed: readonly Value[],
  ) {
    this.own = passed.map((value): Argument => ({ isBatch: varies(value) }));
  }

  /** What the function returns where its arguments have these entries. */
  output(entries: (value: Value, k: number) => readonly Scalar[] = (value) => value.entries): Value {
    return this.f(
      ...this.passed.map((value, k): Value => {
        const itself = new Set([this.own[k]]);
        return {
          ...constant(entries(value, k)),
          direct: itself,
          reached: itself,
          paths: new Map([[this.own[k], undefined]]),
          refusal: value.refusal,
        };
      }),
    );
  }

  /** The same where an argument, or one entry of it, has a tangent of 1. */
  along(tag: number, argnum: number, entry?: number): Value {
    return this.output(({ entries }, k) =>
      entries.map((x, i) => (k === argnum && (entry ?? i) === i ? new Dual(tag, x, 1) : x)),
    );
  }

  /** Arguments, as those outside that they depend on. */
  outer(set: Iterable<Argument>, which: "direct" | "reached"): ReadonlySet<Argument> {
    return union([...set].map((argument) => this.passed[this.own.indexOf(argument)]?.[which] ?? new Set([argument])));
  }

  /** What all the arguments depend on directly. */
  get all(): ReadonlySet<Argument> {
    return union(this.passed.map(({ direct }) => direct));
  }

  /**
   * Whether a reduction of the function's arguments is below what it returned, and what that depends on directly.
   *
   * @throws Undecided if that makes a difference and nobody knows.
   */
  kindOf(output: Value): { counts: boolean; set: ReadonlySet<Argument> } {
    const counts = isReduced(output, this.own);
    const direct = this.outer(output.direct, "direct");
    if (counts) return { counts, set: direct };
    const set = union([this.all, direct]);
    // What is made of gradients may have a reduction below it, and what these depend on is not said to be any argument.
    if (output.isUnclear && isBatch(set) !== isBatch(direct)) throw new Undecided();
    return { counts, set };
  }

  /** What the function returned, outside. */
  value(output: Value, entries: readonly Scalar[]): Value {
    const { set } = this.kindOf(output);
    const paths = new Map<Argument, string | undefined>();
    for (const [argument, reduction] of output.paths) {
      const outside = this.passed[this.own.indexOf(argument)]?.paths ?? [[argument, undefined]];
      for (const [other, before] of outside) paths.set(other, paths.get(other) ?? reduction ?? before);
    }
    return {
      ...this.shaped(entries, output, set),
      reached: union([this.outer(output.reached, "reached"), set]),
      reductions: [
        ...output.reductions.map((reached) => this.outer(reached, "reached")),
        ...this.passed.flatMap(({ reductions }) => reductions),
      ],
      paths,
      isUnclear: output.isUnclear || this.passed.some(({ isUnclear }) => isUnclear),
      refusal: output.refusal && this.outside(output.refusal),
    };
  }

  /** A derivative of what the function returned, which others went into besides. */
  derivative(
    output: Value,
    entries: readonly Scalar[],
    set: ReadonlySet<Argument>,
    others: readonly Value[] = [],
    counts = isReduced(output, this.own),
    refusal = this.refusalOf(
      output,
      this.passed.map((_, k) => k),
    ),
  ): Value {
    const all = [...this.passed, ...others];
    const isZero = entries.every((x) => real(x) === 0);

    // Where the kind is that of any argument, all arguments are what the derivative depends on.
    const besides = counts ? others : all;
    const reached = union([this.outer(output.reached, "reached"), set, ...besides.map((value) => value.reached)]);
    return {
      ...this.shaped(entries, output, set),
      reached,
      // What has a kind of its own, that of an argument or of a loss, counts as reduced.
      reductions: counts ? [reached] : [],
      // By which arguments there is a derivative again, and through which reductions, the graph would tell.
      paths: new Map([...reached].map((argument) => [argument, undefined])),
      isUnclear:
        counts ||
        output.reductions.length > 0 ||
        output.isUnclear ||
        all.some(({ isUnclear, reductions }) => isUnclear || reductions.length > 0),
      refusal: refusal && this.outside(refusal, refusal.isCertain && !isZero),
    };
  }

  /** The refusal that derivatives by these arguments have of what the function returned. */
  refusalOf({ refusal, paths, isUnclear }: Value, argnums: readonly number[]): Refused | undefined {
    if (!refusal || !argnums.some((k) => paths.has(this.own[k]))) return undefined;
    // Whether the derivative has the refused value, or only others, its graph would tell.
    if (isUnclear || !argnums.every((k) => refusal.paths.has(this.own[k]))) return softly(refusal);
    return refusal;
  }

  private outside({ rule, op, paths, isCertain }: Refused, is = isCertain): Refused {
    return new Refused(rule, op, this.outer(paths, "reached"), is);
  }

  /** Entries of an output as those of a value that depends on a set, which may be more. */
  private shaped(entries: readonly Scalar[], output: Value, set: ReadonlySet<Argument>) {
    const direct = isBatch(set) ? spread({ ...output, entries }) : entries;
    return { entries: direct, direct: set };
  }
}

const softly = (refusal: Refused) => new Refused(refusal.rule, refusal.op, refusal.paths, false);

/** A result of a call that is refused because of another result, unless that is not used. */
const beside = (value: Value, other: Refused | undefined): Value => ({
  ...value,
  refusal: value.refusal ?? (other && softly(other)),
});

/** The value, or the gradient. */
export const valueAndGrad =
  (f: Slow, argnum: number, which: number): Slow =>
  (...passed) => {
    const [value, slope] = [compile(f)(...passed), gradient(f, argnum)(...passed)];
    return which === 0 ? beside(value, slope.refusal) : beside(slope, value.refusal);
  };

/** Entries without the tangent of a differentiation. */
const primal = (entries: readonly Scalar[], tag: number): readonly Scalar[] =>
  entries.map((x) => (typeof x !== "number" && x.tag === tag ? x.value : x));
const tangents = ({ entries }: Value, tag: number) => entries.map((x) => tangentOf(x, tag));

/** The function itself. */
export const compile =
  (f: Slow): Slow =>
  (...passed) => {
    const inside = new Inside(f, passed);
    const output = inside.output();
    return inside.value(output, output.entries);
  };

/** The entries of an argument with those of a tangent. */
function withTangent(tag: number, value: Value, tangent: Value): readonly Scalar[] {
  return value.entries.map((x, i) => new Dual(tag, x, tangent.entries[varies(tangent) ? i : 0]));
}

/** The refusal of tangents that are batches, of arguments that are numbers. */
function wrongTangent(passed: readonly Value[], directions: readonly Value[]): Refused | undefined {
  const wrong = directions.find((tangent, k) => varies(tangent) && !varies(passed[k]));
  return wrong && new Refused("tangent", "", wrong.reached, false);
}

const refusalOfAny = (values: readonly Value[]) => values.find(({ refusal }) => refusal)?.refusal;

/** The value of a function, or its derivative in the direction of tangents. */
export const jvp =
  (f: Slow, which: "value" | "derivative") =>
  (passed: readonly Value[], directions: readonly Value[]): Value => {
    const inside = new Inside(f, passed);
    const tag = newTag();
    const output = inside.output((value, k) => withTangent(tag, value, directions[k]));
    if (which === "value")
      return beside(inside.value(output, primal(output.entries, tag)), wrongTangent(passed, directions));
    const { counts, set } = inside.kindOf(output);
    const isWrong = wrongTangent(passed, directions) !== undefined;
    const along = counts && !isWrong ? set : union([set, ...directions.map(({ direct }) => direct)]);
    const refusal =
      inside.refusalOf(
        output,
        passed.map((_, k) => k),
      ) ??
      wrongTangent(passed, directions) ??
      refusalOfAny(directions);
    return beside(inside.derivative(output, tangents(output, tag), along, directions, counts, refusal), output.refusal);
  };

/** The derivative by an argument of the sum of all that the function returns, times a cotangent. */
export const vjp =
  (f: Slow, argnum: number) =>
  (passed: readonly Value[], cotangent: Value): Value => {
    const inside = new Inside(f, passed);
    const { set } = inside.kindOf(inside.output());
    const isWrong = varies(cotangent) && !isBatch(set);
    const sumAlong = (entry?: number): Scalar => {
      const tag = newTag();
      const output = inside.along(tag, argnum, entry);
      const shaped = { ...output, entries: tangents(output, tag) };
      const entries = isBatch(set) ? spread(shaped) : shaped.entries;
      const weights = cotangent.entries;
      return entries.reduce<Scalar>((sum, x, i) => plus(sum, times(x, weights[varies(cotangent) ? i : 0])), 0);
    };
    const own = passed[argnum];
    const entries = varies(own) ? own.entries.map((_, i) => sumAlong(i)) : [sumAlong()];
    const output = inside.output();
    const wrong = isWrong ? new Refused("cotangent", "", cotangent.reached, false) : undefined;
    const [refusal, other] = [inside.refusalOf(output, [argnum]) ?? wrong ?? cotangent.refusal, output.refusal];
    return beside(
      { ...inside.derivative(output, output.entries, own.direct, [cotangent], true, refusal), entries },
      other,
    );
  };

/** The derivative of the gradient by an argument in the direction of tangents of all arguments. */
export const hvp =
  (f: Slow, argnum: number) =>
  (passed: readonly Value[], directions: readonly Value[]): Value => {
    const tag = newTag();
    const perturbed = passed.map((value, k) => ({ ...value, entries: withTangent(tag, value, directions[k]) }));
    const slope = gradient(f, argnum)(...perturbed);
    const refusal = slope.refusal ?? wrongTangent(passed, directions) ?? refusalOfAny(directions);
    const others = passed.map((_, k) => gradient(f, k)(...perturbed).refusal);
    const along = tangents(slope, tag);
    // Which kind a derivative has that is 0, by an argument beside one that the call is refused for.
    const isZero = along.every((x) => real(x) === 0);
    if (wrongTangent(passed, directions) || (isZero && others.some((other) => other))) throw new Undecided();
    return beside(
      derivedAgain({ ...slope, entries: along, refusal }, directions),
      others.find((other) => other),
    );
  };

/** What a derivative and a derivative of it have in common. */
function derivedAgain(slope: Value, others: readonly Value[]): Value {
  const reached = union([slope.reached, ...others.map((value) => value.reached)]);
  return {
    ...slope,
    reached,
    paths: new Map([...reached].map((argument) => [argument, undefined])),
    // What is refused may have no part in what is derived once more.
    refusal: slope.refusal && softly(slope.refusal),
    isUnclear: slope.isUnclear || others.some(({ isUnclear, reductions }) => isUnclear || reductions.length > 0),
  };
}

/** The derivatives of what a function returns by an argument. */
export const jacobian =
  (f: Slow, argnum: number): Slow =>
  (...passed) => {
    const inside = new Inside(f, passed);
    const tag = newTag();
    const [output, own] = [inside.along(tag, argnum), passed[argnum]];
    const counts = isReduced(output, inside.own);
    const direct = union([inside.outer(output.direct, "direct"), own.direct]);
    const refusal = inside.refusalOf(output, [argnum]);
    if (output.isUnclear && !counts && call.hasBatch && (!isBatch(direct) || varies(own))) throw new Undecided();
    if (!counts && !output.isUnclear)
      return inside.derivative(output, tangents(output, tag), inside.kindOf(output).set, [], false, refusal);
    if (varies(own) && varies(output)) {
      if (output.isUnclear) throw new Undecided();
      const reduction = output.paths.get(inside.own[argnum]);
      const mixes = reduction === undefined ? undefined : new Refused("a", reduction, output.reached);
      return inside.derivative(output, tangents(output, tag), direct, [], counts, refusal ?? mixes);
    }
    const result = inside.derivative(output, tangents(output, tag), direct, [], counts, refusal);
    if (!varies(own)) return result;
    const entries = own.entries.map((_, i) => {
      const tag = newTag();
      return tangents(inside.along(tag, argnum, i), tag)[0];
    });
    return { ...result, entries };
  };

/** The second derivative of a function by two arguments. */
export const hessian =
  (f: Slow, row: number, column: number): Slow =>
  (...passed) => {
    const inside = new Inside(f, passed);
    const whole = inside.output();
    const counts = isReduced(whole, inside.own);
    const isLoss = counts && !varies(whole);
    const [one, other] = [passed[row], passed[column]];
    if ((counts && !isLoss) || (!isLoss && whole.isUnclear && call.hasBatch)) throw new Undecided();
    const tag = newTag();
    const slope = (entry?: number) => {
      const perturbed = (x: Scalar, i: number) => ((entry ?? i) === i ? new Dual(tag, x, 1) : x);
      return gradient(
        f,
        row,
      )(...passed.map((value, k) => (k === column ? { ...value, entries: value.entries.map(perturbed) } : value)));
    };
    const all = slope();
    const along = { ...derivedAgain(all, []), entries: tangents(all, tag) };
    if (!isLoss) return beside(along, gradient(f, column)(...passed).refusal);
    const square = new Refused(
      "square",
      "",
      whole.reached,
      along.entries.some((x) => real(x) !== 0),
    );
    if (varies(one) && varies(other)) return { ...along, refusal: square };
    const entries = varies(other) ? other.entries.map((_, i) => tangents(slope(i), tag)[0]) : along.entries;
    const result = { ...along, entries, direct: union([one.direct, other.direct]) };
    // Of two arguments, the second derivative by each twice is computed too.
    return beside(result, varies(one) || varies(other) ? square : whole.refusal);
  };

/** The derivative of an order by an argument; of order 0 the value. */
export const derivatives =
  (f: Slow, order: number, argnum: number): Slow =>
  (...passed) => {
    const inside = new Inside(f, passed);
    const whole = inside.output();
    if (order === 0) return inside.value(whole, whole.entries);
    const counts = isReduced(whole, inside.own);
    const own = passed[argnum];
    if (whole.isUnclear && !(counts && !varies(whole)) && call.hasBatch) throw new Undecided();
    let refusal = inside.refusalOf(whole, [argnum]);
    if (refusal && order > 1) refusal = softly(refusal);
    const reduction = whole.paths.get(inside.own[argnum]);
    if (counts && whole.isUnclear && varies(own)) throw new Undecided();
    if (counts && reduction !== undefined) {
      if (varies(own)) refusal ??= new Refused("element", reduction, whole.reached);
      else if (varies(whole)) refusal ??= new Refused("a", reduction, whole.reached);
    } else if (counts && !varies(own) && varies(whole)) refusal ??= new Refused("b", "", whole.reached);
    const tags = Array.from({ length: order }, newTag);
    const perturbed = (x: Scalar) => tags.reduce<Scalar>((inner, tag) => new Dual(tag, inner, 1), x);
    const output = inside.output((value, k) => (k === argnum ? value.entries.map(perturbed) : value.entries));
    const entries = [...tags].reverse().reduce((xs, tag) => xs.map((x) => tangentOf(x, tag)), output.entries);
    const direct = union([inside.outer(output.direct, "direct"), own.direct]);
    return inside.derivative(output, entries, counts ? direct : inside.kindOf(output).set, [], counts, refusal);
  };
