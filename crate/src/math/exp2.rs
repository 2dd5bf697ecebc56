//! The power of 2.
//!
//! Method: `exp2_wide`, in double precision, rounded once.
//! Domain: all of float32. Integer powers are exact.
//! Error: 0.5007 ULP, the worst of every 127th float32; 0.5007 ULP for the product, in 6.3e6 pairs.

use super::exp2_wide::exp2_wide;
use crate::lanes::{F32, F64};

/// 2 to the power of x.
#[inline(always)]
pub fn exp2<L: F32>(x: L) -> L {
    exp2_wide(x.wide()).narrow()
}

/// 2 to the power of x, times y.
#[inline(always)]
pub fn exp2_times<L: F32>(x: L, y: L) -> L {
    (exp2_wide(x.wide()) * y.wide()).narrow()
}
