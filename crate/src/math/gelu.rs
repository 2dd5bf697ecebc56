//! The Gaussian error linear unit, x times the normal distribution at x.
//!
//! Source: Hendrycks and Gimpel, "Gaussian error linear units" (arXiv 1606.08415).
//! Method: as written, by `tail`, in double precision.
//! Domain: all of float32, accurate in the tail down to underflow near -14.4; -0 at -Infinity.
//! Error: 0.5322 ULP, at -1.3528131. Every 61st float32 was tried.

use super::limited::limited_below;
use super::tail::NORMAL;
use crate::k;
use crate::lanes::{Real, F32, F64};

/// The Gaussian error linear unit of x.
#[inline(always)]
pub fn gelu<L: F32>(x: L) -> L {
    let (below, _) = below(x);
    (limited_below(x).wide() * below).narrow()
}

/// The normal distribution at x, and its bell e^(-x^2/2).
#[inline(always)]
pub(super) fn below<L: F32>(x: L) -> (L::Wide, L::Wide) {
    let a = NORMAL.magnitude(x);
    let bell = NORMAL.bell(a);
    let tail = bell * NORMAL.ratio(a);
    let is_above = L::widen(x.gt(x.k(k!(0.0))));
    (L::Wide::select(is_above, a.k(k!(1.0)) - tail, tail), bell)
}
