//! Values near an interior zero of a function, where its terms cancel.
//!
//! Method: within 1/32 of the zero a function is (x - zero) times a Taylor polynomial, in double precision. The zero is
//! the sum of two doubles, and x less the high one is exact, so that the relative accuracy is full however close x
//! comes.
//! Error: 2^-28, relative: the first omitted term of the series.

use crate::k;
use crate::lanes::{C, F64, K};

/// A zero of a function.
pub(super) struct Zero {
    /// The zero, to double precision.
    pub high: C,
    /// The zero less `high`.
    pub low: C,
    /// The Taylor coefficients of the function there, from the first power on.
    pub taylor: [K; 5],
}

/// `value`, or that of the series within 1/32 of the zero.
#[inline(always)]
pub(super) fn near_zero<D: F64>(x: D, value: D, zero: &'static Zero) -> D {
    let d = x - zero.high - zero.low;
    D::select(d.abs().lt(d.k(k!(0.03125))), d * d.polynomial(&zero.taylor), value)
}
