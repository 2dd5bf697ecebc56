// Runs what the package does while Object.prototype is frozen, or has properties that the package asks other objects
// for, each by itself or all at once, and prints the results that differ from those without.
//
// node test/lib/polluted.mjs PACKAGE MODE, which is one of
//
// none
// frozen       Object.prototype is frozen
// intrinsics   all prototypes, constructors and namespaces of the language are frozen, and of WebAssembly
// all, each    Object.prototype has the properties
// before       so it had at import, and keeps them
// array        Array.prototype has the properties (but no indices, of which only the first is withstood)
// index        Array.prototype has the index 0
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
  const accessor = { get: () => undefined, set() {} };
  const shape = mode === "setters" ? accessor : { value, writable: true };
  const descriptor = { __proto__: null, ...shape, enumerable: true, configurable: true };
  Object.defineProperty(prototype, name, /** @type {PropertyDescriptor} */ (descriptor));
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
 *   prepare: (...args: unknown[]) => Untyped,
 *   toBytes: () => Uint8Array,
 * }} Untyped
 */

/** A function of structures, whose types are tested elsewhere. @param {unknown} f */
const untyped = (f) => /** @type {Untyped} */ (f);

/** What everything gives, or the message of its error. */
function results() {
  const { add, alloc, clamp, compile, constant, cos, fromBytes, grad, hypot, leakyRelu, log, max, mul, pow } = fluxion;
  const { list, mean, sin, square, strided, tanh, valueAndGrad } = fluxion;
  // Their types are tested elsewhere.
  const { hessian, hvp, jacobian, jvp, vjp } = /** @type {any} */ (fluxion);
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
    () => untyped(compile((x) => mul(x, 2)))({ a: 1 }),
    () => untyped(compile((x) => x))([2, {}]),
    () => untyped(untyped(grad)((/** @type {P} */ p) => sin(p.a)))({ a: [xs, "2"] }),
  ];
  return calls.map((call) => {
    try {
      const result = call();
      return Array.isArray(result) ? result.map(text).join(";") : text(result);
    } catch (error) {
      return String(error);
    }
  });
}

/** @param {unknown} value @returns {string} */
function text(value) {
  if (Array.isArray(value)) return `[${value.map(text).join(";")}]`;
  return ArrayBuffer.isView(value) ? `${/** @type {Float32Array} */ (value).length}:${String(value)}` : String(value);
}

/** @param {string[]} added @param {unknown} value */
function polluted(added, value, prototype = Object.prototype) {
  for (const name of added) put(prototype, name, value);
  try {
    return results();
  } finally {
    for (const name of added) Reflect.deleteProperty(prototype, name);
  }
}

/** What is put on prototypes. @type {Record<string, [string[], object]>} */
const added = {
  all: [names, Object.prototype],
  before: [names, Object.prototype],
  setters: [names, Object.prototype],
  index: [["0"], Array.prototype],
  array: [names.filter((name) => !(name in Array.prototype)), Array.prototype],
  function: [names.filter((name) => !(name in Function.prototype)), Function.prototype],
};

/** @type {[what: string, results: string[]][]} */
const found =
  mode === "each"
    ? names.flatMap((name) =>
        values.map(
          (value) => /** @type {[string, string[]]} */ ([`${name} = ${String(value)}`, polluted([name], value)]),
        ),
      )
    : // The first calls of this process: what is made once is made now.
      [[mode, polluted(added[mode]?.[0] ?? [], 7, added[mode]?.[1])]];
const clean = results();
const differences = found.flatMap(([what, got]) =>
  got.flatMap((result, i) => (result === clean[i] ? [] : [`${what}: ${result}, not ${clean[i]}`])),
);
console.log(JSON.stringify({ names: names.length, differences, clean }));
