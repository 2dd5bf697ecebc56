//! The cosine, in radians.
//!
//! Method: range reduction to quarter turns and the polynomials of `angle`, in double precision.
//! Domain: all of float32; NaN at the infinities.
//! Error: 0.5011 ULP, at 5.6567317e21. All of float32 was tried.

use super::angle::{needs_fallback, reduce, sin_cos};
use crate::lanes::{Fallback, F32, F64};

/// The cosine of x radians.
#[inline(always)]
pub fn cos<L: F32>(x: L) -> L {
    reduce(x.wide()).cos().narrow().fallback([x, x], needs_fallback(x), Fallback::Cos)
}

/// The cosine of an angle of any size, to the same bits; one lane.
pub fn fallback_cos(x: f32) -> f32 {
    sin_cos(x).1.narrow()
}
