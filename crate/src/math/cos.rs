//! The cosine, in radians.
//!
//! Method: reduction to quarter turns and the polynomials of `angle`, in double precision.
//! Domain: all of float32; NaN at the infinities.
//! Error: 0.5011 ULP, at 5.6567317e21. All of float32 was tried.

use super::angle::{exactly, is_huge, reduce};
use crate::lanes::{Slow, F32, F64};

/// The cosine of x radians.
#[inline(always)]
pub fn cos<L: F32>(x: L) -> L {
    reduce(x.wide()).cos().narrow().rare([x, x], is_huge(x), Slow::Cos)
}

/// The cosine of one angle of any size, to the same bits.
pub fn slow_cos(x: f32) -> f32 {
    exactly(x).cos().narrow()
}
