//! The derivative of logaddexp by its first argument, 1/(1 + e^(y-x)).
//!
//! Method: as written, with `exp_split`, in double precision: the difference rounded to float32 would cost 32 ULP in
//! the tail.
//! Domain: all pairs of float32; 1/2 where both are the same infinity.
//! Error: 0.5010 ULP in 6.3e6 pairs.

use super::exp_split::{exp_split_any, SHORT};
use super::logaddexp::difference;
use crate::k;
use crate::lanes::{Real, F32, F64};

/// The derivative of logaddexp at (x, y) by x.
#[inline(always)]
pub fn logaddexp_grad<L: F32>(x: L, y: L) -> L {
    let (power, rest) = exp_split_any(difference(y.wide(), x.wide()), &SHORT);
    (power.k(k!(1.0)) / (power + rest + k!(1.0))).narrow()
}
