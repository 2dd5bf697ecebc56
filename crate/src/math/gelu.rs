//! The Gaussian error linear unit, x times the normal distribution at x.
//!
//! Source: Hendrycks and Gimpel, "Gaussian error linear units" (arXiv 1606.08415).
//! Method: as written, with the parts of `normal`, in double precision.
//! Domain: all of float32, exact in the tail down to underflow near -14.4; -0 at -Infinity.
//! Error: 0.5025 ULP, at -7.3204656. Every 127th float32 was tried.

use super::limited::limited_below;
use super::normal::normal;
use crate::lanes::{F32, F64};

/// The Gaussian error linear unit of x.
#[inline(always)]
pub fn gelu<L: F32>(x: L) -> L {
    let x = limited_below(x).wide();
    (x * normal(x).below(x)).narrow()
}
