//! The logit, log(x/(1 - x)).
//!
//! Method: as written, with `log_near_one`, in double precision. The quotient is rounded; but no float32 but 1/2
//! itself is nearer to 1/2 than 2^-25, so that the relative error of the quotient less 1 is below 2^-30.
//! Domain: 0 to 1, infinite at both; NaN outside.
//! Error: 0.5000 ULP, the worst of every 127th float32.

use super::log_near_one::log_near_one;
use crate::k;
use crate::lanes::{Real, F32, F64};

/// The logarithm of the odds of x.
#[inline(always)]
pub fn logit<L: F32>(x: L) -> L {
    let p = x.wide();
    let odds = p / (p.k(k!(1.0)) - p);
    let y = log_near_one(odds, odds - k!(1.0)).narrow();
    y.nan_where(x.lt(x.k(k!(0.0))) | x.gt(x.k(k!(1.0))))
}
