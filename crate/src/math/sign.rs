//! Signs and parity of float32s, by bits and comparisons.

use crate::k;
use crate::lanes::{Bits, F32};

const SIGN_BIT: i64 = 0x8000_0000;

/// `value`, negated in the lanes where the sign bit of `by` is set.
#[inline(always)]
pub(super) fn flip<L: F32>(value: L, by: L) -> L {
    L::of_bits(value.bits() ^ (by.bits() & SIGN_BIT))
}

/// Lanes whose sign bit is set; that of -0 is.
#[inline(always)]
pub(super) fn is_signed<L: F32>(x: L) -> L::Mask {
    (x.bits() & SIGN_BIT).nonzero()
}

/// Lanes that are integers; infinities count as such.
#[inline(always)]
pub(super) fn is_integer<L: F32>(x: L) -> L::Mask {
    x.floor().eq(x)
}

/// Lanes that are even integers; infinities count as such.
#[inline(always)]
pub(super) fn is_even<L: F32>(x: L) -> L::Mask {
    // Not by the half alone: that of the smallest subnormal rounds to 0, an integer.
    is_integer(x) & is_integer(x * k!(0.5))
}
