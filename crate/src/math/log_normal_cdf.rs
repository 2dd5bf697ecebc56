//! The logarithm of the standard normal distribution.
//!
//! Method: with the factors of `log_normal`, in double precision. For x <= 0 it is log(R/2) - x^2/2, which never
//! underflows. For x > 0 it is log(1 - Q), evaluated as log c + ((1 - c) - Q) where c is 1 - Q rounded: the
//! second term is the rounding error of c, so that the tail is -Q down to underflow, and -0 beyond.
//! Domain: all of float32; -Infinity below -2.6e19.
//! Error: 0.5023 ULP, at 4.918242. Every 127th float32 was tried.

use super::limited::limited_above;
use super::log2_wide::log2_wide;
use super::log_normal::normal;
use crate::k;
use crate::lanes::{Real, F32, F64};

/// The logarithm of the standard normal distribution at x.
#[inline(always)]
pub fn log_normal_cdf<L: F32>(x: L) -> L {
    let x = limited_above(x).wide();
    let one = x.k(k!(1.0));
    let normal = normal(x);
    let tail = normal.bell * normal.ratio;
    let is_above = x.gt(x.k(k!(0.0)));
    let c = L::Wide::select(is_above, one - tail, normal.ratio);
    let rest = L::Wide::select(is_above, (one - c) - tail, x * x * k!(-0.5));
    (log2_wide(c) * k!(core::f64::consts::LN_2) + rest).narrow()
}
