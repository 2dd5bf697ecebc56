//! The derivative of atan2 by its first argument, x/(x^2 + y^2).
//!
//! Method: as written, in double precision, where neither square leaves the range. (The derivative by the second
//! argument is -`atan2_grad(x, y)`.)
//! Domain: all pairs of float32; NaN at the origin, where no subgradient exists. Infinite arguments give the limit, 0.
//! Error: 0.500 ULP.

use crate::k;
use crate::lanes::{Real, C, F32, F64};

/// 2^200, which stands in for infinity: more than any float32.
const INFINITY_STAND_IN: C = k!(f64::from_bits((1023 + 200) << 52));
const MINUS_INFINITY_STAND_IN: C = k!(-f64::from_bits((1023 + 200) << 52));

/// The derivative of atan2 at (y, x) by y.
#[inline(always)]
pub fn atan2_grad<L: F32>(y: L, x: L) -> L {
    let (y, x) = (y.wide(), x.wide());
    (x.pmin(x.k(INFINITY_STAND_IN)).pmax(x.k(MINUS_INFINITY_STAND_IN)) / (x * x + y * y)).narrow()
}
