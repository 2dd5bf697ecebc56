//! The natural logarithm inside functions that take it of a sum, 1 + f.
//!
//! Method: `log_split` and the polynomial of `log2_wide`, in double precision. Near x = 1, where x has
//! lost the low bits of f, f itself is used.
//! Domain: x >= 0, normal in double precision, zero and infinity; NaN if x is. Below 0 the result has no meaning.
//! Error: 2^-45, relative: the polynomial's, and that of f.

use super::log2_wide::of_split;
use super::log_split::split_near_one;
use crate::k;
use crate::lanes::F64;

/// The natural logarithm of x = 1 + f, both given to full relative accuracy.
#[inline(always)]
pub(super) fn log_near_one<D: F64>(x: D, f: D) -> D {
    let y = of_split(split_near_one(x, f)) * k!(core::f64::consts::LN_2);
    let y = D::select(x.lt(x.k(k!(f64::INFINITY))), y, x);
    D::select(x.eq(x.k(k!(0.0))), x.k(k!(f64::NEG_INFINITY)), y)
}
