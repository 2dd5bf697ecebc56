//! The logarithms to the bases 2 and 10.
//!
//! Method: `log2_wide`, in double precision, whose stand-in for an infinite logarithm rounds to infinity; log10 is a
//! multiple of it.
//! Domain: x > 0, subnormals too; -Infinity at both zeros, NaN below. Exact at powers of 2 and of 10.
//! Error: 0.5000 ULP, both, the worst of every 127th float32.

use super::log2_wide::log2_wide;
use crate::k;
use crate::lanes::{F32, F64};

/// The logarithm to base 2.
#[inline(always)]
pub fn log2<L: F32>(x: L) -> L {
    nan_below_zero(x, log2_wide(x.wide()).narrow())
}

/// The logarithm to base 10.
#[inline(always)]
pub fn log10<L: F32>(x: L) -> L {
    nan_below_zero(x, (log2_wide(x.wide()) * k!(core::f64::consts::LOG10_2)).narrow())
}

/// y, but NaN where x is below 0.
#[inline(always)]
fn nan_below_zero<L: F32>(x: L, y: L) -> L {
    y.nan_where(x.lt(x.k(k!(0.0))))
}
