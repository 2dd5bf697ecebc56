//! The natural logarithm.
//!
//! Method: log x = n ln 2 + 2 atanh(s) as in `log_split`, in double precision.
//! Domain: x > 0, subnormals too; -Infinity at both zeros, NaN below.
//! Error: 0.5001 ULP, at 0.9008323. All of float32 was tried.

use super::log_split::{join, split};
use crate::k;
use crate::lanes::{F32, F64};

/// The natural logarithm of x.
#[inline(always)]
pub fn log<L: F32>(x: L) -> L {
    let (n, s) = split(x.wide());
    let y = join(n, s);

    let zero = x.k(k!(0.0));
    let edge = L::select(x.lt(zero), x.k(k!(f64::NAN)), x);
    let edge = L::select(x.eq(zero), x.k(k!(f64::NEG_INFINITY)), edge);
    L::select(x.gt(zero) & x.lt(x.k(k!(f64::INFINITY))), y.narrow(), edge)
}
