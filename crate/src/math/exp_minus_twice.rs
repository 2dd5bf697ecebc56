//! u = e^(-2a) and 1 - u, each to full relative accuracy: shared by tanh, the sigmoid and their derivatives.
//!
//! Method: by `exp_split`, u = 2^n + 2^n r q(r) and 1 - u = (1 - 2^n) - 2^n r q(r), where 1 - 2^n is exact.

use super::exp_split::{exp_split, SHORT};
use crate::k;
use crate::lanes::F64;

/// (u, 1 - u) for u = e^(-2a), a >= 0. a is clamped to 55, where u is less than 2^-158.
#[inline(always)]
pub(super) fn exp_minus_twice<D: F64>(a: D) -> (D, D) {
    let (power, rest) = exp_split(a.pmin(a.k(k!(55.0))) * k!(-2.0), &SHORT);
    (power + rest, (power.k(k!(1.0)) - power) - rest)
}
