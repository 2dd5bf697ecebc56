//! The inverse cosine.
//!
//! Method: `arcsine`, in double precision, which gives acos |x|; then acos x = pi - acos(-x) below 0.
//! Domain: |x| <= 1, NaN outside.
//! Error: 0.5002 ULP, at 0.5715624. All of float32 was tried.

use super::arcsine::arcsine;
use super::sign::is_signed;
use crate::k;
use crate::lanes::{Real, F32, F64};
use core::f64::consts::{FRAC_PI_2, PI};

/// The inverse cosine of x, from 0 to pi.
#[inline(always)]
pub fn acos<L: F32>(x: L) -> L {
    let (is_far, angle) = arcsine(x.abs().wide());
    let angle = L::Wide::select(is_far, angle, angle.k(k!(FRAC_PI_2)) - angle);
    L::Wide::select(L::widen(is_signed(x)), angle.k(k!(PI)) - angle, angle).narrow()
}
