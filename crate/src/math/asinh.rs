//! The inverse hyperbolic sine.
//!
//! Method: log(1 + d) with d = a + a^2/(1 + sqrt(1 + a^2)) and a = |x|, in double precision, where a^2 does not
//! overflow; d is a sum of positive terms, so nothing cancels near 0. The sign is put back last, so the function is odd
//! to the bit. In the quotient, 2^500 stands in for infinity: its square is finite.
//! Domain: all of float32.
//! Error: 0.5115 ULP, at -0.003900814. All of float32 was tried.

use super::log_one_plus::log_one_plus;
use super::sign::flip;
use crate::k;
use crate::lanes::{Real, C, F32, F64};

/// 2^500, which stands in for infinity: its square is finite.
const INFINITY_STAND_IN: C = k!(f64::from_bits((1023 + 500) << 52));

/// The inverse hyperbolic sine of x.
#[inline(always)]
pub fn asinh<L: F32>(x: L) -> L {
    let a = x.abs().wide();
    let b = a.pmin(a.k(INFINITY_STAND_IN));
    let square = b * b;
    let d = a + square / ((square + k!(1.0)).sqrt() + k!(1.0));
    flip(log_one_plus(d).narrow(), x)
}
