//! The derivative of mish.
//!
//! Method: with u = e^-x and D = 1 + 2u + 2u^2 it is ((1 + 2u) D + 4 x u^2 (1 + u))/D^2, in double precision; near the
//! zero at -1.19 by `near_zero`.
//! Domain: all of float32; at the infinities the limits, 0 and 1.
//! Error: 0.5015 ULP, at -1.1315317. Every 127th float32 was tried.

use super::exp_wide::exp_wide;
use super::limited::{limited_above, limited_below};
use super::near_zero::{near_zero, Zero};
use crate::k;
use crate::lanes::{F32, F64, K};

/// The zero of the derivative.
static ZERO: Zero = Zero {
    high: k!(-1.1924312145154952),
    low: k!(-4.8484829848031044e-17),
    taylor: [
        K::new(0.2669479140495345),
        K::new(0.20473126408010586),
        K::new(0.04190782104360987),
        K::new(-0.020271822716684245),
        K::new(-0.01582112656173338),
    ],
};

/// The derivative of mish at x.
#[inline(always)]
pub fn mish_grad<L: F32>(x: L) -> L {
    let x = limited_below(x).wide();
    let u = exp_wide(-x);
    let square = u * u * k!(2.0);
    let above = u * k!(2.0) + k!(1.0);
    let d = above + square;
    let sum = above * d + limited_above(x) * square * (above + k!(1.0));
    near_zero(x, sum / (d * d), &ZERO).narrow()
}
