// @ts-nocheck: it runs as it is, without a compiler.
//
// The check that runs in every environment of `npm run test:package`: a value, a gradient, a loss, an error with its
// message, calls until the function is compiled, and the bits of every public function on both engines.
//
// It gives one line to print: FLUXION, JSON of { engine, bits, flushes } or { failed }, END. It uses nothing of its host
// but the language, for an AudioWorklet has neither timers nor TextDecoder. The runner makes check.cjs of it for require.

/** Calls of 4096 elements after which a function is compiled, with a margin of a hundred. */
const ENOUGH_CALLS = 600;

/** Of these all pairs are computed with. */
const SPECIAL = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  2,
  -2,
  3,
  -3,
  10,
  -10,
  88.8,
  -104,
  1e-3,
  -1e-3,
  1e10,
  -1e10,
  1e38,
  -1e38,
  1e-38,
  -1e-38,
  1e-45,
  -1e-45,
  16777216,
  3.4028234663852886e38,
  Infinity,
  -Infinity,
  NaN,
  1.5707963705062866,
  3.1415927410125732,
];
/** The pairs of special ones, then random bits and numbers of [-16, 16], by turns. */
const ELEMENTS = 2048;
const FACTORS = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d];

const REDUCTIONS = [
  "sum",
  "mean",
  "dot",
  "norm",
  "amax",
  "amin",
  "variance",
  "std",
  "logsumexp",
  "logmeanexp",
  "any",
  "all",
  "count",
];

/** Functions of a dozen ops each, beside those of one. */
const COMPOSED = 30;

/** What is no op, and has bits of its own below. */
const NO_OPS = [
  "alloc",
  "checkGrads",
  "compile",
  "constant",
  "customGrad",
  "derivatives",
  "findNaN",
  "foreign",
  "fromBytes",
  "grad",
  "hessian",
  "hvp",
  "inPlace",
  "init",
  "jacobian",
  "jvp",
  "list",
  "repeat",
  "strided",
  "useMemory",
  "valueAndGrad",
  "vjp",
];

/** The line to print. `fluxion` is the package's namespace, or what `require` gave. */
export function check(fluxion) {
  try {
    checkValues(fluxion);
    checkError(fluxion);
    return line({ engine: engineWhenHot(fluxion), bits: bitsOf(fluxion), flushes: flushes(fluxion) });
  } catch (error) {
    return failed(error);
  }
}

/** The line for an environment that has failed before the check. */
export function failed(error) {
  return line({ failed: String(error && error.message ? `${error.name}: ${error.message}` : error) });
}

function line(fields) {
  return `FLUXION ${JSON.stringify(fields)} END`;
}

function checkValues({ cos, grad, mean, mul, sin, square, sub, valueAndGrad }) {
  close("a value", sin(0.5), 0.47942554);
  close("values", sin(cos())(Float32Array.of(0, 1))[1], 0.5143952);
  const [y, dy] = valueAndGrad((x) => sin(cos(x)))(Float32Array.of(0, 1, 2, 3));
  close("a value of valueAndGrad", y[3], -0.83602184);
  close("a gradient", dy[1], -0.72160614);
  const loss = (w, x, y) => mean(square(sub(mul(w, x), y)));
  close("a loss", loss(2, Float32Array.of(1, 2, 3), Float32Array.of(3, 6, 9)), 4.6666665);
  close("the slope of a loss", grad(loss)(2, Float32Array.of(1, 2, 3), Float32Array.of(3, 6, 9)), -9.333333);
}

function close(what, actual, expected) {
  if (!(Math.abs(actual - expected) < 1e-6)) throw new Error(`${what} is ${String(actual)}, not ${String(expected)}`);
}

function checkError({ sin }) {
  const expected = "sin: argument 0 (x) is a Float64Array; convert it with Float32Array.from(array)";
  let thrown;
  try {
    sin(new Float64Array(3));
  } catch (error) {
    thrown = error;
  }
  if (!(thrown instanceof TypeError)) throw new Error(`no TypeError but ${String(thrown)}`);
  if (thrown.message !== expected) throw new Error(`the message is: ${thrown.message}`);
}

/** The engine of a function that is called again and again, which must give the bits of its first call. */
function engineWhenHot({ cos, grad, sin }) {
  const df = grad((x) => sin(cos(x)));
  const x = Float32Array.from({ length: 4096 }, (_, i) => i / 64 - 32);
  const first = hashOf([df(x)]);
  for (let calls = 1; df.info().engine !== "jit" && calls < ENOUGH_CALLS; calls++) {
    if (hashOf([df(x)]) !== first) throw new Error(`call ${calls} gives other bits than the first one`);
  }
  if (hashOf([df(x)]) !== first) throw new Error("the engines differ");
  return df.info().engine;
}

/** Whether the host's WebAssembly takes subnormal numbers for zero, which the language does not allow. */
function flushes({ mul }) {
  return mul(1e-40, 0.5) === 0;
}

/** One number for the bits of all functions: as many hosts as give the same one agree to the bit. */
function bitsOf(fluxion) {
  const ops = Object.keys(fluxion).filter((name) => typeof fluxion[name] === "function" && !NO_OPS.includes(name));
  if (ops.length < 90) throw new Error(`only ${ops.length} ops are exported`);
  let hash = hashOf(resultsOfTransforms(fluxion));
  for (const name of ops.sort()) {
    hash = next(hash, hashOf(resultsOf(fluxion, name, fluxion[name], fluxion[name].length)));
  }
  const elementwise = ops.filter((name) => !REDUCTIONS.includes(name)).map((name) => fluxion[name]);
  for (let seed = 1; seed <= COMPOSED; seed++) {
    hash = next(hash, hashOf(resultsOf(fluxion, `composed function ${seed}`, composed(fluxion, elementwise, seed), 2)));
  }
  return hash.toString(16);
}

/**
 * A function of two arguments, of a dozen ops that the seed chooses: compiled, it is one loop. Results are added to what
 * there was before, unless they are large or NaN: else most functions would end in a constant.
 */
function composed({ abs, add, lt, where }, ops, seed) {
  let state = seed;
  const below = (n) => {
    state = Math.imul(state, 1664525) + 1013904223;
    return (state >>> 8) % n;
  };
  const steps = Array.from({ length: 12 }, (_, i) => {
    const op = ops[below(ops.length)];
    // Recent values are the likelier operands, so that few are dead.
    return { op, operands: Array.from({ length: op.length }, () => i + 1 - Math.min(below(4), i + 1)) };
  });
  return (x, y) => {
    const values = [x, y];
    for (const { op, operands } of steps) {
      const value = op(...operands.map((index) => values[index]));
      const before = values[values.length - 2];
      values.push(where(lt(abs(value), 100), add(value, before), before));
    }
    return values[values.length - 1];
  };
}

/** Values and gradients by all arguments: of numbers, of batches on tiles, and compiled. */
function resultsOf({ valueAndGrad }, name, f, arity) {
  const argnums = Array.from({ length: arity }, (_, k) => k);
  const given = (...args) => f(...args);
  Object.defineProperty(given, "length", { value: arity });
  const df = valueAndGrad(given, { argnums });
  const batches = argnums.map((k) => Float32Array.from({ length: ELEMENTS }, (_, i) => element(i, k)));
  const results = [];
  for (let i = 0; i < SPECIAL.length; i++) {
    const numbers = batches.map((batch) => batch[i]);
    results.push(f(...numbers), df(...numbers).flat());
  }
  const tiles = df(...batches);
  df.prepare(...batches);
  const compiled = df(...batches);
  if (hashOf([tiles]) !== hashOf([compiled])) throw new Error(`${name}: ${df.info().engine} differs from tiles`);
  results.push(tiles, compiled);
  return results;
}

function element(i, k) {
  const n = SPECIAL.length;
  if (i < n * n) return SPECIAL[[i, Math.floor(i / n), 7 * i][k] % n];
  const bits = new Uint32Array([Math.imul(i + 1, FACTORS[k])]);
  return i % 2 === 0 ? new Float32Array(bits.buffer)[0] : (bits[0] | 0) / 134217728;
}

function resultsOfTransforms(fluxion) {
  const { compile, customGrad, derivatives, foreign, fromBytes, grad, hessian, hvp, jacobian, jvp, strided, vjp } =
    fluxion;
  const { add, cos, exp, list, logsumexp, mean, mul, sin, square, sub } = fluxion;
  const xs = Float32Array.from({ length: 1000 }, (_, i) => Math.fround((i - 500) / 100));
  const ys = Float32Array.from(xs, (x) => 2 * x + 1);
  const loss = (w, b, x, y) => mean(square(sub(add(mul(w, x), b), y)));
  const softmax = (x) => exp(sub(x, logsumexp(x)));
  const cube = foreign(
    (x) => x.map((v) => v * v * v),
    (x) => mul(3, square(x)),
  );
  const ridge = ({ w }, x) => mean(square(add(...w.map((weight) => mul(weight, x)))));
  const own = customGrad(
    (x) => sin(x),
    (x) => cos(x),
  );
  const [value, pullback] = vjp(softmax, xs);
  return [
    jvp(softmax, [xs], [ys]),
    value,
    pullback(ys),
    hvp((x) => logsumexp(x))([xs], [ys]),
    jacobian((w, b) => sub(add(mul(w, xs), b), ys))(0.5, 0.25),
    hessian(loss, { argnums: [0, 1] })(0.5, 0.25, xs, ys),
    derivatives((x) => sin(cos(x)), 4)(xs),
    grad(grad(own))(xs),
    grad((x) => sin(cube(x)))(xs),
    fromBytes(grad((x) => sin(cos(x))).toBytes())(xs),
    Object.values(grad(ridge)({ w: list([0.5, 2]) }, xs).w),
    compile((x) => mul(x, x))(strided(xs, { offset: 1, stride: 3 })),
  ];
}

/** FNV-1a over the bits of float32s; every NaN counts as the same. */
function hashOf(values) {
  const word = new Float32Array(1);
  const bits = new Uint32Array(word.buffer);
  let hash = 0x811c9dc5;
  const add = (value) => {
    if (typeof value === "number") {
      word[0] = value;
      hash = next(hash, Number.isNaN(value) ? 0x7fc00000 : bits[0]);
    } else {
      for (let i = 0; i < value.length; i++) add(value[i]);
    }
  };
  add(values);
  return hash;
}

function next(hash, word) {
  return Math.imul(hash ^ word, 0x01000193) >>> 0;
}
