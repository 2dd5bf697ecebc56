// Functions over batches of all kinds: what the tests of memory and of engines run.

import type { Elements } from "../../ts/memory/elements.js";
import * as fluxion from "../../ts/index.js";
import { generator } from "./random.js";

const { compile, cos, div, exp, grad, log, mul, normalCdf, sin, sqrt, sub, valueAndGrad } = fluxion;
type Expr = fluxion.Expr;

/** A function of the ordinary ones, whose result is an array of this many values. */
export interface Sample {
  readonly outputs: number;
  /** Its arguments for n elements: numbers where it is to have numbers. */
  readonly args: (n: number) => (number | Float32Array)[];
  readonly into: (out: readonly Elements[], args: readonly (number | Elements)[]) => void;
}

/** Elements from [low, high), with others put at such indices. */
function batch(n: number, low: number, high: number, seed: number, others: Readonly<Record<number, number>> = {}) {
  const random = generator(seed);
  const floats = Float32Array.from({ length: n }, () => low + (high - low) * random());
  for (const [index, value] of Object.entries(others)) if (Number(index) < n) floats[Number(index)] = value;
  return floats;
}

/** Far beyond what functions evaluate in the ordinary way: in the first block, at the edges of blocks, at the end. */
const HUGE = { 3: 1e10, 40: -3e38, 8191: 1e20, 8192: 1e10, 19_999: 5e9 };

const price = (s: Expr, k: Expr, r: Expr, v: Expr, t: Expr) => {
  const spread = mul(v, sqrt(t));
  const d = div(log(div(s, k)).add(mul(t, r.add(mul(v, v).mul(0.5)))), spread);
  return sub(mul(s, normalCdf(d)), mul(k, exp(mul(r, t).neg())).mul(normalCdf(sub(d, spread))));
};
const blackScholes = compile((s, k, r, v, t) => [
  price(s, k, r, v, t),
  ...grad(price, { argnums: [0, 1, 2, 3, 4] })(s, k, r, v, t),
]);

/** So many functions one after the other: value and gradient. Each needs the ones before. */
export function deep(length: number) {
  const step = (x: Expr, i: number) => [x.sin().add(1.5), x.exp().mul(0.1), x.log().add(2), x.tanh().add(1)][i % 4];
  return valueAndGrad((x: Expr) => Array.from({ length }, (_, i) => i).reduce(step, x.square().add(0.5)));
}

/** Of a function that gives an array of so many, or its value and an array of derivatives if so said. */
function sample(f: unknown, outputs: number, args: Sample["args"], isGradient = false): Sample {
  const { into } = f as { into: (out: unknown, ...args: unknown[]) => unknown };
  return { outputs, args, into: (out, all) => into(isGradient ? [out[0], out.slice(1)] : out, ...all) };
}

const sinOfCos = valueAndGrad((x) => sin(cos(x)));

/** By what makes each of them different to run. */
export const samples: Readonly<Record<string, Sample>> = {
  "arithmetic alone": sample(
    valueAndGrad((x, y) => x.mul(y).add(x.square().mul(x)).sub(div(y, 3)), { argnums: [0, 1] }),
    3,
    (n) => [batch(n, -2, 2, 1), batch(n, -2, 2, 2)],
    true,
  ),
  functions: sample(sinOfCos, 2, (n) => [batch(n, -9, 9, 3)]),
  "elements for the fallback": sample(sinOfCos, 2, (n) => [batch(n, -9, 9, 4, HUGE)]),
  "numbers among the arguments": sample(blackScholes, 6, (n) => [batch(n, 80, 120, 5), 100, 0.03, 0.2, 1.5]),
  "numbers among the results": sample(
    compile((x, a, b) => [mul(a, sin(b)), mul(x, exp(a)), b]),
    3,
    (n) => [batch(n, -2, 2, 6), 0.3, 1e10],
  ),
  "scratch memory": sample(deep(9), 2, (n) => [batch(n, -2, 2, 7)]),
  "much scratch memory": sample(deep(700), 2, (n) => [batch(n, -2, 2, 8)]),
};
