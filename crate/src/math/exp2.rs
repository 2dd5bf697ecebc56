//! The power of 2 inside pow and its derivatives.
//!
//! Method: x = n + r with |r| <= 1/2, exactly, and 2^x = 2^n 2^r, in double precision.
//! Domain: all of double precision, NaN too; x counts as 1000 beyond 1000, and as -1000 below -1000, which is far
//! from what float32 can hold, and near enough for factors on either side.
//! Error: 2^-34.3, relative: the polynomial's.

use super::integer::{nearest, two_to_the};
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

/// 2 to the power of x.
#[inline(always)]
pub(super) fn exp2<D: F64>(x: D) -> D {
    let x = x.pmin(x.k(k!(1000.0))).pmax(x.k(k!(-1000.0)));
    let (n, bits) = nearest(x);
    (x - n).polynomial(&POWER) * two_to_the::<D>(bits)
}
