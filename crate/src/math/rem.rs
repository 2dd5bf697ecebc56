//! The remainder of a division, exactly.
//!
//! Method: |x| - q |y| with q the floor of |x| / |y|, in double precision, as long as q is less than 2^53; the sign of
//! x is put back last. The rounded quotient may be the next integer, and the difference below 0 then: |y| is added.
//! Every step is exact, for q is split: its high part has 26 bits and its low part 27, y has 24, so the products have
//! no more than 51; and where q is not 0, the differences are multiples of the unit of y below 2^27 |y|.
//!
//! Larger quotients are for the rare path, which takes the remainders by 2^225 |y|, 2^180 |y| ... |y| in turn: none
//! of these quotients is above 2^52, the quotient of two float32s being less than 2^277.
//! Domain: all pairs of float32; NaN if x is infinite or y is 0.
//! Error: none.

use super::sign::flip;
use crate::k;
use crate::lanes::{Real, Slow, C, F32, F64};

/// 2^53, the least quotient that is not good.
const HUGE: C = k!(9007199254740992.0);

/// 2^500, for an infinite divisor: x is less.
const ENDLESS: C = k!(f64::from_bits((1023 + 500) << 52));

/// All but the 27 lowest bits.
const HIGH: i64 = -1 << 27;

/// The remainder of x by y, with the sign of x.
#[inline(always)]
pub fn rem<L: F32>(x: L, y: L) -> L {
    let (a, b) = (x.abs().wide(), y.abs().wide());
    let b = b.pmin(b.k(ENDLESS));
    let is_huge = quotient(a, b).narrow().ge(x.k(HUGE)) & !y.eq(x.k(k!(0.0)));
    flip(step(a, b).narrow(), x).rare([x, y], is_huge, Slow::Rem)
}

/// The remainder for a quotient of any size, to the same bits.
pub fn slow_rem(x: f32, y: f32) -> f32 {
    let b = y.abs().wide().pmin(ENDLESS.wide);
    let a = (0..=5).rev().fold(x.abs().wide(), |a, i| step(a, b * f64::from_bits((1023 + 45 * i) << 52)));
    flip(a.narrow(), x)
}

/// The remainder of a >= 0 by b > 0, if the quotient is less than 2^53.
#[inline(always)]
fn step<D: F64>(a: D, b: D) -> D {
    let q = quotient(a, b);
    let high = D::of_bits(q.bits() & HIGH);
    let rest = (a - high * b) - (q - high) * b;
    D::select(rest.lt(rest.k(k!(0.0))), rest + b, rest)
}

#[inline(always)]
fn quotient<D: F64>(a: D, b: D) -> D {
    (a / b).floor()
}
