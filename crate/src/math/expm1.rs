//! The exponential function less 1.
//!
//! Method: `exp_split`, in double precision. The order of the terms keeps the sign of -0.
//! Domain: all of float32.
//! Error: 0.5038 ULP, the worst of every 127th float32.

use super::exp_split::{exp_split, SHORT};
use crate::k;
use crate::lanes::{Real, F32, F64};

/// e to the power of x, less 1.
#[inline(always)]
pub fn expm1<L: F32>(x: L) -> L {
    // e^89 overflows float32, and e^-104 - 1 rounds to -1.
    let x = x.pmin(x.k(k!(89.0))).pmax(x.k(k!(-104.0)));
    let (power, rest) = exp_split(x.wide(), &SHORT);
    (rest - (power.k(k!(1.0)) - power)).narrow()
}
