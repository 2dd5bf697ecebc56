//! The derivatives of atan2 of orders 2 and 3. With w = x + iy that of order n is, but for a factor of (n - 1)! and a sign,
//! the real or imaginary part of w^-n.
//!
//! Method: as written, in double precision, whose range holds the sixth power of any length. The squares are exact, so
//! that their difference has one rounding.
//! Domain: all pairs of float32; NaN at the origin. Infinite arguments give the limit, 0.
//! Error: 0.500 ULP.

use crate::k;
use crate::lanes::{Real, C, F32, F64};

/// 2^150, which stands in for infinity: more than any float32, and its powers are finite.
const INFINITY_STAND_IN: C = k!(f64::from_bits((1023 + 150) << 52));
const MINUS_INFINITY_STAND_IN: C = k!(-f64::from_bits((1023 + 150) << 52));

/// The real part of w^-2: (x^2 - y^2)/(x^2 + y^2)^2.
#[inline(always)]
pub fn atan2_grad2<L: F32>(y: L, x: L) -> L {
    let [y, x, length] = squared(y, x);
    ((x * x - y * y) / (length * length)).narrow()
}

/// The imaginary part of w^-2, negated: 2xy/(x^2 + y^2)^2.
#[inline(always)]
pub fn atan2_grad_mixed<L: F32>(y: L, x: L) -> L {
    let [y, x, length] = squared(y, x);
    (x * y * k!(2.0) / (length * length)).narrow()
}

/// The real part of w^-3: x(x^2 - 3y^2)/(x^2 + y^2)^3. (The imaginary one is `atan2_grad3(x, y)`.)
#[inline(always)]
pub fn atan2_grad3<L: F32>(y: L, x: L) -> L {
    let [y, x, length] = squared(y, x);
    (x * (x * x - y * y * k!(3.0)) / (length * length * length)).narrow()
}

/// y and x in double precision, and the square of the length of w.
#[inline(always)]
fn squared<L: F32>(y: L, x: L) -> [L::Wide; 3] {
    let [y, x] = [y.wide(), x.wide()].map(|d| d.pmin(d.k(INFINITY_STAND_IN)).pmax(d.k(MINUS_INFINITY_STAND_IN)));
    [y, x, x * x + y * y]
}
