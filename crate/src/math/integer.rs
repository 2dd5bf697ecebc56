//! Rounding to integers, and powers of two, in double precision.
//!
//! Method: doubles about 1.5 * 2^52 are integers, so adding that number and subtracting it again rounds to nearest,
//! ties to even; and the low bits of the sum are the integer, in two's complement. (wasm has an instruction for the
//! rounding, but none that converts two doubles to two 64-bit integers.)
//! Domain: |x| < 2^51. Exact.

use crate::k;
use crate::lanes::{Bits, C, F64};

/// 1.5 * 2^52.
const SHIFTER: C = k!(6755399441055744.0);

/// The bits of 1.
const ONE: i64 = 0x3ff0_0000_0000_0000;

/// The nearest integer, and bits that hold it modulo 2^51.
#[inline(always)]
pub(super) fn nearest<D: F64>(x: D) -> (D, D::Bits) {
    let shifted = x + SHIFTER;
    (shifted - SHIFTER, shifted.bits())
}

/// 2^n for |n| <= 1022, by the bits that [`nearest`] gives.
#[inline(always)]
pub(super) fn two_to_the<D: F64>(n: D::Bits) -> D {
    D::of_bits(n.shl(52) + ONE)
}

/// x 2^n by the bits that [`nearest`] gives, where both x and the product are normal; NaN if x is.
#[inline(always)]
pub(super) fn times_two_to_the<D: F64>(x: D, n: D::Bits) -> D {
    D::of_bits(x.bits() + n.shl(52))
}
