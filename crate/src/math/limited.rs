//! Arguments clamped to 150, beyond which functions with a factor e^-|x| are at their limits in float32.
//!
//! Method: the product of e^-150 and 150 rounds to 0 in float32. Unclamped, the product of 0 and infinity would be NaN,
//! and the fourth power of e^|x| would overflow double precision; that of e^150 does not. A function and its derivative
//! take the exponential of the same clamped argument, so that they share it, and clamp the other factor.

use crate::k;
use crate::lanes::Real;

/// max(x, -150).
#[inline(always)]
pub(super) fn limited_below<R: Real>(x: R) -> R {
    x.pmax(x.k(k!(-150.0)))
}

/// min(x, 150).
#[inline(always)]
pub(super) fn limited_above<R: Real>(x: R) -> R {
    x.pmin(x.k(k!(150.0)))
}
