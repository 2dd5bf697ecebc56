//! The derivative of the logarithm of the normal distribution: its density divided by it, the inverse Mills ratio.
//!
//! Method: with the factors of `log_normal`, in double precision. For x <= 0 the exponential cancels and leaves
//! 2/(R sqrt(2 pi)), about -x in the tail; for x > 0 it is the density divided by 1 - Q.
//! Domain: all of float32.
//! Error: 0.5019 ULP, at -0.2808961. Every 127th float32 was tried.

use super::limited::limited_above;
use super::log_normal::normal;
use super::tail::PEAK;
use crate::k;
use crate::lanes::{F32, F64};

/// The derivative of log_normal_cdf at x.
#[inline(always)]
pub fn log_normal_cdf_grad<L: F32>(x: L) -> L {
    mills(limited_above(x).wide()).narrow()
}

/// The inverse Mills ratio in double precision.
#[inline(always)]
pub(super) fn mills<D: F64>(x: D) -> D {
    let one = x.k(k!(1.0));
    let normal = normal(x);
    let is_above = x.gt(x.k(k!(0.0)));
    let density = D::select(is_above, normal.bell, one);
    let below = D::select(is_above, one - normal.bell * normal.ratio, normal.ratio);
    density * PEAK / below
}
