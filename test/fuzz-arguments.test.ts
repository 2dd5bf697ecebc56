// Ten thousand calls with odd arguments, in every call form: each gives the right results, or throws a TypeError or a
// RangeError with a message and changes no buffer; and the next call is right. FLUXION_FUZZ is the number of calls,
// PROPTEST_RNG_SEED the seed.

import { describe, expect, it } from "vitest";
import { alloc, compile, type Expr, fromBytes, grad, init, list, mul, sin } from "../ts/index.js";
import { strided, useMemory, valueAndGrad } from "../ts/index.js";
import { generator } from "./lib/random.js";

const CALLS = Number(process.env.FLUXION_FUZZ ?? 1e4);
const SEED = Number(process.env.PROPTEST_RNG_SEED ?? 1);
/** Calls of a test. */
const ROUND = 1000;

const x1 = Float32Array.of(0.5, -1, 2, 3, -4, 0, 1e-3);
const unary = compile((x) => mul(sin(x), x));
const both = valueAndGrad((x, y) => mul(sin(x), y), { argnums: [0, 1] });
const bytes = both.toBytes();
type Call = (...args: unknown[]) => unknown;

/** Of objects with whatever is in them. */
const structured = compile(((p: Record<string, unknown>) => ({
  s: sin((p as { a?: Expr }).a ?? 1),
  b: Object.values(p).filter((value) => typeof value === "object" && Symbol.for("fluxion.node") in (value as object)),
})) as never) as unknown as Call & { into: Call; prepare: Call };

/** What is not one of ours: each is made anew, and looked at again after the call. */
const odd: readonly (() => unknown)[] = [
  () => undefined,
  () => null,
  () => true,
  () => "1",
  () => "",
  () => 1n,
  () => Symbol("x"),
  () => ({}),
  () => ({ length: 3, 0: 1, 1: 2, 2: 3 }),
  () => [],
  () => [1, 2, 3],
  () => [1, "2", 3],
  () => [1, , 3], // eslint-disable-line no-sparse-arrays -- a hole is odd
  () => [[1], [2]],
  () => [NaN, Infinity, -0],
  () => new Array<number>(7),
  () => new Float64Array(7),
  () => new Int32Array(7),
  () => new Uint8Array(7),
  () => new BigInt64Array(7),
  () => new DataView(new ArrayBuffer(28)),
  () => new ArrayBuffer(28),
  () => new SharedArrayBuffer(28),
  () => new Float32Array(0),
  () => new Float32Array(6),
  () => Float32Array.from(x1),
  () => new Float32Array(new SharedArrayBuffer(28)),
  () => new Float32Array(new ArrayBuffer(64), 4, 7),
  () => new (class extends Float32Array {})(7),
  () => Object.create(Float32Array.prototype) as unknown,
  () => new Proxy(new Float32Array(7), {}),
  () => Object.freeze([1, 2, 3, 4, 5, 6, 7]),
  () => detached(),
  () => alloc(7),
  () => strided(new Float32Array(21), { offset: 1, stride: 3, length: 7 }),
  () => () => 1,
  () => (x: number) => x,
  () => Math.sin,
  () => new Date(0),
  () => /x/,
  () => new Map(),
  () => Promise.resolve(1).catch(() => undefined),
  () => new Error("x"),
  () => sin(),
  () => unary,
  () => globalThis,
  () => 0,
  () => -0,
  () => NaN,
  () => -Infinity,
  () => 1e300,
  () => 5e-324,
  () => 2 ** 53,
  () => new Number(3),
  () => ({ a: 1, b: [[1, 2], x1] }),
  () => ({ b: { 0: 1, 1: Float32Array.from(x1) }, a: 2 }),
  () => ({ a: "1" }),
  () => ({ a: [1, {}] }),
  () => JSON.parse('{ "__proto__": 1, "constructor": { "a": 2 } }') as unknown,
  () => Object.create(null) as unknown,
  () => Object.create({ a: 1 }) as unknown,
  () => cyclic(),
  () => failing(),
  () => new Proxy({ a: 1, b: 2 }, {}),
  () => new Proxy([1, 2], {}),
  () =>
    new Proxy(
      {},
      { ownKeys: () => ["a", "b"], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }) },
    ),
  () => Proxy.revocable({}, {}).proxy,
  () => list([1, 2]),
];

function cyclic(): unknown {
  const value: Record<string, unknown> = { a: [x1] };
  value.b = [value];
  return value;
}

function failing(): unknown {
  return {
    a: 1,
    get b(): never {
      throw new RangeError("a getter that fails");
    },
  };
}

function detached(): Float32Array {
  const array = new Float32Array(7);
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
}

/** Calls of every form, each with some arguments of ours among odd ones. */
function forms(pick: () => unknown): readonly (readonly [string, Call, unknown[]])[] {
  const options = pick();
  return [
    ["a call of one argument", unary as Call, [pick()]],
    ["a call of too many", unary as Call, [pick(), pick()]],
    ["a call of none", unary as Call, []],
    ["a call of two", both as Call, [pick(), pick()]],
    ["a batch first", both as Call, [Float32Array.from(x1), pick()]],
    ["a batch last", both as Call, [pick(), Float32Array.from(x1)]],
    ["into one array", unary.into as Call, [pick(), pick()]],
    ["into an odd one", unary.into as Call, [pick(), Float32Array.from(x1)]],
    ["into several", both.into as Call, [[pick(), [pick(), pick()]], Float32Array.from(x1), pick()]],
    ["of an object", structured, [pick()]],
    ["of a leaf in an object", structured, [{ a: pick(), b: [pick(), pick()] }]],
    [
      "into an object",
      structured.into,
      [
        { s: pick(), b: [pick()] },
        { a: pick(), b: [pick()] },
      ],
    ],
    ["prepare", structured.prepare, [pick()]],
    ["aux", grad as Call, [(x: unknown) => [x, pick()], { hasAux: true }]],
    ["a list", list as Call, [pick()]],
    ["an op", sin as Call, [pick()]],
    ["an op of any", mul, [pick(), pick()]],
    ["grad", grad as Call, [pick(), options]],
    ["argnums", grad as Call, [(x: unknown) => x, { argnums: pick() }]],
    ["a result", (result: unknown) => compile(() => result as number)(), [pick()]],
    ["an operand", (other: unknown) => compile((x) => mul(x, other as number))(2), [pick()]],
    ["fromBytes", fromBytes as Call, [pick(), options]],
    ["most", fromBytes as Call, [bytes, { most: pick() }]],
    ["alloc", alloc, [small(pick())]],
    ["useMemory", useMemory as Call, [pick()]],
    ["strided", strided as Call, [pick(), { offset: pick(), stride: pick(), length: pick() }]],
  ];
}

/** In place of what alloc would give gigabytes for. */
function small(value: unknown): unknown {
  return typeof value === "number" && value > 1e6 ? 7 : value;
}

/** The bytes of all buffers in a value, as text. */
function contents(value: unknown): string {
  if (Array.isArray(value)) return value.map(contents).join(";");
  if (!ArrayBuffer.isView(value) || value.buffer.byteLength > 1e6) return "";
  // One that was transferred away has none.
  if (value.buffer.byteLength === 0) return "";
  return new Uint8Array(value.buffer).join();
}

/** Expects of a call with numbers and batches what calls with numbers give. */
function expectElementwise(call: Call, args: readonly unknown[], result: unknown, what: string): void {
  const isBatch = (arg: unknown): arg is ArrayLike<number> => Array.isArray(arg) || arg instanceof Float32Array;
  if (!args.every((arg) => typeof arg === "number" || isBatch(arg))) return;
  const outputs = [result].flat(2) as (number | Float32Array)[];
  const length = args.find(isBatch)?.length ?? 1;
  for (let i = 0; i < length; i++) {
    const numbers = [call(...args.map((arg) => (isBatch(arg) ? arg[i] : arg)))].flat(2);
    expect(
      outputs.map((output) => (typeof output === "number" ? output : output[i])),
      what,
    ).toEqual(numbers);
  }
}

await init();
const expected = { number: unary(0.5), batch: [...(unary(x1) as Float32Array)], both: both(x1, 2) };

describe("odd arguments", () => {
  it.each(Array.from({ length: Math.ceil(CALLS / ROUND) }, (_, i) => i))("round %d", (round) => {
    const random = generator(SEED * 1_000_003 + round);
    const below = (n: number) => Math.floor(random() * n);
    const pick = () => odd[below(odd.length)]();
    for (let i = 0; i < ROUND; i++) {
      const all = forms(pick);
      const [name, call, args] = all[below(all.length)];
      const before = args.map(contents);
      const what = `${name} (call ${i} of round ${round})`;
      let error: unknown;
      let result: unknown;
      try {
        result = call(...args);
      } catch (thrown) {
        error = thrown;
      }
      if (error === undefined) {
        if (call === unary || call === (both as Call)) expectElementwise(call, args, result, what);
      } else {
        expect(error instanceof TypeError || error instanceof RangeError, `${what}: ${(error as Error).message}`).toBe(
          true,
        );
        expect((error as Error).message, what).toMatch(/\w{3}/);
        expect((error as Error).message, what).not.toMatch(
          /Cannot (read|convert|destructure|assign)|is not (a function|iterable)/,
        );
        expect(args.map(contents), what).toEqual(before);
      }
      if (i % 10 > 0) continue;
      expect(unary(0.5)).toBe(expected.number);
      expect([...(unary(x1) as Float32Array)]).toEqual(expected.batch);
      expect(both(x1, 2)).toEqual(expected.both);
    }
  });
});
