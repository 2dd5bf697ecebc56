//! The sine, in radians.
//!
//! Method: reduction to quarter turns and the polynomials of `angle`, in double precision.
//! Domain: all of float32; NaN at the infinities.
//! Error: 0.5011 ULP, at -1.350623. All of float32 was tried.

use super::angle::{exactly, is_huge, reduce};
use crate::lanes::{Slow, F32, F64};

/// The sine of x radians.
#[inline(always)]
pub fn sin<L: F32>(x: L) -> L {
    reduce(x.wide()).sin().narrow().rare([x, x], is_huge(x), Slow::Sin)
}

/// The sine of one angle of any size, to the same bits.
pub fn slow_sin(x: f32) -> f32 {
    exactly(x).sin().narrow()
}
