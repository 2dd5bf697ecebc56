//! Reductions of batches to one number: sums and extremes of elements that arrive in blocks.
//!
//! A pass of an engine computes the terms of a block, as float32; [`State::add`] adds them to an accumulator, which
//! lives from block to block; after the last block [`State::finish`] gives the number. A kernel of the jit engine may
//! add up whole chunks of terms itself, in the same order, and [`State::add_total`] takes their totals: so no bit depends
//! on who computed the terms.
//!
//! **The order**, in float64 throughout. Chunk k has the elements 1024 k … 1024 k + 1023; its lane j adds the terms of
//! the elements i ≡ j (mod 8) in ascending order, from -0, which is the neutral element of addition (0 is not: it turns
//! -0 into 0). The chunk's total is ((l0 + l4) + (l2 + l6)) + ((l1 + l5) + (l3 + l7)): what halving a vector of 8 lanes
//! thrice gives. Totals T of m chunks are added as T(the left 2^p) + T(the rest), 2^p the largest power of two below m:
//! a binary counter of totals needs no more than one of each power (`sum.rs`). The error is at most
//! (128 + 3 + log2 chunks) 2^-53 of the sum of magnitudes, before the one rounding to float32.

mod extreme;
mod finish;
mod kind;
mod pair;
mod state;
mod sum;

pub use kind::Kind;
pub use state::{closed_form, State};
pub use sum::{CHUNK, LANES};
