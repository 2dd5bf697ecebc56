//! The functions that lanes fall back to, one lane at a time.

use super::{cos, rem, sin, sinc_grad, tan};
use crate::lanes::Slow;

impl Slow {
    /// The function at one point.
    pub fn eval(self, [x, y]: [f32; 2]) -> f32 {
        match self {
            Slow::Sin => sin::slow_sin(x),
            Slow::Cos => cos::slow_cos(x),
            Slow::Tan => tan::slow_tan(x),
            Slow::Rem => rem::slow_rem(x, y),
            Slow::SincGrad => sinc_grad::slow_sinc_grad(x),
        }
    }
}
