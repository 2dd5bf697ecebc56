//! The derivative of hypot by its first argument, x/sqrt(x^2 + y^2).
//!
//! Method: as written, in double precision, where neither square leaves the range. The divisor is kept above 0, so
//! that the origin gives 0, the least-norm subgradient; and infinities are replaced by 2^500, so that the quotient
//! is the limit (on the diagonal, if both are infinite).
//! Domain: all pairs of float32.
//! Error: 0.500 ULP.

use crate::k;
use crate::lanes::{Real, C, F32, F64};

/// 2^500, whose square is in range.
const ENDLESS: C = k!(f64::from_bits((1023 + 500) << 52));
const MINUS_ENDLESS: C = k!(-f64::from_bits((1023 + 500) << 52));
/// 2^-149, the smallest float32.
const SMALLEST: C = k!(f64::from_bits((1023 - 149) << 52));

/// The derivative of hypot at (x, y) by x.
#[inline(always)]
pub fn hypot_grad<L: F32>(x: L, y: L) -> L {
    let (x, y) = (x.wide(), y.abs().wide());
    let x = x.pmin(x.k(ENDLESS)).pmax(x.k(MINUS_ENDLESS));
    let y = y.pmin(y.k(ENDLESS));
    let length = (x * x + y * y).sqrt();
    (x / length.pmax(length.k(SMALLEST))).narrow()
}
