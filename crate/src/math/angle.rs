//! Angles in quarter turns, for sin, cos and tan.
//!
//! Method: Cody and Waite's reduction, x = n pi/2 + r with |r| <= pi/4, in double precision. pi/2 is the sum of two
//! constants; the high one is a multiple of 2^-24, so that n times it is exact up to 2^29, and so is x less that.
//! Beyond, `huge_angle` takes over.
//!
//! All functions of one angle share the reduction and both polynomials: they call the same code with the same
//! arguments, which compilers (and an emitter that numbers its values) evaluate once.

use super::huge_angle;
use super::integer::nearest;
use crate::k;
use crate::lanes::{Bits, Real, C, F32, F64, K};

/// The angle `quadrant` * pi/2 + `rest`, with |rest| <= pi/4.
#[derive(Clone, Copy)]
pub(super) struct Angle<D: Real> {
    /// Only the two low bits matter.
    pub quadrant: D::Bits,
    /// In radians.
    pub rest: D,
}

/// 2^29, beyond which the reduction is no longer good.
const HUGE: C = k!(536870912.0);

/// pi/2 to 24 bits after the point, and the rest.
const HALF_PI_HIGH: C = k!(1.5707963109016418);
const HALF_PI_LOW: C = k!(1.5893254773528196e-8);

/// The lanes whose angle needs [`exactly`]: huge ones and infinities.
#[inline(always)]
pub(super) fn is_huge<L: F32>(x: L) -> L::Mask {
    x.abs().gt(x.k(HUGE))
}

/// The angle x, unless it is huge. NaN if x is.
#[inline(always)]
pub(super) fn reduce<D: F64>(x: D) -> Angle<D> {
    let (n, quadrant) = nearest(x * k!(core::f64::consts::FRAC_2_PI));
    Angle { quadrant, rest: x - n * HALF_PI_HIGH - n * HALF_PI_LOW }
}

/// The angle x, whatever its size; one lane. NaN if x is infinite or NaN.
pub(super) fn exactly(x: f32) -> Angle<f64> {
    if is_huge(x) {
        let (quadrant, rest) = huge_angle::reduce(x);
        Angle { quadrant: f64::from_bits(quadrant).bits(), rest }
    } else {
        reduce(x.wide())
    }
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
    #[inline(always)]
    pub fn sin(self) -> D {
        let y = D::select(self.is_odd(), self.cos_rest(), self.sin_rest());
        D::of_bits(y.bits() ^ (self.quadrant & 2).shl(62))
    }

    #[inline(always)]
    pub fn cos(self) -> D {
        let y = D::select(self.is_odd(), self.sin_rest(), self.cos_rest());
        D::of_bits(y.bits() ^ ((self.quadrant + 1) & 2).shl(62))
    }

    /// One quadrant on, sine and cosine change places, and one of them its sign.
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
