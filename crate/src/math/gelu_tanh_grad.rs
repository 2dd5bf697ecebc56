//! The derivative of the approximate Gaussian error linear unit, s (1 + x (1 - s) 2v') for s = 1/(1 + e^-2v).
//!
//! Method: as written, by `gated_grad`, in double precision; near the zero at -0.75 by `near_zero`.
//! Domain: all of float32; at the infinities the limits, 0 and 1.
//! Error: 0.5130 ULP, at -0.723142. Every 127th float32 was tried.

use super::gelu_tanh::{CUBIC, LINEAR};
use super::limited::{limited_above, limited_below};
use super::near_zero::{near_zero, Zero};
use super::sigmoid_wide::gated_grad;
use crate::k;
use crate::lanes::{F32, F64, K};

/// The zero of the derivative.
static ZERO: Zero = Zero {
    high: k!(-0.7524614220710163),
    low: k!(3.635560509207687e-17),
    taylor: [
        K::new(0.4304000910248585),
        K::new(0.38751844613578895),
        K::new(-0.01578285352184803),
        K::new(-0.11394448308095899),
        K::new(-0.01661932834305256),
    ],
};

/// The derivative of gelu_tanh at x.
#[inline(always)]
pub fn gelu_tanh_grad<L: F32>(x: L) -> L {
    let x = limited_below(x).wide();
    let cubic = x * x * CUBIC;
    let slope = x * (cubic * k!(3.0) + LINEAR);
    near_zero(x, gated_grad(x * (cubic + LINEAR), limited_above(slope)), &ZERO).narrow()
}
