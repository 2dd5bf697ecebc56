//! The natural logarithm.
//!
//! Method: log x = n ln 2 + 2 atanh(s) as in `log_split`, in double precision.
//! Domain: x > 0, subnormals too; -Infinity at both zeros, NaN below.
//! Error: 0.5001 ULP, at 0.9008323. All of float32 was tried.

use super::log_split::split;
use crate::k;
use crate::lanes::{Real, F32, F64, K};

/// 2 atanh(s)/s in s^2 for s <= (sqrt(2) - 1)/(sqrt(2) + 1): error 2^-37.8, relative.
///
/// `fpminimax(2*atanh(x)/x, [|0,2,4,6,8|], [|D...|], [2^-30;(sqrt(2)-1)/(sqrt(2)+1)], relative)`
static ATANH: [K; 5] = [
    K::new(2.000000000008424),
    K::new(0.6666666524045909),
    K::new(0.40000385868303406),
    K::new(0.2853498596215278),
    K::new(0.2361746530208081),
];

/// The natural logarithm of x.
#[inline(always)]
pub fn log<L: F32>(x: L) -> L {
    let (n, s) = split(x.wide());
    let y = n * k!(core::f64::consts::LN_2) + s * (s * s).polynomial(&ATANH);

    let zero = x.k(k!(0.0));
    let edge = L::select(x.lt(zero), x.k(k!(f64::NAN)), x);
    let edge = L::select(x.eq(zero), x.k(k!(f64::NEG_INFINITY)), edge);
    L::select(x.gt(zero) & x.lt(x.k(k!(f64::INFINITY))), y.narrow(), edge)
}
