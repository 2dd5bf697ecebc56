// Runs what the package does while Object.prototype is frozen, or has properties that the package asks other objects
// for, some at a time or all at once, and prints the results that differ from those without.
//
// node test/lib/polluted.mjs PACKAGE MODE, which is one of
//
// none
// frozen       Object.prototype is frozen
// intrinsics   all prototypes, constructors and namespaces of the language are frozen, and of WebAssembly
// all, each    Object.prototype has the properties, all or ten at a time
// before       so it had at import, and keeps them
// array        Array.prototype has the properties
// index number, index function, index object, index list
//              Array.prototype has the indices 0 to 40, of such values. (None withstands those that cannot be assigned
//              to, accessors or what is not writable, as push assigns.)
// reads        Array.prototype has these indices as accessors, which tell where the package reads what a list has not
// function     Function.prototype has the properties
// setters      Object.prototype has them as accessors, which lose what is assigned

import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";

const [file = "", mode = ""] = process.argv.slice(2);

/** Whatever the source of the package names as a property, and what the host asks a descriptor for. */
const names = [
  ...new Set([
    ...[...readFileSync(new URL(file), "utf8").matchAll(/\.([a-z]\w*)|[{,]\s*([a-z]\w*)\s*(?=[:,}=])/gi)].map(
      ([, member, key]) => member ?? key ?? "",
    ),
    ...["get", "set", "value", "writable", "enumerable", "configurable"],
    ...[
      "mutable",
      "shared",
      "maximum",
      "address",
      "index",
      "element",
      "argnums",
      "offset",
      "length",
      "stride",
      "single",
    ],
  ]),
].filter((name) => !(name in Object.prototype));

/** @type {unknown[]} */
const values = [7, () => 7];

/** The values of indices. @type {Record<string, unknown>} */
const INDEX_VALUES = { number: 7, function: () => 7, object: { kind: "input", keys: ["a"], length: 7 }, list: [7, 7] };

/** The indices, which are more than any list of the calls has elements. */
const indices = Array.from({ length: 41 }, (_, i) => String(i));

/** Where the package has read an index of Array.prototype. @type {Set<string>} */
const reads = new Set();

/** The namespaces of the language. */
const LANGUAGE = [
  ...["Object", "Function", "Array", "Number", "String", "Boolean", "Symbol", "BigInt", "Error", "RangeError"],
  ...["TypeError", "Map", "Set", "WeakMap", "WeakSet", "WeakRef", "FinalizationRegistry", "Promise", "Proxy", "RegExp"],
  ...["ArrayBuffer", "SharedArrayBuffer", "DataView", "Float32Array", "Float64Array", "Int16Array", "Int32Array"],
  ...["Uint8Array", "Uint32Array", "Math", "JSON", "Reflect", "WebAssembly"],
];

if (mode === "frozen") Object.freeze(Object.prototype);
if (mode === "intrinsics") freeze(new Set(), globalThis);

/** Freezes the language: whatever is found from a namespace on, but for what is Node's. @param {Set<unknown>} seen @param {object} from */
function freeze(seen, from) {
  const roots = from === globalThis ? LANGUAGE.map((name) => Reflect.get(globalThis, name)) : [from];
  for (const root of roots) {
    if (Object(root) !== root || seen.has(root)) continue;
    seen.add(root);
    freeze(seen, Object.getPrototypeOf(root) ?? {});
    for (const key of Reflect.ownKeys(root)) {
      const { value, get } = /** @type {PropertyDescriptor} */ (Object.getOwnPropertyDescriptor(root, key));
      for (const part of [value, get]) if (Object(part) === part) freeze(seen, part);
    }
    Object.freeze(root);
  }
}

/** @param {object} prototype @param {string} name @param {unknown} value */
function put(prototype, name, value) {
  // A descriptor without a prototype, which may have "get" by now.
  const accessor = mode === "reads" ? { get: noteRead, set: setter(name) } : { get: () => undefined, set() {} };
  const shape = mode === "setters" || mode === "reads" ? accessor : { value, writable: true };
  const descriptor = { __proto__: null, ...shape, enumerable: true, configurable: true };
  Object.defineProperty(prototype, name, /** @type {PropertyDescriptor} */ (descriptor));
}

let isNoting = false;

/** Notes the line of the package that asks a list for what it has not. */
function noteRead() {
  if (isNoting) return;
  isNoting = true;
  const [frame] = (new Error().stack ?? "")
    .split("\n")
    .filter((line) => /polluted|\.js:/.test(line) && !/noteRead/.test(line));
  if (frame?.includes(file)) reads.add(frame.trim());
  isNoting = false;
}

/** Assigns as if nothing was inherited. @param {string} name */
function setter(name) {
  /** @this {unknown} @param {unknown} value */
  return function (value) {
    const descriptor = { __proto__: null, value, writable: true, enumerable: true, configurable: true };
    Object.defineProperty(this, name, /** @type {PropertyDescriptor} */ (descriptor));
  };
}

/** @type {typeof import("../../ts/index.js")} */
const fluxion = mode === "before" ? evaluate(readFileSync(new URL("index.cjs", file), "utf8")) : await import(file);

/** What a CommonJS module exports: Node's own loaders do not stand what is done here. @param {string} source */
function evaluate(source) {
  const module = { exports: {} };
  const run = runInThisContext(`(module, exports) => { ${source}\n}`);
  names.forEach((name) => put(Object.prototype, name, 7));
  run(module, module.exports);
  return /** @type {any} */ (module.exports);
}

/** @typedef {{ a: import("../../ts/index.js").Expr, b: import("../../ts/index.js").Expr[] }} P */

/**
 * @typedef {{
 *   (...args: unknown[]): Untyped,
 *   into: (...args: unknown[]) => unknown,
 *   async: (...args: unknown[]) => Promise<unknown>,
 *   prepare: (...args: unknown[]) => Untyped,
 *   toBytes: () => Uint8Array,
 * }} Untyped
 */

/** A function of structures, whose types are tested elsewhere. @param {unknown} f */
const untyped = (f) => /** @type {Untyped} */ (f);

/** What everything gives, or the message of its error. */
async function results() {
  const { add, alloc, clamp, compile, constant, cos, fromBytes, grad, hypot, leakyRelu, log, max, mul, pow } = fluxion;
  const { list, mean, sin, square, strided, tanh, valueAndGrad } = fluxion;
  const { derivatives, div, dot, elu, exp, inPlace, logsumexp, std, sub, sum, variance, where } = fluxion;
  // Their types are tested elsewhere.
  const { checkGrads, customGrad, findNaN, foreign, hessian, hvp, jacobian, jvp, repeat, vjp } = /** @type {any} */ (
    fluxion
  );
  const xs = Float32Array.of(1, 2, 3, 4);
  const price = compile((s, k) => [mul(s, k), ...grad((s, k) => pow(s, k), { argnums: [0, 1] })(s, k)]);
  /** @type {(() => unknown)[]} */
  const calls = [
    () => sin(1),
    () => leakyRelu(-1),
    () => add(1, 2, 3),
    () => [1, 2, 3].reduce(max),
    () => hypot(3, 4, 12, 84),
    () => sin(cos(sin()))(xs),
    () => String(sin(cos(sin()))),
    () => grad((x) => tanh(log(x)))(2),
    () => String(grad((x) => tanh(log(x)))),
    () => String(compile((x, y) => [x.mul(2).add(y), x.lt(y).eq(y), hypot(x, y, 2), x.eq(0)])),
    () => valueAndGrad((x, a) => x.mul(a).sin(), { argnums: [0, 1] })(xs, 2),
    () => valueAndGrad((x) => x.clamp(0, 1).max(0.5, 1), {})(xs),
    () => price(xs, 2),
    () => jvp(mul)([xs, 2], [1, 0]),
    () => jvp((/** @type {any} */ p) => sin(p.a), [{ a: 1 }], [{ a: 2 }]),
    () => jvp(mul)([xs, 2], [[1, 2], 0]),
    () => jvp(mul)([xs, 2], [1, xs]),
    () => String(jvp(mul)),
    () => /** @type {any} */ (fromBytes(jvp(mul).toBytes()))([1, 2], [1, 0]),
    () => vjp((/** @type {any} */ x, /** @type {any} */ y) => [mul(x, y), mean(x)])([xs, 2], [1, 2]),
    () => vjp(sin, xs)[1](1),
    () => hvp((/** @type {any} */ x, /** @type {any} */ y) => mean(mul(square(x), y)), { argnums: [1] })([xs, xs], [1]),
    () => jacobian((/** @type {any} */ x, /** @type {any} */ y) => ({ z: mul(x, y) }))(xs, 2),
    () => hessian((/** @type {any} */ x) => mean(square(x)))(xs),
    () => fromBytes(price.toBytes())(3, 2),
    () => price.into([new Float32Array(4), new Float32Array(4), new Float32Array(4)], xs, 2),
    () => compile((x) => [[x, [constant(2)]], clamp(x, 0, 1)])(xs),
    () => sin(strided(xs, { stride: 2 })),
    () => sin(strided(xs, { stride: 2, length: 1, offset: 1 })),
    () => compile((x) => mul(x, xs))(alloc(4).fill(3)),
    () => {
      // Enough elements for a kernel to be compiled.
      const [x, y] = alloc([40_000, 40_000]);
      const f = compile((x) => add(sin(x), 1));
      for (let i = 0; i < 2; i++) f.into(y, x.fill(i));
      return y[39_999];
    },
    () => grad((x) => x, /** @type {never} */ ({ argnum: 1 })),
    () => grad((x) => x, { argnums: /** @type {never} */ (2) })(1),
    () => sin(/** @type {never} */ ({ x: 1 })),
    () => compile((x) => /** @type {never} */ (Math.exp(/** @type {never} */ (x))))(1),
    () => compile((x) => /** @type {never} */ ([x, new Map()]))(1),
    () => {
      const f = untyped(valueAndGrad)((/** @type {P} */ p) => [mul(p.a, p.b[0]), { s: sin(p.b[1]) }], { hasAux: true });
      const back = fromBytes(f.prepare({ a: 1, b: list([1, 1]) }).toBytes());
      const floats = () => new Float32Array(1);
      const out = [[floats(), { s: floats() }], { a: floats(), b: { 0: floats(), 1: floats() } }];
      f.into(out, { b: { 1: 3, 0: 2 }, a: 1 });
      return JSON.stringify([...[f, untyped(back)].map((g) => g({ b: list([2, 3]), a: xs })), String(f), out]);
    },
    ...[...ofOwnOps(), ...ofLoops(), ...ofLosses(), ...ofLists(), ...ofWhatIsWrong(), ...ofSlices()],
    () => untyped(compile((x) => mul(x, 2)))({ a: 1 }),
    () => untyped(compile((x) => x))([2, {}]),
    () => untyped(untyped(grad)((/** @type {P} */ p) => sin(p.a)))({ a: [xs, "2"] }),
  ];
  /** @type {string[]} */
  const texts = [];
  for (const call of calls) {
    try {
      let result = call();
      if (result instanceof Promise) result = await result;
      texts.push(Array.isArray(result) ? result.map(text).join(";") : text(result));
    } catch (error) {
      texts.push(String(error));
    }
  }
  return texts;

  /** Ops of one's own, and what looks into functions. */
  function ofOwnOps() {
    const make = () => {
      const cube = foreign(
        (/** @type {Float32Array} */ v) => v.map((x) => x ** 3),
        (/** @type {any} */ x) => mul(3, square(x)),
      );
      const product = foreign(
        (/** @type {Float32Array} */ x, /** @type {Float32Array} */ y) => Array.from(x, (each, i) => each * y[i]),
        (/** @type {any} */ x, /** @type {any} */ y) => [y, x],
      );
      const softplus = customGrad(
        (/** @type {any} */ x) => log(add(1, exp(x))),
        (/** @type {any} */ x) => div(1, add(1, exp(mul(-1, x)))),
      );
      const ratio = customGrad(
        (/** @type {any} */ x, /** @type {any} */ y) => div(x, y),
        (/** @type {any} */ x, /** @type {any} */ y) => [div(1, y), div(mul(-1, x), square(y))],
      );
      return { cube, product, softplus, ratio };
    };
    return [
      () => [make().cube(xs), make().cube(2), make().product(xs, 2), make().softplus(xs), make().ratio(xs, 2)],
      () => grad(grad((/** @type {any} */ x) => make().cube(sin(x))))(xs),
      () => {
        const { cube, product } = make();
        // A foreign function of a batch in a pass, of a number between passes, and what reductions take of them.
        const loss = valueAndGrad(
          (/** @type {any} */ x, /** @type {any} */ w) => add(dot(x, cube(x)), product(mean(cube(mul(x, w))), w)),
          { argnums: [0, 1] },
        );
        return [...loss(xs, 2), String(loss)];
      },
      () => {
        const { ratio, softplus } = make();
        const f = valueAndGrad((/** @type {any} */ x, /** @type {any} */ y) => ratio(softplus(x), y), {
          argnums: [0, 1],
        });
        return [...f(xs, 3), ...f(1, 2), hessian(ratio)(xs, 2), f.toBytes().length, ratio.name, ratio.length];
      },
      () => make().cube.name + String(make().cube(sin())),
      () => [derivatives((x, a) => mul(a, sin(x)), 3, { argnum: 0 })(xs, 2), String(derivatives((x) => pow(x, 3), 2))],
      () => checkGrads((/** @type {any} */ x, /** @type {any} */ y) => mul(sin(x), y), [xs, 2], { order: 2 }),
      () => checkGrads((/** @type {any} */ w) => mean(square(sub(mul(w, xs), 1))), [0.5], {}),
      () => checkGrads(make().cube, [xs]),
      () => findNaN((/** @type {any} */ x, /** @type {any} */ y) => add(log(sub(x, y)), 1), [xs, 2])?.text,
      () =>
        findNaN(
          grad((/** @type {any} */ x) => mean(make().cube(log(x)))),
          [Float32Array.of(1, 0, -1)],
        )?.text,
      () => findNaN((/** @type {any} */ p) => [p.a, sum(p.a)], [{ a: xs }]),
      () => compile((x, y) => [mul(x, sub(y, x)), mean(y)]).toMermaid(),
      () => grad((x) => where(x.gt(0), x.sqrt(), pow(x, 2))).toMermaid(),
      () => String(compile((x, y) => [pow(x, y), sub(sub(x, y), y), sub(x, sub(y, 1)), max(x, y, 2), add(x, y, x)])),
      () => String(grad((x, y) => div(mul(x, x, y), add(x, 1)), { argnums: [1, 0] })),
    ];
  }

  /** Loops. */
  function ofLoops() {
    const root = (/** @type {any} */ a) => repeat(20, (/** @type {any} */ x) => mul(0.5, add(x, div(a, x))), 1);
    const both = (/** @type {any} */ a, /** @type {any} */ b) =>
      repeat(5, (/** @type {any} */ s, /** @type {any} */ i) => ({ p: add(s.p, mul(s.q, i)), q: mul(s.q, a) }), {
        p: b,
        q: 1,
      });
    return [
      () => repeat(3, (/** @type {any} */ s, /** @type {any} */ i) => add(mul(s, 2), i), xs),
      () => repeat(3, (/** @type {any} */ s) => [s[1], add(s[0], s[1])], [1, xs]),
      () => [root(2), grad(root)(2), grad(grad(root))(xs), hessian(root)(2)],
      () => [compile(both)(1.5, 2), jacobian(both)(xs, 2), String(compile(both))],
      () => {
        const line = (/** @type {any} */ a, /** @type {any} */ b) =>
          repeat(3, (/** @type {any} */ s) => add(mul(s, a), b), 1);
        return [grad(line, { argnums: [1, 0] })(2, 3), grad(grad(line, { argnums: 1 }))(xs, 3)];
      },
      () => [grad((/** @type {any} */ a, /** @type {any} */ b) => mean(both(a, b).p), { argnums: [0, 1] })(2, xs)],
      () =>
        valueAndGrad((/** @type {any} */ a) => repeat(4, (/** @type {any} */ s) => sin(mul(a, s)), a))(
          alloc(200).fill(2),
        ),
    ];
  }

  /** Several passes, results that are numbers beside others, and memory. */
  function ofLosses() {
    const floats = (n = 4) => new Float32Array(n);
    return [
      () => compile((x) => [x, mean(x), sin(x), sum(mul(x, x))])(xs),
      () => compile((x) => [x, mean(x), sin(x), sum(mul(x, x))]).into([floats(), floats(1), floats(), floats(2)], xs),
      () => compile((x) => sum(x)).into(floats(1), xs),
      () => valueAndGrad((x) => logsumexp(x)).into([floats(1), floats()], xs),
      () => [variance(xs), variance(xs, 1), std(xs), dot(xs, 2), elu(-1), elu(-1, 2), compile((x) => elu(x))(xs)],
      () => compile((x) => [std(x, 1), variance(x), x.elu(), x.std()])(xs),
      () => {
        const [x, y, z] = alloc([100, 100, 1]);
        const f = compile((x, a) => [sin(mul(x, a)), sum(x)]);
        const out = f.into([y, z], x.fill(1), 2);
        return [inPlace(x, y, 3), ...out, f.prepare("batch", "number").info().ops];
      },
      () => {
        const data = Float32Array.from({ length: 200 }, (_, i) => i);
        const [x, y, out] = [0, 1, 2].map((offset) => strided(data, { stride: 3, offset, length: 60 }));
        return [compile((x, y) => add(x, y)).into(out, x, y).length, data];
      },
      () => {
        const f = compile((a, b, c, d, e) => [add(a, b, c), mul(d, e), hypot(a, b, c, d)]);
        const back = fromBytes(f.prepare(1, "batch", 2, 3, "number").toBytes());
        return [...f(1, 2, 3, 4, 5), .../** @type {any} */ (back)(1, xs, 2, 3, 4), f.info().passes, String(back)];
      },
    ];
  }

  /** Structures, lists and functions of any number of arguments. */
  function ofLists() {
    const energy = compile((...ws) => ws.reduce((sum, w) => add(sum, mul(w, w)), constant(0)));
    return [
      () => [energy(1), energy(1, 2, 3), energy(1, 2), String(energy)],
      () =>
        untyped(untyped(compile)((/** @type {any} */ p) => ({ b: [p.a[1], { c: p.a[0] }], a: p.d })))({
          a: [xs, xs],
          d: 2,
        }),
      () => untyped(untyped(grad)((/** @type {any} */ ws) => ws[2].mul(ws[0])))(list([1, 2, 3])),
      () => hessian((/** @type {any} */ p, /** @type {any} */ z) => mul(p.x, p.y, z))({ x: 1, y: 2 }, 3),
      () => untyped(compile)(/** @type {(x: any, p?: any) => any} */ ((x, [a] = [2]) => mul(x, a)))(1),
      () => untyped(vjp((/** @type {any} */ p) => [mul(p.a, p.b), p.a])([{ a: 1, b: xs }], [1, 2])),
    ];
  }

  /** Errors that tell names and paths. */
  function ofWhatIsWrong() {
    const { hypot } = /** @type {any} */ (fluxion);
    const double = untyped(untyped(compile)((/** @type {any} */ p) => mul(p.a, 2)));
    return [
      () => hypot(1, 2, 3, "4"),
      () => compile((x) => hypot(x, x, "3"))(1),
      () => /** @type {any} */ (pow)(2, 7, 5, [1]),
      () => untyped(energyOf())(1, 2),
      () => untyped(fromBytes(double.prepare({ a: 1 }).toBytes()))({ a: 1 }, { a: 2 }),
      () => untyped(compile((x) => ({ a: x, c: x }))).into({ a: new Float32Array(1) }, 1),
      () => untyped(compile((x) => ({ a: x }))).into({ a: new Float32Array(1), b: xs }, 1),
      () => vjp((/** @type {any} */ x) => [x, [x, x]])([xs], [1, [1]]),
      () => vjp((/** @type {any} */ x) => [x, [x, x]])([xs], [1, [1, 2, [3]]]),
      () => untyped(compile)(/** @type {(p: any) => any} */ (({ a }) => a))(1),
      () => grad(foreign((/** @type {Float32Array} */ x) => x))(1),
      () => foreign((/** @type {Float32Array} */ x, /** @type {Float32Array} */ y) => [...x, ...y])(xs, 1),
      () =>
        grad(
          customGrad(
            (/** @type {any} */ x, /** @type {any} */ y) => mul(x, y),
            () => [1],
          ),
        )(1, 2),
      () => repeat(2, (/** @type {any} */ s) => mean(s), xs),
      () =>
        checkGrads(
          customGrad(
            (/** @type {any} */ x) => mul(x, x),
            () => 7,
          ),
          [1],
        ),
      () => derivatives((x) => x, 1, /** @type {any} */ ({ argnum: 1 }))(1),
      () => compile((x, y) => dot(x, y)).into(new Float32Array(1), xs, Float32Array.of(1)),
    ];
    function energyOf() {
      return compile((x) => x);
    }
  }

  /** Calls in slices, too short for a pause: what Node does in one does not stand indices of Array.prototype. */
  function ofSlices() {
    /** @type {number[]} */
    const done = [];
    return [
      () => compile((x) => [sin(x), mean(x)]).async(undefined, xs),
      async () => {
        const out = [new Float32Array(1), [new Float32Array(4), new Float32Array(1)]];
        const loss = untyped(valueAndGrad((x, w) => mean(square(mul(x, w))), { argnums: [0, 1] }));
        await loss.async({ into: out, onProgress: (/** @type {number} */ part) => done.push(part) }, xs, 2);
        return [...out, ...done];
      },
      () => untyped(sliced()).async({ signal: 1 }, 2),
      () => untyped(sliced()).async({}, { a: 1 }),
    ];
    function sliced() {
      return compile((x) => mul(x, x));
    }
  }
}

/** @param {unknown} value @returns {string} */
function text(value) {
  if (Array.isArray(value)) return `[${value.map(text).join(";")}]`;
  if (Object.getPrototypeOf(value ?? 0) === Object.prototype)
    return text(Object.entries(/** @type {object} */ (value)));
  return ArrayBuffer.isView(value) ? `${/** @type {Float32Array} */ (value).length}:${String(value)}` : String(value);
}

/** @param {string[]} added @param {unknown} value */
async function polluted(added, value, prototype = Object.prototype) {
  for (const name of added) put(prototype, name, value);
  try {
    return await results();
  } finally {
    for (const name of added) Reflect.deleteProperty(prototype, name);
  }
}

/** What is put on prototypes. @type {Record<string, [string[], object]>} */
const added = {
  all: [names, Object.prototype],
  before: [names, Object.prototype],
  setters: [names, Object.prototype],
  array: [names.filter((name) => !(name in Array.prototype)), Array.prototype],
  function: [names.filter((name) => !(name in Function.prototype)), Function.prototype],
  reads: [indices, Array.prototype],
};
for (const kind of Object.keys(INDEX_VALUES)) added[`index ${kind}`] = [indices, Array.prototype];

/** @type {[what: string, results: string[]][]} */
const found = [];
if (mode === "each") {
  for (const value of values) {
    // With such a function of that name, no promise of an object is ever fulfilled.
    const all = names.filter((name) => name !== "then" || typeof value !== "function");
    for (let i = 0; i < all.length; i += 10) {
      const some = all.slice(i, i + 10);
      found.push([`${some.join()} = ${String(value)}`, await polluted(some, value)]);
    }
  }
} else {
  // The first calls of this process: what is made once is made now.
  const value = INDEX_VALUES[mode.replace("index ", "")] ?? 7;
  found.push([mode, await polluted(added[mode]?.[0] ?? [], value, added[mode]?.[1])]);
}
const clean = await results();
const differences = found.flatMap(([what, got]) =>
  got.flatMap((result, i) => (result === clean[i] ? [] : [`${what}: ${result}, not ${clean[i]}`])),
);
console.log(JSON.stringify({ names: names.length, differences: [...differences, ...reads], clean }));
