// Batches in interleaved data.

import { describe, expect, it } from "vitest";
import {
  alloc,
  compile,
  cos,
  div,
  exp,
  type Expr,
  fromBytes,
  grad,
  hypot,
  inPlace,
  mul,
  sin,
  sqrt,
  type Strided,
  strided,
  valueAndGrad,
} from "../ts/index.js";
import { by, ENGINES } from "./lib/engines.js";
import { expectSameBits, textOfBytes } from "./lib/floats.js";
import { generator } from "./lib/random.js";

/** A value of a type that TypeScript would refuse here. */
const wrong = (value: unknown) => value as never;

const normal = compile((x: Expr, y: Expr, z: Expr) => {
  const length = sqrt(mul(x, x).add(y.mul(y)).add(z.mul(z)));
  return [div(x, length), div(y, length), div(z, length)];
});

/** So many points, and each coordinate by itself. */
function points(n: number) {
  const random = generator(n);
  const data = Float32Array.from({ length: 3 * n }, () => 20 * random() - 10);
  const coordinates = [0, 1, 2].map((k) => Float32Array.from({ length: n }, (_, i) => data[3 * i + k]));
  const views = [0, 1, 2].map((offset) => strided(data, { offset, stride: 3 }));
  return { data, coordinates: coordinates as Three<Float32Array>, views: views as Three<Strided> };
}
type Three<T> = [T, T, T];

describe.each(ENGINES)("compiled %s", (when) => {
  const run = <T>(call: () => T) => by(when, call);

  it.each([...Array(68).keys(), 8191, 8192, 8193, 20_000])("%i points are normalised as coordinates are", (n) => {
    const { coordinates, views, data } = points(n);
    const expected = by("off", () => normal(...coordinates)) as Three<Float32Array>;
    const before = data.slice();
    run(() => normal(...views)).forEach((array, k) => expectSameBits(array, expected[k]));
    expectSameBits(data, before);

    // Into other interleaved data, with room left between; into arrays; into itself.
    const out = new Float32Array(4 * n + 1).fill(7);
    const apart = [1, 2, 3].map((offset) => strided(out, { offset, stride: 4, length: n })) as Three<Strided>;
    run(() => normal.into(apart, ...views));
    for (let i = 0; i < n; i++) expect(out[4 * i]).toBe(7);
    const written = (k: number) => Float32Array.from({ length: n }, (_, i) => out[4 * i + 1 + k]);
    expected.forEach((array, k) => expectSameBits(written(k), array));
    const arrays = alloc([n, n, n]);
    run(() => normal.into(arrays, ...views));
    arrays.forEach((array, k) => expectSameBits(array, expected[k]));
    run(() => normal.into(views, ...views));
    expected.forEach((array, k) => array.forEach((value, i) => (before[3 * i + k] = value)));
    expectSameBits(data, before);
  });

  it("alloc's memory and views of it will do", () => {
    const { data, coordinates } = points(1000);
    const own = alloc(3001);
    own.set(data, 1);
    const views = [1, 2, 3].map((offset) => strided(own, { offset, stride: 3, length: 1000 })) as Three<Strided>;
    expect(inPlace(...views)).toBe(false);
    const expected = normal(...coordinates);
    run(() => normal(...views)).forEach((array, k) => expectSameBits(array, expected[k]));
  });

  it("beside numbers and arrays", () => {
    const { coordinates, views } = points(500);
    const f = valueAndGrad((x, y, a) => mul(a, sin(mul(x, exp(cos(y))))), { argnums: [0, 1, 2] });
    const dense = by("off", () => f(coordinates[0], coordinates[1], 2));
    const flat = ([value, gradient]: [Float32Array, Float32Array[]]) => [value, ...gradient];
    flat(run(() => f(views[0], coordinates[1], 2))).forEach((array, k) => expectSameBits(array, flat(dense)[k]));
    flat(run(() => f(strided(coordinates[0], { stride: 1 }), [...coordinates[1]], 2))).forEach((array, k) =>
      expectSameBits(array, flat(dense)[k]),
    );
  });

  it("captured by a function: they are read at each call", () => {
    const weights = Float32Array.of(1, 9, 2, 9, 3);
    const w = strided(weights, { stride: 2 });
    const f = grad((x) => mul(w, sin(x)).mul(x.add(w)));
    const dense = grad((x, w) => mul(w, sin(x)).mul(x.add(w)));
    const xs = Float32Array.of(1, 2, 3);
    expectSameBits(
      run(() => f(xs)),
      dense(xs, [1, 2, 3]),
    );
    weights[2] = 5;
    expectSameBits(
      run(() => f(xs)),
      dense(xs, [1, 5, 3]),
    );
    expectSameBits(
      run(() => f(2)),
      dense(2, [1, 5, 3]),
    );
    expect(() => f([1, 2])).toThrow(/argument 0 \(x\) has 2 and a captured array has 3/);
    expect(() => f.toBytes()).toThrow(/captured an array/);
    expect(String(f)).toContain("Strided(3)");
    expect(mul(sin(), w)(0)).toEqual(new Float32Array(3));
  });
});

describe("columns of any layout, beside arrays and numbers", () => {
  /** Signalling NaNs, each another one: arithmetic, and a loop over floats, would change them. */
  const fill = (floats: Float32Array) =>
    new Uint32Array(floats.buffer, floats.byteOffset, floats.length).forEach((_, i, all) => (all[i] = 0x7f800001 + i));
  const sum = compile((...xs: Expr[]) => xs.reduce((a, b) => a.mul(0.5).add(b)));
  const apart = compile((...xs: Expr[]) => xs.map((x, i) => x.mul(xs[0]).add(i)));

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])("are read and written where they are, sample %i", (seed) => {
    const random = generator(seed);
    const pick = (n: number) => Math.floor(random() * n);
    const n = [1, 3, 31, 32, 33, 63, 300, 2049, 9001][pick(9)];
    const stride = [1, 2, 3, 4, 7, 16, 30, 250, 2000][pick(n > 1000 ? 7 : 9)];
    const other = 1 + pick(5);
    // Offsets in rows that may overlap: of columns of one, two or more rows.
    const size = Math.max(stride, other) * (n + 3);
    const arrays = [new Float32Array(size), new Float32Array(new SharedArrayBuffer(4 * size)), alloc(size)];
    const picked = () => {
      const data = arrays[pick(3)];
      const step = pick(4) === 0 ? other : stride;
      return strided(data, { offset: pick(stride + pick(2 * stride)), stride: step, length: n });
    };
    const copied = ({ data, offset, stride }: Strided) =>
      Float32Array.from({ length: n }, (_, i) => data[offset + i * stride]);
    for (let i = 0; i < 4; i++) {
      arrays.forEach((array) => array.forEach((_, i) => (array[i] = 8 * random() - 4)));
      const columns = Array.from({ length: 1 + pick(40) }, picked);
      const operands = columns.map((column) => [column, column, copied(column), 0.5][pick(4)]);
      operands.push(columns[0], columns[0]);
      const alone = operands.map((x) => (typeof x === "number" || x instanceof Float32Array ? x : copied(x)));
      const expected = by("off", () => sum(...alone));
      for (const when of ENGINES)
        expectSameBits(
          by(when, () => sum(...operands)) as Float32Array,
          expected as Float32Array,
          `${when}, stride ${stride}:`,
        );
    }

    // Into some columns of rows, or all, in any order.
    for (const array of arrays) {
      for (const width of [1, 2, stride - 1, stride]) {
        if (width < 1 || width > Math.min(stride, 40)) continue;
        const order = Array.from({ length: stride }, (_, i) => i).sort(() => random() - 0.5);
        const first = pick(2 * stride);
        const out = order.slice(0, width).map((at) => strided(array, { offset: first + at, stride, length: n }));
        const given = out.map(() => Float32Array.from({ length: n }, () => 8 * random() - 4));
        const expected = by("off", () => apart(...given));
        const wanted = new Float32Array(size);
        fill(wanted);
        out.forEach(({ offset }, k) => expected[k].forEach((value, i) => (wanted[offset + i * stride] = value)));
        for (const when of ENGINES) {
          fill(array);
          by(when, () => apart.into(out, ...given));
          expect(textOfBytes(array)).toBe(textOfBytes(wanted));
        }
      }
    }
  });

  it("of a shared buffer are written alone: what is between them may be another thread's", () => {
    const data = new Float32Array(new SharedArrayBuffer(4000));
    const out = strided(data, { stride: 2 });
    const prototype = Object.getPrototypeOf(Float32Array.prototype) as Float32Array;
    const { set } = Object.getOwnPropertyDescriptors(prototype);
    let copies = 0;
    const meanwhile = (call: () => void) => {
      prototype.set = function (this: Float32Array, ...args: [ArrayLike<number>, number?]) {
        data[1] = ++copies;
        (set.value as typeof prototype.set).apply(this, args);
      };
      try {
        call();
      } finally {
        Object.defineProperty(prototype, "set", set);
      }
    };
    for (const when of ENGINES) by(when, () => meanwhile(() => apart.into([out], new Float32Array(500).fill(3))));
    expect(copies).toBeGreaterThan(0);
    expect(data[1]).toBe(copies);
    expect([data[0], data[998]]).toEqual([9, 9]);
  });
});

describe("strided data", () => {
  const xyz = Float32Array.of(1, 2, 3, 4, 5, 6);
  const [x, y, z] = [0, 1, 2].map((offset) => strided(xyz, { offset, stride: 3 })) as Three<Strided>;

  it("is taken by ops, compositions and functions", () => {
    expectSameBits(hypot(x, y, z), hypot([1, 4], [2, 5], [3, 6]));
    expectSameBits(sin(x), sin([1, 4]));
    expectSameBits(mul(x, 2), Float32Array.of(2, 8));
    expectSameBits(sin(cos())(z), sin(cos([3, 6])));
    expectSameBits(grad(sin(cos()))(z), grad(sin(cos()))([3, 6]));
    expectSameBits(fromBytes<typeof normal>(normal.toBytes())(x, y, z)[0], normal([1, 4], [2, 5], [3, 6])[0]);
  });

  it("may be returned, as a captured array may", () => {
    const [first, second] = compile((a) => [a.add(1), y])(x);
    expect([...first]).toEqual([2, 5]);
    expect([...second]).toEqual([2, 5]);
  });

  it("has as many elements as fit, or as are wanted", () => {
    const lengths = (n: number, layout: Parameters<typeof strided>[1]) => strided(new Float32Array(n), layout).length;
    expect(lengths(6, { stride: 3 })).toBe(2);
    expect(lengths(7, { stride: 3 })).toBe(3);
    expect(lengths(7, { stride: 3, offset: 1 })).toBe(2);
    expect(lengths(7, { stride: 3, offset: 6 })).toBe(1);
    expect(lengths(7, { stride: 3, offset: 7 })).toBe(0);
    expect(lengths(0, { stride: 3, offset: 2 })).toBe(0);
    expect(lengths(7, { stride: 100 })).toBe(1);
    expect(lengths(7, { stride: 3, length: 1 })).toBe(1);
    expect(lengths(7, { stride: 3, length: 0 })).toBe(0);
    expect(lengths(7, { stride: 3, offset: undefined, length: undefined })).toBe(3);
    expect(sin(strided(new Float32Array(0), { stride: 3, offset: 2 })).length).toBe(0);
  });

  it("takes a number's result as the first element", () => {
    const out = Float32Array.of(7, 7, 7, 7);
    grad((x) => sin(x)).into(strided(out, { offset: 1, stride: 2 }), 0);
    expect([...out]).toEqual([7, 1, 7, 7]);
  });

  it("must agree in length with other arguments, and be long enough as an output", () => {
    expect(() => mul(x, [1, 2, 3])).toThrow(/argument 0 \(x\) has 2 and argument 1 \(y\) has 3/);
    expect(() => mul(x, strided(xyz, { stride: 3, length: 1 }))).toThrow(RangeError);
    const f = compile((x) => mul(x, 2));
    expect(() => f.into(x, [1, 2, 3])).toThrow(/^compile\(f\): out has length 2, and 3 elements must fit$/);
    f.into(strided(xyz.slice(), { stride: 3 }), [1]);
    expect([...xyz]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("whose buffer was transferred away is refused, as argument and as output", () => {
    const data = Float32Array.of(1, 2, 3, 4);
    const gone = strided(data, { offset: 1, stride: 2 });
    structuredClone(data, { transfer: [data.buffer] });
    expect(() => sin(gone)).toThrow(/^sin: the buffer of argument 0 \(x\) was transferred away; pass a copy/);
    expect(() => grad((x) => mul(x, gone))(1)).toThrow(/transferred away/);
    expect(() => grad((x) => sin(x)).into(gone, [1, 2])).toThrow(/out has length 0, and 2 elements must fit/);
    expect(() => grad((x) => sin(x)).into(gone, 1)).toThrow(RangeError);
  });

  it("that has shrunk is refused", () => {
    type Resizable = ArrayBuffer & { resize(bytes: number): void };
    const Buffer = ArrayBuffer as unknown as new (bytes: number, options: object) => Resizable;
    const buffer = new Buffer(32, { maxByteLength: 32 });
    const pairs = strided(new Float32Array(buffer), { offset: 1, stride: 2 });
    expect([...cos(pairs)]).toEqual([1, 1, 1, 1]);
    buffer.resize(24);
    expect(() => cos(pairs)).toThrow(TypeError);
    expect(() => grad((x) => sin(x)).into(pairs, [1, 2, 3, 4])).toThrow(RangeError);
  });

  it("is refused where it is none, with a word what is wrong", () => {
    const refusals: [unknown, unknown, typeof TypeError | typeof RangeError, RegExp][] = [
      [[1, 2], { stride: 1 }, TypeError, /^strided: the data is an array; pass a Float32Array$/],
      [new Float64Array(2), { stride: 1 }, TypeError, /the data is a Float64Array/],
      [x, { stride: 1 }, TypeError, /the data is a Strided/],
      [xyz, undefined, TypeError, /^strided: the layout is undefined; pass an object: \{ offset: 0, stride: 3 \}$/],
      [xyz, 3, TypeError, /the layout is a number/],
      [xyz, {}, TypeError, /stride is undefined; pass an integer from 1$/],
      [xyz, { stride: "3" }, TypeError, /stride is a string/],
      [xyz, { stride: 0 }, RangeError, /stride is 0; pass an integer from 1$/],
      [xyz, { stride: -3, offset: 5 }, RangeError, /stride is -3/],
      [xyz, { stride: 1.5 }, RangeError, /stride is 1.5/],
      [xyz, { stride: 3, offset: -1 }, RangeError, /offset is -1; pass an integer from 0$/],
      [xyz, { stride: 3, offset: 0.5 }, RangeError, /offset is 0.5/],
      [xyz, { stride: 3, length: -1 }, RangeError, /length is -1/],
      [xyz, { stride: 3, length: 3 }, RangeError, /length is 3, and from the offset with this stride there are 2;/],
      [xyz, { stride: 3, offset: 6, length: 1 }, RangeError, /there are 0;/],
    ];
    for (const [data, layout, kind, message] of refusals) {
      expect(() => strided(wrong(data), wrong(layout))).toThrow(kind);
      expect(() => strided(wrong(data), wrong(layout))).toThrow(message);
    }
  });

  it("the example of the documentation", () => {
    expect([...compile((x, y, z) => hypot(x, y, z))(x, y, z)]).toEqual([3.7416574954986572, 8.774964332580566]);
  });
});
