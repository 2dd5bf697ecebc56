//! Arguments kept where float32 can tell results apart.
//!
//! Method: e^-150 is nothing beside any float32, so that a function that has such a factor is at its limit; but
//! infinity times it would be NaN, and its inverse to the fourth power must fit into double precision. A function and
//! its derivative take the exponential of the same argument, so that they share it, and limit what they multiply it by.

use crate::k;
use crate::lanes::Real;

/// x, but at least -150.
#[inline(always)]
pub(super) fn limited_below<R: Real>(x: R) -> R {
    x.pmax(x.k(k!(-150.0)))
}

/// x, but at most 150.
#[inline(always)]
pub(super) fn limited_above<R: Real>(x: R) -> R {
    x.pmin(x.k(k!(150.0)))
}
