// The distance of a float32 from the exact result, as crate/tests/support/ulp.rs
// has it; but the sign of a zero is not compared here, and a result without a
// distance (NaN for a number, a number for zero) is told in words.

/** 2^128, the value that an infinite float32 counts as. */
const OVERFLOW = 2 ** 128;
const LARGEST = (2 - 2 ** -23) * 2 ** 127;
const SMALLEST_NORMAL = 2 ** -126;

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);

/** One ULP of a float32 of this size. @param {number} exact */
function unit(exact) {
  float[0] = exact;
  const exponent = (words[1] >>> 20) & 0x7ff;
  words[0] = 0;
  words[1] = (Math.min(Math.max(exponent, 1023 - 126), 1023 + 127) - 23) << 20;
  return float[0];
}

/**
 * `|got - exact|` in ULP of `exact`, those of a subnormal being 2^-149, for results without a {@link failure}. An
 * overflowed `got` counts as 2^128.
 *
 * @param {number} got
 * @param {number} exact
 */
export function distance(got, exact) {
  if (Number.isNaN(got)) return 0;
  if (Math.abs(got) === Infinity) {
    got = Math.sign(got) * OVERFLOW;
    exact = Math.max(-OVERFLOW, Math.min(exact, OVERFLOW));
  }
  return Math.abs(got - exact) / unit(exact);
}

/**
 * In words, a result for which a distance makes no sense; null for all others. It is NaN or infinite instead of a
 * finite number (but Infinity is within one ULP of the largest one), the other way round, or far from zero instead of
 * zero.
 *
 * @param {number} got
 * @param {number} exact
 * @returns {string | null}
 */
export function failure(got, exact) {
  if (Number.isNaN(exact)) return Number.isNaN(got) ? null : "not NaN";
  if (Number.isNaN(got)) return "NaN";
  if (Math.abs(got) === Infinity) return got * exact > 0 && Math.abs(exact) >= LARGEST ? null : `${got}`;
  if (Math.abs(exact) === Infinity) return "finite";
  return exact === 0 && Math.abs(got) >= SMALLEST_NORMAL ? "not 0" : null;
}

/** The largest distance seen and where, and an example of each kind of failure. */
export class Worst {
  ulp = 0;
  /** @type {number[]} */
  at = [];
  /** Of each kind the most ordinary point. @type {Map<string, { at: number[], strangeness: number }>} */
  failures = new Map();

  /**
   * Notes a result: that of point `i`.
   *
   * @param {number} got
   * @param {number} exact
   * @param {Float32Array[]} args  of all points
   * @param {number} i
   */
  see(got, exact, args, i) {
    const kind = failure(got, exact);
    if (kind !== null) {
      this.#fail(kind, point(args, i));
      return;
    }
    const ulp = distance(got, exact);
    if (ulp > this.ulp) {
      this.ulp = ulp;
      this.at = point(args, i);
    }
  }

  /** @param {string} kind @param {number[]} at */
  #fail(kind, at) {
    const strangeness = Math.max(...at.map(strange));
    const known = this.failures.get(kind);
    if (known === undefined || strangeness < known.strangeness) this.failures.set(kind, { at, strangeness });
  }

  /**
   * Negative if this is better than another, positive if it is worse, 0 if hundredths of an ULP do not tell.
   *
   * @param {Worst} other
   */
  compare(other) {
    const failures = Math.sign(this.failures.size) - Math.sign(other.failures.size);
    if (failures !== 0) return failures;
    return Math.sign(Number(this.ulp.toFixed(2)) - Number(other.ulp.toFixed(2)));
  }

  /** The distance and the failures. */
  get summary() {
    return [digits(this.ulp), ...this.failures.keys()].join(", ");
  }

  /** The same with points; that of a distance only if it is more than one ULP. */
  toString() {
    const distance = this.ulp > 1.005 ? `${digits(this.ulp)} at ${short(this.at)}` : digits(this.ulp);
    const failures = [...this.failures].map(([kind, { at }]) => `${kind} at ${short(at)}`);
    return [distance, ...failures].join("; ");
  }
}

/** @param {Float32Array[]} args @param {number} i */
function point(args, i) {
  return args.map((values) => values[i]);
}

/**
 * How many powers of two a number is away from 1; zeros, infinities and NaN are beyond all others.
 *
 * @param {number} x
 */
function strange(x) {
  const powers = Math.abs(Math.log2(Math.abs(x)));
  return Number.isFinite(powers) ? powers : 1000;
}

/** A distance as a person reads it. @param {number} ulp */
export function digits(ulp) {
  if (ulp < 10) return ulp.toFixed(2);
  if (ulp < 1e6) return Math.round(ulp).toLocaleString("en");
  return ulp.toExponential(1).replace("e+", "e");
}

/** With as many digits as name the float32s. @param {number[]} at */
function short(at) {
  const texts = at.map((x) => {
    if (!Number.isFinite(x)) return String(x);
    let text = "";
    for (let digits = 0; text === "" || Math.fround(Number(text)) !== x; digits++) text = x.toExponential(digits);
    return Math.abs(x) < 1e6 ? String(Number(text)) : text.replace("e+", "e");
  });
  return texts.length === 1 ? texts[0] : `(${texts.join(", ")})`;
}
