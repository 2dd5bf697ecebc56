//! Two ops of one argument that share most of their work. A kernel that needs both runs one loop for the two.

use crate::op::Op;

/// Hands the pairs, each with its opcode, to the macro `$then`.
macro_rules! for_each_pair {
    ($then:ident) => {
        $then! {
            256 Sin sin, Cos cos;
            257 Tanh tanh, TanhGrad tanh_grad;
        }
    };
}
pub(super) use for_each_pair;

/// A pair and the opcode of its loop.
pub struct Pair {
    /// The opcode.
    pub opcode: u32,
    /// The op of the first result.
    pub first: Op,
    /// The op of the second result.
    pub second: Op,
}

macro_rules! table {
    ($($opcode:literal $first:ident $f:ident, $second:ident $g:ident;)+) => {
        /// All pairs.
        pub const PAIRS: &[Pair] = &[$(Pair { opcode: $opcode, first: Op::$first, second: Op::$second }),+];
    };
}
for_each_pair!(table);
