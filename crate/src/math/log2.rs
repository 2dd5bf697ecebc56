//! The logarithm to base 2 inside pow and its derivatives.
//!
//! Method: log2 x = n + 2 atanh(s)/ln 2 as in `log_split`, in double precision. It has one term more than log: the
//! power is 2^(y log2 x), where |y log2 x| < 2^8.2 matters, so that an error e here is one of up to 2^7.7 e there.
//! Domain: x >= 0, normal in double precision. Zero and infinity give finite stand-ins for infinite logarithms: large
//! enough that the product with any float32 is out of range, except that with 0 it is 0, not NaN.
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

/// 2^500, in place of an infinite logarithm.
const ENDLESS: C = k!(f64::from_bits((1023 + 500) << 52));
const MINUS_ENDLESS: C = k!(-f64::from_bits((1023 + 500) << 52));

/// The logarithm to base 2 of 2^n (1 + s)/(1 - s).
#[inline(always)]
pub(super) fn of_split<D: F64>((n, s): (D, D)) -> D {
    n + s * (s * s).polynomial(&ATANH)
}

/// The logarithm to base 2 of x >= 0; NaN if x is.
#[inline(always)]
pub(super) fn log2<D: F64>(x: D) -> D {
    let y = of_split(split(x));
    let y = D::select(x.lt(x.k(k!(f64::INFINITY))), y, x.pmin(x.k(ENDLESS)));
    D::select(x.eq(x.k(k!(0.0))), x.k(MINUS_ENDLESS), y)
}
