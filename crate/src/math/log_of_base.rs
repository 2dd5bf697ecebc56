//! The logarithms to the bases 2 and 10.
//!
//! Method: `log2`, in double precision, which stands in for infinities by numbers that round to them; log10 is a
//! multiple of it.
//! Domain: x > 0, subnormals too; -Infinity at both zeros, NaN below. Of powers of 2 and 10 they are exact.
//! Error: 0.5000 ULP, both, the worst of every 127th float32.

use super::log2::log2 as logarithm;
use crate::k;
use crate::lanes::{F32, F64};

/// The logarithm to base 2.
#[inline(always)]
pub fn log2<L: F32>(x: L) -> L {
    defined(x, logarithm(x.wide()).narrow())
}

/// The logarithm to base 10.
#[inline(always)]
pub fn log10<L: F32>(x: L) -> L {
    defined(x, (logarithm(x.wide()) * k!(core::f64::consts::LOG10_2)).narrow())
}

#[inline(always)]
fn defined<L: F32>(x: L, y: L) -> L {
    y.nan_where(x.lt(x.k(k!(0.0))))
}
