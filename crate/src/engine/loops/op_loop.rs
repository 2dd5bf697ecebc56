//! The loop of an op over a tile, as the tiles engine calls it.
//!
//! The function has two parameters: the address of a [`Frame`], and the bytes of the tile. All addresses and masks are
//! read before the loop.

use crate::lanes::Slow;

/// What a loop is called with.
#[derive(Default)]
#[repr(C, align(16))]
pub struct Frame {
    /// Address of the tile, and mask of the offset in it, for each result, then for each argument.
    pub operands: [[usize; 2]; 4],
    /// For lanes that need another way of evaluation: the result, the mask, and two arguments.
    pub vectors: [[f32; 4]; 4],
}

impl Frame {
    /// Puts the lanes right that are masked: the result is that of the function `which`.
    pub fn evaluate(&mut self, which: u32) {
        let [result, mask, x, y] = &mut self.vectors;
        for lane in 0..4 {
            if mask[lane].to_bits() != 0 {
                result[lane] = Slow::ALL[which as usize].eval([x[lane], y[lane]]);
            }
        }
    }
}

#[cfg(target_arch = "wasm32")]
const _: () = assert!(core::mem::offset_of!(Frame, vectors) == super::write::FRAME_VECTORS as usize);

/// The parameter with the frame's address.
pub const FRAME: u32 = 0;
/// The parameter with the bytes of the tile.
pub const END: u32 = 1;
/// The local with the offset in the tile.
pub const COUNTER: u32 = 2;
/// The first local that is a vector.
pub const LOCALS: u32 = start_of(4);

/// The local with the address of an operand. The next one has its mask.
pub const fn start_of(operand: u32) -> u32 {
    COUNTER + 1 + 2 * operand
}
