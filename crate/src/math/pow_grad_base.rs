//! The derivative of the power function by its base, y x^(y-1).
//!
//! Method: y 2^((y-1) log2 |x|) in double precision, with the shared parts of pow. Double precision holds y - 1, and
//! the power where float32 could not: the product may be in range where the power is not, and the other way round.
//! The sign is that of y, flipped if x has one and y is even.
//!
//! x = 0 needs no care: `log2` gives a finite stand-in, so that y = 0 gives 0 and y = 1 gives 1.
//! Domain: all pairs of float32; NaN for a finite x < 0 unless y is an integer. Infinite arguments give the limit.
//! Error: 0.5008 ULP in 2.7e8 pairs.

use super::exp2::exp2;
use super::log2::log2;
use super::pow::needs_integer;
use super::sign::{flip, is_even, is_integer};
use crate::k;
use crate::lanes::{Real, C, F32, F64};

/// 2^200: more than any float32, and less than exp2 can undo.
const LARGE: C = k!(f64::from_bits((1023 + 200) << 52));
const MINUS_LARGE: C = k!(-f64::from_bits((1023 + 200) << 52));

/// The derivative of pow by its first argument.
#[inline(always)]
pub fn pow_grad_base<L: F32>(x: L, y: L) -> L {
    let d = y.wide();
    let factor = d.pmin(d.k(LARGE)).pmax(d.k(MINUS_LARGE));
    let g = (factor * exp2((d - k!(1.0)) * log2(x.abs().wide()))).narrow();
    let g = flip(g, L::select(is_even(y), x, x.k(k!(0.0))));
    g.nan_where(needs_integer(x) & !is_integer(y))
}
