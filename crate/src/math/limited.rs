//! Arguments kept where float32 can tell results apart.
//!
//! Method: e^-150 is nothing beside any float32, so that a function that has such a factor is at its limit; but
//! infinity times it would be NaN, and its inverse to the fourth power must fit into double precision.

use crate::k;
use crate::lanes::F32;

/// x, but at least -150.
#[inline(always)]
pub(super) fn limited_below<L: F32>(x: L) -> L {
    x.pmax(x.k(k!(-150.0)))
}

/// x, but at most 150.
#[inline(always)]
pub(super) fn limited_above<L: F32>(x: L) -> L {
    x.pmin(x.k(k!(150.0)))
}

/// x, kept between -150 and 150.
#[inline(always)]
pub(super) fn limited<L: F32>(x: L) -> L {
    limited_above(limited_below(x))
}
