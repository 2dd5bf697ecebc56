//! Signs and parity, by bits and comparisons.

use crate::k;
use crate::lanes::{Bits, F32};

const SIGN_BIT: i64 = 0x8000_0000;

/// `value`, negated in the lanes where `by` has a sign.
#[inline(always)]
pub(super) fn flip<L: F32>(value: L, by: L) -> L {
    L::of_bits(value.bits() ^ (by.bits() & SIGN_BIT))
}

/// Lanes with a sign; -0 has one.
#[inline(always)]
pub(super) fn is_signed<L: F32>(x: L) -> L::Mask {
    (x.bits() & SIGN_BIT).nonzero()
}

/// Integers, the infinities among them.
#[inline(always)]
pub(super) fn is_integer<L: F32>(x: L) -> L::Mask {
    x.floor().eq(x)
}

/// Even integers, the infinities among them.
#[inline(always)]
pub(super) fn is_even<L: F32>(x: L) -> L::Mask {
    // The half of the smallest subnormal is 0, an integer: so both are asked.
    is_integer(x) & is_integer(x * k!(0.5))
}
