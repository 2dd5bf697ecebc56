//! The functions that lanes fall back to, one lane at a time.

use super::{cos, rem, sin, sinc_grad, tan};
use crate::lanes::Fallback;

impl Fallback {
    /// The function at one point.
    pub fn eval(self, [x, y]: [f32; 2]) -> f32 {
        match self {
            Fallback::Sin => sin::fallback_sin(x),
            Fallback::Cos => cos::fallback_cos(x),
            Fallback::Tan => tan::fallback_tan(x),
            Fallback::Rem => rem::fallback_rem(x, y),
            Fallback::SincGrad => sinc_grad::fallback_sinc_grad(x),
        }
    }
}
