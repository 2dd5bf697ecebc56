//! e to a power inside other functions.
//!
//! Method: 2^(x log2 e) by `exp2`, in double precision. Rounding the product costs 2^-45 at most where float32 can
//! hold the result.
//! Domain: all of double precision, NaN too; the result is kept between 2^-1000 and 2^1000.
//! Error: 2^-34.3, relative.

use super::exp2::exp2;
use crate::k;
use crate::lanes::F64;

/// e to the power of x.
#[inline(always)]
pub(super) fn exp_wide<D: F64>(x: D) -> D {
    exp2(x * k!(core::f64::consts::LOG2_E))
}
