//! The power function.
//!
//! Method: |x|^y = 2^(y log2 |x|) in double precision; then the sign, which is that of x if y is an odd integer, and
//! the special cases of ECMAScript (Number::exponentiate). `log2_wide` and `exp2_wide` give the right result for zero
//! and infinite bases, for infinite exponents, and NaN for 1 to an infinite power (infinity times log2 1). Two cases
//! are selected: NaN for a finite base below 0 with a fractional exponent, and 1 for an exponent of 0 with any base,
//! even NaN.
//! Domain: all pairs of float32.
//! Error: 0.5007 ULP in 2.7e8 pairs.

use super::exp2_wide::exp2_wide;
use super::log2_wide::log2_wide;
use super::sign::{flip, is_even, is_integer};
use crate::k;
use crate::lanes::{F32, F64};

/// x to the power of y.
#[inline(always)]
pub fn pow<L: F32>(x: L, y: L) -> L {
    let zero = x.k(k!(0.0));
    let magnitude = exp2_wide(y.wide() * log2_wide(x.abs().wide())).narrow();
    let p = flip(magnitude, L::select(is_integer(y) & !is_even(y), x, zero));
    let p = p.nan_where(needs_integer(x) & !is_integer(y));
    L::select(y.eq(zero), x.k(k!(1.0)), p)
}

/// Bases whose fractional powers are not real: below 0 and finite.
#[inline(always)]
pub(super) fn needs_integer<L: F32>(x: L) -> L::Mask {
    x.lt(x.k(k!(0.0))) & x.gt(x.k(k!(f64::NEG_INFINITY)))
}
