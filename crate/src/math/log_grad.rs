//! The derivative of the natural logarithm, 1/x on the logarithm's own domain.
//!
//! Method: one division in single precision. The divisor is |x|: +Infinity at -0, the limit from above.
//! Domain: all of float32; NaN below 0, as log is.
//! Error: 0.5 ULP.

use crate::k;
use crate::lanes::F32;

/// The derivative of log at x.
#[inline(always)]
pub fn log_grad<L: F32>(x: L) -> L {
    let y = x.k(k!(1.0)) / x.abs();
    y.nan_where(x.lt(x.k(k!(0.0))))
}
