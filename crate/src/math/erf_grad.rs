//! The derivative of the error function, 2/sqrt(pi) e^(-x^2).
//!
//! Method: as written, in double precision, which holds the square of a float32 exactly. (Rounded to float32, the
//! square would cost up to 60 ULP in the tail.)
//! Domain: all of float32.
//! Error: 0.5299 ULP, at -5.6048756. Every 61st float32 was tried.

use super::tail::ERFC;
use crate::k;
use crate::lanes::{F32, F64};

/// The derivative of erf at x.
#[inline(always)]
pub fn erf_grad<L: F32>(x: L) -> L {
    (ERFC.bell(ERFC.magnitude(x)) * k!(core::f64::consts::FRAC_2_SQRT_PI)).narrow()
}
