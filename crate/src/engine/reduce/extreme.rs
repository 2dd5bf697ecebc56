//! Reductions that keep one element: the largest, or a witness.

use super::kind::Kind;

/// Of no elements.
pub const NONE: f32 = f32::NEG_INFINITY;

/// What is kept of all elements so far, after these `n`: for amax the largest, for amin the negated least, for any 1 if
/// an element is not 0, for all 1 if one is.
///
/// # Safety
/// `n` elements lie at `x`.
pub unsafe fn add(kind: Kind, kept: f32, x: *const f32, n: usize) -> f32 {
    // SAFETY: as the caller says.
    let xs = unsafe { core::slice::from_raw_parts(x, n) };
    match kind {
        Kind::Any | Kind::All => {
            xs.iter().fold(kept, |kept, &x| if (x == 0.0) == (kind == Kind::All) { 1.0 } else { kept })
        }
        _ => largest(kept, xs, if kind == Kind::Amin { 1 << 31 } else { 0 }),
    }
}

/// The largest of `largest` and of the elements with these bits flipped: NaN if any is, and -0 is less than 0.
#[cfg(target_arch = "wasm32")]
fn largest(largest: f32, xs: &[f32], flip: u32) -> f32 {
    use core::arch::wasm32::*;
    let flip = u32x4_splat(flip);
    let mut all = f32x4_splat(largest);
    let (vectors, rest) = xs.as_chunks::<4>();
    for vector in vectors {
        // SAFETY: a vector has four elements.
        all = f32x4_max(all, v128_xor(unsafe { v128_load(vector.as_ptr().cast()) }, flip));
    }
    for &x in rest {
        all = f32x4_max(all, v128_xor(f32x4_splat(x), flip));
    }
    all = f32x4_max(all, i64x2_shuffle::<1, 0>(all, all));
    all = f32x4_max(all, i32x4_shuffle::<1, 0, 2, 3>(all, all));
    f32x4_extract_lane::<0>(all)
}

/// The largest of `largest` and of the elements with these bits flipped: NaN if any is, and -0 is less than 0.
#[cfg(not(target_arch = "wasm32"))]
fn largest(largest: f32, xs: &[f32], flip: u32) -> f32 {
    xs.iter().map(|x| f32::from_bits(x.to_bits() ^ flip)).fold(largest, |max, x| match () {
        _ if max.is_nan() => max,
        _ if x.is_nan() || max < x || max == x && max.is_sign_negative() => x,
        _ => max,
    })
}
