//! The sigmoid linear unit, x/(1 + e^-x).
//!
//! Source: Elfwing, Uchibe and Doya, "Sigmoid-weighted linear units" (arXiv 1702.03118).
//! Method: as written, in double precision.
//! Domain: all of float32, accurate in the tail down to underflow near -108.7; -0 at -Infinity.
//! Error: 0.5007 ULP, at -87.08071. Every 127th float32 was tried.

use super::limited::limited_below;
use super::sigmoid_wide::sigmoid_wide;
use crate::lanes::{F32, F64};

/// The sigmoid linear unit of x.
#[inline(always)]
pub fn silu<L: F32>(x: L) -> L {
    let x = limited_below(x).wide();
    (x * sigmoid_wide(x).1).narrow()
}
