//! The cube root.
//!
//! Method: a third of the exponent and mantissa, read as one number, is a root good to 3.2 % (Kahan, "Computing a
//! real cube root", 1991); then two steps of Halley's iteration, each of which cubes the error, in double precision;
//! the sign is put back last, so the function is odd to the bit. The division by 3 is one of doubles: ORed into the
//! mantissa of 2^52, an integer i makes the double 2^52 + i, and doubles of that size are integers.
//! Domain: all of float32. 2^-600 stands in for 0: its root rounds to 0.
//! Error: 0.5001 ULP, at -1.514097e20; every 127th float32 was tried.

use super::sign::flip;
use crate::k;
use crate::lanes::{Bits, Real, C, F32, F64};

/// The bits of 2^52: ORed with an integer i below 2^52 they are those of 2^52 + i.
const TWO_TO_52: i64 = 0x4330_0000_0000_0000;

/// The difference between 2^52 + the bits of the root and a third of 2^52 + the bits of the argument, both without the
/// last 12 bits: two thirds of 2^52 and of the exponent's bias, and a term that balances the errors of the first
/// approximation, -3.15 % to 3.16 %.
const BIAS: C = k!(3752229710645079.0);

/// 2^-600, which stands in for 0.
const TINY: C = k!(f64::from_bits((1023 - 600) << 52));

/// The cube root of x.
#[inline(always)]
pub fn cbrt<L: F32>(x: L) -> L {
    let a = x.abs().wide();
    let a = a.pmax(a.k(TINY));
    let biased = L::Wide::of_bits(a.bits().shr(12) | TWO_TO_52);
    let third = biased * k!(1.0 / 3.0) + BIAS;
    let y = halley_step(halley_step(L::Wide::of_bits(third.bits().shl(12)), a), a).narrow();
    let is_finite = x.abs().lt(x.k(k!(f64::INFINITY)));
    flip(L::select(is_finite, y, x.abs()), x)
}

/// One step of Halley's iteration from y towards the cube root of a: a relative error e becomes 2/3 e^3.
#[inline(always)]
fn halley_step<D: F64>(y: D, a: D) -> D {
    let cube = y * y * y;
    y * ((cube + (a + a)) / ((cube + cube) + a))
}
