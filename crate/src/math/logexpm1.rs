//! The inverse of softplus, log(e^x - 1).
//!
//! Method: `log_near_one` of e^x - 1 and e^x - 2, both of which `exp_split` gives to full relative accuracy, in double
//! precision; beyond 64 it is x.
//! Domain: x > 0; -Infinity at both zeros, NaN below.
//! Error: 0.5045 ULP, the worst of every 127th float32.

use super::exp_split::{exp_split, SHORT};
use super::log_near_one::log_near_one;
use crate::k;
use crate::lanes::{Real, C, F32, F64};

/// From here on log(e^x - 1) rounds to x.
const IDENTITY_FROM: C = k!(64.0);

/// The logarithm of e^x - 1.
#[inline(always)]
pub fn logexpm1<L: F32>(x: L) -> L {
    let (power, rest) = exp_split(x.pmin(x.k(IDENTITY_FROM)).wide(), &SHORT);
    let y = log_near_one(rest - (power.k(k!(1.0)) - power), rest - (power.k(k!(2.0)) - power)).narrow();
    let y = L::select(x.gt(x.k(IDENTITY_FROM)), x, y);
    y.nan_where(x.lt(x.k(k!(0.0))))
}
