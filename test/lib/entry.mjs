// What an entry of the package gives, in a process of its own: a fingerprint of every op with its derivatives, errors,
// and whether functions get compiled.
//
// node test/lib/entry.mjs ENTRY [INIT]
//
// ENTRY is a file of dist/; INIT names the files that init is given, as core,loops or core. Of the entries for hosts that
// compile nothing, this host is such a one: modules come from files that it has compiled beforehand.

import { readFileSync } from "node:fs";
import { register } from "node:module";

const [entry = "", init = ""] = process.argv.slice(2);
const dist = new URL("../../dist/", import.meta.url);

/** @param {string} name */
const bytesOf = (name) => new Uint8Array(readFileSync(new URL(name, dist)));
/** @type {{ name: string, public: boolean, args: string[], domain: [number, number][], properties: string[] }[]} */
const ops = JSON.parse(readFileSync(new URL("../../docs/ops.json", import.meta.url), "utf8"));

const { Module } = WebAssembly;
let compilations = 0;

/** Lets the host compile nothing. */
function refuse() {
  const error = () => new WebAssembly.CompileError("Wasm code generation disallowed by embedder");
  const construct = () => {
    compilations++;
    throw error();
  };
  Object.assign(WebAssembly, {
    Module: new Proxy(Module, { construct }),
    compile: () => Promise.reject(error()),
    compileStreaming: () => Promise.reject(error()),
  });
}

if (/^(edge|workerd)/.test(entry)) {
  const files = ["tiles.wasm", "loops.wasm"].map((name) => [name, new Module(bytesOf(name))]);
  Object.assign(globalThis, { compiledFiles: Object.fromEntries(files) });
  const hooks = `
    export const load = (url, context, next) => {
      const [, name] = /([^/]*\\.wasm)(\\?module)?$/.exec(url) ?? [];
      if (!name) return next(url, context);
      const source = "export default globalThis.compiledFiles[" + JSON.stringify(name) + "]";
      return { format: "module", source, shortCircuit: true };
    };`;
  register(`data:text/javascript,${encodeURIComponent(hooks)}`);
  refuse();
} else {
  const construct = (/** @type {typeof Module} */ target, /** @type {[BufferSource]} */ args) => {
    compilations++;
    return new target(...args);
  };
  Object.assign(WebAssembly, { Module: new Proxy(Module, { construct }) });
}

/** @type {typeof import("../../ts/index.js") & { init: (modules?: object) => Promise<void> }} */
const fluxion = await import(new URL(entry, dist).href);
/** @type {string[]} */
const results = [];

/** @param {() => unknown} call */
function add(call) {
  try {
    results.push(text(call()));
  } catch (error) {
    results.push(String(error));
  }
}

/** @param {unknown} value @returns {string} */
function text(value) {
  if (Array.isArray(value)) return `[${value.map(text).join()}]`;
  if (!(value instanceof Float32Array)) return String(value);
  const bits = new Uint32Array(value.buffer, value.byteOffset, value.length);
  let hash = 0x811c9dc5;
  value.forEach((x, i) => (hash = Math.imul(hash ^ (Number.isNaN(x) ? 0x7fc00000 : bits[i]), 0x01000193)));
  return `${value.length}:${(hash >>> 0).toString(16)}`;
}

const { compile: traced, cos, grad, mean, mul, sin } = fluxion;
// Nothing of this needs the core.
add(() => sin(cos()));
const before = compilations;
let withoutCore = "";
if (init) {
  try {
    withoutCore = String(sin(1));
  } catch (error) {
    withoutCore = String(error);
  }
  const [core, loops] = init.split(",").map(bytesOf);
  await fluxion.init(loops ? { core, loops } : { core });
} else if (/^(edge|workerd)/.test(entry)) {
  await fluxion.init();
}

/** @typedef {import("../../ts/index.js").Expr} Expr */
/** @typedef {(...args: unknown[]) => unknown} Call */

const gradient = /** @type {(f: Call) => Call} */ (/** @type {unknown} */ (grad));

for (const { name, args, domain, public: isPublic, properties } of ops) {
  if (!isPublic || properties.includes("structural")) continue;
  const op = /** @type {Record<string, Call>} */ (/** @type {unknown} */ (fluxion))[name];
  const batches = args.map((_, k) => {
    const [low, high] = domain[k] ?? domain[0];
    const xs = Float32Array.from({ length: 5000 }, (_, i) => low + ((high - low) * ((i * (k + 7919)) % 4999)) / 4999);
    xs.set([0, -0, 1e10, -1e10, Infinity, -Infinity, NaN, 1e-40], 100);
    return xs;
  });
  const numbers = batches.map((batch) => batch[50]);
  /** @type {Call[]} With a parameter for each argument, by which tracing knows how many there are. */
  const named = [(x) => op(x), (x, y) => op(x, y), (x, y, z) => op(x, y, z)];
  const f = named[args.length - 1];
  add(() => op(...numbers));
  add(() => op(...batches));
  add(() => gradient(f)(...batches));
  add(() => gradient(gradient(f))(...batches));
}

const loss = grad((w, x) => mean(mul(sin(mul(w, x)), cos(x))));
const xs = Float32Array.from({ length: 20_000 }, (_, i) => i / 5000);
add(() => loss(0.5, xs));
add(() => String(loss));
add(() => sin(/** @type {any} */ ("a")));
add(() => traced((x) => /** @type {any} */ ([x, "b"]))(1));

// Long enough for the core to plan a kernel of it.
const long = grad((x) => Array.from({ length: 300 }).reduce((/** @type {Expr} */ y) => sin(mul(y, cos(y))), x));
add(() => long(xs));
add(() => long(0.5));

// Often enough for every kernel to be hot.
const hot = grad((x) => mul(sin(x), cos(x)));
hot(xs);
const cold = compilations;
for (let i = 0; i < 200; i++) hot(xs);
add(() => hot(xs));
console.log(
  JSON.stringify({ atImport: before, compiledWhenHot: compilations - cold, compilations, withoutCore, results }),
);
