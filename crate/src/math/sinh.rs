//! The hyperbolic sine.
//!
//! Method: with e = e^|x| as in `exp_split`, sinh |x| = ((e - 1) + (e - 1)/e)/2, which is (e - 1/e)/2 without its
//! cancellation near 0, in double precision; the sign is put back last, so the function is odd to the bit. e and its
//! reciprocal serve cosh, the derivative, too.
//! Domain: all of float32; overflows beyond 89.4, as e^|x|/2 does. |x| is clamped to 100.
//! Error: 0.5035 ULP, at -0.06061657; every 127th float32 was tried.

use super::exp_split::{exp_split, SHORT};
use super::sign::flip;
use crate::k;
use crate::lanes::{Real, F32, F64};

/// The hyperbolic sine of x.
#[inline(always)]
pub fn sinh<L: F32>(x: L) -> L {
    let a = x.abs().wide();
    let (power, rest) = exp_split(a.pmin(a.k(k!(100.0))), &SHORT);
    let reciprocal = a.k(k!(1.0)) / (power + rest);
    let less_one = (power - k!(1.0)) + rest;
    flip(((less_one + less_one * reciprocal) * k!(0.5)).narrow(), x)
}
