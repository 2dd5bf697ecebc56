//! Range reduction of the logarithms of every base.
//!
//! Method: x = 2^n m with m between sqrt(1/2) and sqrt(2), and log m = 2 atanh(s) with s = (m - 1)/(m + 1), which
//! is odd in s and exact near x = 1.

use crate::k;
use crate::lanes::{Bits, F64, K};

/// The bits of 1, of sqrt(1/2), and the mask of a mantissa.
const ONE: i64 = 0x3ff0_0000_0000_0000;
const SQRT_HALF: i64 = 0x3fe6_a09e_667f_3bcd;
const MANTISSA: i64 = 0x000f_ffff_ffff_ffff;
/// The bits of 2^52: ORed with an integer i below 2^52 they are those of 2^52 + i.
const TWO_TO_52: i64 = 0x4330_0000_0000_0000;

/// 2 atanh(s)/s in s^2 for s <= (sqrt(2) - 1)/(sqrt(2) + 1): error 2^-30.4, relative.
///
/// `fpminimax(2*atanh(x)/x, [|0,2,4,6|], [|D...|], [2^-30;(sqrt(2)-1)/(sqrt(2)+1)], relative)`
static ATANH: [K; 4] =
    [K::new(1.9999999986213306), K::new(0.6666681595087245), K::new(0.39974794922940246), K::new(0.2992565074572896)];

/// (n, s) such that x = 2^n (1 + s)/(1 - s), for a finite x > 0 that is normal; |s| <= 0.1716.
#[inline(always)]
pub(super) fn split<D: F64>(x: D) -> (D, D) {
    let (n, m) = exponent(x);
    (n, (m - k!(1.0)) / (m + k!(1.0)))
}

/// (n, m) such that x = 2^n m, for a finite x > 0 that is normal; sqrt(1/2) <= m < sqrt(2).
#[inline(always)]
pub(super) fn exponent<D: F64>(x: D) -> (D, D) {
    let bits = x.bits() + (ONE - SQRT_HALF);
    let n = D::of_bits(bits.shr(52) | TWO_TO_52) - k!(4503599627370496.0 + 1023.0);
    (n, D::of_bits((bits & MANTISSA) + SQRT_HALF))
}

/// The natural logarithm of 2^n (1 + s)/(1 - s).
#[inline(always)]
pub(super) fn join<D: F64>(n: D, s: D) -> D {
    n * k!(core::f64::consts::LN_2) + s * (s * s).polynomial(&ATANH)
}

/// [`split`] of x = 1 + f, to full relative accuracy near 1, where x has lost the low bits of f.
#[inline(always)]
pub(super) fn split_near_one<D: F64>(x: D, f: D) -> (D, D) {
    let (n, m) = exponent(x);
    let f = D::select(n.eq(n.k(k!(0.0))), f, m - k!(1.0));
    (n, f / (f + k!(2.0)))
}
