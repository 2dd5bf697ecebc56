//! The angle of a point.
//!
//! Method: the angle in the first quadrant as in `quadrant_angle`, then pi less it where the sign bit of x is set. The
//! sign of y is put on the float32 result, so the function is odd in y to the bit.
//!
//! The quotient has no special cases. The divisor is at least the smallest subnormal, which makes 0/0 a 0 and changes
//! no other quotient. 2^1000 stands in for infinity: the quotient of two infinities is then 1, and that of a finite
//! number and infinity 0, which are the limits.
//! Domain: all pairs of float32, the special cases as Math.atan2.
//! Error: 0.5010 ULP in 2.7e8 pairs.

use super::quadrant_angle::quadrant_angle;
use super::sign::{flip, is_signed};
use crate::k;
use crate::lanes::{Real, C, F32, F64};
use core::f64::consts::PI;

/// 2^1000, which stands in for infinity.
const INFINITY_STAND_IN: C = k!(f64::from_bits((1023 + 1000) << 52));

/// The smallest float32, 2^-149.
const SMALLEST: C = k!(f64::from_bits((1023 - 149) << 52));

/// The angle of the point (x, y), from -pi to pi.
#[inline(always)]
pub fn atan2<L: F32>(y: L, x: L) -> L {
    let (a, b) = (x.abs(), y.abs());
    let is_steep = a.lt(b);
    // pmin and pmax keep a NaN of their receiver: that of a stays in `low`, and that of b in `high`.
    let low = a.pmin(b).wide();
    let high = b.pmax(a).pmax(x.k(SMALLEST)).wide();
    let angle =
        quadrant_angle(low.pmin(low.k(INFINITY_STAND_IN)), high.pmin(high.k(INFINITY_STAND_IN)), L::widen(is_steep));
    let angle = L::Wide::select(L::widen(is_signed(x)), angle.k(k!(PI)) - angle, angle);
    flip(angle.narrow(), y)
}
