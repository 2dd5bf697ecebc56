//! A term of a derivative of the power function by its base, c x^(y-1): of the first one, c is y.
//!
//! Method: c 2^((y-1) log2 |x|) in double precision, with the shared parts of pow. Double precision holds y - 1, and
//! powers out of the range of float32 whose product with c is in range. The sign is that of c, flipped if x is negative
//! and y is even. In float32, y - 1 would be -1 for tiny y, and even for large ones: hence the same with y - 2, c being
//! y (y - 1), for the second derivative.
//!
//! `exp2_wide` is neither infinite nor 0, so that c = 0 gives 0 at a pole too. At x = 0 the stand-in of `log2_wide` for
//! the infinite logarithm makes the result c for y = 1.
//! Domain: all of float32; NaN for a finite x < 0 unless y is an integer. Infinite arguments give the limit.
//! Error: 0.5008 ULP for c = y, in 2.7e8 pairs.

use super::exp2_wide::exp2_wide;
use super::log2_wide::log2_wide;
use super::pow::needs_integer;
use super::sign::{flip, is_even, is_integer};
use crate::k;
use crate::lanes::{Real, C, F32, F64};

/// 2^200, which stands in for an infinite c: more than any float32, and its product with 2^-1000 rounds to 0.
const INFINITY_STAND_IN: C = k!(f64::from_bits((1023 + 200) << 52));
const MINUS_INFINITY_STAND_IN: C = k!(-f64::from_bits((1023 + 200) << 52));

/// c times x to the power of y - 1.
#[inline(always)]
pub fn pow_term<L: F32>(x: L, y: L, c: L) -> L {
    term(x, y, c, k!(1.0), is_even)
}

/// c times x to the power of y - 2.
#[inline(always)]
pub fn pow_grad_base2<L: F32>(x: L, y: L, c: L) -> L {
    term(x, y, c, k!(2.0), |y| is_integer(y) & !is_even(y))
}

/// c times x to the power of y less an integer, which is odd where `is_odd` says so of y.
#[inline(always)]
fn term<L: F32>(x: L, y: L, c: L, less: C, is_odd: impl Fn(L) -> L::Mask) -> L {
    let d = c.wide();
    let factor = d.pmin(d.k(INFINITY_STAND_IN)).pmax(d.k(MINUS_INFINITY_STAND_IN));
    let term = (factor * exp2_wide((y.wide() - less) * log2_wide(x.abs().wide()))).narrow();
    let term = flip(term, L::select(is_odd(y), x, x.k(k!(0.0))));
    term.nan_where(needs_integer(x) & !is_integer(y))
}
