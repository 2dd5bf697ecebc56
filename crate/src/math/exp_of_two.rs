//! The power of 2.
//!
//! Method: `exp2`, in double precision, rounded once.
//! Domain: all of float32. Integer powers are exact.
//! Error: 0.5007 ULP, the worst of every 127th float32.

use super::exp2::exp2 as power;
use crate::lanes::{F32, F64};

/// 2 to the power of x.
#[inline(always)]
pub fn exp2<L: F32>(x: L) -> L {
    power(x.wide()).narrow()
}
