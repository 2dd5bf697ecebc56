//! The logarithm to base 2 inside pow and its derivatives.
//!
//! Method: log2 x = n + 2 atanh(s)/ln 2 as in `log_split`, in double precision. The polynomial has one term more than
//! that of log: a relative error e here becomes one of up to 2^7.7 e in 2^(y log2 x), for float32 holds powers up to |y
//! log2 x| < 2^8.2.
//! Domain: x >= 0, normal in double precision. At zero and infinity 2^500 stands in for the infinite logarithm: its
//! product with a float32 y is out of range as the infinite one is, but 0 rather than NaN for y = 0.
//! Error: 2^-45, relative: the polynomial's.

use super::log_split::split;
use crate::k;
use crate::lanes::{C, F64, K};

/// 2 atanh(s)/(s ln 2) in s^2 for s <= (sqrt(2) - 1)/(sqrt(2) + 1): error 2^-45.1, relative.
///
/// `fpminimax(2*atanh(x)/x/log(2), [|0,2,4,6,8,10|], [|D...|], [2^-30;(sqrt(2)-1)/(sqrt(2)+1)], relative)`
static ATANH: [K; 6] = [
    K::new(2.88539008177785),
    K::new(0.9617966941133506),
    K::new(0.5770779423684188),
    K::new(0.41220925170601297),
    K::new(0.31990573288500573),
    K::new(0.282899556552813),
];

/// 2^500, which stands in for an infinite logarithm.
const INFINITY_STAND_IN: C = k!(f64::from_bits((1023 + 500) << 52));
const MINUS_INFINITY_STAND_IN: C = k!(-f64::from_bits((1023 + 500) << 52));

/// The logarithm to base 2 of 2^n (1 + s)/(1 - s).
#[inline(always)]
pub(super) fn of_split<D: F64>((n, s): (D, D)) -> D {
    n + s * (s * s).polynomial(&ATANH)
}

/// The logarithm to base 2 of x >= 0; NaN if x is.
#[inline(always)]
pub(super) fn log2_wide<D: F64>(x: D) -> D {
    let y = of_split(split(x));
    let y = D::select(x.lt(x.k(k!(f64::INFINITY))), y, x.pmin(x.k(INFINITY_STAND_IN)));
    D::select(x.eq(x.k(k!(0.0))), x.k(MINUS_INFINITY_STAND_IN), y)
}
