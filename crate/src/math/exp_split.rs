//! e^x as a sum of two terms from which 1 or 2 can be subtracted without cancellation.
//!
//! Method: x = n ln 2 + r with |r| <= ln(2)/2 and e^r - 1 = r q(r), in double precision; then e^x = 2^n + 2^n r q(r),
//! and e^x - 1 = 2^n r q(r) - (1 - 2^n) does not cancel near 0, where n = 0, nor e^x - 2 near ln 2, where n = 1.

use super::integer::{nearest, two_to_the};
use crate::k;
use crate::lanes::{F64, K};

/// (e^r - 1)/r for |r| <= ln(2)/2: error 2^-32.0, relative.
///
/// `fpminimax(expm1(x)/x, 6, [|D...|], [-log(2)/2;log(2)/2], relative)`
pub(super) static SHORT: [K; 7] = [
    K::new(1.0000000000311966),
    K::new(0.5000000046652137),
    K::new(0.16666666249625872),
    K::new(0.04166635444976102),
    K::new(0.008333402897769652),
    K::new(0.0013941004919912454),
    K::new(0.0001984125167605736),
];

/// (e^r - 1)/r for |r| <= ln(2)/2 in three terms more, for functions whose terms cancel: error 2^-49.5, relative.
///
/// `fpminimax(expm1(x)/x, 9, [|D...|], [-log(2)/2;log(2)/2], relative)`
pub(super) static LONG: [K; 10] = [
    K::new(1.000000000000001),
    K::new(0.49999999999999545),
    K::new(0.16666666666617216),
    K::new(0.04166666666714238),
    K::new(0.00833333336678355),
    K::new(0.0013888888761588569),
    K::new(0.00019841191279618156),
    K::new(2.4801694277193945e-05),
    K::new(2.7632394056823805e-06),
    K::new(2.7556019263454337e-07),
];

/// (2^n, 2^n r q(r)), whose sum is e^x, for |x| <= 700; q is [`SHORT`] or [`LONG`].
#[inline(always)]
pub(super) fn exp_split<D: F64>(x: D, q: &'static [K]) -> (D, D) {
    let (n, bits) = nearest(x * k!(core::f64::consts::LOG2_E));
    let r = x - n * k!(core::f64::consts::LN_2);
    let power = two_to_the::<D>(bits);
    (power, power * (r * r.polynomial(q)))
}

/// [`exp_split`] for all x, which is clamped to [-200, 200]: the product of e^200 and any float32 but 0 overflows
/// float32, and that of e^-200 rounds to 0.
#[inline(always)]
pub(super) fn exp_split_any<D: F64>(x: D, q: &'static [K]) -> (D, D) {
    exp_split(x.pmin(x.k(k!(200.0))).pmax(x.k(k!(-200.0))), q)
}

/// e^x, as the sum of [`exp_split_any`]'s terms.
#[inline(always)]
pub(super) fn exp_any<D: F64>(x: D) -> D {
    let (power, rest) = exp_split_any(x, &SHORT);
    power + rest
}
