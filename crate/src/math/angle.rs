//! Angles in quarter turns, for sin, cos and tan.
//!
//! Method: Cody and Waite's reduction, x = n pi/2 + r with |r| <= pi/4, in double precision. pi/2 is the sum of two
//! constants; the high one is a multiple of 2^-24, so that for |x| <= 2^29 its product with n is exact, and so is the
//! difference of x and that product. Larger angles need the fallback, `payne_hanek`.
//!
//! Functions of one angle make the same calls with the same arguments, so that value numbering leaves one reduction and
//! one evaluation of each polynomial for all of them.

use super::integer::nearest;
use super::payne_hanek;
use crate::k;
use crate::lanes::{Bits, Real, C, F32, F64, K};

/// The angle `quadrant` * pi/2 + `rest`, with |rest| <= pi/4.
#[derive(Clone, Copy)]
pub(super) struct Angle<D: Real> {
    /// The number of quarter turns, of which only the two low bits matter.
    pub quadrant: D::Bits,
    /// The angle beyond them, in radians.
    pub rest: D,
}

/// 2^29, the largest angle for Cody and Waite's reduction.
const REDUCTION_LIMIT: C = k!(536870912.0);

const INFINITY: C = k!(f64::INFINITY);

/// pi/2 to 24 bits after the point, and the rest.
const HALF_PI_HIGH: C = k!(1.5707963109016418);
const HALF_PI_LOW: C = k!(1.5893254773528196e-8);

/// The lanes whose angle is finite and beyond [`reduce`].
#[inline(always)]
pub(super) fn needs_fallback<L: F32>(x: L) -> L::Mask {
    x.abs().gt(x.k(REDUCTION_LIMIT)) & x.abs().lt(x.k(INFINITY))
}

/// The angle x for |x| <= 2^29; a rest of NaN if x is infinite or NaN.
#[inline(always)]
pub(super) fn reduce<D: F64>(x: D) -> Angle<D> {
    let (n, quadrant) = nearest(x * k!(core::f64::consts::FRAC_2_PI));
    Angle { quadrant, rest: x - n * HALF_PI_HIGH - n * HALF_PI_LOW }
}

/// The angle x of any size; one lane. NaN if x is infinite or NaN.
pub(super) fn reduce_any(x: f32) -> Angle<f64> {
    if needs_fallback(x) {
        let (quadrant, rest) = payne_hanek::reduce(x);
        Angle { quadrant: f64::from_bits(quadrant).bits(), rest }
    } else {
        reduce(x.wide())
    }
}

/// The sine and the cosine of an angle of any size; one lane. NaN if x is infinite or NaN.
pub(super) fn sin_cos(x: f32) -> (f64, f64) {
    let angle = reduce_any(x);
    (angle.sin(), angle.cos())
}

/// sin(r) for |r| <= pi/4: error 2^-37.4, relative.
///
/// `fpminimax(sin(x)/x, [|0,2,4,6,8|], [|1,D...|], [2^-30;pi/4], relative)`
static SIN: [K; 5] = [
    K::new(1.0),
    K::new(-0.16666666640107186),
    K::new(0.008333329247337715),
    K::new(-0.00019839297776171597),
    K::new(2.718007780143862e-06),
];

/// cos(r) for |r| <= pi/4: error 2^-33.8, relative.
///
/// `fpminimax(cos(x), [|0,2,4,6,8|], [|1,D...|], [2^-30;pi/4], relative)`
static COS: [K; 5] = [
    K::new(1.0),
    K::new(-0.49999999686068486),
    K::new(0.04166661966671008),
    K::new(-0.0013886664434310894),
    K::new(2.438222619962419e-05),
];

impl<D: F64> Angle<D> {
    /// The sine: of the rest, or its cosine in odd quadrants, negated in quadrants 2 and 3.
    #[inline(always)]
    pub fn sin(self) -> D {
        let y = D::select(self.is_odd(), self.cos_rest(), self.sin_rest());
        D::of_bits(y.bits() ^ (self.quadrant & 2).shl(62))
    }

    /// The cosine: of the rest, or its sine in odd quadrants, negated in quadrants 1 and 2.
    #[inline(always)]
    pub fn cos(self) -> D {
        let y = D::select(self.is_odd(), self.sin_rest(), self.cos_rest());
        D::of_bits(y.bits() ^ ((self.quadrant + 1) & 2).shl(62))
    }

    /// The tangent: the quotient of sine and cosine of the rest, or minus the inverse quotient in odd quadrants.
    #[inline(always)]
    pub fn tan(self) -> D {
        let (sin, cos) = (self.sin_rest(), self.cos_rest());
        let y = D::select(self.is_odd(), cos, sin) / D::select(self.is_odd(), sin, cos);
        D::of_bits(y.bits() ^ self.quadrant.shl(63))
    }

    #[inline(always)]
    fn is_odd(self) -> D::Mask {
        (self.quadrant & 1).nonzero()
    }

    #[inline(always)]
    fn sin_rest(self) -> D {
        self.rest * (self.rest * self.rest).polynomial(&SIN)
    }

    #[inline(always)]
    fn cos_rest(self) -> D {
        (self.rest * self.rest).polynomial(&COS)
    }
}
