//! What the logarithms of every base share.
//!
//! Method: x = 2^n m with m between sqrt(1/2) and sqrt(2), and log m = 2 atanh(s) with s = (m - 1)/(m + 1), which
//! is odd in s and exact near x = 1.

use crate::k;
use crate::lanes::{Bits, F64};

const ONE: i64 = 0x3ff0_0000_0000_0000;
const SQRT_HALF: i64 = 0x3fe6_a09e_667f_3bcd;
const MANTISSA: i64 = 0x000f_ffff_ffff_ffff;
/// 2^52, in whose mantissa an integer can be planted.
const TWO_TO_52: i64 = 0x4330_0000_0000_0000;

/// (n, s) such that x = 2^n (1 + s)/(1 - s), for a finite x > 0 that is normal; |s| <= 0.1716.
#[inline(always)]
pub(super) fn split<D: F64>(x: D) -> (D, D) {
    let bits = x.bits() + (ONE - SQRT_HALF);
    let n = D::of_bits(bits.shr(52) | TWO_TO_52) - k!(4503599627370496.0 + 1023.0);
    let m = D::of_bits((bits & MANTISSA) + SQRT_HALF);
    (n, (m - k!(1.0)) / (m + k!(1.0)))
}
