//! The math functions, each written once over [lanes](crate::lanes).
//!
//! A file holds one function, or what several share, and opens with the method, where it comes from, the domain and
//! the error. Errors are in units in the last place (ULP) of the exact result, the unit of a subnormal result being
//! 2^-149, and are the worst that `tests/accuracy.rs` has seen, there being every float32 (`--ignored exhaustive`) or
//! so many pairs. Sollya's `fpminimax` made the coefficients, by the command that stands above them, and their
//! approximation error is Sollya's `dirtyinfnorm`.
//!
//! Most functions are evaluated in double precision and rounded once. With `e` the relative error of the evaluation,
//! the result is then within 0.5 + 2^24 e ULP, and neither overflow nor subnormal results need any care: nothing
//! leaves the range of double precision, and [`narrow`](crate::lanes::F64::narrow) rounds into every corner of
//! float32.

mod angle;
mod atan2;
mod atan2_grad;
mod cos;
mod exp;
mod exp2;
mod exp_minus_twice;
mod huge_angle;
mod hypot;
mod hypot_grad;
mod integer;
mod log;
mod log2;
mod log_grad;
mod log_split;
mod pow;
mod pow_grad_base;
mod pow_grad_exponent;
mod sign;
mod sin;
mod tan;
mod tanh;
mod tanh_grad;

pub use atan2::atan2;
pub use atan2_grad::atan2_grad;
pub use cos::{cos, slow_cos};
pub use exp::exp;
pub use hypot::hypot;
pub use hypot_grad::hypot_grad;
pub use log::log;
pub use log_grad::log_grad;
pub use pow::pow;
pub use pow_grad_base::pow_grad_base;
pub use pow_grad_exponent::pow_grad_exponent;
pub use sin::{sin, slow_sin};
pub use tan::{slow_tan, tan};
pub use tanh::tanh;
pub use tanh_grad::tanh_grad;
