//! e to a power inside other functions.
//!
//! Method: 2^(x log2 e) by `exp2_wide`, in double precision. The rounding of the product adds at most 2^-45 where
//! the result is in the range of float32.
//! Domain: all of double precision, NaN too; the result is kept between 2^-1000 and 2^1000.
//! Error: 2^-34.3, relative.

use super::exp2_wide::exp2_wide;
use crate::k;
use crate::lanes::F64;

/// e to the power of x.
#[inline(always)]
pub(super) fn exp_wide<D: F64>(x: D) -> D {
    exp2_wide(x * k!(core::f64::consts::LOG2_E))
}
