import { derivative } from "./derivative.mjs";
import { batch, number } from "./workload.mjs";

const SPOT = 0,
  RATE = 2,
  VOLATILITY = 3,
  TIME = 4;

const density = (/** @type {number} */ x) => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);

/** The normal distribution: 1/2 plus the density times x + x³/3 + x⁵/(3·5) + ..., to all digits that matter. */
function distribution(/** @type {number} */ x) {
  if (Math.abs(x) > 9) return x > 0 ? 1 : 0;
  let sum = 0;
  for (let i = 1, term = x; sum + term !== sum; i += 2, term *= (x * x) / i) sum += term;
  return 0.5 + density(x) * sum;
}

/** @type {(...args: number[]) => number} */
const price = (spot, strike, rate, volatility, time) => {
  const deviation = volatility * Math.sqrt(time);
  const d1 = (Math.log(spot / strike) + rate * time) / deviation + deviation / 2;
  return spot * distribution(d1) - strike * Math.exp(-rate * time) * distribution(d1 - deviation);
};

/** @type {import("./workload.mjs").Workload} */
export default {
  name: "black-scholes",
  title: "Black–Scholes",
  description:
    "Price of a call option with delta, gamma, vega, theta and rho, gamma being a second derivative: " +
    "batches of spots and strikes; rate, volatility and time are numbers.",
  args: [
    batch("spot", 50, 150),
    batch("strike", 50, 150),
    number("rate", 0.01, 0.05),
    number("volatility", 0.15, 0.45),
    number("time", 0.5, 2),
  ],
  outputs: ["price", "delta", "gamma", "vega", "theta", "rho"],
  tolerance: 1e-5,
  expected: (...args) => [
    price(...args),
    derivative(price, SPOT)(...args),
    derivative(derivative(price, SPOT, 1e-3), SPOT, 1e-3)(...args),
    derivative(price, VOLATILITY)(...args),
    -derivative(price, TIME)(...args),
    derivative(price, RATE)(...args),
  ],

  fluxion: ({ add, compile, div, exp, grad, log, mul, neg, normalCdf, sqrt, sub }) => {
    const price = (spot, strike, rate, volatility, time) => {
      const deviation = mul(volatility, sqrt(time));
      const drift = add(div(mul(rate, time), deviation), mul(0.5, deviation));
      const d1 = add(div(log(div(spot, strike)), deviation), drift);
      const discount = exp(neg(mul(rate, time)));
      return sub(mul(spot, normalCdf(d1)), mul(mul(strike, discount), normalCdf(sub(d1, deviation))));
    };
    return compile((...args) => {
      const [delta, rho, vega, decay] = grad(price, { argnums: [SPOT, RATE, VOLATILITY, TIME] })(...args);
      return [price(...args), delta, grad(grad(price))(...args), vega, neg(decay), rho];
    });
  },

  // By the closed forms of the Greeks, which share one logarithm and one exponential. The distribution is Zelen and
  // Severo's approximation (Abramowitz and Stegun 26.2.17, error 7.5e-8), which shares the density.
  plain(spots, strikes, rate, volatility, time, prices, deltas, gammas, vegas, thetas, rhos) {
    const root = Math.sqrt(time);
    const deviation = volatility * root;
    const perDeviation = 1 / deviation;
    const drift = (rate * time) / deviation + deviation / 2;
    const discount = Math.exp(-rate * time);
    const scale = 1 / Math.sqrt(2 * Math.PI);
    const decay = volatility / (2 * root);
    for (let i = 0; i < spots.length; i++) {
      const spot = spots[i];
      const present = strikes[i] * discount;
      const d1 = Math.log(spot / strikes[i]) * perDeviation + drift;
      const d2 = d1 - deviation;
      const density1 = scale * Math.exp(-0.5 * d1 * d1);
      // By the definition of d1 and d2, spot density(d1) = present density(d2).
      const density2 = (density1 * spot) / present;
      const k1 = 1 / (1 + 0.2316419 * Math.abs(d1));
      const k2 = 1 / (1 + 0.2316419 * Math.abs(d2));
      const tail1 =
        density1 * k1 * ((((1.330274429 * k1 - 1.821255978) * k1 + 1.781477937) * k1 - 0.356563782) * k1 + 0.31938153);
      const tail2 =
        density2 * k2 * ((((1.330274429 * k2 - 1.821255978) * k2 + 1.781477937) * k2 - 0.356563782) * k2 + 0.31938153);
      const delta = d1 < 0 ? tail1 : 1 - tail1;
      const exercised = present * (d2 < 0 ? tail2 : 1 - tail2);
      const weighted = spot * density1;
      prices[i] = spot * delta - exercised;
      deltas[i] = delta;
      gammas[i] = (density1 * perDeviation) / spot;
      vegas[i] = weighted * root;
      thetas[i] = -weighted * decay - rate * exercised;
      rhos[i] = time * exercised;
    }
  },

  jaxJs: ({ grad, numpy: np, scipySpecial: { erfc }, valueAndGrad }) => {
    const distribution = (x) => erfc(x.mul(-Math.SQRT1_2)).mul(0.5);
    const price = (spot, strike, rate, volatility, time) => {
      const deviation = volatility.mul(np.sqrt(time.ref));
      const total = rate.mul(time);
      const d1 = np.log(spot.ref.div(strike.ref)).add(total.ref).div(deviation.ref).add(deviation.ref.mul(0.5));
      const d2 = d1.ref.sub(deviation);
      return spot.mul(distribution(d1)).sub(strike.mul(np.exp(total.neg())).mul(distribution(d2)));
    };
    const greeks = valueAndGrad(price, { argnums: [SPOT, RATE, VOLATILITY, TIME] });
    return (...args) => {
      const [value, [delta, rho, vega, decay]] = greeks(...args.map((x) => x.ref));
      return [value, delta, grad(grad(price))(...args), vega, decay.neg(), rho];
    };
  },

  // A gradient by a scalar would be summed over the batch: numbers are spread over it first.
  tfjs:
    (tf) =>
    (spot, strike, ...numbers) => {
      const spread = numbers.map((x) => x.broadcastTo(spot.shape));
      const distribution = (x) => tf.erf(x.mul(Math.SQRT1_2)).add(1).mul(0.5);
      const price = (spot, strike, rate, volatility, time) => {
        const deviation = volatility.mul(tf.sqrt(time));
        const total = rate.mul(time);
        const d1 = tf.log(spot.div(strike)).add(total).div(deviation).add(deviation.mul(0.5));
        return spot.mul(distribution(d1)).sub(strike.mul(tf.exp(total.neg())).mul(distribution(d1.sub(deviation))));
      };
      const { value, grads } = tf.valueAndGrads(price)([spot, strike, ...spread]);
      const [delta, , rho, vega, decay] = grads;
      const gamma = tf.grad(tf.grad((spot) => price(spot, strike, ...spread)))(spot);
      return [value, delta, gamma, vega, decay.neg(), rho];
    },
};
