//! The hyperbolic tangent.
//!
//! Method: tanh |x| = (1 - u)/(1 + u) with u = e^(-2|x|), in double precision; the sign is put back last, so the
//! function is odd to the bit. The quotient is evaluated as a product with the reciprocal of 1 + u, which the
//! derivative shares: the pair costs one division.
//! Domain: all of float32.
//! Error: 0.5039 ULP, at 0.11366892. All of float32 was tried.

use super::exp_minus_twice::exp_minus_twice;
use super::sign::flip;
use crate::k;
use crate::lanes::{Real, F32, F64};

/// The hyperbolic tangent of x.
#[inline(always)]
pub fn tanh<L: F32>(x: L) -> L {
    let (u, rest) = exp_minus_twice(x.abs().wide());
    let reciprocal = u.k(k!(1.0)) / (u + k!(1.0));
    flip((rest * reciprocal).narrow(), x)
}
