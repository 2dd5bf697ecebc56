//! The power function.
//!
//! Method: |x|^y = 2^(y log2 |x|) in double precision; then the sign, which is that of x if y is an odd integer, and
//! the cases that ECMAScript (Number::exponentiate) sets apart. Of those, zero and infinite bases and infinite
//! exponents come by themselves from `log2` and `exp2`, and so does NaN for 1 to an infinite power (infinity times
//! log2 1). Left are NaN for a finite base below 0 with a fractional exponent, and 1 for an exponent of 0 with any
//! base, even NaN.
//! Domain: all pairs of float32.
//! Error: 0.5007 ULP in 2.7e8 pairs.

use super::exp2::exp2;
use super::log2::log2;
use super::sign::{flip, is_even, is_integer};
use crate::k;
use crate::lanes::{F32, F64};

/// x to the power of y.
#[inline(always)]
pub fn pow<L: F32>(x: L, y: L) -> L {
    let zero = x.k(k!(0.0));
    let magnitude = exp2(y.wide() * log2(x.abs().wide())).narrow();
    let p = flip(magnitude, L::select(is_integer(y) & !is_even(y), x, zero));
    let p = p.nan_where(needs_integer(x) & !is_integer(y));
    L::select(y.eq(zero), x.k(k!(1.0)), p)
}

/// Bases whose fractional powers are not real: below 0 and finite.
#[inline(always)]
pub(super) fn needs_integer<L: F32>(x: L) -> L::Mask {
    x.lt(x.k(k!(0.0))) & x.gt(x.k(k!(f64::NEG_INFINITY)))
}
