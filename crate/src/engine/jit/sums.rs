//! Sums that a kernel accumulates itself, over whole chunks of elements, in the order that
//! [`reduce`](crate::engine::reduce) describes.
//!
//! What sums are of lies in memory, in the tiles of the scratch memory or in arrays, and a
//! [function](super::accumulators) adds it up tile by tile: 0.12 ns an element where the tiles are in the L1 cache. In the
//! loop that computes it, from registers, it takes twice as long, because the upper half of a vector has to be shuffled
//! down. Where tiles do not fit the L1 cache together, it takes four times as long, so that many sums have short ones.

use super::plan::Plan;
use crate::program::Value;

/// The most chunks of elements that a kernel that accumulates runs over in one call.
pub const MAX_CHUNKS: u32 = 8;

/// In place of a second factor.
pub const NO_FACTOR: i32 = i32::MAX;

/// Bytes of a total.
pub const TOTAL_BYTES: u32 = 8;

/// What a kernel accumulates, in words: how many of the outputs, the first ones, are not written, for sums alone are of them;
/// then for each sum where it finds its float32s, and where the other factors if it is of products, or [`NO_FACTOR`]. A
/// place is the number of an input, or ~i for the output i.
pub type Words<'a> = &'a [i32];

/// A sum of values, or of the products of two.
#[derive(Clone, Copy)]
pub struct Sum {
    /// The value, and the other factor, or the value again.
    pub factors: [Value; 2],
    /// Whether it is of products.
    pub is_product: bool,
    /// The chunk of the plan after which it is accumulated: that which computes the last of its values.
    pub chunk: usize,
}

/// The sums of a kernel with this plan. Nothing if one is of what does not vary.
pub fn of(plan: &Plan, words: Words) -> Option<Vec<Sum>> {
    let mut sums = Vec::new();
    for places in words.get(1..).unwrap_or_default().chunks_exact(2) {
        let is_product = places[1] != NO_FACTOR;
        let factors = [places[0], places[usize::from(is_product)]].map(|place| match place {
            0.. => Value(place as u32),
            _ => plan.values.representative(plan.program.outputs()[!place as usize]),
        });
        if !factors.iter().all(|&value| plan.values.varies(value)) {
            return None;
        }
        sums.push(Sum { factors, is_product, chunk: plan.writer(factors[0]).max(plan.writer(factors[1])) });
    }
    Some(sums)
}
