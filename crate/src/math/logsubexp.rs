//! The logarithm of a difference of exponentials, log(e^x - e^y).
//!
//! Method: x + log(1 - u) with u = e^(y-x) and `log_near_one`, in double precision, where the difference is exact or
//! its rounding too small to matter; `exp_split` gives 1 - u to full relative accuracy. Both polynomials are the long
//! ones, for the sum has zeros.
//! Domain: x >= y; -Infinity where they are equal (but NaN if both are Infinity), NaN where x < y.
//! Error: 1.594 ULP in 2e9 pairs. Near the curve e^x - e^y = 1, where the result passes zero, the bound is absolute:
//! 2^-45 beyond the rounding, in 1e6 pairs.

use super::exp_split::{exp_split_any, LONG};
use super::log_near_one::log_near_one;
use super::logaddexp::difference;
use crate::k;
use crate::lanes::{Real, F32, F64};

/// The logarithm of e^x - e^y.
#[inline(always)]
pub fn logsubexp<L: F32>(x: L, y: L) -> L {
    let (power, rest) = exp_split_any(difference(y.wide(), x.wide()), &LONG);
    let log = log_near_one((power.k(k!(1.0)) - power) - rest, -(power + rest));
    (x.wide() + log).narrow().nan_where(x.lt(y))
}
