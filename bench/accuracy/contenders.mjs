// fluxion and its peers behind one interface. Functions have the names that
// fluxion gives them.

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { installPeers } from "../peers.mjs";

/**
 * A function of numbers, or of a library's arrays.
 * @typedef {(...args: any[]) => any} Fn
 *
 * @typedef {object} Contender
 * @property {string} name
 * @property {string} version
 * @property {boolean} isLikeMath  it has Math's conventions
 * @property {Record<string, Fn>} functions
 * @property {() => void | Promise<unknown>} select  to be called before its functions are used
 * @property {(f: Fn, args: Float32Array[]) => ArrayLike<number>} value
 * @property {((f: Fn, x: Float32Array) => ArrayLike<number>) | null} derivative
 */

/** All contenders, fluxion first. @returns {Promise<Contender[]>} */
export async function contenders() {
  installPeers();
  return [await fluxion(), math(), ...(await jaxJs()), ...(await tfjs())];
}

/** @returns {Promise<Contender>} */
async function fluxion() {
  const dist = fileURLToPath(new URL("../../dist/index.js", import.meta.url));
  if (!existsSync(dist)) {
    console.error("bench: dist/index.js is missing; npm run build");
    process.exit(1);
  }
  const library = await import(dist);
  return {
    name: "fluxion",
    version: version("../../"),
    isLikeMath: true,
    functions: library,
    select: () => {},
    value: (f, args) => f(...args),
    derivative: (f, x) => library.grad(f)(x),
  };
}

/**
 * Math's functions and JavaScript's operators, in double precision; the result rounded to float32.
 *
 * @returns {Contender}
 */
function math() {
  /** @type {Record<string, Fn>} */
  const operators = {
    neg: (x) => -x,
    add: (x, y) => x + y,
    sub: (x, y) => x - y,
    mul: (x, y) => x * y,
    div: (x, y) => x / y,
    rem: (x, y) => x % y,
  };
  const { abs, sign, floor, ceil, trunc, round, max, min, sqrt, cbrt, hypot, pow } = Math;
  const { exp, expm1, log, log1p, log2, log10 } = Math;
  const { sin, cos, tan, asin, acos, atan, atan2, sinh, cosh, tanh, asinh, acosh, atanh } = Math;
  return {
    name: "Math",
    version: `of Node ${process.version}`,
    isLikeMath: true,
    functions: {
      ...operators,
      ...{ abs, sign, floor, ceil, trunc, round, max, min, sqrt, cbrt, hypot, pow },
      ...{ exp, expm1, log, log1p, log2, log10 },
      ...{ sin, cos, tan, asin, acos, atan, atan2, sinh, cosh, tanh, asinh, acosh, atanh },
    },
    select: () => {},
    value: (f, [x, y]) => (y === undefined ? x.map((x) => f(x)) : x.map((x, i) => f(x, y[i]))),
    derivative: null,
  };
}

/** Both backends that run in Node, compiled by jit. @returns {Promise<Contender[]>} */
async function jaxJs() {
  const { init, defaultDevice, grad, jit, lax, nn, numpy: np, scipySpecial } = await import("@jax-js/jax");
  await init("wasm", "cpu");
  const { abs, ceil, clip, floor, round, sign, trunc, sqrt, square, reciprocal, cbrt, hypot, copysign } = np;
  const { exp, exp2, expm1, log, log2, log10, log1p, logaddexp, deg2rad, rad2deg } = np;
  const { sin, cos, tan, asin, acos, atan, atan2, sinh, cosh, tanh, asinh, acosh, atanh } = np;
  const { sigmoid, softplus, logSigmoid, relu, relu6, leakyRelu, elu, selu, celu, silu, mish, squareplus } = nn;
  const { hardTanh, hardSigmoid, hardSilu, log1mexp, softSign: softsign } = nn;
  const { erf, erfc } = lax;
  /** @type {Record<string, Fn>} */
  const functions = {
    ...{ abs, ceil, floor, round, sign, trunc, sqrt, square, reciprocal, cbrt, hypot, copysign },
    ...{ exp, exp2, expm1, log, log2, log10, log1p, logaddexp, deg2rad, rad2deg },
    ...{ sin, cos, tan, asin, acos, atan, atan2, sinh, cosh, tanh, asinh, acosh, atanh },
    ...{ sigmoid, softplus, logSigmoid, relu, relu6, leakyRelu, elu, selu, celu, silu, mish, squareplus },
    ...{ hardTanh, hardSigmoid, hardSilu, log1mexp, softsign },
    ...{ erf, erfc, logit: scipySpecial.logit, clamp: clip },
    gelu: (x) => nn.gelu(x, { approximate: false }),
    geluTanh: (x) => nn.gelu(x, { approximate: true }),
    ...{ neg: np.negative, add: np.add, sub: np.subtract, mul: np.multiply, div: np.trueDivide },
    ...{ mod: np.remainder, rem: np.fmod, pow: np.power, max: np.maximum, min: np.minimum },
  };
  return /** @type {const} */ (["wasm", "cpu"]).map((device) => ({
    name: `jax-js ${device}`,
    version: version("../node_modules/@jax-js/jax/"),
    isLikeMath: false,
    functions,
    select: () => void defaultDevice(device),
    value: (f, args) => jit(f)(...args.map((values) => np.array(values))).dataSync(),
    // The derivative of the sum of all elements by each element.
    derivative: (f, x) => jit(grad((x) => np.sum(f(x))))(np.array(x)).dataSync(),
  }));
}

/** Both backends that run in Node. @returns {Promise<Contender[]>} */
async function tfjs() {
  const tf = await import("@tensorflow/tfjs");
  const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
  setWasmPaths(fileURLToPath(new URL("../node_modules/@tensorflow/tfjs-backend-wasm/dist/", import.meta.url)));
  tf.enableProdMode();
  const { neg, abs, ceil, floor, round, sign, sqrt, rsqrt, square, reciprocal, exp, expm1, log, log1p, erf } = tf;
  const { sin, cos, tan, asin, acos, atan, atan2, sinh, cosh, tanh, asinh, acosh, atanh } = tf;
  const { sigmoid, softplus, logSigmoid, relu, relu6, leakyRelu, selu } = tf;
  const { add, sub, mul, div, mod, pow } = tf;
  /** @type {Record<string, Fn>} */
  const functions = {
    ...{ neg, abs, ceil, floor, round, sign, sqrt, rsqrt, square, reciprocal, exp, expm1, log, log1p, erf },
    ...{ sin, cos, tan, asin, acos, atan, atan2, sinh, cosh, tanh, asinh, acosh, atanh },
    ...{ sigmoid, softplus, logSigmoid, relu, relu6, leakyRelu, selu },
    ...{ add, sub, mul, div, mod, pow, max: tf.maximum, min: tf.minimum, clamp: tf.clipByValue },
    elu: (x) => tf.elu(x), // Its alpha is always 1.
  };
  return ["wasm", "cpu"].map((backend) => ({
    name: `tfjs ${backend}`,
    version: version("../node_modules/@tensorflow/tfjs/"),
    isLikeMath: false,
    functions,
    select: () => tf.setBackend(backend),
    value: (f, args) => tf.tidy(() => f(...args.map((values) => tf.tensor1d(values))).dataSync()),
    // Of a function of a tensor, tf.grad gives the derivative of the sum of its elements.
    derivative: (f, x) => tf.tidy(() => tf.grad(f)(tf.tensor1d(x)).dataSync()),
  }));
}

/** That of the package in a folder. @param {string} folder */
function version(folder) {
  return JSON.parse(readFileSync(new URL(`${folder}package.json`, import.meta.url), "utf8")).version;
}
