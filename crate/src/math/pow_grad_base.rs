//! The derivative of the power function by its base, y x^(y-1).
//!
//! Method: y 2^((y-1) log2 |x|) in double precision, with the shared parts of pow. Double precision holds y - 1, and
//! powers out of the range of float32 whose product with y is in range. The sign is that of y, flipped if x is negative
//! and y is even.
//!
//! At x = 0 the stand-in of `log2_wide` for the infinite logarithm makes the result 0 for y = 0 and 1 for y = 1.
//! Domain: all pairs of float32; NaN for a finite x < 0 unless y is an integer. Infinite arguments give the limit.
//! Error: 0.5008 ULP in 2.7e8 pairs.

use super::exp2_wide::exp2_wide;
use super::log2_wide::log2_wide;
use super::pow::needs_integer;
use super::sign::{flip, is_even, is_integer};
use crate::k;
use crate::lanes::{Real, C, F32, F64};

/// 2^200, which stands in for an infinite y: more than any float32, and its product with 2^-1000 rounds to 0.
const INFINITY_STAND_IN: C = k!(f64::from_bits((1023 + 200) << 52));
const MINUS_INFINITY_STAND_IN: C = k!(-f64::from_bits((1023 + 200) << 52));

/// The derivative of pow by its first argument.
#[inline(always)]
pub fn pow_grad_base<L: F32>(x: L, y: L) -> L {
    let d = y.wide();
    let factor = d.pmin(d.k(INFINITY_STAND_IN)).pmax(d.k(MINUS_INFINITY_STAND_IN));
    let g = (factor * exp2_wide((d - k!(1.0)) * log2_wide(x.abs().wide()))).narrow();
    let g = flip(g, L::select(is_even(y), x, x.k(k!(0.0))));
    g.nan_where(needs_integer(x) & !is_integer(y))
}
