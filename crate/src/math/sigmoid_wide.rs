//! The logistic function inside other functions, and the derivative of gated units x s(y(x)).
//!
//! Method: s = 1/(1 + e^-y), in double precision, whose range holds both tails.
//! Domain: all of double precision; s is 2^-1000 at least.
//! Error: 2^-34.3, relative.

use super::exp_wide::exp_wide;
use crate::k;
use crate::lanes::F64;

/// e^-y and 1/(1 + e^-y).
#[inline(always)]
pub(super) fn sigmoid_wide<D: F64>(y: D) -> (D, D) {
    let e = exp_wide(-y);
    (e, e.k(k!(1.0)) / (e + k!(1.0)))
}

/// The derivative of x s(y) by x where y = y(x) and `slope` = x y'(x): s + x s (1 - s) y', as a product in which
/// 1 - s = e^-y s does not cancel.
#[inline(always)]
pub(super) fn gated_grad<D: F64>(y: D, slope: D) -> D {
    let (e, s) = sigmoid_wide(y);
    s * (slope * (e * s) + k!(1.0))
}
