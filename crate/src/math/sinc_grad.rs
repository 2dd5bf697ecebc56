//! The derivative of sinc, (x cos x - sin x)/x^2.
//!
//! Method: range reduction to quarter turns as in `angle`, in double precision, but with polynomials that are good to
//! the last bits: the function has zeros where tan x = x, and float32s come within 2^-23 of them. Within pi/4 both
//! terms nearly agree, cos x = 1 + x^2 c and sin x = x + x^3 s, so there it is x (c - s), where nothing cancels. The
//! function is odd to the bit.
//! Domain: all of float32; NaN at the infinities.
//! Error: 0.5000 ULP; every 127th float32 was tried.

use super::angle::{needs_fallback, reduce, reduce_any, Angle};
use crate::k;
use crate::lanes::{Bits, Fallback, F32, F64, K};

/// (sin(r) - r)/r^3 in r^2 for |r| <= pi/4: error of sin(r) 2^-57.8, relative.
///
/// `fpminimax(sin(x)/x, [|0,2,4,6,8,10,12|], [|1,D...|], [2^-30;pi/4], relative)`
static SIN: [K; 6] = [
    K::new(-0.1666666666666663),
    K::new(0.00833333333332192),
    K::new(-0.0001984126982946125),
    K::new(2.7557313583628437e-6),
    K::new(-2.5050742590815808e-8),
    K::new(1.5895962193766208e-10),
];

/// (cos(r) - 1)/r^2 in r^2 for |r| <= pi/4: error of cos(r) 2^-53.8, relative.
///
/// `fpminimax(cos(x), [|0,2,4,6,8,10,12|], [|1,D...|], [2^-30;pi/4], relative)`
static COS: [K; 6] = [
    K::new(-0.49999999999999395),
    K::new(0.041666666666484393),
    K::new(-0.0013888888870370675),
    K::new(2.48015785849202e-5),
    K::new(-2.755523365262809e-7),
    K::new(2.0630185738586208e-9),
];

/// The derivative of sinc at x.
#[inline(always)]
pub fn sinc_grad<L: F32>(x: L) -> L {
    evaluate(x.wide(), reduce(x.wide())).narrow().fallback([x, x], needs_fallback(x), Fallback::SincGrad)
}

/// The derivative of sinc at an angle of any size, to the same bits; one lane.
pub fn fallback_sinc_grad(x: f32) -> f32 {
    evaluate(x.wide(), reduce_any(x)).narrow()
}

#[inline(always)]
fn evaluate<D: F64>(x: D, angle: Angle<D>) -> D {
    let r = angle.rest;
    let square = r * r;
    let (s, c) = (square.polynomial(&SIN), square.polynomial(&COS));
    let (sin, cos) = (r + r * square * s, square * c + k!(1.0));
    // With sin and cos of the rest r, x cos x - sin x is up to its sign x cos r - sin r in even quadrants, and
    // x sin r + cos r in odd ones.
    let is_odd = (angle.quadrant & 1).nonzero();
    let y = D::select(is_odd, -(x * sin + cos), x * cos - sin);
    let y = D::of_bits(y.bits() ^ (angle.quadrant & 2).shl(62));
    D::select(x.abs().lt(x.k(k!(core::f64::consts::FRAC_PI_4))), r * (c - s), y / (x * x))
}
