//! The derivative of the normal density, -x e^(-x^2/2)/sqrt(2 pi).
//!
//! Method: as written, in double precision: a product with the rounded density would have its error, which is large
//! where the density is subnormal.
//! Domain: all of float32; at the infinities the limit, 0.
//! Error: 0.5323 ULP, at 6.1547365. Every 61st float32 was tried.

use super::sign::flip;
use super::tail::{NORMAL, PEAK};
use crate::lanes::{F32, F64};

/// The derivative of the normal density at x.
#[inline(always)]
pub fn normal_pdf_grad<L: F32>(x: L) -> L {
    let a = NORMAL.magnitude(x);
    flip((a * (NORMAL.bell(a) * PEAK)).narrow(), -x)
}
