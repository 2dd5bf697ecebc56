//! The scaled complementary error function, e^(a^2) erfc(a): a tail of the normal distribution divided by its
//! exponential.
//!
//! Method: t S(t) with t = 1/(1 + a 11/32), which takes all a >= 0 to (0, 1], and a polynomial S, in double precision;
//! the idea is Shepherd and Laframboise's, "Chebyshev approximation of (1 + 2x) exp(x^2) erfc x in 0 <= x < infinity"
//! (Math. Comp. 36, 1981). Of the factors tried, from 1/5 to 7/10, this one needs the lowest degree. One polynomial
//! serves all a, so that no lane evaluates a piece that it does not use; and t is 0 in the limit, so that the result
//! vanishes for large a as 1/(a sqrt(pi)) does.
//! Domain: a >= 0, infinity too; NaN if a is.
//! Error: 2^-33.0, relative; 2^-32.0 for a > 1500, beyond the interval of the polynomial.

use crate::k;
use crate::lanes::{F64, K};

/// e^(a^2) erfc(a)/t in t for a = (1/t - 1) 32/11 and 2^-9 <= t <= 1: error 2^-33.0, relative.
///
/// `fpminimax(exp(((1/x-1)*32/11)^2)*erfc((1/x-1)*32/11)/x, 13, [|D...|], [2^-9;1], relative)`
static S: [K; 14] = [
    K::new(0.19394016930038174),
    K::new(0.19394018224055656),
    K::new(0.18248094085886646),
    K::new(0.15958818509145348),
    K::new(0.12688743130026864),
    K::new(0.09238920036341353),
    K::new(0.03591877053107385),
    K::new(0.08001065295336775),
    K::new(-0.15422159190733115),
    K::new(0.2562785754421018),
    K::new(-0.3194307439815359),
    K::new(0.21523480160329267),
    K::new(-0.07301364232497154),
    K::new(0.00999706841561919),
];

/// e^(a^2) erfc(a).
#[inline(always)]
pub(super) fn erfcx<D: F64>(a: D) -> D {
    let t = a.k(k!(1.0)) / (a * k!(0.34375) + k!(1.0));
    t * t.polynomial(&S)
}
