//! Sums that a kernel accumulates itself, over whole chunks of elements, in the order that
//! [`reduce`](crate::engine::reduce) describes.
//!
//! What sums are of lies in memory, in the tiles of the scratch memory or in arrays, and a
//! [function](super::accumulators) adds it up chunk by chunk: 0.12 ns an element where the chunk is in the L1 cache. In the
//! loop that computes it, from registers, it takes twice as long, because the upper half of a vector has to be shuffled
//! down.

use super::plan::Plan;
use crate::program::Value;
use crate::wasm::VECTOR_BYTES;

/// The most chunks of elements that a kernel that accumulates runs over in one call.
pub const MAX_CHUNKS: u32 = 8;

/// In place of a second factor.
pub const NO_FACTOR: i32 = i32::MAX;

/// Bytes of a total.
pub const TOTAL_BYTES: u32 = 8;

/// What a kernel accumulates.
#[derive(Clone, Copy, Default)]
pub struct Sums<'a> {
    /// How many of the outputs, the first ones, are not written: sums alone are of them.
    pub terms: usize,
    /// For each sum where it finds its float32s, and where the other factors if it is of products, or [`NO_FACTOR`]: the
    /// number of an input, or ~i for the output i.
    pub places: &'a [i32],
}

/// A sum: its value, and the other factor.
type Factors = (Value, Option<Value>);

impl Sums<'_> {
    /// The number of sums.
    pub fn count(&self) -> usize {
        self.places.len() / 2
    }

    /// The values of a sum.
    pub fn factors(&self, plan: &Plan, sum: usize) -> Factors {
        let value = |place: i32| match place {
            0.. => Value(place as u32),
            _ => plan.values.representative(plan.program.outputs()[!place as usize]),
        };
        let [of, by] = [self.places[2 * sum], self.places[2 * sum + 1]];
        (value(of), if by == NO_FACTOR { None } else { Some(value(by)) })
    }

    /// Whether every sum is of what varies.
    pub fn all_vary(&self, plan: &Plan) -> bool {
        (0..self.count()).all(|sum| {
            let (of, by) = self.factors(plan, sum);
            plan.values.varies(of) && plan.values.varies(by.unwrap_or(of))
        })
    }

    /// Bytes of the totals, which are stored as vectors.
    pub fn total_bytes(&self) -> u32 {
        match self.count() as u32 {
            0 => 0,
            sums => TOTAL_BYTES * MAX_CHUNKS * sums + VECTOR_BYTES,
        }
    }
}

/// The chunk of a plan after which a sum is accumulated: that which computes the last of its values.
pub fn writer(plan: &Plan, (of, by): Factors) -> usize {
    plan.writer(of).max(plan.writer(by.unwrap_or(of)))
}
