//! The inverse hyperbolic cosine.
//!
//! Method: log(1 + d) with d = t + sqrt(t^2 + 2t) and t = x - 1, in double precision, where t is exact and t^2
//! does not overflow; d is a sum of positive terms, so the relative accuracy is full near the zero at x = 1.
//! Domain: x >= 1, NaN below.
//! Error: 0.5114 ULP, at 1.0311565. All of float32 was tried.

use super::log_one_plus::log_one_plus;
use crate::k;
use crate::lanes::{Real, F32, F64};

/// The inverse hyperbolic cosine of x.
#[inline(always)]
pub fn acosh<L: F32>(x: L) -> L {
    let t = x.wide() - k!(1.0);
    let d = t + (t * (t + k!(2.0))).sqrt();
    log_one_plus(d).narrow().nan_where(x.lt(x.k(k!(1.0))))
}
