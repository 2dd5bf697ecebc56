//! The logarithm of a sum of exponentials, log(e^x + e^y).
//!
//! Method: max(x, y) + log(1 + u) with u = e^-|x-y| and `log_near_one`, in double precision, where the difference is
//! exact or its rounding too small to matter. Both polynomials are the long ones, for the sum has zeros.
//! Domain: all pairs of float32; -Infinity only if both arguments are.
//! Error: 0.5000 ULP in 6.3e6 pairs. Near the curve e^x + e^y = 1, where the result passes zero, the bound is absolute:
//! 2^-45 beyond the rounding, in 1e6 pairs.

use super::exp_split::{exp_split_any, LONG};
use super::log_near_one::log_near_one;
use crate::k;
use crate::lanes::{Real, F32, F64};

/// The logarithm of e^x + e^y.
#[inline(always)]
pub fn logaddexp<L: F32>(x: L, y: L) -> L {
    let (x, y) = (x.wide(), y.wide());
    let (power, rest) = exp_split_any(-difference(x, y).abs(), &LONG);
    let u = power + rest;
    (x.pmax(y) + log_near_one(u + k!(1.0), u)).narrow()
}

/// x - y, which is 0 where both are the same infinity.
#[inline(always)]
pub(super) fn difference<D: F64>(x: D, y: D) -> D {
    D::select(x.eq(y), x.k(k!(0.0)), x - y)
}
