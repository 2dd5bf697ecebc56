//! The exponential function.
//!
//! Method: x = n ln 2 + r with |r| <= ln(2)/2 (Cody and Waite, ln 2 in two constants) and e^x = 2^n e^r, in single
//! precision. The reduced argument is kept as a difference, r = high - low with an exact `high`, and
//! e^r = (1 + high) + (r^2 q(r) - low). The rounding error of the first sum (Dekker's fast two-sum) is added to the
//! small second term, so that only the rounding of the last addition counts. 2^n is applied as two factors, each a
//! normal number: only the second product rounds, and only where the result is subnormal.
//!
//! Single precision takes half the time of the same function in double precision, whose error would be 0.501 ULP.
//!
//! Domain: all of float32.
//! Error: 0.790 ULP, at -87.6831; 0.727 where the result is normal. All of float32 was tried.

use crate::k;
use crate::lanes::{Bits, C, F32, K};

/// 1.5 * 2^23: adding it rounds to an integer, for float32s of that size are integers.
const SHIFTER: C = k!(12582912.0);

/// ln 2 to 15 bits, so that its product with any exponent is exact, and the rest of ln 2.
const LN2_HIGH: C = k!(0.693145751953125);
const LN2_LOW: C = k!(1.4286068203094173e-6);

/// The bits of 1.
const ONE: i64 = 0x3f80_0000;

/// (e^r - 1 - r) / r^2 for |r| <= ln(2)/2: error 2^-28.2, relative to e^r.
///
/// `fpminimax(exp(x), [|2,3,4,5,6|], [|SG...|], [-log(2)/2;log(2)/2], relative, 1+x)`
static Q: [K; 5] = [
    K::new(0.49999991059303284),
    K::new(0.1666652113199234),
    K::new(0.04166896268725395),
    K::new(0.00836866907775402),
    K::new(0.0013782460009679198),
];

/// e to the power of x.
#[inline(always)]
pub fn exp<L: F32>(x: L) -> L {
    // e^89 overflows, and e^-104 rounds to 0: it is below half of the smallest subnormal.
    let x = x.pmin(x.k(k!(89.0))).pmax(x.k(k!(-104.0)));
    let shifted = x * k!(core::f64::consts::LOG2_E) + SHIFTER;
    let n = shifted - SHIFTER;
    let high = x - n * LN2_HIGH;
    let low = n * LN2_LOW;
    let r = high - low;
    let sum = high + k!(1.0);
    let lost = high - (sum - k!(1.0));
    let y = sum + (lost + (r * r * r.polynomial(&Q) - low));
    // The low bits of `shifted` hold n, and those of `half` and `other` two integers whose sum is n.
    let half = shifted.bits().shr(1);
    let other = shifted.bits() - half;
    y * L::of_bits(half.shl(23) + ONE) * L::of_bits(other.shl(23) + ONE)
}
