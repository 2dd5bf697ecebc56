//! What an op computes, in one number: to see whether two builds, or two versions, compute the same.

use fluxion::op::Op;

/// Arguments for each op.
const POINTS: u32 = 1 << 16;

/// Argument `k` of point `i`: at even points any bit pattern, at odd ones a number between -16 and 16.
fn argument(i: u32, k: u32) -> f32 {
    let word = (i + 1).wrapping_mul([0x9e37_79b1, 0x85eb_ca77, 0xc2b2_ae3d][k as usize]);
    if i.is_multiple_of(2) {
        f32::from_bits(word)
    } else {
        word as i32 as f32 / 134_217_728.0
    }
}

/// FNV-1a over the results' words; all NaNs count as one.
pub fn of(op: Op) -> u32 {
    (0..POINTS).fold(0x811c_9dc5, |hash, i| {
        let y = op.at([0, 1, 2].map(|k| argument(i, k)));
        let word = if y.is_nan() { 0x7fc0_0000 } else { y.to_bits() };
        (hash ^ word).wrapping_mul(0x0100_0193)
    })
}
