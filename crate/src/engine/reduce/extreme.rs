//! Reductions that keep one element: the largest, or a witness.

use super::kind::Kind;

/// Of no elements.
pub const NONE: f32 = f32::NEG_INFINITY;

/// How the elements of a kind are read.
struct Reading {
    /// Flips the sign for amin, whose largest is the negated least.
    sign: u32,
    /// A witness is an element that equals (0, or itself where `own`) or does not (where `unequal`): NaN for amax and
    /// amin.
    own: u32,
    unequal: u32,
}

impl Reading {
    fn of(kind: Kind) -> Reading {
        Reading {
            sign: if kind == Kind::Amin { 1 << 31 } else { 0 },
            own: if matches!(kind, Kind::Any | Kind::All) { 0 } else { !0 },
            unequal: if kind == Kind::All { 0 } else { !0 },
        }
    }
}

/// What is kept of all elements so far, after these `n`: NaN once there was a witness, which is NaN for amax and amin,
/// an element that is not 0 for any, and one that is 0 for all. Else the largest element, negated for amin; -0 is less
/// than 0.
///
/// # Safety
/// `n` elements lie at `x`.
#[cfg(target_arch = "wasm32")]
pub unsafe fn add(kind: Kind, kept: f32, mut x: *const f32, mut n: usize) -> f32 {
    use core::arch::wasm32::*;
    let Reading { sign, own, unequal } = Reading::of(kind);
    let (sign, own, unequal) = (u32x4_splat(sign), u32x4_splat(own), u32x4_splat(unequal));
    let mut largest = key(f32x4_splat(kept));
    let mut witness = u32x4_splat(0);
    while n > 0 {
        let element;
        if n < 4 {
            element = v128_load32_splat(x.cast());
            x = x.add(1);
            n -= 1;
        } else {
            element = v128_load(x.cast());
            x = x.add(4);
            n -= 4;
        }
        witness = v128_or(witness, v128_xor(f32x4_eq(element, v128_and(element, own)), unequal));
        largest = i32x4_max(largest, key(v128_xor(element, sign)));
    }
    if v128_any_true(witness) {
        return f32::NAN;
    }
    if matches!(kind, Kind::Any | Kind::All) {
        return kept;
    }
    largest = i32x4_max(largest, i64x2_shuffle::<1, 0>(largest, largest));
    largest = i32x4_max(largest, i32x4_shuffle::<1, 0, 2, 3>(largest, largest));
    f32x4_extract_lane::<0>(key(largest))
}

/// Integers in the order of the floats, and back. The largest of integers is one instruction; of floats it takes V8
/// eight, each of which waits for the one before.
#[cfg(target_arch = "wasm32")]
#[inline(always)]
fn key(x: core::arch::wasm32::v128) -> core::arch::wasm32::v128 {
    use core::arch::wasm32::*;
    v128_xor(x, u32x4_shr(i32x4_shr(x, 31), 1))
}

/// As above.
///
/// # Safety
/// `n` elements lie at `x`.
#[cfg(not(target_arch = "wasm32"))]
pub unsafe fn add(kind: Kind, kept: f32, x: *const f32, n: usize) -> f32 {
    // SAFETY: as the caller says.
    let xs = unsafe { core::slice::from_raw_parts(x, n) };
    let Reading { sign, own, unequal } = Reading::of(kind);
    let is_witness = |x: f32| (x == f32::from_bits(x.to_bits() & own)) != (unequal != 0);
    if kept.is_nan() || xs.iter().any(|&x| is_witness(x)) {
        return f32::NAN;
    }
    if matches!(kind, Kind::Any | Kind::All) {
        return kept;
    }
    xs.iter()
        .map(|x| f32::from_bits(x.to_bits() ^ sign))
        .fold(kept, |max, x| if x.total_cmp(&max).is_gt() { x } else { max })
}
