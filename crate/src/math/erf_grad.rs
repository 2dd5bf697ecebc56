//! The derivative of the error function, 2/sqrt(pi) e^(-x^2).
//!
//! Method: as written, in double precision, which holds the square of a float32 exactly. (Rounded to float32, the
//! square would cost up to 60 ULP in the tail.)
//! Domain: all of float32.
//! Error: 0.5008 ULP, at -0.35026187. Every 127th float32 was tried.

use super::exp_wide::exp_wide;
use crate::k;
use crate::lanes::{F32, F64};

/// The derivative of erf at x.
#[inline(always)]
pub fn erf_grad<L: F32>(x: L) -> L {
    let x = x.wide();
    (exp_wide(-(x * x)) * k!(core::f64::consts::FRAC_2_SQRT_PI)).narrow()
}
