//! The sine and the cosine in half turns, sin(pi x) and cos(pi x).
//!
//! Method: whole turns are subtracted exactly, then quarter turns; then the polynomials of `angle`, in double
//! precision. Adding 0 makes zeros positive; the sign of the sine is put back last.
//! Domain: all of float32; NaN at the infinities. As in C23 the sine of an integer is a zero with its sign, and the
//! cosine of half an odd integer is 0.
//! Error: 0.5011 ULP, both, the worst of every 127th float32.

use super::angle::Angle;
use super::integer::nearest;
use super::sign::flip;
use crate::k;
use crate::lanes::{F32, F64};

/// The sine of x half turns.
#[inline(always)]
pub fn sinpi<L: F32>(x: L) -> L {
    flip((reduce(x.abs().wide()).sin() + k!(0.0)).narrow(), x)
}

/// The cosine of x half turns.
#[inline(always)]
pub fn cospi<L: F32>(x: L) -> L {
    (reduce(x.abs().wide()).cos() + k!(0.0)).narrow()
}

/// The angle of x half turns, x >= 0; every step is exact but the last product.
#[inline(always)]
fn reduce<D: F64>(x: D) -> Angle<D> {
    let x = x + x;
    let turns = (x * k!(0.25) + k!(0.5)).floor();
    let x = x - turns * k!(4.0);
    let (n, quadrant) = nearest(x);
    Angle { quadrant, rest: (x - n) * k!(core::f64::consts::FRAC_PI_2) }
}
