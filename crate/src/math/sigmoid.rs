//! The logistic function, 1/(1 + e^-x).
//!
//! Method: 1/(1 + u), or u/(1 + u) below 0, with u = e^-|x|, in double precision. (Its derivative is a quarter of
//! that of tanh at x/2, and shares u and the reciprocal.)
//! Domain: all of float32.
//! Error: 0.5009 ULP, the worst of every 127th float32.

use super::exp_minus_twice::exp_minus_twice;
use crate::k;
use crate::lanes::{Real, F32, F64};

/// The logistic function of x.
#[inline(always)]
pub fn sigmoid<L: F32>(x: L) -> L {
    let (u, _) = exp_minus_twice((x * k!(0.5)).abs().wide());
    let one = u.k(k!(1.0));
    let is_below = L::widen(x.lt(x.k(k!(0.0))));
    (L::Wide::select(is_below, u, one) * (one / (u + k!(1.0)))).narrow()
}
