//! The math functions, each written once over [lanes](crate::lanes).
//!
//! A file holds one function, or what several share, and opens with the method, where it comes from, the domain and
//! the error. Errors are in units in the last place (ULP) of the exact result, the unit of a subnormal result being
//! 2^-149, and are the worst that `tests/accuracy.rs` has seen, there being every float32 (`--ignored exhaustive`) or
//! so many pairs. Sollya's `fpminimax` made the coefficients, by the command that stands above them, and their
//! approximation error is Sollya's `dirtyinfnorm`; those of the one quotient of polynomials are Remez's.
//!
//! Most functions are evaluated in double precision and rounded once. With `e` the relative error of the evaluation,
//! the result is then within 0.5 + 2^24 e ULP, and neither overflow nor subnormal results need any care: nothing
//! leaves the range of double precision, and [`narrow`](crate::lanes::F64::narrow) rounds into every corner of
//! float32.

/// Declares files of functions, and exports from each the function of its own name, or those that follow it.
macro_rules! functions {
    ($($file:ident $(: $($function:ident)+)?),+ $(,)?) => {
        $(mod $file; functions!(@export $file $($($function)+)?);)+
    };
    (@export $file:ident) => { pub use $file::$file; };
    (@export $file:ident $($function:ident)+) => { pub use $file::{$($function),+}; };
}

functions! {
    acos, acosh, asin, asinh, atan2, atan2_grad, atan2_grads: atan2_grad2 atan2_grad3 atan2_grad_mixed, atanh, cbrt, celu: celu celu_grad celu_root, cos: cos fallback_cos, cosh, erf,
    erf_grad, erfc, exp, exp2: exp2 exp2_times, exp_times, expm1, gelu, gelu_grad, gelu_tanh, gelu_tanh_grad, hard_silu, hypot, hypot_grad,
    hypot_next: hypot_next hypot_rest, log, log1p, log2: log10 log2, log_grad, log_normal_cdf, log_normal_cdf_grad,
    log_normal_cdf_grad2, logaddexp, logaddexp_grad, logexpm1, logit, logsubexp, logsubexp_grad, mish, mish_grad,
    normal_cdf, normal_pdf, normal_pdf_grad, pow, pow_grad_exponent, pow_term: pow_grad_base2 pow_term, power, rem: rem fallback_rem, sigmoid,
    silu, silu_grad, sin: sin fallback_sin, sinc_grad: sinc_grad fallback_sinc_grad, sinh, sinpi: cospi sinpi, softplus,
    softsign, squareplus: squareplus squareplus_root, tan: fallback_tan tan, tanh, tanh_grad,
}

// What functions have in common.
mod angle;
mod arcsine;
mod erfcx;
mod exp2_wide;
mod exp_minus_twice;
mod exp_split;
mod exp_wide;
mod fallback;
mod integer;
mod limited;
mod log2_wide;
mod log_near_one;
mod log_normal;
mod log_one_plus;
mod log_split;
mod near_zero;
mod payne_hanek;
mod quadrant_angle;
mod sigmoid_wide;
mod sign;
mod tail;
