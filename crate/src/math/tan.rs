//! The tangent, in radians.
//!
//! Method: range reduction to quarter turns and the polynomials of `angle`, in double precision.
//! Domain: all of float32; NaN at the infinities.
//! Error: 0.5010 ULP, at -1978634.5. All of float32 was tried.

use super::angle::{needs_fallback, reduce, sin_cos};
use crate::lanes::{Fallback, F32, F64};

/// The tangent of x radians.
#[inline(always)]
pub fn tan<L: F32>(x: L) -> L {
    reduce(x.wide()).tan().narrow().fallback([x, x], needs_fallback(x), Fallback::Tan)
}

/// The tangent of an angle of any size, to the same bits; one lane.
pub fn fallback_tan(x: f32) -> f32 {
    let (sin, cos) = sin_cos(x);
    (sin / cos).narrow()
}
