//! Loops over arrays, four elements at a time.

use core::arch::wasm32::{v128, v128_load, v128_store};
use core::ptr::copy_nonoverlapping;
use fluxion::lanes::V4;

/// So that a tile of some arrays stays in the first-level cache between two loops.
pub const TILE: usize = 1024;

/// Hands out tiles, by their first element and their length.
///
/// # Safety
/// That of `body`.
#[inline(always)]
pub unsafe fn in_tiles(n: usize, body: impl Fn(usize, usize)) {
    let mut start = 0;
    while start < n {
        body(start, TILE.min(n - start));
        start += TILE;
    }
}

/// Computes the outputs' elements from those of the inputs. An output may be an input, but not overlap it otherwise.
///
/// # Safety
/// The pointers are those of arrays of `n` elements.
#[inline(always)]
pub unsafe fn each<const I: usize, const O: usize, P: Input>(
    n: usize,
    inputs: [P; I],
    outputs: [*mut f32; O],
    body: impl Fn([V4; I]) -> [V4; O],
) {
    let whole = n & !3;
    let mut i = 0;
    while i < whole {
        let results = body(inputs.map(|input| V4(v128_load(input.pointer().add(i) as *const v128))));
        for (output, result) in outputs.iter().zip(results) {
            v128_store(output.add(i) as *mut v128, result.0);
        }
        i += 4;
    }
    if whole < n {
        // Lanes without an element have a 1: what is computed of it is dropped.
        let results = body(inputs.map(|input| {
            let mut lanes = [1f32; 4];
            copy_nonoverlapping(input.pointer().add(whole), lanes.as_mut_ptr(), n - whole);
            V4(v128_load(lanes.as_ptr() as *const v128))
        }));
        for (output, result) in outputs.iter().zip(results) {
            copy_nonoverlapping(&result.0 as *const v128 as *const f32, output.add(whole), n - whole);
        }
    }
}

/// A pointer to read from.
pub trait Input: Copy {
    /// As a pointer that nothing is written through.
    fn pointer(self) -> *const f32;
}

impl Input for *const f32 {
    fn pointer(self) -> *const f32 {
        self
    }
}

impl Input for *mut f32 {
    fn pointer(self) -> *const f32 {
        self
    }
}
