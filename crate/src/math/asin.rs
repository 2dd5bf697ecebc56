//! The inverse sine.
//!
//! Method: `arcsine`, in double precision; the sign is put back last, so the function is odd to the bit.
//! Domain: |x| <= 1, NaN outside.
//! Error: 0.5003 ULP, at 0.51628304. All of float32 was tried.

use super::arcsine::arcsine;
use super::sign::flip;
use crate::k;
use crate::lanes::{Real, F32, F64};
use core::f64::consts::FRAC_PI_2;

/// The inverse sine of x, from -pi/2 to pi/2.
#[inline(always)]
pub fn asin<L: F32>(x: L) -> L {
    let (is_far, angle) = arcsine(x.abs().wide());
    flip(L::Wide::select(is_far, angle.k(k!(FRAC_PI_2)) - angle, angle).narrow(), x)
}
