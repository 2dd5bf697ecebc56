//! What the logarithm of the normal distribution and its derivatives share, which know tails below all of float32.
//!
//! Method: the probability beyond |x| is Q = e^(-x^2/2) R/2 with R = `erfcx`(|x|/sqrt 2), in double precision. The
//! factors are handed out as they are: where both tails are sums of products of them, nothing cancels.
//! Domain: all of double precision.
//! Error: 2^-32.5, relative.

use super::erfcx::erfcx;
use super::exp_wide::exp_wide;
use crate::k;
use crate::lanes::F64;

/// The parts of the normal distribution at x.
pub(super) struct Normal<D> {
    /// e^(-x^2/2), at least 2^-1000: the density is `PEAK` times it.
    pub bell: D,
    /// R/2: the probability beyond |x| divided by `bell`.
    pub ratio: D,
}

#[inline(always)]
pub(super) fn normal<D: F64>(x: D) -> Normal<D> {
    let a = x.abs() * k!(core::f64::consts::FRAC_1_SQRT_2);
    Normal { bell: exp_wide(x * x * k!(-0.5)), ratio: erfcx(a) * k!(0.5) }
}
