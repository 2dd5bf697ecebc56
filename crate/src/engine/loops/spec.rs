//! The description that a loop is written from.

use super::instructions::Instructions;
use crate::wasm::Bytes;

/// Where an input is read from, or an output is written to. A `u32` is the number of a local or a byte offset.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Location {
    /// A tile, or a single vector that stands for one. This local has its address, and the next one a mask for the
    /// counter: all ones, or 0 for the single vector.
    Tile(u32),
    /// An array; this local has the address of the element at counter 0.
    Array(u32),
    /// A tile in the scratch memory, at this offset.
    ScratchTile(u32),
    /// A vector in the scratch memory, at this offset, the same for all elements.
    ScratchVector(u32),
    /// A float32 in this local, the same in every lane.
    Scalar(u32),
    /// A vector at the address in this local, the same for all elements.
    Vector(u32),
    /// An array; its address is in the scratch memory, at this offset.
    TableArray(u32),
    /// A vector, the same for all elements; its address is in the scratch memory, at this offset.
    TableVector(u32),
}

impl Location {
    /// Whether the counter is part of the address: another vector in every iteration.
    pub fn is_varying(self) -> bool {
        matches!(self, Location::Tile(_) | Location::Array(_) | Location::ScratchTile(_) | Location::TableArray(_))
    }
}

/// A function that loops over vectors: while the byte offset in `counter` is less than `end`, at least once; or, if it
/// returns a flag, not at all where they are equal.
pub struct Loop<'a> {
    /// The body.
    pub instructions: &'a Instructions,
    /// Where each input is read from.
    pub inputs: &'a [Location],
    /// The indices of the instructions that compute the outputs, and where each is written to.
    pub outputs: &'a [(u32, Location)],
    /// The indices of the masks of lanes that need the fallback. The function ORs them into a flag.
    pub fallback_masks: &'a [u32],
    /// Whether the function returns the flag, as 0 or 1; otherwise it returns nothing.
    pub returns_flag: bool,
    /// The number of parameters.
    pub params: u32,
    /// The number of locals of type i32, which come after the parameters; vectors come after these.
    pub integers: u32,
    /// The local with the byte offset of the current vector.
    pub counter: u32,
    /// The local with the first byte offset beyond the last vector.
    pub end: u32,
    /// The local with the address of the scratch memory.
    pub scratch: u32,
    /// A local for the address of the scratch memory less the counter's first value: the counter added gives the
    /// current vector of a scratch tile.
    pub scratch_base: u32,
    /// Code that the function starts with.
    pub prologue: Bytes,
}
