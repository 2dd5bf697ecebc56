//! The polynomial and the reduction that the inverse sine and cosine share.
//!
//! Method: asin(s) = s P(s^2) for s <= 1/2, in double precision. Above, with a = |x|, by the angle from the end:
//! acos(a) = 2 asin(sqrt((1 - a)/2)), whose argument is at most 1/2 again. 1 - a is exact, so that acos keeps its full
//! relative accuracy near its zero at 1.
//! Domain: 0 <= a <= 1; NaN above, by the square root.
//! Error: 2^-35.9, relative: the polynomial's.

use crate::k;
use crate::lanes::{F64, K};

/// asin(s)/s in s^2 for s <= 1/2: error 2^-35.9, relative.
///
/// `fpminimax(asin(sqrt(x))/sqrt(x), 7, [|D...|], [2^-60;0.25], relative)`
static ARCSINE: [K; 8] = [
    K::new(0.9999999999849031),
    K::new(0.16666667421674722),
    K::new(0.0749993819855718),
    K::new(0.044662035665970004),
    K::new(0.030092207841948885),
    K::new(0.024711551276584726),
    K::new(0.007223802989459909),
    K::new(0.03495158360567155),
];

/// Whether a is above 1/2, and acos(a) if it is, else asin(a).
#[inline(always)]
pub(super) fn arcsine<D: F64>(a: D) -> (D::Mask, D) {
    let is_far = a.gt(a.k(k!(0.5)));
    let square = D::select(is_far, (a.k(k!(1.0)) - a) * k!(0.5), a * a);
    let s = D::select(is_far, square.sqrt(), a);
    let angle = s * square.polynomial(&ARCSINE);
    (is_far, D::select(is_far, angle + angle, angle))
}
