//! The derivative of the sigmoid linear unit, s (1 + x (1 - s)) for s = 1/(1 + e^-x).
//!
//! Method: as written, by `gated_grad`, in double precision; near the zero at -1.28 by `near_zero`.
//! Domain: all of float32; at the infinities the limits, 0 and 1.
//! Error: 0.5040 ULP, at -1.2457296. Every 127th float32 was tried.

use super::limited::{limited_above, limited_below};
use super::near_zero::{near_zero, Zero};
use super::sigmoid_wide::gated_grad;
use crate::k;
use crate::lanes::{F32, F64, K};

/// The zero of the derivative.
static ZERO: Zero = Zero {
    high: k!(-1.2784645427610737),
    low: k!(-1.0946994183093437e-16),
    taylor: [
        K::new(0.2178117057198001),
        K::new(0.1466487969969469),
        K::new(0.018874814223782312),
        K::new(-0.015222655223188032),
        K::new(-0.006606589138356696),
    ],
};

/// The derivative of silu at x.
#[inline(always)]
pub fn silu_grad<L: F32>(x: L) -> L {
    let x = limited_below(x).wide();
    near_zero(x, gated_grad(x, limited_above(x)), &ZERO).narrow()
}
