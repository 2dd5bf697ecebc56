//! The angle of a point in the first quadrant, inside atan2.
//!
//! Method: q = smaller/larger of the two coordinates, and atan(q) on [0, 1] by a polynomial, in double precision; then
//! pi/2 less it if the ordinate is the larger one.
//! Domain: a finite quotient, or NaN, which gives NaN.
//! Error: 2^-34, relative: the polynomial's.

use crate::k;
use crate::lanes::{F64, K};
use core::f64::consts::FRAC_PI_2;

/// atan(q)/q in q^2 for q <= 1: error 2^-34.0, relative.
///
/// `fpminimax(atan(x)/x, [|0,2,4,6,8,10,12,14,16,18,20,22|], [|D...|], [2^-30;1], relative)`
static ATAN: [K; 12] = [
    K::new(0.9999999999412362),
    K::new(-0.3333333157121438),
    K::new(0.1999991205173926),
    K::new(-0.1428398076737785),
    K::new(0.11093241342008762),
    K::new(-0.08980239537769893),
    K::new(0.07245719654801333),
    K::new(-0.05427913278546441),
    K::new(0.03420963809973943),
    K::new(-0.01611170188735752),
    K::new(0.004850942177557324),
    K::new(-0.0006847939162879948),
];

/// The angle of a point, from 0 to pi/2, given the smaller and the larger of its coordinates; `is_steep` where the
/// larger one is the ordinate.
#[inline(always)]
pub(super) fn quadrant_angle<D: F64>(low: D, high: D, is_steep: D::Mask) -> D {
    let q = low / high;
    let angle = q * (q * q).polynomial(&ATAN);
    D::select(is_steep, angle.k(k!(FRAC_PI_2)) - angle, angle)
}
