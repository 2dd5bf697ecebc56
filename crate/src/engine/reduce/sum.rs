//! A sum in the order that `mod.rs` describes: the lanes of the chunk that has begun, and a binary counter of totals.

use super::pair::Pair;

/// Elements of a chunk.
pub const CHUNK: u32 = 1024;
/// Lanes of a chunk.
pub const LANES: usize = 8;
/// Powers of two in the counter: elements are counted by 32 bits.
const POWERS: usize = (u32::BITS - CHUNK.ilog2()) as usize;

/// A sum of terms that arrive in order. Plain data: a copy is a sum of its own.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Sum {
    /// Of the chunk that has begun.
    pub lanes: [f64; LANES],
    /// For each power of two in the number of whole chunks, the total of that many.
    totals: [f64; POWERS],
}

impl Sum {
    /// The sum of no terms.
    pub const EMPTY: Sum = Sum { lanes: [-0.0; LANES], totals: [0.0; POWERS] };

    /// Adds the terms of `n` elements, a multiple of 8, to the lanes; the first belongs to lane 0. Unrolled, because the
    /// core is compiled for size: the lanes stay in four registers.
    ///
    /// # Safety
    /// `n` elements lie at `x`, and at `y` if the term uses its second argument.
    #[inline(always)]
    pub unsafe fn add(
        &mut self,
        mut x: *const f32,
        mut y: *const f32,
        n: usize,
        term: impl Fn(*const f32, *const f32) -> Pair,
    ) {
        let lanes = self.lanes.as_mut_ptr();
        let [mut a, mut b, mut c, mut d] =
            [Pair::load(lanes), Pair::load(lanes.add(2)), Pair::load(lanes.add(4)), Pair::load(lanes.add(6))];
        let end = x.add(n);
        while x < end {
            a = a.add(term(x, y));
            b = b.add(term(x.add(2), y.wrapping_add(2)));
            c = c.add(term(x.add(4), y.wrapping_add(4)));
            d = d.add(term(x.add(6), y.wrapping_add(6)));
            x = x.add(LANES);
            y = y.wrapping_add(LANES);
        }
        a.store(lanes);
        b.store(lanes.add(2));
        c.store(lanes.add(4));
        d.store(lanes.add(6));
    }

    /// The total of the lanes.
    fn chunk(&self) -> f64 {
        let [a, b, c, d, e, f, g, h] = self.lanes;
        ((a + e) + (c + g)) + ((b + f) + (d + h))
    }

    /// Counts the chunk that has begun, now whole, after this number of whole ones.
    pub fn close(&mut self, before: u32) {
        let total = self.chunk();
        self.push(total, before);
        self.lanes = [-0.0; LANES];
    }

    /// Counts a whole chunk with this total, after this number of whole ones.
    pub fn push(&mut self, mut total: f64, before: u32) {
        for (power, left) in self.totals.iter_mut().enumerate() {
            if before >> power & 1 == 0 {
                *left = total;
                break;
            }
            total += *left;
        }
    }

    /// The sum of this number of whole chunks and of the one that has begun. Of no terms it is -0.
    pub fn total(&self, whole: u32) -> f64 {
        // Lanes without terms are -0, which changes no sum.
        let mut total = self.chunk();
        for (power, left) in self.totals.iter().enumerate() {
            if whole >> power & 1 == 1 {
                total += left;
            }
        }
        total
    }
}
