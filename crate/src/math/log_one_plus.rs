//! log(1 + d) inside the inverse hyperbolic functions, to full relative accuracy near 0.
//!
//! Method: 1 + d = 2^n m as in `log_split`, in double precision, and log m = 2 atanh(f/(2 + f)) with f = m - 1. Near 0,
//! where n = 0, the sum 1 + d has lost the low bits of d, so there f is d itself.
//! Domain: d > -1 and infinity; NaN if d is.
//! Error: 2^-30.4, relative: the polynomial's.

use super::log_split::{exponent, join};
use crate::k;
use crate::lanes::F64;

/// The natural logarithm of 1 + d.
#[inline(always)]
pub(super) fn log_one_plus<D: F64>(d: D) -> D {
    let (n, m) = exponent(d + k!(1.0));
    let f = D::select(d.abs().lt(d.k(k!(0.25))), d, m - k!(1.0));
    let y = join(n, f / (f + k!(2.0)));
    D::select(d.lt(d.k(k!(f64::INFINITY))), y, d)
}
