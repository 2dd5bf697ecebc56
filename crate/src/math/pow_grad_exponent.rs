//! The derivative of the power function by its exponent, x^y ln x.
//!
//! Method: 2^z log2_wide(x) ln 2 with z = y log2 x, in double precision, with the shared parts of pow.
//! Domain: x > 0; at x = 0 the limit, 0, for y > 0, and NaN otherwise; NaN for x < 0. x = Infinity gives the limit.
//! Error: 0.5008 ULP in 2.7e8 pairs.

use super::exp2_wide::exp2_wide;
use super::log2_wide::log2_wide;
use crate::k;
use crate::lanes::{F32, F64};

/// The derivative of pow by its second argument.
#[inline(always)]
pub fn pow_grad_exponent<L: F32>(x: L, y: L) -> L {
    let log = log2_wide(x.abs().wide());
    let g = (exp2_wide(y.wide() * log) * (log * k!(core::f64::consts::LN_2))).narrow();
    let zero = x.k(k!(0.0));
    let is_defined = x.gt(zero) | (x.eq(zero) & y.gt(zero));
    g.nan_where(!is_defined)
}
