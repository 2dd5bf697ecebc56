// The public functions in float64, by name: Math's, and those that Math lacks by textbook formulas, for arguments in
// their domains.

type Form = (...args: number[]) => number;

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const normalPdf = (x: number) => Math.exp(-x * x * 0.5) / Math.sqrt(2 * Math.PI);
const normalCdf = (x: number) => 0.5 * erfc(-x * Math.SQRT1_2);
const softplus = (x: number) => Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0);
/** The logarithm of 1 - exp(x), for x < 0. */
const log1mexp = (x: number) => (x < -1 ? Math.log1p(-Math.exp(x)) : Math.log(-Math.expm1(x)));

/** By the power series near 0, by a continued fraction in the tail; 1e-12 of the result. */
function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x);
  const factor = (x * Math.exp(-x * x)) / Math.sqrt(Math.PI);
  if (x < 1) {
    let [term, sum] = [1, 1];
    for (let n = 1; n < 40; n++) sum += term *= (2 * x * x) / (2 * n + 1);
    return 1 - 2 * factor * sum;
  }
  let divisor = x * x + 120.5;
  for (let n = 60; n > 0; n--) divisor = x * x + 2 * n - 1.5 - (n * (n - 0.5)) / divisor;
  return factor / divisor;
}

const others: Readonly<Record<string, Form>> = {
  fround: (x) => x,
  square: (x) => x * x,
  rsqrt: (x) => 1 / Math.sqrt(x),
  exp2: (x) => 2 ** x,
  sinpi: (x) => Math.sin(Math.PI * x),
  cospi: (x) => Math.cos(Math.PI * x),
  sec: (x) => 1 / Math.cos(x),
  csc: (x) => 1 / Math.sin(x),
  cot: (x) => 1 / Math.tan(x),
  sinc: (x) => (x === 0 ? 1 : Math.sin(x) / x),
  sigmoid,
  softplus,
  logit: (x) => Math.log(x / (1 - x)),
  logexpm1: (x) => x + log1mexp(-x),
  logaddexp: (x, y) => Math.max(x, y) + softplus(-Math.abs(x - y)),
  logsubexp: (x, y) => x + log1mexp(y - x),
  celu: (x, alpha) => (x > 0 ? x : alpha * Math.expm1(x / alpha)),
  elu: (x, alpha) => (x > 0 ? x : alpha * Math.expm1(x)),
  erf: (x) => Math.sign(x) * (1 - erfc(Math.abs(x))),
  erfc,
  normalPdf,
  normalCdf,
  logNormalCdf: (x) => (x > 0 ? Math.log1p(-normalCdf(-x)) : Math.log(normalCdf(x))),
  silu: (x) => x * sigmoid(x),
  gelu: (x) => x * normalCdf(x),
  geluTanh: (x) => x * sigmoid(Math.sqrt(8 / Math.PI) * (x + 0.044715 * x ** 3)),
  mish: (x) => x * Math.tanh(softplus(x)),
  softsign: (x) => x / (1 + Math.abs(x)),
  hardSilu: (x) => (x * Math.min(Math.max(x + 3, 0), 6)) / 6,
  squareplus: (x, b) => 0.5 * (x + Math.sqrt(x * x + b)),
  copysign: (x, y) => Math.abs(x) * (y < 0 || Object.is(y, -0) ? -1 : 1),
  not: (x) => Number(!x),
  and: (x, y) => Number(Boolean(x) && Boolean(y)),
  or: (x, y) => Number(Boolean(x) || Boolean(y)),
  // JavaScript hands over true and false for comparisons.
  where: (condition, x, y) => (condition ? x : y) * 1,
  stopGradient: (x) => x,
  // Reductions, of the one element that a number is.
  sum: (x) => x,
  mean: (x) => x,
  dot: (x, y) => x * y,
  norm: Math.abs,
  amax: (x) => x,
  amin: (x) => x,
  variance: (_, ddof) => 0 / (1 - ddof),
  std: (_, ddof) => Math.sqrt(0 / (1 - ddof)),
  any: (x) => Number(Boolean(x)),
  all: (x) => Number(Boolean(x)),
  count: () => 1,
  logsumexp: (x) => x,
  logmeanexp: (x) => x,
  sumFor: (...args) => args.at(-1)!,
};

/** The float64 form of a public function. */
export function float64(name: string): Form | undefined {
  return others[name] ?? (Math as unknown as Readonly<Record<string, Form | undefined>>)[name];
}
