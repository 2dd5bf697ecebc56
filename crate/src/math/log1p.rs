//! The natural logarithm of 1 + x.
//!
//! Method: `log_near_one` of 1 + x and x, in double precision; the sign of x is put on the result last, for that of -0.
//! Domain: x > -1; -Infinity at -1, NaN below.
//! Error: 0.5000 ULP, the worst of every 127th float32.

use super::log_near_one::log_near_one;
use super::sign::flip;
use crate::k;
use crate::lanes::{F32, F64};

/// The natural logarithm of 1 + x.
#[inline(always)]
pub fn log1p<L: F32>(x: L) -> L {
    let f = x.wide();
    let y = flip(log_near_one(f + k!(1.0), f).narrow().abs(), x);
    y.nan_where(x.lt(x.k(k!(-1.0))))
}
