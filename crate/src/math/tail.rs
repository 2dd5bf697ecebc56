//! The tails of the error function and of the normal distribution: products of the bell e^(-a^2) and of the scaled
//! tail e^(a^2) erfc(a).
//!
//! Method: in double precision, which holds the square of a float32 exactly, the bell by `exp2_wide` and the scaled
//! tail as a quotient of polynomials with positive coefficients, in the interval where the tail does not underflow
//! float32. (The polynomial of `erfcx`, for all a, has more terms.) a is clamped to 26.
//! Error: 2^-28.9, relative, nearly all of it the bell's; that of the scaled tail is 2^-33.6.

use super::exp2_wide::exp2_wide_short;
use crate::k;
use crate::lanes::{C, F32, F64, K};

/// The numerator of e^(a^2) erfc(a) for a <= 10.07, a polynomial in a: error of the quotient 2^-33.6, relative.
///
/// `python3 scripts/remez.py`
const NUMERATOR: [f64; 6] = [
    56.555418609062485,
    81.04644480533204,
    56.507959888599586,
    22.70754035641828,
    5.234135270339925,
    0.5641888303750853,
];
/// The denominator, without its leading term a^6.
const DENOMINATOR: [f64; 6] = [
    56.55541861350278,
    144.86240035109398,
    163.41226913701595,
    104.77999799236632,
    40.74937988962734,
    9.277200524639213,
];

/// A family of tails: a constant times erfc of a constant times the argument.
pub(super) struct Tails {
    /// -log2 e times the square of the scale of the argument.
    exponent: K,
    numerator: [K; 6],
    denominator: [K; 6],
    /// The largest argument; others are clamped to it.
    largest: K,
}

/// erfc(a).
pub(super) static ERFC: Tails = Tails::new(1.0, 1.0);
/// The probability of the normal distribution beyond a, erfc(a/sqrt 2)/2.
pub(super) static NORMAL: Tails = Tails::new(core::f64::consts::FRAC_1_SQRT_2, 0.5);

/// 1/sqrt(2 pi), the normal density at 0: the density is this times the bell.
pub(super) const PEAK: C = k!(0.3989422804014327);

impl Tails {
    /// The family factor * erfc(scale * a).
    const fn new(scale: f64, factor: f64) -> Tails {
        let mut tails = Tails {
            exponent: K::new(-core::f64::consts::LOG2_E * (scale * scale)),
            numerator: [const { K::new(0.0) }; 6],
            denominator: [const { K::new(0.0) }; 6],
            largest: K::new(26.0 / scale),
        };
        let (mut i, mut power) = (6, 1.0);
        while i > 0 {
            i -= 1;
            power /= scale;
            tails.numerator[i] = K::new(NUMERATOR[i] * power * factor);
            tails.denominator[i] = K::new(DENOMINATOR[i] * power);
        }
        tails
    }

    /// |x|, clamped to the domain of the other functions.
    #[inline(always)]
    pub fn magnitude<L: F32>(&'static self, x: L) -> L::Wide {
        x.abs().pmin(x.k(&self.largest)).wide()
    }

    /// The bell at a.
    #[inline(always)]
    pub fn bell<D: F64>(&'static self, a: D) -> D {
        exp2_wide_short(a * a * &self.exponent)
    }

    /// The tail beyond a, divided by the bell.
    #[inline(always)]
    pub fn ratio<D: F64>(&'static self, a: D) -> D {
        let square = a * a;
        let [p0, p1, p2, p3, p4, p5] = &self.denominator;
        let denominator = ((square + (a * p5 + p4)) * square + (a * p3 + p2)) * square + (a * p1 + p0);
        a.polynomial(&self.numerator) / denominator
    }

    /// The tail beyond a.
    #[inline(always)]
    pub fn beyond<D: F64>(&'static self, a: D) -> D {
        self.bell(a) * self.ratio(a)
    }
}
