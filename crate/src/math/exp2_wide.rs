//! The power of 2 inside other functions.
//!
//! Method: x = n + r with |r| <= 1/2, exactly, and 2^x = 2^n 2^r, in double precision.
//! Domain: all of double precision, NaN too. x is clamped to [-1000, 1000]: 2^x is then far outside the range of
//! float32, and a product of it with any float32 is still in that of double precision.
//! Error: 2^-34.3, relative: the polynomial's.

use super::integer::{nearest, times_two_to_the};
use crate::k;
use crate::lanes::{F64, K};

/// 2^r for |r| <= 1/2: error 2^-34.3, relative.
///
/// `fpminimax(2^x, [|1,2,3,4,5,6,7|], [|D...|], [-1/2;1/2], relative, 1)`
static POWER: [K; 8] = [
    K::new(1.0),
    K::new(0.6931471807045329),
    K::new(0.24022651066561124),
    K::new(0.05550410365989937),
    K::new(0.00961803813204503),
    K::new(0.0013333935056236833),
    K::new(0.00015466756323632904),
    K::new(1.5196156477064335e-05),
];

/// 2^r for |r| <= 1/2 in one term less: error 2^-28.9, relative.
///
/// `fpminimax(2^x, [|1,2,3,4,5,6|], [|D...|], [-1/2;1/2], relative, 1)`
static SHORT: [K; 7] = [
    K::new(1.0),
    K::new(0.6931472028550386),
    K::new(0.2402264791364346),
    K::new(0.05550332471169783),
    K::new(0.009618437356009455),
    K::new(0.00133988744010399),
    K::new(0.00015353362374347215),
];

/// 2 to the power of x, which is clamped.
#[inline(always)]
pub(super) fn exp2_wide<D: F64>(x: D) -> D {
    with(x.pmin(x.k(k!(1000.0))).pmax(x.k(k!(-1000.0))), &POWER)
}

/// 2 to the power of x for |x| <= 1000, with an error of 2^-28.9; NaN if x is.
#[inline(always)]
pub(super) fn exp2_wide_short<D: F64>(x: D) -> D {
    with(x, &SHORT)
}

#[inline(always)]
fn with<D: F64>(x: D, power: &'static [K]) -> D {
    let (n, bits) = nearest(x);
    times_two_to_the((x - n).polynomial(power), bits)
}
