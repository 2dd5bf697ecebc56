//! The natural logarithm.
//!
//! Method: log x = n ln 2 + 2 atanh(s) as in `log_split`, in double precision.
//! Domain: x > 0, subnormals too; -Infinity at both zeros, NaN below.
//! Error: 0.5113 ULP, at 0.8825843. All of float32 was tried.

use super::log_split::{join, split};
use crate::k;
use crate::lanes::{F32, F64};

/// The natural logarithm of x.
#[inline(always)]
pub fn log<L: F32>(x: L) -> L {
    let (n, s) = split(x.wide());
    let y = join(n, s);

    let zero = x.k(k!(0.0));
    let y = L::select(x.lt(x.k(k!(f64::INFINITY))), y.narrow(), x);
    L::select(x.eq(zero), x.k(k!(f64::NEG_INFINITY)), y).nan_where(x.lt(zero))
}
