// Transforms of random nestings, called in every way that there is, with arguments of all kinds and structures: each way
// gives the bits of the call, or refuses what that refuses, in the same words. And what is printed is what is computed.
// FLUXION_LONG tries twenty-five times as many functions, PROPTEST_RNG_SEED others.

import { describe, expect, it } from "vitest";
import { TRACE, type Traceable } from "../ts/api/compiled.js";
import { EITHER } from "../ts/core/layout.js";
import * as fluxion from "../ts/index.js";
import { by, ENGINES } from "./lib/engines.js";
import { bitsOf } from "./lib/floats.js";
import { text } from "./lib/nesting-text.js";
import { fast, randomBody } from "./lib/random-nestings.js";
import { generator } from "./lib/random.js";
import { type Conditioning, evaluateText, Unsaid } from "./lib/text-of-batches.js";
import type { Value } from "./lib/untyped.js";

const { FLUXION_LONG, PROPTEST_RNG_SEED } = process.env;
const FUNCTIONS = FLUXION_LONG ? 1000 : 40;
const SEED = Number(PROPTEST_RNG_SEED ?? 1);
const ELEMENTS = 5;
/** As many as kernels add up themselves, and a rest. */
const MANY = 5127;
/** Elements of outputs that no call may write to. */
const UNTOUCHED = 7;

type Loose = (...args: unknown[]) => unknown;
interface Callable extends Loose {
  into: Loose;
  async: (options: unknown, ...args: unknown[]) => Promise<unknown>;
  prepare: (...args: unknown[]) => Callable;
  toBytes: () => Uint8Array;
}
const transforms = fluxion as unknown as Readonly<Record<string, (f: Loose, ...options: unknown[]) => Callable>>;
const list = fluxion.list as Loose;

type Leaf = number | Float32Array;

/** A structure with what `change` makes of each leaf. */
function mapped(part: unknown, change: (leaf: Leaf) => unknown): unknown {
  if (typeof part === "number" || part instanceof Float32Array) return change(part);
  if (Array.isArray(part)) return part.map((inner) => mapped(inner, change));
  return Object.fromEntries(Object.entries(part as object).map(([key, inner]) => [key, mapped(inner, change)]));
}

function leavesOf(part: unknown): Leaf[] {
  const leaves: Leaf[] = [];
  mapped(part, (leaf) => leaves.push(leaf));
  return leaves;
}

const countOf = (leaf: Leaf) => (typeof leaf === "number" ? 1 : leaf.length);

/** The structure, kinds and bits of a result as text. */
const shown = (result: unknown) =>
  JSON.stringify(mapped(result, (leaf) => (typeof leaf === "number" ? bitsOf([leaf])[0] : ["batch", ...bitsOf(leaf)])));

const REFUSED = "refused: ";
const refused = (error: unknown): string => {
  if (!(error instanceof TypeError)) throw error;
  return REFUSED + error.message;
};

/** What a call gives, or the message of its error. */
function outcome(call: () => unknown): string {
  try {
    return shown(call());
  } catch (error) {
    return refused(error);
  }
}

/** How three values are arranged as arguments, and found there. */
interface Arrangement {
  readonly args: (x: unknown, y: unknown, z: unknown) => unknown[];
  readonly find: (...own: never[]) => unknown[];
}
const ARRANGEMENTS: readonly Arrangement[] = [
  { args: (x, y, z) => [x, y, z], find: (...own) => own },
  { args: (x, y, z) => [{ b: y, a: x }, z], find: ({ a, b }: { a: Value; b: Value }, z: Value) => [a, b, z] },
  { args: (x, y, z) => [x, { w: [{ 0: y, 1: z }] }], find: (x: Value, { w: [own] }: { w: Value[][] }) => [x, ...own] },
  {
    args: (x, y, z) => [list([0.5, -1]), x, [[{ y }], { z }]],
    find: ([v]: Value[], x: Value, [[{ y }], { z }]: [{ y: Value }[], { z: Value }]) => [fluxion.mul(v, x), y, z],
  },
];

/** What functions return: one value, or a structure of several. */
const RETURNED: readonly ((x: unknown, y: unknown) => unknown)[] = [
  (x) => x,
  (x, y) => [x, y],
  (x, y) => ({ "b c": [y, 2], a: { x } }),
];

interface Drawn {
  /** Makes the function anew. */
  readonly make: () => Callable;
  readonly args: readonly unknown[];
  /** Whether the function captures an array. */
  readonly captures: boolean;
  readonly what: string;
}

const NAMES = [
  "compile",
  "grad",
  "valueAndGrad",
  "aux",
  "jvp",
  "vjp",
  "hvp",
  "jacobian",
  "hessian",
  "derivatives",
] as const;
type Name = (typeof NAMES)[number];

/** A random function under a transform, with arguments of all kinds. */
function drawn(random: () => number, name: Name, i: number, elements: number): Drawn {
  const pick = (n: number) => Math.floor(random() * n);
  const captures = random() < 0.2;
  const options = {
    depth: i % 3,
    arity: 3,
    isLoss: random() < 0.5,
    reduces: i % 4 === 0 ? 0 : elements === MANY ? 0.3 : 0.15,
  };
  const [body, other] = [0, 1].map(() => randomBody(random, Number(captures), options));
  const { args: arrange, find } = ARRANGEMENTS[name === "derivatives" ? 0 : pick(ARRANGEMENTS.length)];
  const returned = RETURNED[["compile", "jvp", "vjp", "jacobian"].includes(name) ? pick(RETURNED.length) : 0];
  const number = () => Math.fround(3 * random() - 1.5);
  const batch = () => Float32Array.from({ length: elements }, number);
  const around = (captures ? [batch()] : []) as unknown as Value[];
  const kinds = pick(8);
  const [x, y, z] = [0, 1, 2].map((k) => ((kinds >> k) & 1 ? batch() : number()));
  const args = arrange(x, y, z);
  const f: Loose = (...own) => {
    const values = find(...(own as never[])) as Value[];
    return returned(body(fast, around, values), other(fast, around, values));
  };
  // Functions of so many arguments, as transforms are told.
  const declared = (of: Loose): Loose => (args.length === 2 ? (p, q) => of(p, q) : (p, q, r) => of(p, q, r));
  const last = args.length - 1;
  const argnums = [0, last, [last, 0], [1]][pick(4)];
  const [isGiven, argnum, order] = [random() < 0.5, pick(3), pick(4)];
  const alike = (leaf: Leaf) => (typeof leaf === "number" || random() < 0.3 ? number() : batch());
  const tangents = args.map((arg) => mapped(arg, alike));
  const sources = [body, other].map((of) => of(text, captures ? ["C"] : [], ["x", "y", "z"]));
  const given = JSON.stringify(mapped(args, (leaf) => (typeof leaf === "number" ? leaf : [...leaf])));
  const drawn = {
    args,
    captures,
    what: `${i}: ${name}, ${JSON.stringify(argnums)}, of ${sources.join(", ")} at ${given}`,
  };
  const user = declared(f);
  const transform = transforms[name];
  switch (name) {
    case "compile":
      return { ...drawn, make: () => transform(user) };
    case "grad":
    case "valueAndGrad":
    case "jacobian":
    case "hessian":
      return { ...drawn, make: () => transform(user, isGiven ? { argnums } : undefined) };
    case "aux": {
      const aux = (own: unknown[]) => ({ aux: other(fast, around, find(...(own as never[])) as Value[]) });
      const both = declared((...own) => [f(...own), aux(own)]);
      return { ...drawn, make: () => transforms.valueAndGrad(both, { argnums, hasAux: true }) };
    }
    case "jvp":
      return { ...drawn, make: () => transform(user), args: [args, tangents] };
    case "vjp": {
      let value = returned(1, 1);
      try {
        value = transforms.compile(user)(...args);
      } catch {
        // So is vjp refused.
      }
      return { ...drawn, make: () => transform(user), args: [args, mapped(value, alike)] };
    }
    case "hvp": {
      const by = Array.isArray(argnums) ? argnums : undefined;
      const along = by?.map((k) => tangents[k]) ?? tangents;
      return { ...drawn, make: () => transform(user, by && { argnums: by }), args: [args, along] };
    }
    case "derivatives":
      return { ...drawn, make: () => transform(user, order, { argnum }) };
  }
}

/** Float32Arrays, or each other element of such, for a result, with so many elements more than it needs. */
const room = (result: unknown, extra: number, stride = 1) =>
  mapped(result, (leaf) => {
    const array = new Float32Array(stride * countOf(leaf) + extra).fill(UNTOUCHED);
    return stride === 1 ? array : fluxion.strided(array, { offset: 1, stride });
  });

/** Of arrays that a result was written to, what the call would return. */
function readBack(out: unknown, result: unknown): unknown {
  if (Array.isArray(result)) return result.map((inner, i) => readBack((out as unknown[])[i], inner));
  if (typeof result === "number" || result instanceof Float32Array) {
    const strided = ArrayBuffer.isView(out)
      ? undefined
      : (out as { data: Float32Array; offset: number; stride: number });
    const element = (i: number) =>
      strided ? strided.data[strided.offset + strided.stride * i] : (out as Float32Array)[i];
    return typeof result === "number" ? element(0) : result.map((_, i) => element(i));
  }
  const entries = Object.entries(result as object);
  return Object.fromEntries(
    entries.map(([key, inner]) => [key, readBack((out as Record<string, unknown>)[key], inner)]),
  );
}

/** What comes of a call inside of a function, which gets arrays for lists. */
function asLists(part: unknown): unknown {
  if (typeof part === "number" || part instanceof Float32Array) return part;
  if (Array.isArray(part)) return part.map(asLists);
  const inner = Object.entries(part as object).map(([key, value]) => [key, asLists(value)] as const);
  return inner.every(([key], i) => key === String(i)) ? inner.map(([, value]) => value) : Object.fromEntries(inner);
}

/** Where texts begin to differ. */
function differing(one: string, other: string): string {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return `${one.slice(at, at + 200)}, not ${other.slice(at, at + 200)}`;
}

/** Calls for random functions under a transform. */
async function each(name: Name, seed: number, check: (drawn: Drawn) => unknown, elements = ELEMENTS): Promise<void> {
  const random = generator(1000 * SEED + 100 * NAMES.indexOf(name) + seed);
  for (let i = 0; i < FUNCTIONS; i++) await check(drawn(random, name, i, elements));
}

describe.each(NAMES)("%s of random nestings", (name) => {
  it("gives the same in every way that it is called", async () => {
    let values = 0;
    await each(name, 0, async ({ make, args, what }) => {
      const f = make();
      const expected = outcome(() => f(...args));
      const same = (way: string, got: string, wanted = expected) => {
        if (got !== wanted) expect.fail(`${what}, ${way}: ${got}, not ${wanted}`);
      };
      same(
        "again",
        outcome(() => f(...args)),
      );
      for (const engine of ENGINES)
        same(
          `on the engine ${engine}`,
          by(engine, () => outcome(() => make()(...args))),
        );
      same(
        "prepared",
        outcome(() => make().prepare(...args)(...args)),
      );
      const kinds = args.map((arg) => mapped(arg, (leaf) => (typeof leaf === "number" ? "number" : "batch")));
      const prepared = outcome(() => make().prepare(...kinds)(...args));
      same("prepared for kinds", prepared.replace("of n elements", `of ${ELEMENTS} elements`));
      same("in slices", await f.async({}, ...args).then(shown, refused));
      if (expected.startsWith(REFUSED)) {
        // Of numbers it may be a value, which tells the structure.
        const ofNumbers = args.map((arg) => mapped(arg, () => 0.5));
        if (outcome(() => f(...ofNumbers)).startsWith(REFUSED)) return;
        const out = room(f(...ofNumbers), ELEMENTS);
        same(
          "into",
          outcome(() => f.into(out, ...args)),
        );
        same("in slices, into", await f.async({ into: out }, ...args).then(shown, refused));
        const isUntouched = (leaf: Leaf) => (leaf as Float32Array).every((x) => x === UNTOUCHED);
        if (!leavesOf(out).every(isUntouched)) expect.fail(`${what} writes, and is refused`);
        return;
      }
      values++;
      const result = f(...args);
      for (const [extra, stride] of [
        [0, 1],
        [3, 1],
        [0, 2],
      ]) {
        const [out, later] = [0, 1].map(() => room(result, extra, stride));
        same("into", shown(readBack(f.into(out, ...args), result)));
        same("in slices, into", shown(readBack(await f.async({ into: later }, ...args), result)));
        if (stride > 1) continue;
        const wanted = leavesOf(result).map(countOf);
        const rests = leavesOf(out).map((leaf, i) => (leaf as Float32Array).slice(wanted[i]));
        if (rests.some((rest) => rest.some((x) => x !== UNTOUCHED))) expect.fail(`${what} writes too much`);
      }
      // Arguments and results in one memory.
      const arrays = fluxion.alloc([1, ...args.flatMap(leavesOf)].map(() => ELEMENTS));
      const own = mapped(args, (leaf) => {
        if (typeof leaf === "number") return leaf;
        const place = arrays.pop()!;
        place.set(leaf);
        return place;
      }) as unknown[];
      same("in one memory", shown(f(...own)));
      // Over its own arguments, one after the other.
      const free = own.flatMap(leavesOf).filter((leaf) => leaf instanceof Float32Array);
      const out = mapped(result, (leaf) => free.pop() ?? new Float32Array(countOf(leaf)));
      same("over its arguments", shown(readBack(f.into(out, ...own), result)));
      let bytes;
      try {
        bytes = f.toBytes();
      } catch (error) {
        expect(refused(error), what).toMatch(/captured|repeat/);
      }
      for (let times = 0; bytes && times < 2; times++) {
        const stored = fluxion.fromBytes(bytes) as unknown as Callable;
        same("from bytes", shown(stored(...args)));
        bytes = stored.toBytes();
      }
      // Inside of another function; aux has the kinds of that one's values.
      if (["compile", "aux", "jvp", "vjp", "hvp"].includes(name)) return;
      const outer = transforms.compile(args.length === 2 ? (p, q) => f(p, q) : (p, q, r) => f(p, q, r));
      same("inside", shown(outer(...args)), shown(asLists(result)));
    });
    expect(values).toBeGreaterThan(FUNCTIONS / 4);
  });

  it("gives the same over thousands of elements", async () => {
    const check = async ({ make, args, what }: Drawn) => {
      const [expected, compiled] = ENGINES.map((engine) => by(engine, () => outcome(() => make()(...args))));
      if (compiled !== expected) expect.fail(`${what.slice(0, 1000)}: ${differing(compiled, expected)}`);
      if (expected.startsWith(REFUSED)) return;
      const f = make();
      const sliced = shown(await f.async({}, ...args));
      if (sliced !== expected) expect.fail(`${what.slice(0, 1000)}, in slices: ${differing(sliced, expected)}`);
      const result = f(...args);
      const written = shown(readBack(f.into(room(result, 0), ...args), result));
      if (written !== expected) expect.fail(`${what.slice(0, 1000)}, into: ${differing(written, expected)}`);
    };
    await each(name, 75, check, MANY);
  });

  it("is printed as what it computes", async () => {
    let decided = 0;
    await each(name, 50, ({ make, args, captures, what }) => {
      const f = make();
      const isOfNumbers = leavesOf(args).every((leaf) => typeof leaf === "number");
      // Whether an array makes a batch of the call, its text need not say.
      if (outcome(() => f(...args)).startsWith(REFUSED) || (isOfNumbers && captures)) return;
      // Of an `either` one of the two is printed.
      const { nodes } = (f as unknown as Traceable)[TRACE](args, []).decoded();
      const printed = String(f);
      if (printed.includes("Float32Array(") || (!isOfNumbers && nodes.some(({ op }) => op === EITHER))) return;
      const seen: Conditioning = { nearest: Infinity, largest: 1 };
      const plain = mapped(args, (leaf) => (typeof leaf === "number" ? leaf : [...leaf])) as unknown[];
      let values: unknown;
      try {
        values = evaluateText(printed, plain, isOfNumbers ? 1 : ELEMENTS, seen);
      } catch (error) {
        if (error instanceof Unsaid) return;
        throw error;
      }
      if (seen.nearest < 1e-4 || !(seen.largest < 1e3)) return;
      decided++;
      const compare = (got: unknown, wanted: unknown): void => {
        if (typeof got === "object" && !(got instanceof Float32Array)) {
          for (const [key, inner] of Object.entries(got!)) compare(inner, (wanted as Record<string, unknown>)[key]);
          return;
        }
        for (const [i, x] of (typeof got === "number" ? [got] : [...(got as Float32Array)]).entries()) {
          const y = Array.isArray(wanted) ? (wanted[i] as number) : (wanted as number);
          if (!(Object.is(x, y) || Math.abs(x - y) <= 2e-5 * seen.largest))
            expect.fail(`${what}: ${x}, printed ${y}: ${printed}`);
        }
      };
      compare(f(...args), values);
    });
    expect(decided).toBeGreaterThan(FUNCTIONS / 4);
  });
});
