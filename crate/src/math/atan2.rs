//! The angle of a point.
//!
//! Method: q = smaller/larger of |x| and |y|, and atan(q) on [0, 1] by a polynomial, in double precision; then the
//! reflections on the diagonal, on the vertical axis and on the horizontal one. The last is the sign of y, put on the
//! float32 result, so the function is odd in y to the bit.
//!
//! The quotient has no special cases: the divisor is at least the smallest subnormal, which makes 0/0 a 0 and changes
//! no other quotient, and infinities are replaced by 2^1000, which makes their quotient 1 and any other with them
//! vanish, as the limits are.
//! Domain: all pairs of float32, the special cases as Math.atan2.
//! Error: 0.5010 ULP in 2.7e8 pairs.

use super::sign::{flip, is_signed};
use crate::k;
use crate::lanes::{Real, C, F32, F64, K};
use core::f64::consts::{FRAC_PI_2, PI};

/// 2^1000.
const ENDLESS: C = k!(f64::from_bits((1023 + 1000) << 52));

/// The smallest float32, 2^-149.
const SMALLEST: C = k!(f64::from_bits((1023 - 149) << 52));

/// atan(q)/q in q^2 for q <= 1: error 2^-34.0, relative.
///
/// `fpminimax(atan(x)/x, [|0,2,4,6,8,10,12,14,16,18,20,22|], [|D...|], [2^-30;1], relative)`
static ATAN: [K; 12] = [
    K::new(0.9999999999412362),
    K::new(-0.3333333157121438),
    K::new(0.1999991205173926),
    K::new(-0.1428398076737785),
    K::new(0.11093241342008762),
    K::new(-0.08980239537769893),
    K::new(0.07245719654801333),
    K::new(-0.05427913278546441),
    K::new(0.03420963809973943),
    K::new(-0.01611170188735752),
    K::new(0.004850942177557324),
    K::new(-0.0006847939162879948),
];

/// The angle of the point (x, y), from -pi to pi.
#[inline(always)]
pub fn atan2<L: F32>(y: L, x: L) -> L {
    let (a, b) = (x.abs(), y.abs());
    let is_steep = a.lt(b);
    // In this order a NaN in a stays in `low`, and one in b in `high`.
    let low = a.pmin(b).wide();
    let high = b.pmax(a).pmax(x.k(SMALLEST)).wide();
    let q = low.pmin(low.k(ENDLESS)) / high.pmin(high.k(ENDLESS));

    let angle = q * (q * q).polynomial(&ATAN);
    let angle = L::Wide::select(L::widen(is_steep), angle.k(k!(FRAC_PI_2)) - angle, angle);
    let angle = L::Wide::select(L::widen(is_signed(x)), angle.k(k!(PI)) - angle, angle);
    flip(angle.narrow(), y)
}
