// The points that all contenders are tried at. They are the same in every run.

/** The stride through the bits of all float32s, a prime number: it meets some 350,000 of them. */
export const STRIDE = 12289;
/** How many points are uniform in the domain. */
const UNIFORM = 100_000;
/** How many pairs of each kind. */
const PAIRS = 60_000;

const float = new Float32Array(1);
const word = new Int32Array(float.buffer);

/** Where functions turn: zeros, overflow and underflow, kinks, changes of method. Of each also the negative. */
const CENTRES = [
  ...[0.25, 0.5, Math.LN2, Math.SQRT1_2, 1, Math.SQRT2, 2, 3, 6],
  ...[88.72284, 89.415985, 103.97208, 128, 149], // overflow and underflow of exponentials
  ...[9.010913, 10.0542, 20, 52.6], // where tanh turns 1, erfc and tanh' underflow, softplus turns x
  ...[0.7517915, 0.7524614, 1.1924312, 1.2784645], // zeros of the derivatives of gelu, geluTanh, mish and silu
];
/** The number of multiples of a quarter turn: zeros of trigonometric functions. */
export const QUARTERS = 4096;

const SPECIAL = [
  ...[0, 2 ** -149, 2 ** -126, 1e-30, 0.1, 0.5, 1, 1.5, 2, 2.5, 3, 10, 100],
  ...[16777215, 16777216, 1e10, 1e30, 3.4028235e38, Infinity, NaN],
];

/**
 * The arguments of a function of one argument: float32s of all magnitudes, in the function's domain, and beside the
 * points where functions turn.
 *
 * @param {[number, number]} domain
 */
export function numbers([low, high]) {
  const points = signed(SPECIAL);
  for (let bits = 0; bits < 2 ** 32; bits += STRIDE) points.push(fromBits(bits));
  const random = generator(1);
  for (let i = 0; i < UNIFORM; i++) points.push(low + (high - low) * random());
  for (const centre of signed([...CENTRES, Math.abs(low), Math.abs(high)])) points.push(...around(centre));
  for (let k = 1; k <= QUARTERS; k++) points.push(...signed(neighbours((k * Math.PI) / 2, [-1, 0, 1])));
  return [Float32Array.from(points)];
}

/**
 * The arguments of a function of two: pairs of special numbers, and pairs at random: of any bits; in the function's
 * domain; of similar size; and such that x^y does not overflow.
 *
 * @param {[number, number][]} domain
 */
export function pairs([[xLow, xHigh], [yLow, yHigh]]) {
  const special = signed(SPECIAL);
  const points = special.flatMap((x) => special.map((y) => [x, y]));
  const random = generator(2);
  for (let i = 0; i < PAIRS; i++) {
    const x = fromBits(random() * 2 ** 32);
    const base = (2 * random()) ** (2 ** Math.floor(8 * random()));
    points.push(
      [x, fromBits(random() * 2 ** 32)],
      [xLow + (xHigh - xLow) * random(), yLow + (yHigh - yLow) * random()],
      [x, x * (8 * random() - 4)],
      [base, (300 * random() - 150) / Math.log2(base)],
    );
  }
  return [0, 1].map((k) => Float32Array.from(points, (point) => point[k]));
}

/**
 * Float32s about one: its neighbours, and from there on by growing steps, to a quarter of it.
 *
 * @param {number} centre
 */
function around(centre) {
  const steps = [0];
  for (let step = 1; step < 2 ** 21; step = Math.ceil(step * 1.05)) steps.push(step, -step);
  return neighbours(centre, steps);
}

/** @param {number} x @param {number[]} steps  how many float32s further */
function neighbours(x, steps) {
  float[0] = x;
  const bits = word[0];
  return steps.map((step) => fromBits(bits + step));
}

/** @param {number[]} points */
function signed(points) {
  return points.flatMap((x) => [x, -x]);
}

/** @param {number} bits */
function fromBits(bits) {
  word[0] = bits;
  return float[0];
}

/**
 * Random numbers from 0 to 1: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), the upper 53 bits.
 *
 * @param {number} seed
 */
function generator(seed) {
  let state = BigInt(seed);
  return () => {
    state = BigInt.asUintN(64, state + 0x9e3779b97f4a7c15n);
    let z = state;
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    return Number((z ^ (z >> 31n)) >> 11n) / 2 ** 53;
  };
}
