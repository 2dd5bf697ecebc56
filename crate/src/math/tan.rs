//! The tangent, in radians.
//!
//! Method: reduction to quarter turns and the polynomials of `angle`, in double precision.
//! Domain: all of float32; NaN at the infinities.
//! Error: 0.5010 ULP, at -1978634.5. All of float32 was tried.

use super::angle::{exactly, is_huge, reduce};
use crate::lanes::{Slow, F32, F64};

/// The tangent of x radians.
#[inline(always)]
pub fn tan<L: F32>(x: L) -> L {
    reduce(x.wide()).tan().narrow().rare([x, x], is_huge(x), Slow::Tan)
}

/// The tangent of one angle of any size, to the same bits.
pub fn slow_tan(x: f32) -> f32 {
    exactly(x).tan().narrow()
}
