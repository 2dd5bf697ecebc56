//! The factors of the normal distribution that its logarithm and the derivatives of that share. They hold tails far
//! below the range of float32.
//!
//! Method: the probability beyond |x| is Q = e^(-x^2/2) R/2 with R = `erfcx`(|x|/sqrt 2), in double precision. The
//! factors are returned one by one: each tail is then a product or quotient of them, and nothing cancels.
//! Domain: all of double precision.
//! Error: 2^-32.5, relative.

use super::erfcx::erfcx;
use super::exp_wide::exp_wide;
use crate::k;
use crate::lanes::F64;

/// The factors of the normal distribution at x.
pub(super) struct Normal<D> {
    /// e^(-x^2/2), at least 2^-1000: the density is `PEAK` times it.
    pub bell: D,
    /// R/2: the probability beyond |x| divided by `bell`.
    pub ratio: D,
}

/// The factors at x.
#[inline(always)]
pub(super) fn normal<D: F64>(x: D) -> Normal<D> {
    let a = x.abs() * k!(core::f64::consts::FRAC_1_SQRT_2);
    Normal { bell: exp_wide(x * x * k!(-0.5)), ratio: erfcx(a) * k!(0.5) }
}
