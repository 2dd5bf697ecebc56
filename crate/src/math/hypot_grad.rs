//! The derivative of hypot by its first argument, x/sqrt(x^2 + y^2).
//!
//! Method: as written, in double precision, where neither square leaves the range. The divisor is kept above 0, so
//! that the result at the origin is 0, the subgradient of least norm; and 2^500 stands in for infinity, so that the
//! quotient is the limit (the one along the diagonal, if both are infinite).
//! Domain: all pairs of float32.
//! Error: 0.500 ULP.

use crate::k;
use crate::lanes::{Real, C, F32, F64};

/// 2^500, which stands in for infinity: its square is finite.
const INFINITY_STAND_IN: C = k!(f64::from_bits((1023 + 500) << 52));
const MINUS_INFINITY_STAND_IN: C = k!(-f64::from_bits((1023 + 500) << 52));
/// 2^-149, the smallest float32.
const SMALLEST: C = k!(f64::from_bits((1023 - 149) << 52));

/// The derivative of hypot at (x, y) by x.
#[inline(always)]
pub fn hypot_grad<L: F32>(x: L, y: L) -> L {
    let (x, y) = (x.wide(), y.abs().wide());
    let x = x.pmin(x.k(INFINITY_STAND_IN)).pmax(x.k(MINUS_INFINITY_STAND_IN));
    let y = y.pmin(y.k(INFINITY_STAND_IN));
    let length = (x * x + y * y).sqrt();
    (x / length.pmax(length.k(SMALLEST))).narrow()
}
