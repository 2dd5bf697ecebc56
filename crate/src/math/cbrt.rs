//! The cube root.
//!
//! Method: a third of the exponent and mantissa, read as one number, is a root good to 3.2 % (Kahan, "Computing a
//! real cube root", 1991); then two steps of Halley's iteration, each of which cubes the error, in double precision;
//! the sign is put back last, so the function is odd to the bit. No third of an integer is needed: planted in the
//! mantissa of 2^52, the bits are a double, and a sum of that size is an integer again.
//! Domain: all of float32. Zero counts as 2^-600, whose root rounds to 0.
//! Error: 0.5001 ULP, at -1.514097e20; every 127th float32 was tried.

use super::sign::flip;
use crate::k;
use crate::lanes::{Bits, Real, C, F32, F64};

/// 2^52, in whose mantissa an integer can be planted.
const TWO_TO_52: i64 = 0x4330_0000_0000_0000;

/// What takes a third of 2^52 + i, i being the bits of the argument less the last 12, to 2^52 and those of the root:
/// two thirds of 2^52, two thirds of the exponent's bias, and what balances the errors, from -3.15 % to 3.16 %.
const BIAS: C = k!(3752229710645079.0);

/// 2^-600.
const TINY: C = k!(f64::from_bits((1023 - 600) << 52));

/// The cube root of x.
#[inline(always)]
pub fn cbrt<L: F32>(x: L) -> L {
    let a = x.abs().wide();
    let a = a.pmax(a.k(TINY));
    let planted = L::Wide::of_bits(a.bits().shr(12) | TWO_TO_52);
    let third = planted * k!(1.0 / 3.0) + BIAS;
    let y = closer(closer(L::Wide::of_bits(third.bits().shl(12)), a), a).narrow();
    let is_finite = x.abs().lt(x.k(k!(f64::INFINITY)));
    flip(L::select(is_finite, y, x.abs()), x)
}

/// Halley's step from y towards the cube root of a: with an error e, to one of 2/3 e^3.
#[inline(always)]
fn closer<D: F64>(y: D, a: D) -> D {
    let cube = y * y * y;
    y * ((cube + (a + a)) / ((cube + cube) + a))
}
