//! The exponential function less 1.
//!
//! Method: `exp_split`, in double precision. The order of the terms keeps the sign of -0.
//! Domain: all of float32.
//! Error: 0.5038 ULP, the worst of every 127th float32.

use super::exp_split::{exp_split_any, SHORT};
use crate::k;
use crate::lanes::{Real, F32, F64};

/// e to the power of x, less 1.
#[inline(always)]
pub fn expm1<L: F32>(x: L) -> L {
    let (power, rest) = exp_split_any(x.wide(), &SHORT);
    (rest - (power.k(k!(1.0)) - power)).narrow()
}
