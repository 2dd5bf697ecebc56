//! What tanh and its derivative share: u = e^(-2|x|) and 1 - u, each to full relative accuracy.
//!
//! Method: -2|x| = n ln 2 + r with |r| <= ln(2)/2 and e^r - 1 = r q(r), in double precision; then
//! u = 2^n + 2^n r q(r) is good in the tail, and 1 - u = (1 - 2^n) - 2^n r q(r) near 0, where n = 0.

use super::integer::{nearest, two_to_the};
use crate::k;
use crate::lanes::{F64, K};

/// (e^r - 1)/r for |r| <= ln(2)/2: error 2^-32.0, relative.
///
/// `fpminimax(expm1(x)/x, 6, [|D...|], [-log(2)/2;log(2)/2], relative)`
static Q: [K; 7] = [
    K::new(1.0000000000311966),
    K::new(0.5000000046652137),
    K::new(0.16666666249625872),
    K::new(0.04166635444976102),
    K::new(0.008333402897769652),
    K::new(0.0013941004919912454),
    K::new(0.0001984125167605736),
];

/// (u, 1 - u) for u = e^(-2a), a >= 0; a beyond 55, where u is less than 2^-158, counts as 55.
#[inline(always)]
pub(super) fn exp_minus_twice<D: F64>(a: D) -> (D, D) {
    let x = a.pmin(a.k(k!(55.0))) * k!(-2.0);
    let (n, bits) = nearest(x * k!(core::f64::consts::LOG2_E));
    let r = x - n * k!(core::f64::consts::LN_2);
    let power = two_to_the::<D>(bits);
    let rest = power * (r * r.polynomial(&Q));
    (power + rest, (power.k(k!(1.0)) - power) - rest)
}
