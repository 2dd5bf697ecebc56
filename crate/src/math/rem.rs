//! The remainder of a division, exactly.
//!
//! Method: |x| - q |y| with q the floor of |x| / |y|, in double precision, as long as q is less than 2^53; the sign of
//! x is put back last. If the quotient was rounded up to the next integer, the difference is below 0, and |y| is added.
//! Every step is exact, because q is split: its high part has 26 bits and its low part 27, y has 24, so the products
//! have 51 at most; and where q is not 0, the differences are multiples of the unit of y below 2^27 |y|.
//!
//! Larger quotients need the fallback, which takes the remainders by 2^225 |y|, 2^180 |y| ... |y| in turn: each of
//! these quotients is at most 2^52, because the quotient of two float32s is less than 2^277.
//! Domain: all pairs of float32; NaN if x is infinite or y is 0.
//! Error: none.

use super::sign::flip;
use crate::k;
use crate::lanes::{Fallback, Real, C, F32, F64};

/// 2^53, the smallest quotient that needs the fallback: from there on the rounded quotient may be off by more
/// than 1.
const QUOTIENT_LIMIT: C = k!(9007199254740992.0);

/// 2^500, which stands in for an infinite divisor: any |x| is less.
const INFINITY_STAND_IN: C = k!(f64::from_bits((1023 + 500) << 52));

/// The mask of all bits but the 27 lowest.
const HIGH_BITS: i64 = -1 << 27;

/// The remainder of x by y, with the sign of x.
#[inline(always)]
pub fn rem<L: F32>(x: L, y: L) -> L {
    let (a, b) = (x.abs().wide(), y.abs().wide());
    let b = b.pmin(b.k(INFINITY_STAND_IN));
    // The quotient of an infinite x, or by 0, is infinite too, and the remainder NaN at once.
    let needs_fallback = quotient(a, b).narrow().ge(x.k(QUOTIENT_LIMIT)) & !y.eq(x.k(k!(0.0))) & x.abs().lt(x.k(k!(f64::INFINITY)));
    flip(step(a, b).narrow(), x).fallback([x, y], needs_fallback, Fallback::Rem)
}

/// The remainder for a quotient of any size, to the same bits; one lane.
pub fn fallback_rem(x: f32, y: f32) -> f32 {
    let b = y.abs().wide();
    let b = b.pmin(b.k(INFINITY_STAND_IN));
    let a = (0..=5).rev().fold(x.abs().wide(), |a, i| step(a, b * f64::from_bits((1023 + 45 * i) << 52)));
    flip(a.narrow(), x)
}

/// The remainder of a >= 0 by b > 0, if the quotient is less than 2^53.
#[inline(always)]
fn step<D: F64>(a: D, b: D) -> D {
    let q = quotient(a, b);
    let high = D::of_bits(q.bits() & HIGH_BITS);
    let rest = (a - high * b) - (q - high) * b;
    D::select(rest.lt(rest.k(k!(0.0))), rest + b, rest)
}

#[inline(always)]
fn quotient<D: F64>(a: D, b: D) -> D {
    (a / b).floor()
}
