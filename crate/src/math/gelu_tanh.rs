//! The Gaussian error linear unit by the tanh approximation, x (1 + tanh v)/2 with v = sqrt(2/pi) (x + 0.044715 x^3).
//!
//! Source: Hendrycks and Gimpel, "Gaussian error linear units" (arXiv 1606.08415).
//! Method: x/(1 + e^-2v), which is equal and does not cancel in the tail, in double precision.
//! Domain: all of float32; -0 at -Infinity.
//! Error: 0.5008 ULP, at -2.4935474. Every 127th float32 was tried.

use super::limited::limited_below;
use super::sigmoid_wide::sigmoid_wide;
use crate::k;
use crate::lanes::{C, F32, F64};

/// 2 sqrt(2/pi), the coefficient of x in 2v.
pub(super) const LINEAR: C = k!(1.5957691216057308);
/// The coefficient of x^3 in 2v.
pub(super) const CUBIC: C = k!(1.5957691216057308 * 0.044715);

/// The approximate Gaussian error linear unit of x.
#[inline(always)]
pub fn gelu_tanh<L: F32>(x: L) -> L {
    let x = limited_below(x).wide();
    (x * sigmoid_wide(x * (x * x * CUBIC + LINEAR)).1).narrow()
}
