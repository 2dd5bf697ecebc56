//! What the functions of the normal distribution share.
//!
//! Method: the probability beyond |x| is Q = e^(-x^2/2) R/2 with R = `erfcx`(|x|/sqrt 2), in double precision. The
//! factors are handed out as they are: where both tails are sums of products of them, nothing cancels.
//! Domain: all of double precision.
//! Error: 2^-32.5, relative.

use super::erfcx::erfcx;
use super::exp_wide::exp_wide;
use crate::k;
use crate::lanes::{C, F64};

/// 1/sqrt(2 pi), the density at 0.
pub(super) const PEAK: C = k!(0.3989422804014327);

/// The parts of the normal distribution at x.
#[derive(Clone, Copy)]
pub(super) struct Normal<D> {
    /// e^(-x^2/2), at least 2^-1000: the density is [`PEAK`] times it.
    pub bell: D,
    /// R/2: the probability beyond |x| divided by `bell`.
    pub ratio: D,
}

#[inline(always)]
pub(super) fn bell<D: F64>(x: D) -> D {
    exp_wide(x * x * k!(-0.5))
}

#[inline(always)]
pub(super) fn normal<D: F64>(x: D) -> Normal<D> {
    Normal { bell: bell(x), ratio: erfcx(x.abs() * k!(core::f64::consts::FRAC_1_SQRT_2)) * k!(0.5) }
}

impl<D: F64> Normal<D> {
    /// The probability below x.
    #[inline(always)]
    pub fn below(self, x: D) -> D {
        let tail = self.bell * self.ratio;
        D::select(x.gt(x.k(k!(0.0))), x.k(k!(1.0)) - tail, tail)
    }
}
