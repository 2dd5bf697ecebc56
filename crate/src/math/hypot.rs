//! The length of a vector.
//!
//! Method: sqrt(x^2 + y^2) in double precision, where neither square leaves the range.
//! Domain: all pairs of float32; Infinity if either is infinite, even if the other is NaN, as Math.hypot.
//! Error: 0.500 ULP.

use crate::k;
use crate::lanes::{Real, F32, F64};

/// The length of the vector (x, y).
#[inline(always)]
pub fn hypot<L: F32>(x: L, y: L) -> L {
    let infinity = x.k(k!(f64::INFINITY));
    let is_infinite = x.abs().eq(infinity) | y.abs().eq(infinity);
    let (x, y) = (x.wide(), y.wide());
    L::select(is_infinite, infinity, (x * x + y * y).sqrt().narrow())
}
