//! A smooth relu, (x + sqrt(x^2 + b)) / 2 (Barron, "Squareplus: a softplus-like algebraic rectifier",
//! arXiv:2112.11687).
//!
//! Method: with t = |x| + sqrt(x^2 + b) in double precision, where the square is exact, t / 2 for x >= 0; below, where
//! x + sqrt(x^2 + b) would cancel, b / t / 2, which is equal to it.
//! Domain: all x, and b >= 0, NaN below. An infinite b gives Infinity, but 0 if x is -Infinity.
//! Error: 0.50000 ULP in 6.3e6 pairs; that of the root too.

use crate::k;
use crate::lanes::{Real, C, F32, F64};

/// 2^500, which stands in for infinity: its root overflows float32.
const INFINITY_STAND_IN: C = k!(f64::from_bits((1023 + 500) << 52));

/// (x + sqrt(x^2 + b)) / 2.
#[inline(always)]
pub fn squareplus<L: F32>(x: L, b: L) -> L {
    let zero = x.k(k!(0.0));
    let (d, c) = (x.wide(), b.abs().wide());
    let c = c.pmin(c.k(INFINITY_STAND_IN));
    let t = d.abs() + (d * d + c).sqrt();
    let y = (L::Wide::select(L::widen(x.lt(zero)), c / t, t) * k!(0.5)).narrow();
    y.nan_where(b.lt(zero))
}

/// sqrt(x^2 + b).
#[inline(always)]
pub fn squareplus_root<L: F32>(x: L, b: L) -> L {
    let d = x.wide();
    (d * d + b.abs().wide()).sqrt().narrow().nan_where(b.lt(x.k(k!(0.0))))
}
