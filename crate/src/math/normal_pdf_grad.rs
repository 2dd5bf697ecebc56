//! The derivative of the normal density, -x e^(-x^2/2)/sqrt(2 pi).
//!
//! Method: as written, in double precision: -x times the rounded density would lose the bits that a subnormal density
//! lacks.
//! Domain: all of float32; at the infinities the limit, 0.
//! Error: 0.5008 ULP, at 0.95713985. Every 127th float32 was tried.

use super::limited::limited;
use super::normal::{bell, PEAK};
use crate::lanes::{F32, F64};

/// The derivative of the normal density at x.
#[inline(always)]
pub fn normal_pdf_grad<L: F32>(x: L) -> L {
    let x = limited(x).wide();
    (-x * bell(x) * PEAK).narrow()
}
